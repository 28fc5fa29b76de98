"""Looks at a running demo as visitors do: ``EVING_ENV=demo python3 manage.py demo``, then beside it one of

``python -m tests.looks measure``: fields, words, height, heading, screens and clicks of the pages and forms that people
meet, beside those of ``--before``; ends with 1 where something is more than it may be.
``python -m tests.looks pictures``: the twelve main pages for docs/design.md, phone and desk, light and dark.
"""

import argparse
import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import ARGUMENTS, PROGRAM
from tests.looks import journeys, pictures, tables
from tests.looks.screens import PHONE, look
from tests.looks.walking import Stuck, visit, walk

FOLDER = Path(__file__).parents[2] / "docs/design"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.looks", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo runs")
    what = parser.add_subparsers(dest="what", required=True)
    measure = what.add_parser("measure")
    measure.add_argument("--before", type=Path, default=FOLDER / "before.json", help="figures of an earlier day")
    measure.add_argument("--keep", type=Path, help="where to write today's figures")
    measure.add_argument("--docs", action="store_true", help="write the table into docs/design.md")
    measure.add_argument("--without-script", action="store_true")
    measure.add_argument("--only", nargs="*", default=[], help="names of pages and forms")
    drawn = what.add_parser("pictures")
    drawn.add_argument("--folder", type=Path, default=FOLDER)
    drawn.add_argument("--only", nargs="*", default=[], help="names of pages")
    asked = parser.parse_args(arguments)
    with chromium() as browser:
        if asked.what == "pictures":
            missing = pictures.take(browser, asked.url, asked.folder, only=asked.only)
            sys.stdout.writelines(f"- {name}: there is no such page\n" for name in missing)
            return 1 if missing else 0
        now, stuck = figures(browser, asked.url, script=not asked.without_script, only=asked.only)
    if asked.keep:
        asked.keep.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    before = json.loads(asked.before.read_text(encoding="utf-8")) if asked.before.exists() else {}
    wrong = [*tables.too_much(now), *stuck]
    table = tables.table(now, before)
    if asked.docs:
        page = FOLDER.with_suffix(".md")
        page.write_text(tables.put_into(page.read_text(encoding="utf-8"), table), encoding="utf-8")
    sys.stdout.write(f"{table}\n\n")
    sys.stdout.writelines(f"- {sentence}\n" for sentence in wrong)
    return 1 if wrong else 0


@contextmanager
def chromium() -> Iterator[Browser]:
    if PROGRAM is None:
        raise SystemExit("There is no Chromium on this machine: install the package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        yield browser
        browser.close()


def figures(browser: Browser, url: str, *, script: bool, only: list[str]) -> tuple[dict[str, Any], list[str]]:
    pages, forms, stuck = {}, {}, []
    for place in (*journeys.PAGES, *journeys.FORMS):
        if only and place.name not in only:
            continue
        with fresh_page(browser, url, script=script) as page:
            try:
                if isinstance(place, journeys.Reading):
                    visit(page, place)
                    pages[place.name] = look(page).row_of_json()
                else:
                    # A new address each time: nobody gets more than a few mails a day.
                    done = walk(page, place, f"erika-{uuid.uuid4().hex[:8]}@example.org")
                    forms[place.name] = {
                        **asdict(done), "clicks": done.clicks, "screens": [one.row_of_json() for one in done.screens],
                    }  # fmt: skip
            except Stuck as problem:
                stuck.append(str(problem))
    return {"pages": pages, "forms": forms}, stuck


@contextmanager
def fresh_page(browser: Browser, url: str, *, script: bool = True) -> Iterator[Page]:
    # Mobile: no bar to scroll with takes 15 px of the width.
    context = browser.new_context(
        viewport={"width": PHONE, "height": 812},
        is_mobile=True,
        locale="de-DE",
        base_url=url,
        java_script_enabled=script,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
