"""The project sheet of the town as a table, from the upload to the register and out again."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eving.core.models import ImportBatch
from projects.models import Project
from tests.actors.entries import make_actor
from tests.factories import make_staff
from tests.pages import text_of
from tests.projects.project_rows import make_project

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
    return staff.post(f"{LIST}table/in/", {"label": "Probe", "file": SimpleUploadedFile(name, content)})


def apply(staff: Client, url: str, **more: str):
    seen = staff.get(url).context["form"].initial["seen"]
    return staff.post(url, {"seen": seen, **more})


def template_header(staff: Client) -> list[str]:
    answer = staff.get(f"{LIST}table/in/template.csv")
    return next(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))


def test_the_sheet_of_project_863_comes_in_and_a_second_time_changes_nothing(staff: Client) -> None:
    actor = make_actor(name="Stadtplanung")
    header = template_header(staff)
    sheet = {
        "Nummer": "863", "Titel": "Dortmund blickt nordwärts", "In einem Satz": "Ein Quartiersmanagement.",
        "Ziele": "- Beitrag zur Lebensqualität\n- Integration", "Träger": "Stadtplanung", "Partner": "lokale Akteure",
    }  # fmt: skip
    assert set(sheet) <= set(header)
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
    again = staff.get(upload(staff, content)["Location"])
    assert again.context["numbers"] == {"new": 0, "changed": 0, "same": 1, "wrong": 0, "warnings": 0}


def test_an_export_comes_back_unchanged(staff: Client) -> None:
    make_project(title="=1+1", description="- erstens\r\n- zweitens")

    for kind in ("csv", "xlsx"):
        file = b"".join(staff.get(f"{LIST}table/out/staff.{kind}").streaming_content)
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


def test_wrong_headers_are_named_with_the_right_ones(staff: Client) -> None:
    page = upload(staff, table_of(["Numer", "Titel", "In einem Satz"], ["", "x", "y"]))

    assert "Nummer" in text_of(page) and ImportBatch.objects.count() == 0


def test_the_public_table_holds_published_projects_only(staff: Client) -> None:
    make_project(title="Sichtbar")
    make_project(title="Entwurf", state="draft")

    public, office = (
        b"".join(staff.get(f"{LIST}table/out/{level}.csv").streaming_content).decode() for level in ("public", "staff")
    )

    assert "Entwurf" in office
    assert "Sichtbar" in public and "Entwurf" not in public
