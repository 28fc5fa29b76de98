"""Printable notice of an idea: content, code, who gets one."""

import re
from typing import Any

import pytest
from django.test import Client

from eving.core.documents import render
from eving.core.models import Street
from projects.documents import notice
from projects.models import Idea
from tests import pdf_ua
from tests.factories import make_idea
from tests.pages import text_of
from tests.vacancies.listings.document_files import code_in, elements, millimetres, read, text_in

pytestmark = pytest.mark.django_db
HOSTILE = [
    '#read("/etc/passwd")',
    "$x^2$ und *fett* und _schief_",
    "= keine Überschrift // <label> @ref",
    r"\ \u{41} ]}) [{( %(title)s {0} `code`",
]


def get(client: Client, idea: Idea, **headers: str) -> Any:
    return client.get(f"/ideen/{idea.number}/aushang.pdf", headers=headers)


def test_a_notice_says_what_one_needs_on_one_page(client: Client) -> None:
    idea = make_idea(
        title="Größere Bänke für süße Füße",
        text="Über den Hof weht Laub. " + "Wort " * 600,
        street=Street.objects.get(slug="bergstrasse"),
        name="Erika Geheim",
        name_display="full",
    )

    content = get(client, idea).content

    text = text_in(content)
    in_order = [
        "Eine Idee für Eving",
        "Bergstraße",
        "Größere Bänke für süße Füße",
        "veröffentlicht",
        "Über den Hof weht Laub.",
        "…",
        "Unterstützen Sie diese Idee",
        f"127.0.0.1:8000/ideen/{idea.number}",
        "Quartiersmanagement Eving",
        "Telefon 0231 000000",
    ]
    places = [text.find(part) for part in in_order]
    assert -1 not in places, in_order[places.index(-1)]
    assert places == sorted(places)
    assert "Geheim" not in text
    assert (len(read(content).pages), millimetres(content)) == (1, (210, 297))


def test_a_telephone_reads_the_address_of_the_page(client: Client, settings) -> None:
    settings.BASE_URL = "https://quartiersportal.eving.example"
    idea = make_idea()

    [page] = [render.compiled(notice.notice(idea), format="png", ppi=80)]

    code = code_in(page)
    assert code == f"https://quartiersportal.eving.example/ideen/{idea.number}/"
    assert client.get(code.removeprefix(settings.BASE_URL), follow=True).redirect_chain == [
        (idea.get_absolute_url(), 301)
    ]


def test_a_notice_is_tagged_and_says_what_it_is(client: Client) -> None:
    idea = make_idea(title="Bank <am> Markt")

    content = get(client, idea).content

    reader = read(content)
    root = reader.trailer["/Root"]
    assert reader.metadata.title.startswith("Bank <am> Markt, ")
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert re.search(r"pdfuaid:part(>|=\")1", root["/Metadata"].get_data().decode())
    structure = elements(content)
    assert [kind for kind, _element in structure if re.fullmatch(r"H\d", kind)] == ["H1", "H2"]
    [alt] = [str(element["/Alt"]) for kind, element in structure if kind == "Figure"]
    assert alt.startswith("QR") and f"/ideen/{idea.number}/" in alt
    assert pdf_ua.faults(content) == []


@pytest.mark.parametrize(("state", "call"), [("accepted", "Unterstützen Sie"), ("declined", "was daraus wurde")])
def test_nobody_is_asked_to_support_what_is_over(client: Client, state: str, call: str) -> None:
    text = text_in(get(client, make_idea(state=state)).content)

    assert [phrase for phrase in ("Unterstützen Sie", "was daraus wurde") if phrase in text] == [call]


def test_what_looks_like_markup_stays_text(client: Client) -> None:
    for written in HOSTILE:
        text = text_in(get(client, make_idea(title=written, text=written)).content)

        assert text.count(written) == 2


@pytest.mark.parametrize(
    ("title", "text"),
    [("W" * 120, "x" * 3000), ("Bank 😀 مرحبا \u202e", "你好\x07\n" * 200), ("Kurz", "a\n\n" * 900)],
)
def test_long_and_strange_texts_stay_on_one_page(client: Client, title: str, text: str) -> None:
    answer = get(client, make_idea(title=title, text=text))

    assert answer.status_code == 200 and len(read(answer.content).pages) == 1


@pytest.mark.parametrize(("state", "status"), [("submitted", 404), ("query", 404), ("spam", 404), ("withdrawn", 410)])
def test_who_gets_no_page_gets_no_notice(client: Client, state: str, status: int) -> None:
    idea = make_idea(state=state, title="Verborgene Bank")

    answers = [get(client, idea), client.get(f"/ideen/{idea.number}/bank/")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert "Verborgene" not in text_of(answers[0])


def test_a_notice_is_set_again_only_when_something_changed(client: Client) -> None:
    idea = make_idea()
    first = get(client, idea)

    assert get(client, idea, if_none_match=first["ETag"]).status_code == 304
    assert first["Content-Disposition"] == f'inline; filename="idee-{idea.number}-aushang.pdf"'
    assert first["X-Robots-Tag"] == "noindex" and "Set-Cookie" not in first
    Idea.objects.filter(pk=idea.pk).update(title="Neuer Titel")
    assert get(client, idea, if_none_match=first["ETag"]).status_code == 200


def test_the_page_links_its_notice(client: Client) -> None:
    idea = make_idea()

    page = client.get(idea.get_absolute_url()).content.decode()

    assert f'href="/ideen/{idea.number}/aushang.pdf"' in page
