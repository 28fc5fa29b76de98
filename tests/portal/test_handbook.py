"""The handbook as pages of the back office."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from eving.portal.services import handbook
from eving.portal.views.handbook import page_of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def written(tmp_path: Path, settings: Any) -> Iterator[Path]:
    folder = tmp_path / handbook.FOLDER
    folder.mkdir(parents=True)
    settings.BASE_DIR = tmp_path
    page_of.cache_clear()
    yield folder
    page_of.cache_clear()


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def article(page: str) -> str:
    return page.partition("<article")[2].partition("</article>")[0]


def hrefs(html: str) -> list[str]:
    return re.findall(r'<a [^>]*?href="([^"]*)"', html)


def test_every_page_has_one_title_and_each_heading_of_the_file_with_its_anchor(staff: Client) -> None:
    for name in handbook.names():
        page = shown(staff, f"/verwaltung/handbuch/{name}/")

        title, *sections = [section for section in handbook.sections() if section.page == name]
        assert re.findall("<h1[^>]*>(.*?)</h1>", page) == [title.title]
        assert re.findall('<h2 id="(.*?)">(.*?)</h2>', article(page)) == [
            (section.anchor, section.heading) for section in sections
        ]


def test_no_two_sections_of_the_handbook_have_one_address() -> None:
    codes = Counter(section.code for section in handbook.sections())

    assert [code for code, count in codes.items() if count > 1] == []


def test_every_link_of_the_handbook_leads_somewhere(staff: Client) -> None:
    pages = {f"/verwaltung/handbuch/{name}/": page_of(name) for name in handbook.names()}
    places = {*pages} | {f"{url}#{heading.anchor}" for url, page in pages.items() for heading in page.headings}

    links = [href for page in pages.values() for href in hrefs(page.body)]

    assert len(links) > 10
    assert [href for href in links if href not in places] == []


def test_pages_stand_in_their_order_with_the_one_that_is_open_marked(staff: Client) -> None:
    page = shown(staff, "/verwaltung/handbuch/ideen/")

    menu = page.partition('class="handbook__pages"')[2].partition("</nav>")[0]
    turn = page.partition('class="handbook__turn"')[2].partition("</nav>")[0]
    assert [href.split("/")[-2] for href in hrefs(menu) if href[0] == "/"] == handbook.names()
    assert handbook.names()[0] == "erste-schritte"
    assert re.findall('href="([^"]*)" aria-current="page"', menu) == ["/verwaltung/handbuch/ideen/"]
    assert hrefs(turn) == ["/verwaltung/handbuch/gesuche/", "/verwaltung/handbuch/laeden/"]


def test_tables_lists_and_code_are_shown_and_html_is_not(staff: Client, written: Path) -> None:
    (written / "erste-schritte.md").write_text(
        "# Titel `a`\n\n## Zeilen\n| Was | Wo |\n|---|---|\n| `x` | [da](ideen.md#neu) |\n\n- eins\n\n<b>fett</b>"
        " ![](https://bild.example/x.png)\n"
    )
    (written / "ideen.md").write_text("# Ideen\n\n## Neu\nText.\n")

    page = shown(staff, "/verwaltung/handbuch/erste-schritte/")

    text = article(page)
    assert '<h1 lang="de">Titel a</h1>' in page
    assert 'role="region" aria-label="Zeilen"><table>' in text and "</table></div>" in text
    assert text.count('<th scope="col">') == 2
    assert hrefs(text)[0] == "/verwaltung/handbuch/ideen/#neu"
    assert "<li>eins</li>" in text and "<code>x</code>" in text
    assert "<b>" not in text and "<img" not in text


def test_the_handbook_opens_at_its_first_page(staff: Client) -> None:
    answer = staff.get("/verwaltung/handbuch/")

    assert (answer.status_code, answer["Location"]) == (302, "/verwaltung/handbuch/erste-schritte/")
    assert "<title>Erste Schritte – Handbuch – eving Verwaltung</title>" in shown(staff, answer["Location"])


def test_a_page_that_does_not_exist_is_not_found(staff: Client) -> None:
    assert staff.get("/verwaltung/handbuch/geheim/").status_code == 404
    assert staff.get("/verwaltung/handbuch/../../settings/").status_code == 404


def test_the_menu_leads_to_the_handbook_only_where_it_was_delivered(
    staff: Client, settings: Any, tmp_path: Path
) -> None:
    link = 'href="/verwaltung/handbuch/"'
    assert link in staff.get("/verwaltung/").content.decode()

    settings.BASE_DIR = tmp_path

    assert link not in staff.get("/verwaltung/").content.decode()
    assert staff.get("/verwaltung/handbuch/").status_code == 404


def test_visitors_are_sent_to_the_login(client: Client) -> None:
    assert client.get("/verwaltung/handbuch/ideen/")["Location"].startswith("/verwaltung/login/")
