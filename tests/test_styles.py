"""The style sheets: readable in a diff, the same from right to left, and without a rule for what no page has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin

BASE = Path(settings.BASE_DIR)
STYLES = sorted((BASE / "static/css").glob("*.css"))
# Where classes come from: ours, and Django's forms and back office with its scripts.
SOURCES = [
    *(path for folder in ("templates", "static/js", "static/brand", "eving", "actors", "vacancies", "projects")
      for path in (BASE / folder).rglob("*") if path.suffix in {".html", ".js", ".py", ".svg"}),
    *(path for package in (admin, forms) for path in Path(package.__file__).parent.rglob("*")
      if path.suffix in {".html", ".js", ".py"}),
]  # fmt: skip
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"[^"]*"')
SIDES = re.compile(r"^(?:(?:margin|padding|border|scroll-margin|scroll-padding)-)?(?:left|right)\b|: (?:left|right);")
# A class that a page puts together: what stands in front of its variable end.
BEGINNINGS = re.compile(r"([a-z]\w*-[\w-]*)(?:\{[{%]|\{\w|%s)")


def plain(css: str) -> str:
    """Without comments and strings, each line in its place."""
    return STRING.sub('""', COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css))


def layout_faults(css: str) -> Iterator[str]:
    for number, line in enumerate(plain(css).splitlines(), start=1):
        body = line.rpartition("{")[2].partition("}")[0].strip()
        if line.count(";") > 1:
            yield f"{number}: several declarations in a line"
        if SIDES.search(body):
            yield f"{number}: names a side of the screen: {body}"


def classes(css: str) -> set[str]:
    return {
        name
        for prelude in re.findall(r"([^{};]+)\{", plain(css))
        for name in re.findall(r"\.([a-zA-Z_][\w-]*)", prelude)
        if not prelude.lstrip().startswith("@")
    }


def dead(names: set[str], text: str) -> set[str]:
    """Classes that stand nowhere in a text, neither whole nor put together from a beginning and a word."""
    words = set(re.findall(r"[\w-]+", text))
    beginnings = set(BEGINNINGS.findall(text))

    def is_put_together(name: str) -> bool:
        return any(name.startswith(beginning) and name.removeprefix(beginning) in words for beginning in beginnings)

    return {name for name in names - words if not is_put_together(name)}


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_has_a_declaration_a_line_and_no_left_or_right(path: Path) -> None:
    assert list(layout_faults(path.read_text())) == []


def test_crowded_lines_and_sides_would_be_found() -> None:
    css = '/* a; b; */\na { color: red; top: 0; }\nb::after { content: "; ;"; }\nc {\n  margin-left: 0;\n}\n'

    assert list(layout_faults(css + "d { left: 0; }\ne { text-align: right; }")) == [
        "2: several declarations in a line",
        "5: names a side of the screen: margin-left: 0;",
        "7: names a side of the screen: left: 0;",
        "8: names a side of the screen: text-align: right;",
    ]


def test_every_class_of_the_style_sheets_is_on_some_page() -> None:
    names = {name for path in STYLES for name in classes(path.read_text())}
    text = "\n".join(path.read_text() for path in SOURCES)

    assert len(names) > 300
    assert {name for name in dead(names, text) if not name.startswith("kern-")} == set()


def test_a_dead_class_would_be_found() -> None:
    css = (
        "@media (min-width: 1.5rem) { .card.is-open > a:hover { margin: .5rem } .card--idea, .card--shop {} } .gone {}"
    )
    names = classes(css)

    assert names == {"card", "is-open", "card--idea", "card--shop", "gone"}
    assert dead(names, 'class="card card--{{ kind }}{% if x %} is-open{% endif %}" kind = "idea"') == {
        "card--shop",
        "gone",
    }
