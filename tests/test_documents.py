"""Documents that repeat what the code says, and are compared with it."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from projects.models import Idea, IdeaState
from projects.models.idea import VISIBLE

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"


# ---------------------------------------------------------------- docs/lifecycle.md
def table(head: str, rows: list[str]) -> str:
    line = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, line, *rows])


def idea_tables() -> str:
    """States with their visibility and all steps, as docs/lifecycle.md shows them."""
    with translation.override("en"):
        states = [
            f"| `{state.value}` | {state.label} | {'may be public' if state in VISIBLE else 'hidden'} |"
            for state in IdeaState
        ]
        steps = [
            f"| `{step.name}` | {', '.join(f'`{source}`' for source in step.source)} | `{step.target}` |"
            f" {', '.join(str(role.label) for role in step.who)} |"
            f" {'owed' if step.text_required else 'free'} | {'everybody' if step.is_public else 'office and author'} |"
            for step in Idea.lifecycle.steps
        ]
    return "\n\n".join(
        [
            "## States",
            table("| State | Means | The public |", states),
            "## Steps",
            table("| Step | From | To | Who | Text | Who reads the entry |", steps),
        ]
    )


def shown_tables(text: str) -> str:
    return text.split("<!-- idea: begin -->\n")[1].split("\n<!-- idea: end -->")[0]


def test_the_tables_of_the_life_cycle_are_those_of_the_model():
    expected = idea_tables()

    assert shown_tables((DOCS / "lifecycle.md").read_text()) == expected, f"Put this into the document:\n{expected}"


def test_every_state_that_can_be_reached_can_be_left_or_is_an_end():
    ends = {IdeaState.WITHDRAWN, IdeaState.MERGED}

    sources = {source for step in Idea.lifecycle.steps for source in step.source}
    assert {state for state in IdeaState if state not in sources} <= ends


# ---------------------------------------------------------------- docs/operation.md
def variables_read(source: str) -> set[str]:
    """Names of all environment variables that a settings module reads."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    readers = {"env", "env_number", "env_switch", "demanded"}
    return {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") in readers and call.args and isinstance(call.args[0], ast.Constant)
    }


def demanded_variables(source: str) -> set[str]:
    """Those that production cannot do without."""
    found = set(re.findall(r"(\w+) is missing: ", source))
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return found | {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "demanded" and isinstance(call.args[0], ast.Constant)
    } | {"ALLOWED_HOSTS"}  # fmt: skip


def documented(text: str) -> dict[str, bool]:
    """Variables of the table, and whether it marks them as owed in production."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|(.*)\|$", text, re.M)
    return {name: rest.strip().startswith("owed") for name, rest in rows}


def test_the_table_of_the_environment_is_that_of_the_settings():
    source = (ROOT / "eving/settings.py").read_text()

    shown = documented((DOCS / "operation.md").read_text())

    assert set(shown) == variables_read(source)
    assert {name for name, is_owed in shown.items() if is_owed} == demanded_variables(source)


def test_a_variable_that_nobody_documented_is_found():
    source = 'SPEED = env_number("SPEED", 5)\nNAME = demanded("NAME", "say it")\nother("NOT_THIS")'

    assert variables_read(source) == {"SPEED", "NAME"}
    assert demanded_variables(source) == {"NAME", "ALLOWED_HOSTS"}
    assert documented("| `SPEED` | free | how fast |\n| `NAME` | owed | who |") == {"SPEED": False, "NAME": True}


# ---------------------------------------------------------------- docs/decisions
def test_decisions_are_numbered_without_gap_and_say_why():
    pages = sorted((DOCS / "decisions").glob("*.md"))

    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text()
        assert text.startswith(f"# {page.name[:4]} ")
        assert re.findall(r"^## (\w+)", text, re.M) == ["Context", "Decision", "Consequences"]


def test_decisions_named_in_the_code_exist():
    named = {
        number
        for top in ("eving", "actors", "vacancies", "projects")
        for path in (ROOT / top).rglob("*.py")
        for number in re.findall(r"docs/decisions/(\d{4})", path.read_text())
    }

    assert "0008" in named
    assert {number for number in named if not list((DOCS / "decisions").glob(f"{number}-*.md"))} == set()


# ---------------------------------------------------------------- docs/handbook
@pytest.mark.parametrize("page", ["erste-schritte", "ideen", "nachrichten", "loeschen-und-auskunft"])
def test_the_handbook_names_buttons_as_the_back_office_does(page):
    """Words in quotes „…“ that look like buttons stand in the German catalogue."""
    text = (DOCS / f"handbook/{page}.md").read_text()
    catalogue = (ROOT / "locale/de/LC_MESSAGES/django.po").read_text()

    buttons = re.findall(r"\*\*„([^“]+)“\*\*", text)

    assert buttons
    assert [button for button in buttons if f'"{button}"' not in catalogue] == []
