"""Templates without the white space that only their authors need: lines and indents cost a tenth of a page."""

import re

from django.template import Origin
from django.template.loaders import filesystem

# What stands alone in a template. Translated blocks keep their text to the letter, because it is their key.
PIECES = re.compile(
    r"(\{% comment\b.*?\{% endcomment %\}"
    r"|\{% (?:blocktranslate|blocktrans)\b.*?\{% end(?:blocktranslate|blocktrans) %\}"
    r"|\{%[^\n]*?%\}|\{\{[^\n]*?\}\}|\{#[^\n]*?#\})",
    re.DOTALL,
)
LINES = re.compile(r"\s*\n\s*")
OPENS = re.compile(r"\{% (if|for|with)\b")
BRANCHES = re.compile(r"\{% (?:elif|else|empty)\b")
ENDS = re.compile(r"\{% end(?:if|for|with)\b")
# Writes nothing and holds nothing.
SILENT = re.compile(r"\{#|\{% (?:comment|load|extends)\b|\{% .* as \w+ %\}$")


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        source: str = super().get_contents(origin)
        return dense(source) if origin.name.endswith(".html") else source


def dense(source: str) -> str:
    """The template with one line break where there was more white space with a line break in it.

    A tag on lines of its own leaves one of its two line breaks: the one behind it. Where it may write nothing, the
    line break behind its end does the same; so words that stood apart stand apart on every page.
    """
    pieces = PIECES.split(source)
    pieces[::2] = [LINES.sub("\n", text) for text in pieces[::2]]
    is_followed = {place: pieces[place + 1].startswith("\n") for place in range(1, len(pieces), 2)}
    open_tags: list[list[int]] = []
    for place in range(1, len(pieces), 2):
        tag = pieces[place]
        if OPENS.match(tag):
            open_tags.append([place])
        elif BRANCHES.match(tag) and open_tags:
            open_tags[-1].append(place)
        elif ENDS.match(tag) and open_tags:
            places = [*open_tags.pop(), place]
            if all(is_followed[one] for one in places):
                drop_before(pieces, places)
        elif SILENT.match(tag) and is_followed[place]:
            drop_before(pieces, [place])
    return "".join(pieces)


def drop_before(pieces: list[str], places: list[int]) -> None:
    for place in places:
        pieces[place - 1] = pieces[place - 1].removesuffix("\n")
