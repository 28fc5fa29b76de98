"""Projects and ideas as tables: import and export."""

import csv
import io
import resource

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eving.core.models import ImportBatch, Topic
from eving.core.tables import reading
from projects.models import Idea, Project
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.projects.projects.rows import make_project

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/projects/project/"
HEADER = ["Nummer", "Titel", "In einem Satz"]


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def table_of(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def upload(staff: Client, content: bytes, name: str = "t.csv"):
    return staff.post(f"{LIST}tabelle/einlesen/", {"label": "Probe", "file": SimpleUploadedFile(name, content)})


def apply(staff: Client, url: str, **more: str):
    seen = staff.get(url).context["form"].initial["seen"]
    return staff.post(url, {"seen": seen, **more})


def template_header(staff: Client) -> list[str]:
    answer = staff.get(f"{LIST}tabelle/einlesen/vorlage.csv")
    return next(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))


def test_the_sheet_of_project_863_comes_in_and_a_second_time_changes_nothing(staff: Client) -> None:
    actor = make_actor(name="Stadtplanung")
    header = template_header(staff)
    sheet = {
        "Nummer": "863", "Titel": "Dortmund blickt nordwärts", "In einem Satz": "Ein Quartiersmanagement.",
        "Projektgeneration": "2", "Projektfamilie": "Ökonomie", "Themenfeld": "Stadtentwicklung",
        "Stadtbezirk": "Eving",
        "Ausgangslage": "Leerstände und schwache Kaufkraft.", "Beschreibung": "Ein Quartiersmanagement vernetzt.",
        "Finanzieller Rahmen": "Noch festzulegen", "Laufzeit in Worten": "Noch festzulegen",
        "Förderung": "Noch zu prüfen",
        "Ziele": "- Beitrag zur Lebensqualität\n- Integration", "Träger": "Stadtplanung", "Partner": "lokale Akteure",
    }  # fmt: skip
    assert set(sheet) - set(header) == set()
    content = table_of(header, [sheet.get(name, "") for name in header])

    check = upload(staff, content)
    assert check.status_code == 302, text_of(check)
    applied = apply(staff, check["Location"])

    assert applied.status_code == 302, text_of(applied)
    project = Project.objects.get()
    who = [(row.role, row.actor, row.name) for row in project.participations.order_by("role")]
    assert (project.number, project.state, project.district) == ("863", "draft", "Eving")
    assert who == [("partner", None, "lokale Akteure"), ("sponsor", actor, "")]
    assert project.goals_text.startswith("- Beitrag")
    assert (project.generation, project.family, project.theme) == (2, "Ökonomie", "Stadtentwicklung")
    assert (project.starting_situation, project.description) == (sheet["Ausgangslage"], sheet["Beschreibung"])
    assert (project.financial_frame, project.duration_text, project.funding) == (
        "Noch festzulegen", "Noch festzulegen", "Noch zu prüfen",
    )  # fmt: skip
    again = staff.get(upload(staff, content)["Location"])
    assert again.context["numbers"] == {"new": 0, "changed": 0, "same": 1, "wrong": 0, "warnings": 0}


def test_an_export_comes_back_unchanged(staff: Client) -> None:
    make_project(title="=1+1", description="- erstens\r\n- zweitens")

    for kind in ("csv", "xlsx"):
        file = b"".join(staff.get(f"{LIST}tabelle/ausgeben/staff.{kind}").streaming_content)
        page = staff.get(upload(staff, file, f"t.{kind}")["Location"])
        numbers = page.context["numbers"]

        assert (numbers["same"], numbers["wrong"], numbers["new"]) == (1, 0, 0), page.context["rows"]


def test_one_wrong_row_keeps_all_out(staff: Client) -> None:
    content = table_of([*HEADER, "Beginnt"], ["", "Gut", "Satz.", ""], ["", "Schlecht", "Satz.", "morgen"])

    url = upload(staff, content)["Location"]
    page = staff.get(url)

    assert "31.12.2027" in text_of(page)
    staff.post(url, {"seen": "x"})
    assert Project.objects.count() == 0 and ImportBatch.objects.get().state == "checked"


def test_a_row_that_changed_after_the_check_is_not_overwritten(staff: Client) -> None:
    project = make_project(title="Alt")
    url = upload(staff, table_of(HEADER, [project.number, "Neu", "Satz."]))["Location"]
    seen = staff.get(url).context["form"].initial["seen"]
    Project.objects.update(title="Von anderen")

    staff.post(url, {"seen": seen})

    assert Project.objects.get().title == "Von anderen"


def test_without_a_change_between_the_same_table_is_applied(staff: Client) -> None:
    project = make_project(title="Alt")

    apply(staff, upload(staff, table_of(HEADER, [project.number, "Neu", "Satz."]))["Location"])

    assert Project.objects.get().title == "Neu"


def test_a_file_is_opened_once_however_often_its_check_is_looked_at(staff: Client) -> None:
    url = upload(staff, table_of(HEADER, ["", "Neue Bänke", "Satz."]))["Location"]
    began = children_started()

    for _look in range(3):
        assert "Neue Bänke" in text_of(staff.get(url))
    assert apply(staff, url).status_code == 302

    assert children_started() == began
    assert Project.objects.get().title == "Neue Bänke"
    upload(staff, table_of(HEADER, ["", "Noch eine", "Satz."]))
    assert children_started() > began  # the twin: what opens a file is counted


def children_started() -> float:
    """Grows with each child process that has been started and has ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def test_a_table_that_an_earlier_release_took_in_is_opened_once_as_well(staff: Client) -> None:
    content = table_of(HEADER, ["", "Neue Bänke", "Satz."])
    url = upload(staff, content)["Location"]
    ImportBatch.objects.update(content=content)

    assert "Neue Bänke" in text_of(staff.get(url))
    assert bytes(ImportBatch.objects.get().content).startswith(reading.UNPACKED)
    assert apply(staff, url).status_code == 302 and Project.objects.count() == 1


def test_an_old_table_that_cannot_be_opened_any_more_is_said_so(staff: Client) -> None:
    url = upload(staff, table_of(HEADER, ["", "Neue Bänke", "Satz."]))["Location"]
    ImportBatch.objects.update(content=b"PK\x03\x04kaputt")

    answer = staff.get(url, follow=True)

    assert answer.status_code == 200 and "beschädigt" in text_of(answer)


def test_rows_as_we_keep_them_are_no_file_to_upload(staff: Client) -> None:
    """They would be taken for checked, without any limit."""
    answer = upload(staff, b'{"header": ["Titel"], "rows": [[2, ["x"], false]]}')

    assert answer.status_code == 200 and "keine Tabelle" in text_of(answer)
    assert not ImportBatch.objects.exists()


def test_while_other_tables_are_read_the_office_is_told_so(staff: Client, settings) -> None:
    settings.READ_QUEUE = 0
    with reading.reading.take(waiting=0, seconds=1):
        answer = upload(staff, table_of(HEADER, ["", "Neue Bänke", "Satz."]))

    assert "gleich noch einmal" in text_of(answer) and not ImportBatch.objects.exists()


def test_wrong_headers_are_named_with_the_right_ones(staff: Client) -> None:
    page = upload(staff, table_of(["Numer", "Titel", "In einem Satz"], ["", "x", "y"]))

    assert "Nummer" in text_of(page) and ImportBatch.objects.count() == 0


def test_the_public_table_holds_published_projects_only(staff: Client) -> None:
    make_project(title="Sichtbar")
    make_project(title="Entwurf", state="draft")

    public, office = (
        b"".join(staff.get(f"{LIST}tabelle/ausgeben/{level}.csv").streaming_content).decode()
        for level in ("public", "staff")
    )

    assert "Entwurf" in office
    assert "Sichtbar" in public and "Entwurf" not in public


# ---------------------------------------------------------------- ideas
IDEAS = "/verwaltung/projects/idea/"


def read_ideas(staff: Client, *rows: list[str]):
    file = SimpleUploadedFile("ideen.csv", table_of(*rows))
    return staff.post(f"{IDEAS}tabelle/einlesen/", {"label": "Papierbögen", "file": file})["Location"]


def test_ideas_on_paper_come_in_as_new_ideas_with_a_promise_and_nobody_gets_a_mail(staff: Client, sent) -> None:
    url = read_ideas(
        staff, ["Titel", "Beschreibung", "Straße", "Themen"], ["Mehr Bänke", "Am Markt fehlen sie.", "Bergstraße", ""]
    )

    answer = apply(staff, url)

    assert answer.status_code == 302, text_of(answer)
    idea = Idea.objects.get()
    assert (idea.state, idea.is_public, idea.street.name) == ("submitted", False, "Bergstraße")
    assert (idea.contribution.channel, idea.answer_due_on is not None, sent()) == ("paper", True, [])


def test_a_table_sorts_ideas_but_does_not_change_their_words(staff: Client) -> None:
    idea = make_idea(title="Eine Bank", text="Am Markt.")
    sorts = read_ideas(staff, ["Nummer", "Titel", "Beschreibung", "Themen"],
                       [idea.number, "Eine Bank", "Am Markt.", Topic.objects.first().name])  # fmt: skip
    rewrites = read_ideas(staff, ["Nummer", "Titel", "Beschreibung"], [idea.number, "Zwei Bänke", "Am Markt."])

    assert apply(staff, sorts).status_code == 302
    page = staff.get(rewrites)

    idea.refresh_from_db()
    assert (idea.title, [topic.pk for topic in idea.topics.all()]) == ("Eine Bank", [Topic.objects.first().pk])
    assert page.context["numbers"]["wrong"] == 1 and not page.context["may_apply"]
    assert staff.get(read_ideas(staff, ["Nummer", "Titel", "Beschreibung", "Themen"],
                                [idea.number, "Eine Bank", "Am Markt.", Topic.objects.first().name])).context[
        "numbers"]["same"] == 1  # fmt: skip
