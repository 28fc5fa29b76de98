"""The small web fonts hold what our pages say, and are what KERN's whole fonts would draw."""

import re
import runpy
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

BASE = Path(settings.BASE_DIR)
MAKER = runpy.run_path(str(BASE / ".ci/web_fonts.py"))
NAMES: tuple[str, ...] = MAKER["NAMES"]
FACES = re.findall(r"@font-face \{([^}]*)\}", (BASE / "static/css/base.css").read_text())


@cache
def font(folder: str, name: str) -> TTFont:
    return TTFont(MAKER[folder] / f"{name}.woff2")


def letters(folder: str, name: str) -> set[int]:
    return set(font(folder, name).getBestCmap())


def outlines(folder: str, name: str) -> dict[int, tuple[list, int]]:
    """Drawing and width of each letter that the small fonts hold."""
    opened = font(folder, name)
    glyphs, found = opened.getGlyphSet(), {}
    for code in letters("SMALL", name):
        pen = DecomposingRecordingPen(glyphs)
        glyph = glyphs[opened.getBestCmap()[code]]
        glyph.draw(pen)
        found[code] = (pen.value, glyph.width)
    return found


def ranges(folder: str) -> list[str]:
    """The unicode-range of each face in a folder, as the style sheet says it, on one line."""
    return [
        " ".join(re.search(r"unicode-range:([^;]*);", face)[1].split()) for face in FACES if f'url("../{folder}' in face
    ]


def words_of_the_portal() -> str:
    places = ["locale/de/LC_MESSAGES/django.po", "eving/settings.py"]
    files = [
        *(BASE / place for place in places),
        *(path for folder in ("templates", "eving", "actors", "vacancies", "projects")
          for path in (BASE / folder).rglob("*") if path.suffix in {".html", ".py", ".toml", ".json", ".css"}
          # Names of languages in their own letters, which the whole fonts draw on a page of the office.
          and path.name != "0025_words_of_search.py"),
    ]  # fmt: skip
    return "".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("name", NAMES)
def test_a_small_font_draws_its_letters_as_the_whole_one_does(name: str) -> None:
    wanted = MAKER["codes"](MAKER["CHARACTERS"])

    assert letters("SMALL", name) == letters("WHOLE", name) & wanted
    assert outlines("SMALL", name) == outlines("WHOLE", name)
    assert font("SMALL", name)["name"].getDebugName(5) == font("WHOLE", name)["name"].getDebugName(5)


def test_another_font_would_be_found() -> None:
    assert outlines("SMALL", "FiraSans-Regular") != outlines("SMALL", "FiraSans-Medium")


@pytest.mark.parametrize("name", NAMES)
def test_a_small_font_says_whose_it_is_and_under_which_licence(name: str) -> None:
    names = font("SMALL", name)["name"]

    assert "Mozilla Foundation" in names.getDebugName(0)
    assert (names.getDebugName(13), names.getDebugName(14)) == (
        "Licensed under the Open Font License, version 1.1 or later",
        "http://scripts.sil.org/OFL",
    )


def test_all_that_the_portal_says_is_in_the_small_fonts() -> None:
    known = letters("SMALL", "FiraSans-Regular")
    said = {ord(letter) for letter in words_of_the_portal()} & letters("WHOLE", "FiraSans-Regular")
    said.discard(ord("ﬁ"))  # only a comment about letters in documents says it

    assert {chr(code) for code in said - known} == set()
    assert ord("Ω") in letters("WHOLE", "FiraSans-Regular") - known, "this is how one would look"


def test_the_style_sheet_names_what_is_in_the_small_fonts() -> None:
    assert ranges("fonts/") == [MAKER["CHARACTERS"]] * len(NAMES)


def test_every_letter_of_the_whole_fonts_is_asked_for_somewhere() -> None:
    whole = MAKER["codes"](ranges("vendor/kern/")[0])
    letters_left = letters("WHOLE", "FiraSans-Regular") - whole - MAKER["codes"](MAKER["CHARACTERS"])

    assert ranges("vendor/kern/") == [ranges("vendor/kern/")[0]] * len(NAMES)
    assert [chr(code) for code in letters_left if chr(code).isalpha()] == []


def test_the_whole_fonts_stand_above_the_small_ones() -> None:
    """The face below is asked first: so no page of ours loads a whole font."""
    folders = re.findall(r'url\("\.\./(vendor|fonts)/', "".join(FACES))

    assert folders == ["vendor"] * 4 + ["fonts"] * 4


def test_what_stands_in_for_the_font_is_as_high() -> None:
    """Ascent and descent of Fira Sans, in percent of the letters' size, whatever the width is adjusted to."""
    heights = [
        (float(ascent) * float(size) / 100, float(descent) * float(size) / 100)
        for size, ascent, descent in re.findall(
            r"size-adjust: ([\d.]+)%;\s+ascent-override: ([\d.]+)%;\s+descent-override: ([\d.]+)%", "".join(FACES)
        )
    ]
    lines = font("SMALL", "FiraSans-Regular")["hhea"]

    assert heights == [pytest.approx((lines.ascent / 10, -lines.descent / 10), abs=0.1)] * 4
