"""The fields of the pack ``kern``: each ties label, hint and error to its input, and no file is there in vain."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import engines
from django.test import Client
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

from projects.forms.participation import HelpForm
from tests.core.public.drawn import EveryField, through_pack
from tests.crawl.reading import read
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from vacancies.forms.profiles import ProfileForm

PACK = Path(settings.BASE_DIR) / "templates/kern"
FORMS = [
    "/ideen/neu/", "/ladenlokale/anbieten/", "/akteure/eintragen/", "/gesuche/neu/", "/kontakt/nachricht/", "/melden/",
    "/meine-daten/", "/verwaltung/login/",
]  # fmt: skip


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """Names of the templates that are rendered, included ones too."""
    names: set[str] = set()

    def note(template, **_more) -> None:
        names.add(template.name or "")

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def drawn(form: forms.Form) -> SafeString:
    return engines["django"].from_string("{% load crispy_forms_tags %}{{ form|crispy }}").render({"form": form})


def unused(folder: Path, rendered: set[str]) -> set[str]:
    return {f"kern/{path.relative_to(folder)}" for path in folder.rglob("*.html")} - rendered


@pytest.mark.django_db
def test_no_file_of_the_pack_is_there_in_vain(client: Client, rendered: set[str]) -> None:
    drawn(EveryField())
    through_pack(ProfileForm())
    through_pack(HelpForm())
    client.get("/ladenlokale/?flaeche_ab=viel")
    for address in FORMS:
        client.get(address)
        client.post(address, {})
    client.force_login(make_staff())
    client.get(f"/verwaltung/projects/idea/{make_idea(state='submitted').pk}/schritt/decline/")

    assert unused(PACK, rendered) == set()


def test_a_file_that_nothing_renders_would_be_found(tmp_path: Path, rendered: set[str]) -> None:
    for name in ("field.html", "layout/label.html", "layout/tab.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    drawn(EveryField())

    assert unused(tmp_path, rendered) == {"kern/layout/tab.html"}


@pytest.mark.parametrize("sent", [None, QueryDict("day=gestern")])
def test_whatever_a_field_refers_to_is_there(sent: QueryDict | None) -> None:
    page = read(drawn(EveryField(sent)))

    named = {identity for attribute, identity in page.references if attribute in {"for", "aria-describedby"}}
    hints = {f"id_{name}_helptext" for name in ("line", "choice", "one", "yes", "file", "when")}
    names = EveryField.base_fields if sent is not None else {}
    errors = {f"id_{name}_error" for name in names}
    assert named - set(page.ids) == set()
    assert named & (hints | {f"id_{name}_error" for name in EveryField.base_fields}) == hints | errors


def test_an_error_in_the_summary_names_its_field_once(client: Client, db) -> None:
    page = text_of(client.post("/ideen/neu/", {}))

    assert "Ihre Idee in einem Satz – Bitte füllen Sie das aus." in page
    assert "Bitte füllen Sie das aus: Ihre Idee in einem Satz" not in page
