"""After a mistake every field of a public form still holds what was typed, ticked or chosen, in both languages."""

import json
import re
import zlib
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.signing import b64_decode
from django.test import Client

from tests.actors.entries import add_contact, make_actor
from tests.factories import make_idea
from tests.vacancies.make import make_listing

pytestmark = pytest.mark.django_db
TEXT = "\"Müller & Söhne\" <b>'x'</b> &amp; 5"
# What a browser offers for a type of input, and so the most that a person can type into it.
TYPED = {"email": "kein-punkt@beispiel", "tel": "0231 / 1 & 2", "number": "3.5", "date": "2027-02-03", "url": "x & y"}


class Fields(HTMLParser):
    """The state of each field of the main form: its value, or the values that are ticked or chosen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}
        self.types: dict[str, str] = {}
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.references: list[str] = []
        self.areas: str | None = None
        self.select = ""
        self.feed(page.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value, kind = given.get("name") or "", given.get("value") or "", given.get("type") or "text"
        self.ids += [given["id"] or ""] if "id" in given else []
        self.labels += [given["for"] or ""] if "for" in given else []
        self.references += (given.get("aria-describedby") or "").split()
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.references.append((given["href"] or "")[1:])
        if tag == "input" and kind in {"checkbox", "radio"}:
            self.types[name] = kind
            self.offered.setdefault(name, []).append(value or "on")
            self.values.setdefault(name, []).extend([value or "on"] if "checked" in given else [])
        elif tag == "input" and kind not in {"submit", "file", "hidden"}:
            self.types[name], self.values[name] = kind, [value]
        elif tag == "input" and kind == "hidden":
            self.types[name], self.values[name] = "hidden", [value]
        elif tag == "textarea":
            self.types[name], self.values[name], self.areas = "textarea", [""], name
        elif tag == "select":
            self.types[name], self.values[name], self.select = "multiple" if "multiple" in given else "select", [], name
        elif tag == "option" and self.select:
            self.offered.setdefault(self.select, []).append(value)
            self.values[self.select] += [value] if "selected" in given else []

    def handle_endtag(self, tag: str) -> None:
        self.areas = None if tag == "textarea" else self.areas
        self.select = "" if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.areas:
            # The first line break of an area is not part of its text.
            self.values[self.areas] = [(self.values[self.areas][0] + data).removeprefix("\n")]

    def typed(self) -> dict[str, list[str]]:
        """Something in every field that a person sees, as a browser would send it."""
        found: dict[str, list[str]] = {}
        for name, kind in self.types.items():
            if kind == "hidden" or name in {"homepage2", "q"}:
                continue
            if kind in {"radio", "select"}:
                found[name] = self.offered[name][-1:]
            elif kind in {"checkbox", "multiple"}:
                found[name] = self.offered[name]
            else:
                found[name] = [TYPED.get(kind, "\n" + TEXT if kind == "textarea" else TEXT)]
        return found


@pytest.fixture
def forms(db: None) -> list[str]:
    """Every public form that needs no link of a mail."""
    idea, listing, actor = make_idea(), make_listing(), make_actor()
    add_contact(actor, "public", email="laden@example.org")
    return [
        "/ideen/neu/", "/ladenlokale/anbieten/", "/gesuche/neu/", "/akteure/eintragen/", "/kontakt/nachricht/",
        "/folgen/?thema=wege", "/melden/", "/meine-daten/", "/barrierefreiheit/melden/",
        f"/ideen/{idea.number}/unterstuetzen/", f"/ideen/{idea.number}/helfen/", f"/folgen/?idee={idea.number}",
        f"/ladenlokale/{listing.number}/anfragen/", f"{actor.get_absolute_url()}nachricht/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_field_keeps_what_was_typed_after_a_mistake(
    client: Client, forms: list[str], language: str, settings: Any
) -> None:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = 10**6
    for path in forms:
        page = client.get(f"{language}{path}")
        assert page.status_code == 200, path
        while page is not None:
            before = Fields(page.content.decode())
            typed = before.typed()
            hidden = {name: before.values[name] for name, kind in before.types.items() if kind == "hidden"}

            answer = client.post(f"{language}{path}", {**hidden, **typed})

            nothing = client.post(f"{language}{path}", hidden)

            assert (answer.status_code, nothing.status_code) == (422, 422), path
            assert faults(answer.content.decode(), typed) == [], path
            assert faults(nothing.content.decode(), {}) == [], path
            page = next_step(client, f"{language}{path}", page, {**hidden, **typed})


def next_step(client: Client, path: str, page: Any, sent: dict[str, Any]) -> Any:
    """The next page of a form in steps, if there is one and this one lets go on."""
    button = re.search(r'type="submit" name="step" value="(\w+)"', page.content.decode())
    if button is None or button[1] == "summary":
        return None
    answer = client.post(path, {**sent, "step": button[1]})
    return answer if answer.status_code == 200 else None


def travelling(page: str) -> dict[str, list[str]]:
    """What the other steps of a form hold."""
    found = re.search(r'name="step_values" value="\.([^":]*):', page)
    return json.loads(zlib.decompress(b64_decode(unescape(found[1]).encode())))["values"] if found else {}


def faults(page: str, typed: dict[str, list[str]]) -> list[str]:
    """Fields that hold something else than was typed, ids that are there twice, and ids that are missing."""
    after = Fields(page)
    held = {**travelling(page), **after.values}
    twice = {one for one in after.ids if after.ids.count(one) > 1}
    loose = {*after.labels, *after.references} - set(after.ids)
    return [name for name in typed if held.get(name, []) != typed[name]] + sorted(twice | loose)


def test_a_field_that_loses_a_word_or_its_label_is_found() -> None:
    area = '<label for="{}">Text</label><textarea id="id_text" name="text">\n{}</textarea>'
    tick = '<input type="checkbox" id="id_{}" name="yes" value="ja"{}>'
    typed = {"text": ["Alles"], "yes": ["ja"]}

    def found(text: str = "Alles", label: str = "id_text", box: str = "yes", checked: str = " checked") -> list[str]:
        return faults(f"<main>{area.format(label, text)}{tick.format(box, checked)}</main>", typed)

    assert found() == []
    assert found(text="All") == ["text"]
    assert found(checked="") == ["yes"]
    assert found(label="id_other") == ["id_other"]
    assert found(box="text") == ["id_text"]
    assert faults('<main><a href="#id_gone">Fehler</a></main>', {}) == ["id_gone"]
