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


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, as WhiteNoise makes them, with the style sheets of the pages in one."""

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[tuple[str, str, bool]]:
        if not options.get("dry_run"):
            self._join(paths)
        yield from super().post_process(paths, *args, **options)

    def _join(self, paths: dict[str, Any]) -> None:
        parts = [
            moved(Path(storage.path(path)).read_text(encoding="utf-8"), name, JOINED)
            for name in style_sheets()
            for storage, path in [paths[name]]
        ]
        if self.exists(JOINED):
            self.delete(JOINED)
        self.save(JOINED, ContentFile("\n".join(parts).encode()))
        paths[JOINED] = (self, JOINED)
