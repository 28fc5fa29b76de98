"""Fonts of documents: Fira Sans unpacked from the web font, and texts reduced to the characters it has."""

import hashlib
import os
import re
import tempfile
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from eving.core.static_files import static_file

if TYPE_CHECKING:
    import typst

WEB_FONT = "vendor/kern/fonts/fira-sans/FiraSans-{weight}.woff2"
WEIGHTS = ("Regular", "Medium", "Bold")
# Replaces words in a script that the font does not have, such as Arabic.
LEFT_OUT = "[…]"


@cache
def font_folder() -> Path:
    """The folder of the unpacked fonts. Created once, in half a second, and again when the web font changes."""
    from fontTools.ttLib import woff2

    packed = {weight: static_file(WEB_FONT.format(weight=weight)) for weight in WEIGHTS}
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in packed.values())).hexdigest()[:16]
    shelf = settings.VAR_DIR / "fonts"
    folder = shelf / digest
    if folder.is_dir():
        return folder
    shelf.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=shelf, prefix="draft-") as draft:
        complete = Path(draft) / "complete"
        complete.mkdir()
        for weight, path in packed.items():
            woff2.decompress(path, complete / f"FiraSans-{weight}.ttf")
        try:
            os.rename(complete, folder)
        except OSError:  # another process was faster, with the same content
            if not folder.is_dir():
                raise
    return folder


@cache
def fonts() -> "typst.Fonts":
    """Only our own fonts, so that a document looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


@cache
def known_letters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    tables = []
    for path in sorted(font_folder().glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            tables.append({chr(code) for code in font.getBestCmap()})
    return frozenset(set.intersection(*tables))


def printable(value: Any) -> Any:
    """The value with every text in it reduced to the font's characters: PDF/UA forbids a missing glyph."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def printable_text(text: str) -> str:
    known = known_letters()
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter == "\n":
            kept.append(letter)
        elif letter.isspace():
            kept.append(letter if letter in known else " ")
        elif unicodedata.category(letter).startswith("C"):  # control characters, soft hyphens, direction marks
            continue
        elif letter in known:
            kept.append(letter)
        else:
            kept.append(_stand_in(letter, known))
    without_gaps = re.sub(r"\0[\0\s]*\0|\0", LEFT_OUT, "".join(kept))
    return re.sub(r" {2,}", " ", without_gaps)


def _stand_in(letter: str, known: frozenset[str]) -> str:
    """The compatibility form (“ﬁ” is “fi”, “①” is “1”); empty for a pictograph; NUL as the mark of a gap otherwise."""
    plain = unicodedata.normalize("NFKC", letter)
    if plain != letter and set(plain) <= known:
        return plain
    return "\0" if unicodedata.category(letter)[0] in "LN" else ""
