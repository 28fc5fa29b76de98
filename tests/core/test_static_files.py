"""The style sheets of every page: one by one among the sources, joined in their order where files were collected."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.template.loader import render_to_string
from django.test import RequestFactory

from eving.core.static_files import JOINED, KERN, KERN_PARTS, Storage, kept_of_kern, kern_part, moved, style_sheets

LINK = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"')
ADDRESS = re.compile(r"url\([^)]*\)")
OUTSIDE = ("url(data:", "url(#")


def sources() -> dict[str, tuple[FileSystemStorage, str]]:
    """What collectstatic would hand over, without Django's back office and the fonts that no page asks for."""
    found = {}
    for finder in finders.get_finders():
        for path, storage in finder.list(["admin", "noto-sans", "*.js", "kern-*", "kern.css", "admin.css"]):
            name = f"{storage.prefix}/{path}" if getattr(storage, "prefix", None) else path
            found.setdefault(name, (storage, path))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    list(Storage(location=folder, base_url="/static/").post_process(sources()))
    return folder


@pytest.fixture
def production(folder: Path, settings) -> None:
    settings.STATIC_ROOT = folder
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "eving.core.static_files.Storage"}}


def joined() -> str:
    return Path(staticfiles_storage.path(staticfiles_storage.stored_name(JOINED))).read_text(encoding="utf-8")


def text(name: str) -> str:
    return Path(finders.find(name)).read_text(encoding="utf-8")


def part(name: str) -> str:
    return kept_of_kern(text(name)) if name == KERN else text(name)


def addresses(css: str) -> Iterator[str]:
    """What a sheet names outside of itself."""
    for address in ADDRESS.findall(css):
        if not address.replace('"', "").replace("'", "").startswith(OUTSIDE):
            yield address[4:-1].strip("\"'")


def test_the_joined_sheet_is_its_parts_in_their_order_and_nothing_else(production) -> None:
    parts = "\n".join(part(name) for name in style_sheets())

    assert ADDRESS.sub("url()", joined()) == ADDRESS.sub("url()", parts)


def test_a_part_left_out_or_in_another_place_would_be_found(production) -> None:
    parts = [ADDRESS.sub("url()", part(name)) for name in style_sheets()]
    whole = ADDRESS.sub("url()", joined())

    assert "\n".join(parts[:-1]) != whole
    assert "\n".join([parts[1], parts[0], *parts[2:]]) != whole


def test_what_the_joined_sheet_names_lies_beside_it_under_a_hashed_name(production, folder: Path) -> None:
    named = {(folder / "css" / address).resolve() for address in addresses(joined())}
    of_the_parts = {
        (Path(finders.find(name)).parent / address).name for name in style_sheets() for address in addresses(text(name))
    }

    assert {re.sub(r"\.[0-9a-f]{12}\.", ".", path.name) for path in named} == of_the_parts
    assert "street.svg" in of_the_parts
    assert [path for path in named if not path.is_file() or not re.search(r"\.[0-9a-f]{12}\.", path.name)] == []


def test_an_address_is_told_anew_for_the_place_of_the_joined_sheet() -> None:
    css = (
        """a { src: url("street.svg"), url(../x/y.woff2); b: url('data:image/svg+xml,%3Csvg x="a"') url(#m) url(/z) }"""
    )

    assert moved(css, "brand/eving/brand.css", "css/portal.css") == (
        'a { src: url("../brand/eving/street.svg"), url("../brand/x/y.woff2");'
        """ b: url('data:image/svg+xml,%3Csvg x="a"') url(#m) url(/z) }"""
    )


def test_the_joined_sheet_lies_there_packed(production, folder: Path) -> None:
    name = staticfiles_storage.stored_name(JOINED)

    assert re.fullmatch(r"css/portal\.[0-9a-f]{12}\.css", name)
    assert sorted(path.suffix for path in (folder / "css").glob("portal.*")) == [".br", ".css", ".gz"]


@pytest.mark.parametrize(
    ("template", "more"), [("base.html", []), ("bare.html", []), ("admin/base.html", ["css/admin.css"])]
)
def test_where_files_were_collected_a_page_links_one_sheet(production, template: str, more: list[str]) -> None:
    staticfiles_storage.hashed_files.update({name: name for name in ["js/menus.js", "js/suggestions.js", *more]})

    assert LINK.findall(render_to_string(template, request=RequestFactory().get("/"))) == [
        staticfiles_storage.stored_name(JOINED),
        *more,
    ]


@pytest.mark.parametrize(
    ("template", "more"), [("base.html", []), ("bare.html", []), ("admin/base.html", ["css/admin.css"])]
)
def test_among_the_sources_a_page_links_each_sheet_in_the_same_order(template: str, more: list[str]) -> None:
    assert LINK.findall(render_to_string(template, request=RequestFactory().get("/"))) == [*style_sheets(), *more]


def test_collecting_without_one_of_the_sheets_ends_with_an_error(tmp_path: Path) -> None:
    incomplete = sources()
    del incomplete["css/tokens.css"]

    with pytest.raises(KeyError, match=r"css/tokens\.css"):
        list(Storage(location=tmp_path, base_url="/static/").post_process(incomplete))


# ---------------------------------------------------------------- what of KERN is kept
def used() -> set[str]:
    """Classes of KERN that our pages name, or the beginnings of those that they put together."""
    files = [
        path for folder in ("templates", "static/js", "static/css", "eving", "actors", "vacancies", "projects")
        for path in (Path(settings.BASE_DIR) / folder).rglob("*") if path.suffix in {".html", ".py", ".js", ".css"}
    ]  # fmt: skip
    names = {name for path in files for name in re.findall(r"(?<![\w-])kern-[a-z][\w-]*", path.read_text())}
    return {name for name in names if f".{name.rstrip('-_')}" in text(KERN)}


def test_every_part_that_a_page_names_is_kept_and_none_else() -> None:
    assert {kern_part(name) for name in used()} == KERN_PARTS


def about_our_parts(css: str) -> Counter[str]:
    """Selectors that name parts of KERN, but for those that also name one which no page has."""
    selectors = re.findall(r"[^{},;]*\.kern-[^{},;]*", css)
    return Counter(
        selector
        for selector in selectors
        if all(kern_part(name) in KERN_PARTS for name in re.findall(r"\.(kern-[\w-]+)", selector))
    )


def test_all_that_kern_says_about_our_parts_is_kept() -> None:
    whole, kept = text(KERN), kept_of_kern(text(KERN))

    assert about_our_parts(kept) == about_our_parts(whole)
    assert len(about_our_parts(whole)) > 300
    assert len(kept) < 0.55 * len(whole)


def test_a_rule_that_got_lost_would_be_found() -> None:
    kept = kept_of_kern(text(KERN))

    assert about_our_parts(kept.replace(".kern-btn--primary{", ".gone{", 1)) != about_our_parts(kept)


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ('@charset "UTF-8";a{b:c}', '@charset "UTF-8";a{b:c}'),
        (".kern-btn{a:b}.kern-btn--x:hover{a:b}.kern-m-lg{a:b}", ".kern-btn{a:b}.kern-btn--x:hover{a:b}"),
        (".kern-m-lg,.kern-btn,p{a:b}", ".kern-btn,p{a:b}"),
        (".kern-btn .kern-dialog{a:b}.kern-card .kern-btn{a:b}", ".kern-card .kern-btn{a:b}"),
        ("@media (x){.kern-m-lg{a:b}}@media print{.kern-m-lg{a:b}p{a:b}}", "@media print{p{a:b}}"),
        ("@font-face{src:url(a)}@keyframes x{from{a:b}}", "@font-face{src:url(a)}@keyframes x{from{a:b}}"),
        (".kern-btn:not(.kern-m-lg):is(a,.kern-x){a:b}", ".kern-btn:not(.kern-m-lg):is(a,.kern-x){a:b}"),
        ("""p:before{content:"}.kern-m-lg{";b:url('a;{b')}""", """p:before{content:"}.kern-m-lg{";b:url('a;{b')}"""),
    ],
)
def test_a_rule_stays_when_a_page_can_have_what_it_is_about(css: str, kept: str) -> None:
    assert kept_of_kern(css) == kept
