"""The office's handbook: the files of docs/handbook as pages of the back office, and their sections for its search."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from eving.core.search.german import fold

FOLDER = Path("docs/handbook")
FIRST = "erste-schritte"  # the page that names the others
HEADING = re.compile(r"^(#{1,2}) +(.+)$", re.MULTILINE)
SIGNS = re.compile(r"\]\([^)]*\)|[*_`|#\[\]>]")


@dataclass(frozen=True)
class Section:
    page: str  # name of the file without its ending
    heading: str
    title: str  # of its page
    text: str  # without the signs of Markdown

    @property
    def anchor(self) -> str:
        return anchor_of(self.heading)

    @property
    def code(self) -> str:
        return f"handbook:{self.page}#{self.anchor}"[:120]

    @property
    def texts(self) -> dict[str, str]:
        return {"A": self.heading, "B": self.title, "C": self.text}


def anchor_of(heading: str) -> str:
    return slugify(fold(heading))


def names() -> list[str]:
    """The pages in the order of their reading; none where the files were not delivered."""
    found = sorted(path.stem for path in (settings.BASE_DIR / FOLDER).glob("*.md"))
    return sorted(found, key=lambda name: name != FIRST)


def is_there() -> bool:
    return (settings.BASE_DIR / FOLDER / f"{FIRST}.md").is_file()


def read(page: str) -> str:
    """A page as Markdown. The name is one of ``names()``."""
    return (settings.BASE_DIR / FOLDER / f"{page}.md").read_text(encoding="utf-8")


@cache
def sections() -> tuple[Section, ...]:
    return tuple(section for page in names() for section in _sections(page, read(page)))


def _sections(page: str, text: str) -> list[Section]:
    headings = list(HEADING.finditer(text))
    title = headings[0][2].strip() if headings else page
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    return [
        Section(page, heading[2].strip(), title, " ".join(SIGNS.sub(" ", text[heading.end() : end]).split()))
        for heading, end in zip(headings, ends, strict=True)
    ]
