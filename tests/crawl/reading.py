"""What stands on a page for a crawler: where it leads, what it can be pointed at, and what nobody should read there."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

# Elements without an end tag.
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
# What people typed, or nobody reads: braces mean nothing there.
NOT_READ = {"script", "style", "textarea", "code", "pre", "option"}
# Attributes that name other elements of the page by their ids.
REFERENCES = {
    "aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-errormessage",
    "aria-labelledby", "aria-owns", "for", "form", "headers", "list",
}  # fmt: skip
READ_ATTRIBUTES = {"alt", "aria-label", "content", "placeholder", "title"}
# Template syntax, formats that nobody filled in, and Python's own names of objects.
LEFTOVER = re.compile(r"\{\{|\{%|\{#|%\(\w+\)[sd]|<\w+(?:\.\w+)* object|\bobject at 0x|\b__proxy__\b")
# In German no sentence holds the word; in English it may, but never alone in a cell.
NOTHING = {"de": re.compile(r"\bNone\b"), "en": re.compile(r"^None$")}
# What a visitor might type into a form that only looks.
TYPED = {"text": "und", "search": "und", "": "und", "number": "100", "date": "2026-06-01", "month": "2026-06"}

Choice = tuple[str, str]  # name and value


@dataclass
class Form:
    """A form that is sent by GET: what it sends untouched, and what may be chosen or typed instead."""

    action: str
    untouched: list[Choice] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def addresses(self) -> Iterator[str]:
        """Where it leads untouched, and with each single choice."""
        yield self._address(self.untouched)
        for name, value in self.choices:
            yield self._address([*(pair for pair in self.untouched if pair[0] != name), (name, value)])

    def _address(self, sent: list[Choice]) -> str:
        return f"{self.action.partition('?')[0]}?{urlencode(sent)}"


@dataclass
class Page:
    """An HTML page, read."""

    language: str = ""
    title: str = ""
    headings: list[str] = field(default_factory=list)  # of the first level
    ids: Counter[str] = field(default_factory=Counter)
    references: list[tuple[str, str]] = field(default_factory=list)  # attribute and the id it names
    lists: list[list[str]] = field(default_factory=list)  # what the options of each select, or group of it, say
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)  # and style sheets, scripts: what comes with the page
    forms: list[Form] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)


def read(html: str) -> Page:
    reader = Reader()
    reader.feed(html)
    reader.close()
    page = reader.page
    page.title = " ".join(page.title.split())
    page.headings = [" ".join(heading.split()) for heading in page.headings]
    return page


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[str] = []
        self.form: Form | None = None
        self.select = ""
        self.takes_first = False  # of a select in which nothing is chosen
        self.selected: list[Choice] = []

    # ------------------------------------------------------------ elements
    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self.open.append(tag)
        if identity := given.get("id"):
            self.page.ids[identity] += 1
        for name in REFERENCES & given.keys():
            self.page.references += ((name, identity) for identity in given[name].split())
        if tag == "html":
            self.page.language = given.get("lang", "")
        if tag == "h1":
            self.page.headings.append("")
        if tag in {"select", "optgroup"}:
            self.page.lists.append([])
        if tag == "option" and "select" in self.open:
            self.page.lists[-1].append("")
        for name in READ_ATTRIBUTES & given.keys():
            self.look_for_leftovers(given[name])
        self.note_addresses(tag, given)
        self.note_controls(tag, given)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select" and self.form:
            options = [pair for pair in self.form.choices if pair[0] == self.select]
            self.form.untouched += self.selected or options[: self.takes_first]
            self.select, self.selected = "", []
        if tag in self.open:  # a paragraph may end without a word
            while self.open.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        if "svg" in self.open:  # its title is a tooltip
            return
        if "title" in self.open:
            self.page.title += text
        if "h1" in self.open:
            self.page.headings[-1] += text
        if "option" in self.open[-1:] and "select" in self.open:
            self.page.lists[-1][-1] += text
        if not NOT_READ & set(self.open):
            self.look_for_leftovers(text)

    def look_for_leftovers(self, text: str) -> None:
        text = text.strip()
        nothing = NOTHING.get(self.page.language, NOTHING["en"])
        if LEFTOVER.search(text) or nothing.search(text):
            self.page.leftovers.append(text[:80])

    # ------------------------------------------------------------ where it leads
    def note_addresses(self, tag: str, given: dict[str, str]) -> None:
        href = given.get("href")
        if tag in {"a", "area"} and href is not None:
            self.page.links.append(href)
        elif tag == "link" and href is not None:
            kinds = set(given.get("rel", "").split())
            is_page = kinds & {"alternate", "canonical", "next", "prev", "help", "license"}
            (self.page.links if is_page else self.page.pictures).append(href)
        elif tag in {"img", "script", "source", "iframe", "embed"} and given.get("src"):
            self.page.pictures.append(given["src"])
        for part in given.get("srcset", "").split(","):
            if part.strip():
                self.page.pictures.append(part.split()[0])

    # ------------------------------------------------------------ forms that only look
    def note_controls(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form" and given.get("method", "get").lower() == "get":
            self.form = Form(given.get("action", ""))
            self.page.forms.append(self.form)
        elif tag == "form":
            self.form = None
        if self.form is None or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "select" and name:
            self.select, self.takes_first = name, "multiple" not in given
        elif tag == "option" and self.select:
            pair = (self.select, given.get("value", ""))
            self.form.choices.append(pair)
            if "selected" in given:
                self.selected.append(pair)
        elif tag == "input" and name:
            self.note_input(self.form, given)

    def note_input(self, form: Form, given: dict[str, str]) -> None:
        name, kind, value = given["name"], given.get("type", "").lower(), given.get("value", "")
        if kind in {"checkbox", "radio"}:
            pair = (name, value or "on")
            form.choices.append(pair)
            if "checked" in given:
                form.untouched.append(pair)
        elif kind not in {"submit", "button", "reset", "image", "file"}:
            form.untouched.append((name, value))
            if kind in TYPED:
                form.choices.append((name, TYPED[kind]))
