"""Back office of projects."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.photos.upload_handler import MAX_BYTES
from projects.models import Project, ProjectDocument, ProjectParticipation, ProjectPhoto, ProjectState
from projects.services.documents import path_of, store, sweep_orphans
from tests.actors.entries import make_actor
from tests.actors.test_admin import forms_of
from tests.factories import make_staff
from tests.pages import text_of
from tests.pdf_files import pdf
from tests.photo_files import jpeg, upload
from tests.projects.projects.rows import PDF, add_document, make_project

FIELD = Path(__file__).parents[2] / "field"
pytestmark = pytest.mark.django_db

LIST = "/verwaltung/projects/project/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def change_url(project: Project) -> str:
    return reverse("admin:projects_project_change", args=[project.pk])


def transition_url(project: Project, transition: str) -> str:
    return reverse("admin:projects_project_transition", args=[project.pk, transition])


def test_staff_write_down_a_project_and_publish_it(staff: Client, client: Client) -> None:
    actor = make_actor()
    values = forms_of(
        staff, f"{LIST}add/",
        **{
            "number": "P-863", "title": "Dortmund blickt nordwärts", "summary": "Ein Quartiersmanagement für Eving.",
            "participations-0-actor": str(actor.pk), "participations-0-role": "sponsor",
        },
    )  # fmt: skip

    answer = staff.post(f"{LIST}add/", values)

    assert answer.status_code == 302, text_of(answer)[:3000]
    project = Project.objects.get()
    assert (project.state, project.number, project.slug) == ("draft", "P-863", "dortmund-blickt-nordwaerts")
    assert client.get(project.get_absolute_url()).status_code == 404

    assert staff.post(transition_url(project, "start"), {"text": "Los.", "version": project.version}).status_code == 302
    page = client.get(project.get_absolute_url())
    assert "Los." in text_of(page) and actor.get_absolute_url() in page.content.decode()
    assert [card["title"] for card in client.get("/projekte/?q=Quartiersmanagement").context["cards"]] == [
        project.title
    ]


def test_a_project_without_number_gets_the_next(staff: Client) -> None:
    values = forms_of(staff, f"{LIST}add/", title="Bänke", summary="Zehn Bänke.")

    assert staff.post(f"{LIST}add/", values).status_code == 302

    assert Project.objects.get().number == "P-1"


def test_a_number_that_spoils_the_address_is_refused(staff: Client) -> None:
    values = forms_of(staff, f"{LIST}add/", title="Bänke", summary="Zehn Bänke.", number="863/2")

    answer = staff.post(f"{LIST}add/", values)

    assert answer.status_code == 200 and "Buchstaben" in text_of(answer)


def test_the_number_of_a_public_project_stays(staff: Client) -> None:
    project = make_project(number="P-863")

    staff.post(change_url(project), forms_of(staff, change_url(project), number="P-1", title="Anders"))

    project.refresh_from_db()
    assert (project.number, project.title, project.slug) == ("P-863", "Anders", "anders")


def test_the_list_keeps_its_budget(staff: Client, django_assert_max_num_queries) -> None:
    make_project()
    with django_assert_max_num_queries(12) as one:
        staff.get(LIST)
    make_project(state="running")
    make_project(state="draft", title="Geheim")

    with django_assert_max_num_queries(12) as three:
        page = staff.get(f"{LIST}")

    assert "Geheim" in text_of(page) and len(one) == len(three)


def test_the_page_of_a_project_needs_no_more_queries_for_more_partners(
    staff: Client, django_assert_max_num_queries
) -> None:
    project = make_project()
    ProjectParticipation.objects.create(project=project, actor=make_actor())
    with django_assert_max_num_queries(100) as one:
        staff.get(change_url(project))
    for _number in range(3):
        ProjectParticipation.objects.create(project=project, actor=make_actor())
        add_document(project)

    with django_assert_max_num_queries(100) as several:
        staff.get(change_url(project))

    assert len(several) == len(one)


@pytest.mark.parametrize("transition", ["pause", "finish", "cancel"])
def test_what_everyone_reads_needs_a_text(staff: Client, transition: str) -> None:
    project = make_project(state="running")

    refused = staff.post(transition_url(project, transition), {"text": "", "version": project.version})
    assert refused.status_code == 200
    project.refresh_from_db()
    assert project.state == ProjectState.RUNNING
    assert (
        staff.post(transition_url(project, transition), {"text": "Darum.", "version": project.version}).status_code
        == 302
    )

    project.refresh_from_db()
    assert project.state != ProjectState.RUNNING and project.is_public


def test_the_preview_shows_a_draft(staff: Client, client: Client) -> None:
    project = make_project(state="draft", title="Geheime Bänke")
    path = reverse("admin:projects_project_preview", args=[project.pk])

    assert "Geheime Bänke" in text_of(staff.get(path))
    assert client.get(path).status_code == 302


def test_staff_upload_a_pdf_and_remove_it(staff: Client, client: Client, django_capture_on_commit_callbacks) -> None:
    project = make_project()
    values = forms_of(staff, change_url(project), **{"documents-0-title": "Der Plan"})

    answer = staff.post(change_url(project), {**values, "documents-0-upload": upload(PDF, "plan.pdf")})

    assert answer.status_code == 302, text_of(answer)[:3000]
    document = ProjectDocument.objects.get()
    assert (path_of(document.key).read_bytes(), document.byte_size) == (PDF, len(PDF))
    assert b"".join(client.get(f"/projekte/dokument/{document.key}/").streaming_content) == PDF
    values = forms_of(staff, change_url(project), **{"documents-0-DELETE": "on"})
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(change_url(project), values)
    assert not ProjectDocument.objects.exists() and not path_of(document.key).exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>alert(1)</script>", "keine PDF-Datei"),
        (b"", "leer"),
        (b"\n" * 1024 + PDF, "keine PDF-Datei"),
        ((FIELD / "only_header.pdf").read_bytes(), "keine PDF-Datei"),
        (pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "enthält ein Skript"),
        (pdf(b"/OpenAction << /S /Launch /F (calc.exe) >>"), "startet beim Öffnen ein Programm"),
        (pdf(trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >> /ID [(a) (a)]"), "ohne Schutz"),
        (PDF[:60], "beschädigt"),
        (PDF[:-10], "beschädigt"),
        (PDF + b"\0" * MAX_BYTES, "größer als 15 MB"),
    ],
)
def test_only_real_pdf_files_are_taken(staff: Client, content: bytes, sentence: str) -> None:
    project = make_project()
    values = forms_of(staff, change_url(project), **{"documents-0-title": "Der Plan"})

    answer = staff.post(change_url(project), {**values, "documents-0-upload": upload(content, "plan.pdf")})

    assert answer.status_code == 200 and sentence in text_of(answer)
    assert not ProjectDocument.objects.exists()


@pytest.mark.parametrize(
    "content",
    [(FIELD / "bom.pdf").read_bytes(), (FIELD / "newline.pdf").read_bytes(), b"\n" * 1000 + PDF, PDF + b"\0" * 5000],
    ids=["a byte order mark", "line ends before", "a header within 1024 bytes", "zeros behind"],
)
def test_a_pdf_file_may_have_something_around_it(staff: Client, content: bytes) -> None:
    project = make_project()
    values = forms_of(staff, change_url(project), **{"documents-0-title": "Der Plan"})

    answer = staff.post(change_url(project), {**values, "documents-0-upload": upload(content, "plan.pdf")})

    assert answer.status_code == 302, text_of(answer)
    assert path_of(ProjectDocument.objects.get().key).read_bytes() == content


def test_staff_upload_a_photo(staff: Client, client: Client) -> None:
    project = make_project()
    values = forms_of(staff, change_url(project), **{"photos-0-alt": "Eine Bank", "photos-0-rights_confirmed": "on"})

    assert staff.post(change_url(project), {**values, "photos-0-upload": upload(jpeg())}).status_code == 302

    photo = ProjectPhoto.objects.get()
    assert client.get(photo.url(400)).status_code == 200
    assert 'alt="Eine Bank"' in client.get("/projekte/").content.decode()


def test_a_partner_needs_an_actor_or_a_name(staff: Client) -> None:
    project = make_project()
    both = {"participations-0-actor": str(make_actor().pk), "participations-0-name": "Noch jemand"}

    answer = staff.post(change_url(project), forms_of(staff, change_url(project), **both))

    assert answer.status_code == 200 and not ProjectParticipation.objects.exists()


def test_visitors_reach_nothing_of_it(client: Client) -> None:
    project = make_project(state="draft")

    for path in (LIST, change_url(project), transition_url(project, "publish")):
        assert client.get(path).status_code == 302
    client.post(transition_url(project, "publish"), {"version": project.version})
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT


def test_files_of_forms_never_sent_whole_go_after_a_day() -> None:
    kept = add_document(make_project())
    orphan = path_of(store(upload(PDF, "plan.pdf")))
    now = timezone.now()
    assert sweep_orphans(now) == 0

    assert sweep_orphans(now + timedelta(hours=25)) == 1

    assert path_of(kept.key).exists() and not orphan.exists()
