"""The district is data: its name stands in its file, and a second file makes another town's portal."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as live
from django.db import connection
from django.test import Client

from eving.runtime import district as district_reader
from eving.runtime.district import BRAND, check_brand, read_district
from tests.pages import text_of
from tests.runtime.backups.drill import address_of

ROOT = Path(live.BASE_DIR)
# Where the first district may be named: its file, the demo, the seeds of old migrations, tests, documents.
MAY_NAME_IT = ("eving/districts/", "eving/demo/", "static/brand/", "tests/", "docs/", "locale/")
OLD_MIGRATION = re.compile(r".*/migrations/000\d_\w+\.py")
NAME = re.compile(r"\bEving\b")
SECOND = ROOT / "tests/districts/musterdorf.toml"


def names_it(path: str, text: str) -> bool:
    is_free = path.startswith(MAY_NAME_IT) or path.endswith(".md") or OLD_MIGRATION.fullmatch(path)
    return not is_free and NAME.search(text) is not None


def tracked() -> Iterator[tuple[str, str]]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for path in listing.stdout.split("\0"):
        if (ROOT / path).is_file():
            yield path, (ROOT / path).read_text(errors="ignore")


def test_the_code_names_no_district() -> None:
    assert [path for path, text in tracked() if names_it(path, text)] == []


def test_a_district_in_the_code_is_noticed() -> None:
    """Twin of the test above."""
    assert names_it("templates/portal/home.html", "<h1>Ideen für Eving</h1>")
    assert names_it("eving/core/migrations/0020_more.py", '("eving", "Eving")')
    assert not names_it("templates/portal/home.html", "{% load eving %} eving.core")
    assert not names_it("eving/core/migrations/0005_places.py", '("eving", "Eving")')


def test_no_text_of_the_catalogue_names_a_district() -> None:
    with (ROOT / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        texts = [(message.id, message.string) for message in read_po(file, locale="de")]

    assert [pair for pair in texts if NAME.search(str(pair[0])) or NAME.search(str(pair[1]))] == []
    assert any("{district}" in str(message) for message, _german in texts)


# ---------------------------------------------------------------- a second district
PAGES = """
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["*"]
for path in ("/", "/en/", "/ideen/neu/", "/akteure/eintragen/", "/ladenlokale/anbieten/", "/gesuche/neu/", "/kontakt/",
             "/impressum/", "/akteure/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/",
             "/folgen/", "/gibt-es-nicht/", "/verwaltung/anmelden/"):
    print(path, Client().get(path, follow=True).content.decode())
"""


@pytest.fixture
def empty() -> Iterator[str]:
    connection.ensure_connection()
    name = f"{connection.settings_dict['NAME']}_town"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield address_of(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(database: str, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "DISTRICT": str(SECOND)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.django_db
def test_one_file_makes_the_portal_of_another_town(empty: str) -> None:
    run(empty, "migrate", "--verbosity=0")

    pages = run(empty, "shell", "--no-imports", "-c", PAGES)

    for expected in ("Musterdorf", "Beispielstadt", "Lange Gasse", "Am Öhrchen", "Oberdorf", "99999 Beispielstadt"):
        assert expected in pages
    assert not re.search(r"\bEving\b|Evinger|Dortmund|Bergstraße|Lindenhorst|Hammerkopf|Minister Stein", pages)


def test_pages_of_the_first_district_name_it(client: Client, db) -> None:
    """Twin of the test above: these words do stand on the first one's pages."""
    pages = [text_of(client.get(path)) for path in ("/", "/akteure/", "/impressum/")]

    for word in ("Eving", "Dortmund", "Bergstraße", "Lindenhorst"):
        assert any(word in page for page in pages), word


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('name = "A"', "anders.toml does not say “town”."),
        ("name = ", "anders.toml cannot be read"),
        ('[[parts]]\nstreets = ["Weg"]', "anders.toml has parts without “name”."),
        (None, "which is no file, and eving/districts has only: eving."),
    ],
)
def test_what_a_file_lacks_is_said(tmp_path: Path, monkeypatch, content: str | None, sentence: str) -> None:
    problems: list[str] = []
    monkeypatch.setattr(district_reader, "problems", problems)
    file = tmp_path / "anders.toml"
    if content is not None:
        file.write_text(content)

    read_district(ROOT / "eving/districts", str(file))

    assert [problem for problem in problems if sentence in problem] != []


def test_every_brand_is_whole_and_a_gap_is_named(tmp_path: Path, monkeypatch) -> None:
    problems: list[str] = []
    monkeypatch.setattr(district_reader, "problems", problems)
    for folder in (ROOT / "static/brand").iterdir():
        check_brand(folder.parent, folder.name)
    assert problems == []

    (tmp_path / "ours").mkdir()
    for name in BRAND[1:]:
        (tmp_path / "ours" / name).touch()
    check_brand(tmp_path, "ours")

    assert problems == ["static/brand/ours lacks mark.svg; static/brand/plain has them all."]


@pytest.mark.django_db
def test_the_drawing_of_the_street_is_read_out_with_what_stands_in_it(client: Client, settings) -> None:
    assert 'aria-label="Eine Häuserzeile mit Läden im Erdgeschoss, dazwischen der Hammerkopfturm der Zeche' in (
        client.get("/").content.decode()
    )
    assert "between them the hammerhead tower of the Minister Stein colliery." in client.get("/en/").content.decode()

    settings.DISTRICT = read_district(SECOND.parent, "musterdorf")

    assert 'aria-label="Eine Häuserzeile mit Läden im Erdgeschoss."' in client.get("/").content.decode()
