"""Tests that documents which repeat the code agree with it."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint, DateTimeField, Model, Value
from django.db.models.functions import Now
from django.utils import translation

from actors.models import Actor, ActorState
from eving.core.workflow.lifecycle import Transition
from projects.models import Idea, IdeaState, Project, ProjectState
from vacancies.models import Enquiry, EnquiryState, Listing, ListingState, ProfileState, SearchProfile

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"


# ---------------------------------------------------------------- docs/lifecycle.md
def table(head: str, rows: list[str]) -> str:
    line = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, line, *rows])


# Each case with the constraint that names its public states, and who else reads the text of an entry.
CASES = {
    "idea": (Idea, IdeaState, "idea_public_only_in_visible_states", "everybody", "office and author"),
    "listing": (Listing, ListingState, "listing_public_only_in_visible_states", "office", "office"),
    "search": (SearchProfile, ProfileState, "profile_public_only_while_searching", "office and seeker", "office"),
    "enquiry": (Enquiry, EnquiryState, "", "office", "office"),
    "actor": (Actor, ActorState, "actor_public_only_when_published", "everybody", "office and author"),
    "project": (Project, ProjectState, "project_draft_is_not_public", "everybody", "office"),
}


def may_be_public(model: type[Model], state: str, constraint: str) -> bool:
    """Whether the database accepts a public row in this state."""
    conditions = {rule.name: rule.condition for rule in model._meta.constraints if isinstance(rule, CheckConstraint)}
    row = {"state": Value(state), "published_at": Now(), "hidden_at": Value(None, DateTimeField())}
    return bool(constraint) and conditions[constraint].check(row)


def source_of(transition: Transition) -> str:
    """From where a step starts, and what else must hold."""
    sources = ", ".join(f"`{source}`" for source in transition.source)
    return f"{sources}; only if `{transition.only_if}`" if transition.only_if else sources


def tables_of(case: str) -> str:
    """States with their visibility and all transitions, as docs/lifecycle.md lists them."""
    model, states, constraint, public_reader, other_reader = CASES[case]
    with translation.override("en"):
        state_rows = [
            f"| `{state.value}` | {state.label} |"
            f" {'may be public' if may_be_public(model, state.value, constraint) else 'hidden'} |"
            for state in states
        ]
        step_rows = [
            f"| `{transition.name}` | {source_of(transition)} | `{transition.target}` |"
            f" {', '.join(str(role.label) for role in transition.who)} |"
            f" {'owed' if transition.text_required else 'free'} |"
            f" {public_reader if transition.is_public else other_reader} |"
            for transition in model.lifecycle.transitions
        ]
    return "\n\n".join(
        [
            table("| State | Means | The public |", state_rows),
            table("| Transition | From | To | Who | Text | Who reads the text |", step_rows),
        ]
    )


def documented_case(text: str, case: str) -> str:
    return text.split(f"<!-- {case}: begin -->\n")[1].split(f"\n<!-- {case}: end -->")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_the_tables_of_the_life_cycle_are_those_of_the_model(case):
    expected = tables_of(case)

    documented_tables = documented_case((DOCS / "lifecycle.md").read_text(), case)

    assert documented_tables == expected, f"Put this into the document:\n{expected}"


def test_every_model_with_a_life_cycle_has_its_tables():
    owners = {model for model in apps.get_models() if hasattr(model, "lifecycle")}

    assert owners == {model for model, *_rest in CASES.values()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "state", "expected"),
    [
        ("idea", IdeaState.SUBMITTED, False),
        ("idea", IdeaState.PUBLISHED, True),
        ("listing", ListingState.LET, True),
        ("listing", ListingState.PAUSED, False),
        ("enquiry", EnquiryState.NEW, False),
    ],
)
def test_visibility_is_read_from_the_constraints(case, state, expected):
    model, _states, constraint, *_readers = CASES[case]

    assert may_be_public(model, state, constraint) == expected


ENDS = {
    "idea": {IdeaState.WITHDRAWN},
    "listing": {ListingState.LET, ListingState.WITHDRAWN, ListingState.SPAM},
    "search": {ProfileState.FOUND, ProfileState.ENDED, ProfileState.SPAM},
    "enquiry": {EnquiryState.WON},
    "actor": {ActorState.DECLINED, ActorState.WITHDRAWN, ActorState.SPAM},
    "project": set(),
}


@pytest.mark.parametrize("case", CASES)
def test_every_state_can_be_left_or_is_an_end(case):
    model, states, *_rest = CASES[case]

    sources = {source for transition in model.lifecycle.transitions for source in transition.source}
    assert {state for state in states if state not in sources} == ENDS[case]


# ---------------------------------------------------------------- docs/operation.md
def variables_read(source: str) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    readers = {"env", "env_number", "env_switch", "env_day", "example", "demanded"}
    return {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") in readers and call.args and isinstance(call.args[0], ast.Constant)
    }


def demanded_variables(source: str) -> set[str]:
    found = set(re.findall(r"(\w+) is missing: ", source))
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return found | {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "demanded" and isinstance(call.args[0], ast.Constant)
    } | {"ALLOWED_HOSTS"}  # fmt: skip


def documented(text: str) -> dict[str, bool]:
    """Variables of the table, and whether it marks them as required in production."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|(.*)\|$", text, re.M)
    return {name: rest.strip().startswith("owed") for name, rest in rows}


def test_the_table_of_the_environment_is_that_of_the_settings():
    source = "\n".join((ROOT / f"eving/{name}.py").read_text() for name in ("settings", "runtime/environment"))

    variables = documented((DOCS / "operation.md").read_text())

    assert set(variables) == variables_read(source)
    assert {name for name, is_owed in variables.items() if is_owed} == demanded_variables(source)


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


# ---------------------------------------------------------------- places in the source
PLACE = re.compile(r"(?<![\w/.])(?:eving|actors|projects|vacancies|tests|templates|core|portal)/[\w./-]*\w/?")
# The example case of docs/extending.md.
EXAMPLES = re.compile(r"projects/\w+/appeals\.py")


def lost_places(text: str) -> list[str]:
    """Paths named in a document that do not exist; ``eving/`` and ``templates/`` may be left out."""
    places = {place for place in PLACE.findall(text) if not EXAMPLES.fullmatch(place)}
    tops = (ROOT, ROOT / "eving", ROOT / "templates")
    return sorted(place for place in places if not any((top / place).exists() for top in tops))


def test_every_place_that_a_document_names_is_there():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    assert {page.name: lost for page in documents if (lost := lost_places(page.read_text()))} == {}


def test_a_lost_place_is_found():
    assert lost_places("see `eving/core/nothing.py` and core/registry.py") == ["eving/core/nothing.py"]


# ---------------------------------------------------------------- docs/handbook
@pytest.mark.parametrize("page", sorted(page.stem for page in (DOCS / "handbook").glob("*.md")))
def test_the_handbook_names_buttons_as_the_back_office_does(page):
    """Texts in quotes „…“ that look like buttons must be in the German catalogue."""
    text = (DOCS / f"handbook/{page}.md").read_text()
    catalogue = (ROOT / "locale/de/LC_MESSAGES/django.po").read_text()

    buttons = re.findall(r"\*\*„([^“]+)“\*\*", text)

    assert buttons
    assert [button for button in buttons if f'"{button}"' not in catalogue] == []
