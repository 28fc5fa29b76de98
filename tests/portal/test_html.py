"""The Nu HTML checker finds nothing on our pages: no error and no warning."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from eving.core.models import Topic
from eving.core.people import links
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.vacancies.make import make_listing

CHECKER = Path(settings.BASE_DIR) / "node_modules/vnu-jar/build/dist/vnu.jar"
READING = [
    "/", "/ideen/", "/ideen/?thema=gruen&stand=neu", "/ideen/?q=Unfindbares", "/projekte/", "/ladenlokale/",
    "/akteure/", "/suche/", "/suche/?q=Bank", "/kontakt/", "/impressum/", "/datenschutz/", "/barrierefreiheit/",
    "/leichte-sprache/",
    "/meine-daten/verschickt/", "/meine-daten/geloescht/", "/ideen/neu/danke/", "/gibt-es-nicht/", "/en/",
]  # fmt: skip
FORMS = [
    "/ideen/neu/", "/kontakt/nachricht/", "/barrierefreiheit/melden/", "/melden/", "/meine-daten/",
    "/ladenlokale/anbieten/", "/akteure/eintragen/",
]  # fmt: skip


def problems(folder: Path) -> list[str]:
    """What the checker says about the files of a folder, a line each."""
    done = subprocess.run(
        ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [
        f"{Path(found['url']).name}:{found.get('lastLine')}: {found['message']}"
        for found in json.loads(done.stderr or done.stdout)["messages"]
    ]


needs_java = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not shutil.which("java"), reason="no Java on this machine"
)


@needs_java
@pytest.mark.django_db
def test_every_kind_of_page_is_valid(client: Client, tmp_path: Path) -> None:
    idea, actor, listing = make_idea(topics=[Topic.objects.get(slug="gruen")]), make_actor(), make_listing()
    token = links.make(idea.contribution, "manage")
    mine = links.make(idea.contribution.participant, "my-data")
    paths = [
        *READING, *FORMS, idea.get_absolute_url(), actor.get_absolute_url(), listing.get_absolute_url(),
        f"/ladenlokale/{listing.number}/anfragen/", f"/ideen/verwalten/{token}/", f"/meine-daten/{mine}/",
    ]  # fmt: skip

    for number, path in enumerate(paths):
        (tmp_path / f"{number:02d}.html").write_bytes(client.get(path, follow=True).content)
    for number, path in enumerate(FORMS):
        (tmp_path / f"f{number:02d}.html").write_bytes(client.post(path, {}).content)

    assert [f"{line} ({paths[int(line[:2])] if line[0] != 'f' else line})" for line in problems(tmp_path)] == []


@needs_java
@pytest.mark.django_db
def test_the_back_office_is_valid(client: Client, tmp_path: Path) -> None:
    client.force_login(make_staff())
    idea = make_idea(state="submitted")
    paths = ["", "projects/idea/", f"projects/idea/{idea.pk}/change/", f"projects/idea/{idea.pk}/schritt/decline/",
             "projects/idea/add/"]  # fmt: skip

    for number, path in enumerate(paths):
        (tmp_path / f"{number:02d}.html").write_bytes(client.get(f"/verwaltung/{path}").content)

    assert [line for line in problems(tmp_path) if "warning" not in line.lower()] == []


@needs_java
def test_the_checker_finds_a_mistake(tmp_path: Path) -> None:
    """The twin: an unclosed element and a missing title do not pass."""
    (tmp_path / "00.html").write_text("<!doctype html><html lang=de><body><p><div></p></body></html>")

    assert problems(tmp_path)
