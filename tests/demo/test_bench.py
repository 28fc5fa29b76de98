"""`manage.py bench`: a run as small as it gets, with a real database, server and load; and the pieces of its report."""

import json
import os
import secrets
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from psycopg import sql
from pytest_django import DjangoDbBlocker

from eving.demo.bench import databases as own
from eving.demo.bench import load, measuring, pages, processes
from eving.demo.bench.output import drawing, report
from tests import databases

MEASURED = {
    "home": "lists",
    "ideas": "lists",
    "shops": "lists",
    "search": "lists",
    "one idea": "details",
    "form: idea": "forms",
    "form: idea with errors": "forms",
    "imprint": "others",
    "office: ideas": "back office",
}


def bench(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@contextmanager
def further_database(comment: str | None) -> Iterator[tuple[int, str]]:
    """A migrated database with the name that the bench gives to so many rows; yields their number and an address."""
    rows = 100 + secrets.randbelow(900)
    name = f"eving_bench_{rows}"
    values = connection.settings_dict
    with databases.link_to_server() as link:
        with databases.locked(link, databases.TEMPLATE):
            template = databases.ready_template(link, anew=False)
            databases.execute(link, "CREATE DATABASE {} TEMPLATE {}", name, template)
        link.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(comment)))
        try:
            host = values["HOST"].replace("/", "%2F")
            password = f":{values['PASSWORD']}" if values.get("PASSWORD") else ""
            yield rows, f"postgres://{values['USER']}{password}@{host}:{values['PORT']}/{values['NAME']}"
        finally:
            databases.execute(link, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, Any]:
    """The figures of a run, the picture that it drew, and what it said."""
    folder = tmp_path_factory.mktemp("bench")
    files = ["--json", str(folder / "run.json"), "--svg", str(folder / "run.svg")]
    # Migrating takes longer than all the rest; the bench takes a database that it has made, as far as it is.
    with django_db_blocker.unblock(), further_database("eving bench") as (rows, url):
        done = bench("--quick", "--rows", str(rows), "--pages", ",".join(MEASURED), *files, DATABASE_URL=url)
        with databases.link_to_server() as link:
            left = databases.names_of(link, f"eving_bench_{rows}")
    assert done.returncode == 0, done.stderr
    figures = json.loads((folder / "run.json").read_text())
    return figures | {"picture": (folder / "run.svg").read_text(), "said": done.stdout, "wanted": rows, "left": left}


# ---------------------------------------------------------------- a run
@pytest.mark.cluster
def test_every_page_is_measured_beside_its_floor(run):
    measured = {name: row for name, row in run["pages"].items() if name in MEASURED}

    assert {name: row["kind"] for name, row in measured.items()} == MEASURED
    assert {name: row["status"] for name, row in measured.items() if row["status"] != 200} == {
        "form: idea with errors": 422
    }
    assert run["pages"]["ideas"]["floor"] == "/floor/cards/ideas/12/"
    assert run["pages"]["shops"]["floor"] == "/floor/cards/listings/12/"
    assert run["pages"]["imprint"]["floor"] == run["pages"]["form: idea"]["floor"] == "/floor/bare/"
    assert [name for name, row in measured.items() if not (row["of_floor"] > 0 and row["times_bare"] > 0)] == []
    assert [name for name, row in measured.items() if not row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]] == []
    assert [name for name, row in measured.items() if not 0 < row["gzip"] < row["bytes"]] == []


@pytest.mark.cluster
def test_queries_stay_within_their_budget(run):
    budgets = {"lists": 6, "details": 10, "from a copy": 1, "forms": 6, "back office": 12, "others": 10}
    # Home shows every register and both streets; words are looked up in each register; a POST asks the limits, too.
    special = {"home": 11, "search": 16, "ideas, searched": 7, "shops, searched": 7, "form: idea with errors": 14}

    found = {name: (row["queries"], special.get(name, budgets[row["kind"]])) for name, row in run["pages"].items()}

    assert {name: (queries, budget) for name, (queries, budget) in found.items() if queries > budget} == {}
    assert run["pages"]["ideas"]["queries"] > 0 < run["pages"]["ideas"]["buffers"]
    assert run["pages"]["imprint"]["queries"] == 1  # whether a text has changed


@pytest.mark.cluster
def test_memory_and_start_are_measured(run):
    before, after = run["memory"]["after start"], run["memory"]["after load"]

    assert [len(before), len(after)] == [2, 2]
    assert all(20 < worker["pss"] <= worker["rss"] < 500 for worker in [*before, *after])
    starts = {way: [run["start"][way][who]["cpu_seconds"] for who in ("portal", "bare")] for way in run["start"]}
    assert [way for way, (ours, bare) in starts.items() if not ours > bare > 0.1] == []
    assert list(starts) == ["check", "web"]


@pytest.mark.cluster
def test_the_run_is_told_and_drawn_and_its_database_is_gone(run):
    drawn = ET.fromstring(run["picture"])

    assert run["rows"] == run["wanted"] and run["left"] == []
    assert f"{run['rows']:,} rows of each register, 2 web processes" in run["said"]
    assert [name for name in run["pages"] if f"\n| {name} |" not in run["said"]] == []
    words = " ".join(drawn.itertext())
    assert [name for name in run["pages"] if name not in words] == []
    assert [child.tag.rpartition("}")[2] for child in drawn][:2] == ["title", "desc"]


# ---------------------------------------------------------------- what it refuses
def test_production_has_no_bench():
    done = bench(EVING_ENV="production")

    assert (done.returncode, done.stderr) == (1, "Die Messung startet nicht mit EVING_ENV=production.\n")


def test_the_command_itself_refuses_production_too(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="EVING_ENV=production"):
        call_command("bench")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--rows", "0"], "--rows muss zwischen 1 und 1000000 liegen."),
        (["--rows", "1000001"], "--rows muss zwischen 1 und 1000000 liegen."),
        (["--rounds", "0"], "--rounds muss zwischen 1 und 1000 liegen."),
        (["--requests", "-1"], "--requests muss zwischen 1 und 1000 liegen."),
        (["--beside", "{folder}/none.json"], "{folder}/none.json lässt sich nicht lesen: "),
        (["--beside", "{folder}/half.json"], "{folder}/half.json lässt sich nicht lesen: "),
        (["--beside", "{folder}/other.json"], "{folder}/other.json enthält keine Messung."),
        (["--json", "{folder}/none/new.json"], "{folder}/none/new.json lässt sich nicht schreiben."),
        (["--svg", "{folder}"], "{folder} lässt sich nicht schreiben."),
        (["--docs", "--quick"], "--docs ist für eine ganze Messung: Lassen Sie --pages und --quick weg."),
        (["--docs", "--pages", "ideas"], "--docs ist für eine ganze Messung: Lassen Sie --pages und --quick weg."),
    ],
)
def test_wrong_words_are_told_in_a_sentence_before_anything_runs(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    (tmp_path / "half.json").write_text('{"pages"')
    (tmp_path / "other.json").write_text('["pages"]')

    with pytest.raises(CommandError) as refusal:
        call_command("bench", *(word.format(folder=tmp_path) for word in words))

    assert str(refusal.value).startswith(sentence.format(folder=tmp_path)) and "\n" not in str(refusal.value)


@pytest.mark.cluster
@pytest.mark.django_db
@pytest.mark.parametrize(("comment", "is_kept"), [("eving bench, half filled", False), ("eving bench, filled", True)])
def test_what_a_stopped_run_has_filled_in_half_is_made_anew(comment: str, is_kept: bool) -> None:
    with further_database(comment) as (rows, _url), own.link_to_server() as link:
        found = own.made(link, f"eving_bench_{rows}")
        values = connection.get_connection_params() | {"dbname": f"eving_bench_{rows}"}
        for key in ("cursor_factory", "context", "pool"):
            values.pop(key, None)
        with psycopg.connect(**values) as inside:
            tables = inside.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()

    assert (found, bool(tables[0])) == (("eving bench, filled", True) if is_kept else ("eving bench", False))


@pytest.mark.cluster
@pytest.mark.django_db
def test_a_database_of_somebody_else_is_left_alone():
    with further_database("my own") as (rows, url):
        done = bench("--quick", "--rows", str(rows), DATABASE_URL=url)
        with databases.link_to_server() as link:
            left = databases.names_of(link, f"eving_bench_{rows}")

    assert (done.returncode, done.stderr.count("\n"), f"eving_bench_{rows}" in done.stderr) == (1, 1, True)
    assert left == [f"eving_bench_{rows}"]


@pytest.mark.cluster
@pytest.mark.django_db
def test_two_runs_never_share_a_database():
    with (
        further_database("eving bench") as (rows, url),
        databases.link_to_server() as other,
        databases.locked(other, f"eving_bench_{rows}"),
    ):
        done = bench("--quick", "--rows", str(rows), DATABASE_URL=url)
        left = databases.names_of(other, f"eving_bench_{rows}")

    assert (done.returncode, f"eving_bench_{rows}" in done.stderr, left) == (1, True, [f"eving_bench_{rows}"])


@pytest.mark.cluster
@pytest.mark.django_db
def test_a_run_that_is_stopped_takes_its_database_with_it():
    with further_database("eving bench") as (rows, url):
        with subprocess.Popen(
            [sys.executable, "manage.py", "bench", "--quick", "--rows", str(rows)],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": url},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr
            said = [process.stderr.readline()]
            process.terminate()
            said += process.stderr.readlines()
        code = process.returncode
        with databases.link_to_server() as link:
            left = databases.names_of(link, f"eving_bench_{rows}")

    assert (code, said[0], said[-1], left) == (0, "Preparing the database …\n", "Stopping …\n", [])


@pytest.mark.django_db
def test_only_the_bench_knows_the_floors(client, settings):
    paths = ["/floor/bare/", "/floor/cards/ideas/12/"]

    assert [client.get(path).status_code for path in paths] == [404, 404]

    settings.ROOT_URLCONF = "eving.demo.bench.server.urls"
    assert [client.get(path).status_code for path in paths] == [200, 200]


# ---------------------------------------------------------------- load and clock
def test_quick_pages_are_asked_for_more_often_and_slow_ones_less():
    amount = measuring.Amount(rounds=5, requests=10, batch_seconds=0.4)

    numbers = {ms: measuring.fitting_number(ms / 1000, amount) for ms in (0, 1, 20, 80, 400, 5000)}

    assert numbers == {0: 500, 1: 400, 20: 20, 80: 10, 400: 3, 5000: 3}


def test_percentiles_are_values_that_were_measured():
    figures = measuring.Figures(load.Request("/"), 200, seconds=[value / 1000 for value in range(1, 201)])

    assert [figures.percentile(share) for share in (50, 95, 99, 100)] == pytest.approx([100, 190, 198, 200])


def test_processor_time_of_a_process_is_seen():
    this = [processes.process(os.getpid())]
    before, begin = processes.clock(this), time.process_time()

    sum(range(3_000_000))

    found, used = processes.seconds_between(before, processes.clock(this)), time.process_time() - begin
    assert found == pytest.approx(used, rel=0.2, abs=0.01) and used > 0.01
    assert processes.process(2**30) is None


def test_floors_have_as_many_cards_as_the_page():
    card = b'<article class="kern-card card kind-idea"></article>'
    ideas, one, form = (pages.Page("x", "/", kind) for kind in (pages.LIST, pages.DETAIL, pages.FORM))

    assert [ideas.entries(card * number) for number in (0, 1, 12)] == [0, 1, 12]
    assert ideas.entries(b'<li class="card-row card-row--bare"><div class="card-row__words"></div></li>') == 1
    assert ideas.entries(b'<article class="postcard"><ul class="card-rows">') == 0
    assert (ideas.floor(12), ideas.floor(0)) == ("/floor/cards/ideas/12/", pages.BARE)
    assert (one.floor(0), form.floor(0)) == ("/floor/cards/ideas/1/", pages.BARE)


# ---------------------------------------------------------------- report
def figures(**changes: Any) -> dict[str, Any]:
    row = {"path": "/ideen/", "kind": "lists", "status": 200, "floor": "/floor/cards/ideas/12/", "of_floor": 0.25}
    row |= {"cpu_ms": 20.0, "database_ms": 2.0, "times_bare": 25.0, "p50_ms": 22.0, "p95_ms": 30.0, "p99_ms": 40.0}
    return row | {"queries": 5, "buffers": 1234, "sql_ms": 1.0, "bytes": 29_400, "gzip": 4_900} | changes


def small_run(**rows: dict[str, Any]) -> dict[str, Any]:
    floor = {"cpu_ms": 0.8, "database_ms": 0.0, "p50_ms": 1.0, "p95_ms": 2.0, "p99_ms": 3.0}
    return {"rows": 1000, "floors": {"/floor/bare/": floor}, "pages": rows}


def test_a_page_is_one_line_and_a_refused_one_says_so():
    run = small_run(ideas=figures(), sitemap={"path": "/sitemap.xml", "kind": "others", "status": 503})

    assert list(report.pages(run))[3:] == [
        "| ideas | 20.0 | 0.25 | 25.0 | 2.0 | 5 | 1,234 | 22 | 30 | 40 | 29.4 | 4.9 |",
        "| sitemap | answers 503 |  |  |  |  |  |  |  |  |  |  |",
    ]


def test_two_runs_are_compared_by_their_bare_views():
    new, old = small_run(ideas=figures(times_bare=12.0, queries=4), other=figures()), small_run(ideas=figures())

    assert list(report.changes(new, old))[2:] == [
        "| ideas | 25.0 → 12.0 (0.48) | 5 → 4 (0.80) | 1,234 → 1,234 (1.00) | 1.0 → 1.0 (1.00) | 4,900 → 4,900 (1.00) |"
    ]


def test_only_what_stands_between_the_marks_is_written_anew(tmp_path: Path):
    document = tmp_path / "performance.md"
    document.write_text(f"# Before\n{report.BEGIN}\nold\n{report.END}\n\nAfter\n")

    report.write_into(document, "new")
    report.write_into(document, "newer")

    assert document.read_text() == f"# Before\n{report.BEGIN}\nnewer\n{report.END}\n\nAfter\n"


@pytest.mark.parametrize("marks", [[], [report.BEGIN], [report.END, report.BEGIN], [report.BEGIN, report.END] * 2])
def test_a_page_without_the_two_marks_stays_as_it_is(tmp_path: Path, marks: list[str]) -> None:
    document = tmp_path / "performance.md"
    document.write_text("\n".join(["# Before", *marks, "After"]))
    before = document.read_text()

    with pytest.raises(CommandError, match="je einmal"):
        report.write_into(document, "new")

    assert document.read_text() == before


def test_one_page_that_is_slower_by_far_does_not_hide_the_others():
    assert drawing.scale([10, 20, 30]) == 30
    assert drawing.scale([10, 20, 30, 500, 20]) == 100
