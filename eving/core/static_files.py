"""Static files: those that the portal itself reads, and its style sheets, joined into one where they are collected."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.templatetags.static import static
from whitenoise.storage import CompressedManifestStaticFilesStorage

# In this order: the tokens stand on KERN, everything else on the tokens, and the drawings of the district come last.
STYLE_SHEETS = (
    "vendor/kern/kern.min.css",
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/pages.css",
    "brand/{brand}/brand.css",
)
JOINED = "css/portal.css"
KERN = STYLE_SHEETS[0]
# The parts of KERN that pages are made of, with all their variants. It has as many rules again for grids, spaces and
# parts that no page has: half of what a phone would have to fetch and read before it draws anything.
KERN_PARTS = frozenset([
    "accordion", "alert", "body", "btn", "card", "description-list", "description-list-item", "error", "fieldset",
    "form-check", "form-input", "heading-large", "heading-medium", "heading-small", "hint", "icon", "kopfzeile",
    "label", "link", "list", "sr-only", "table", "table-responsive", "title",
])  # fmt: skip
# What a style sheet names beside it; data:, addresses from the root and marks inside the page stay as they are.
RELATIVE_URL = re.compile(r"""url\((?P<quote>["']?)(?![a-z]+:|/|\#)(?P<path>[^"')]+)(?P=quote)\)""")


def static_file(name: str) -> Path:
    """The path of a static file: among the sources, or after collectstatic under a hashed name."""
    if source := finders.find(name):
        return Path(source)
    collected: Any = staticfiles_storage  # one with hashed names
    return Path(collected.path(collected.stored_name(name)))


def brand_name(name: str) -> str:
    """The name of a static file among the drawings of the district."""
    return f"brand/{settings.DISTRICT.brand}/{name}"


def brand_file(name: str) -> Path:
    return static_file(brand_name(name))


def style_sheets() -> tuple[str, ...]:
    return tuple(name.format(brand=settings.DISTRICT.brand) for name in STYLE_SHEETS)


def style_addresses() -> list[str]:
    """What a page links: the joined sheet where files were collected, each sheet by itself in development."""
    is_joined = isinstance(staticfiles_storage, Storage)
    return [static(name) for name in ([JOINED] if is_joined else style_sheets())]


def moved(css: str, origin: str, target: str) -> str:
    """The text of the style sheet `origin` as it must read in the place of `target`."""

    def beside_target(url: re.Match[str]) -> str:
        found = posixpath.normpath(posixpath.join(posixpath.dirname(origin), url["path"]))
        return f'url("{posixpath.relpath(found, posixpath.dirname(target))}")'

    return RELATIVE_URL.sub(beside_target, css)


def kept_of_kern(css: str) -> str:
    """The style sheet with the rules for bare elements and for the parts that pages have, each in its place."""
    return "".join(_kept(css))


def kern_part(name: str) -> str:
    """`form-input` of the class `kern-form-input__select`."""
    return re.split("__|--", name.removeprefix("kern-"), maxsplit=1)[0]


GROUPS = ("@media", "@supports", "@layer", "@container")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
# A string, or one of what divides a style sheet.
MARKS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]""")


def _kept(css: str) -> Iterator[str]:
    for prelude, body in _rules(css):
        if body is None or (prelude.lstrip().startswith("@") and not prelude.lstrip().startswith(GROUPS)):
            yield prelude if body is None else f"{prelude}{{{body}}}"
        elif prelude.lstrip().startswith(GROUPS):
            if inside := "".join(_kept(body)):
                yield f"{prelude}{{{inside}}}"
        elif selectors := ",".join(one for one in _selectors(prelude) if _is_on_pages(one)):
            yield f"{selectors}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """What stands before and in the outermost braces; None after a statement such as @charset."""
    start = opened = depth = 0
    for mark in MARKS.finditer(css):
        if mark[0] == "{":
            depth += 1
            opened = mark.start() if depth == 1 else opened
        elif mark[0] == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened], css[opened + 1 : mark.start()]
                start = mark.end()
        elif mark[0] == ";" and depth == 0:
            yield css[start : mark.end()], None
            start = mark.end()


def _selectors(prelude: str) -> list[str]:
    parts, depth = [""], 0
    for letter in prelude:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _is_on_pages(selector: str) -> bool:
    """What stands in brackets, as in `:not(.part)`, does not decide."""
    while BRACKETS.search(selector):
        selector = BRACKETS.sub("", selector)
    return all(kern_part(name) in KERN_PARTS for name in re.findall(r"\.(kern-[\w-]+)", selector))


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, as WhiteNoise makes them, with the style sheets of the pages in one."""

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[tuple[str, str, bool]]:
        if not options.get("dry_run"):
            self._join(paths)
        yield from super().post_process(paths, *args, **options)

    def _join(self, paths: dict[str, Any]) -> None:
        parts = []
        for name in style_sheets():
            storage, path = paths[name]
            css = Path(storage.path(path)).read_text(encoding="utf-8")
            parts.append(moved(kept_of_kern(css) if name == KERN else css, name, JOINED))
        if self.exists(JOINED):
            self.delete(JOINED)
        self.save(JOINED, ContentFile("\n".join(parts).encode()))
        paths[JOINED] = (self, JOINED)
