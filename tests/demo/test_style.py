"""/stil/ shows every component there is: whoever adds one has to show it there."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import include, path
from django.utils.safestring import SafeString

import eving.urls
from eving.core import public
from eving.core.public import components, drawing, panel
from eving.demo.style.pieces import apart, codes
from eving.demo.style.views import CHAPTERS
from eving.portal import context
from eving.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django reads them here
from tests.crawl import nu
from tests.crawl.reading import read
from tests.crawl.walking import language_of, problems

pytestmark = pytest.mark.django_db
# As with EVING_ENV=demo; the addresses of the portal are decided when the settings are read.
urlpatterns = [
    path("stil/", include("eving.demo.style.urls")),
    *eving.urls.urlpatterns,
]
COMPONENTS = Path(settings.BASE_DIR) / "templates/components"
# What no eye can see: what search engines and messengers read, and marks of text.
UNSEEN = {"parts.sharing", "sharing.head", "components.safe"}


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.ROOT_URLCONF = __name__


# ---------------------------------------------------------------- what there is
def templates(folder: Path) -> set[str]:
    return {f"components/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.html")}


def drawing_functions(modules: Collection[ModuleType]) -> dict[str, CodeType]:
    """What draws a piece of a page: functions of no other module that promise markup."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": inspect.unwrap(function).__code__
        for module in modules
        for name, function in vars(module).items()
        if not name.startswith("_") and getattr(function, "__module__", "") == module.__name__
        and inspect.isfunction(inspect.unwrap(function))
        and inspect.get_annotations(inspect.unwrap(function), eval_str=True).get("return") is SafeString
    }  # fmt: skip


def public_modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{public.__name__}.{found.name}") for found in pkgutil.iter_modules(public.__path__)
    ]


def kinds_of_fields() -> dict[str, CodeType]:
    return {f"drawing {kind.__name__}": draw.__code__ for kind, draw in {**drawing.PARTS, **drawing.ELEMENTS}.items()}


# ---------------------------------------------------------------- what the page shows
@contextmanager
def called(seen: set[CodeType]) -> Iterator[None]:
    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call":
            seen.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)


def shown(client: Client) -> tuple[set[str], set[CodeType]]:
    """Templates and functions behind the page, with nothing kept from an earlier one."""
    context.kept.clear()
    panel.kept.clear()
    components.icon.cache_clear()
    seen: set[CodeType] = set()
    with called(seen):
        page = client.get("/stil/")
    return {template.name for template in page.templates if template.name}, seen


def missing(there: dict[str, CodeType], seen: Collection[CodeType]) -> set[str]:
    return {name for name, code in there.items() if code not in seen}


def test_every_template_of_a_component_is_shown(client: Client) -> None:
    rendered, _seen = shown(client)

    assert templates(COMPONENTS) - rendered == set()


def test_a_template_that_is_not_shown_would_be_found(client: Client, tmp_path: Path) -> None:
    (tmp_path / "frame").mkdir()
    for name in ("alert.html", "frame/header.html", "frame/planted.html", "planted.html"):
        (tmp_path / name).touch()
    rendered, _seen = shown(client)

    assert templates(tmp_path) - rendered == {"components/frame/planted.html", "components/planted.html"}


def test_everything_that_is_drawn_in_python_is_shown(client: Client) -> None:
    there = {name: code for name, code in drawing_functions(public_modules()).items() if name not in UNSEEN}
    _rendered, seen = shown(client)

    assert len(there) > 15
    assert missing({**there, **kinds_of_fields()}, seen) == set()


def test_a_function_that_is_not_shown_would_be_found(client: Client) -> None:
    planted = ModuleType("planted")

    def card() -> SafeString:
        return SafeString("")

    @cache
    def mark() -> SafeString:
        return SafeString("")

    def count() -> int:
        return 0

    for function in (card, mark, count):
        function.__module__ = "planted"
        setattr(planted, function.__name__, function)
    there = drawing_functions([planted])
    _rendered, seen = shown(client)

    assert set(there) == {"planted.card", "planted.mark"}
    assert missing(there, seen) == {"planted.card", "planted.mark"}


def test_every_kind_of_choice_is_shown(client: Client) -> None:
    page = client.get("/stil/").content.decode()

    assert {css for _type, css in drawing.GROUPS.values() if f'class="{css}"' not in page} == set()
    assert {name for name in components.icon_names() if f"#{name}" not in page} == set()


# ---------------------------------------------------------------- the page itself
def test_only_the_demo_has_the_page(client: Client, settings) -> None:
    with_demo = client.get("/stil/").status_code
    settings.ROOT_URLCONF = "eving.urls"

    assert (with_demo, client.get("/stil/").status_code) == (200, 404)


def test_no_search_engine_is_led_to_the_page(client: Client) -> None:
    page = client.get("/stil/").content.decode()
    maps = "".join(client.get(f"/sitemap-{part}.xml").content.decode() for part in ("pages", "seiten"))

    assert '<meta name="robots" content="noindex">' in page
    assert "/stil/" not in client.get("/sitemap.xml").content.decode() + maps


@pytest.mark.skipif(nu.IS_MISSING, reason="no Java on this machine")
def test_the_page_is_valid(client: Client) -> None:
    body = client.get("/stil/").content

    assert list(problems(read(body.decode()), language_of("/stil/"))) == []
    assert nu.findings({"/stil/": body}) == []


def test_each_piece_has_a_code_of_its_own() -> None:
    assert sorted(codes(CHAPTERS)) == sorted(set(codes(CHAPTERS)))


def test_two_states_of_a_component_do_not_share_an_id() -> None:
    drawn = '<a href="#x">Y</a><p id="x" autofocus aria-labelledby="x y"></p><nav aria-label="Seiten"></nav>'

    assert apart(drawn, "chips-2", "viele & mehr") == (
        '<a href="#chips-2-x">Y</a><p id="chips-2-x" aria-labelledby="chips-2-x chips-2-y"></p>'
        '<nav aria-label="Seiten – viele &amp; mehr"></nav>'
    )
