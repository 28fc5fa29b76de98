"""Reader of CSV files: finds the character set by which gives German words, the separator and the line ends."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any

from eving.core.isolated import Refused

# What Excel, old DOS programs and old Macs write; UTF-8 and UTF-16 are told from their bytes alone.
CHARACTER_SETS = ("cp1252", "cp850", "mac_roman")
BYTE_ORDERS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SEPARATORS = ";\t,|"
TOLD = re.compile(r'"?sep=(.)"?[;,\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)  # a line by which Excel is told the separator
LOOKED_AT = 40  # lines from which the separator is found
LOOKED_AT_CHARACTERS = 100_000

FOREIGN = re.compile(r"[^\x00-\x7f]")
# Letters that German lists contain: of German words, and of names from elsewhere.
GERMAN, NAMES = frozenset("äöüßÄÖÜ"), frozenset("éèêëáàâãåæçñíìîïóòôõøœúùûýšžÉÈÁÀÅÇÑØŠŽ")
PUNCTUATION = frozenset("€–—„“”‚‘’…§°²³½¼¾«»·•†™®©´±×ªº\xa0")
OPENING = "„‚"
# Words between quotation marks: one of them alone may be a letter of another character set.
QUOTED = re.compile(r"(?<!\w)„(?=\w)[^„“”\r\n]{0,200}[^„“”\s][“”](?!\w)")
# The beginnings of ä, ö, ü, Ä, Ö, Ü and ß where UTF-8 was once read as Windows-1252, and stored so.
TWICE = re.compile(r"Ã[\x84\x96\x9c\x9f„–œŸ¤¶¼]")
UNREADABLE = "\ufffd"


def read(content: bytes) -> tuple[dict[str, Any], Iterator[Sequence[str]]]:
    """What was passed over or guessed, and the lines, each a list of texts. Raises Refused."""
    text, character_set = decoded(content)
    if text.lstrip().startswith(("%PDF", "<", "{", "BEGIN:V", "MIME-Version:")) or is_binary(text):
        raise Refused("not_table")
    csv.field_size_limit(len(text) + 1)
    about: dict[str, Any] = {}
    if character_set in CHARACTER_SETS:
        about["character_set"] = character_set
    if UNREADABLE in text or TWICE.search(text):
        raise Refused("characters")
    first = 1
    if told := TOLD.match(text):
        separator, text, first = told[1], text[told.end() :], 2
        about["told_separator"] = True
    else:
        separator = separator_of(text)
    if "\n" not in text and "\r" in text:
        about["old_line_ends"] = True
    about["first"] = first
    if is_open_ended(text, separator):
        raise Refused("open_quote")
    return about, lines(text, separator)


def lines(text: str, separator: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=separator)
    except csv.Error as problem:
        raise Refused("no_csv") from problem


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its character set. Raises Refused when a byte anywhere cannot be a letter of any of them."""
    for order, name in BYTE_ORDERS.items():
        if content.startswith(order):
            try:
                return content.decode(name), name
            except UnicodeDecodeError as problem:
                raise Refused("characters") from problem
    if name := without_byte_order(content):
        try:
            return content.decode(name), name
        except UnicodeDecodeError as problem:
            raise Refused("not_table") from problem
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    readings = []
    for name in CHARACTER_SETS:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        readings.append((likelihood(text), name, text))
    if is_binary(content.decode("latin-1")):
        raise Refused("not_table")
    best = max(readings, key=lambda reading: reading[0], default=(-1, "", ""))  # the first of equal ones
    if best[0] < 0:
        raise Refused("characters")
    return best[2], best[1]


def without_byte_order(content: bytes) -> str:
    """UTF-16 without its mark has a NUL in nearly every second byte of Western text."""
    start = content[:400]
    pairs = len(start) // 2
    if pairs > 3 and start[1::2].count(0) > 0.8 * pairs:
        return "utf-16-le"
    if pairs > 3 and start[::2].count(0) > 0.8 * pairs:
        return "utf-16-be"
    return ""


def is_binary(text: str) -> bool:
    return text[:200].count("\x00") > 5


def likelihood(text: str) -> int:
    """How much a reading looks like a German list; below zero where it holds what no such list does."""
    points, good = 0, 4 * len(QUOTED.findall(text))
    for found in FOREIGN.finditer(text):
        sign = found[0]
        before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
        given = points_of(sign, before, after)
        if given < 0:
            points += given
        else:
            good += given
    # One wrong sign is not outweighed by a thousand right ones: it would be entered.
    return points if points < 0 else good


def points_of(sign: str, before: str, after: str) -> int:
    if sign.isalpha() and not (before.isalpha() or after.isalpha() or before == sign or after == sign):
        return 0 if sign in GERMAN or sign in NAMES else -3  # a letter alone says nothing
    if sign in GERMAN:
        # A capital within a word of small letters is another letter read wrongly.
        return -2 if sign.isupper() and before.islower() else 3
    if sign in NAMES:
        return -2 if sign.isupper() and before.islower() else 1
    if sign in PUNCTUATION:
        if before.isalpha() and (sign in OPENING or (after.isalpha() and sign not in "’‘´·…–—\xa0")):
            return -2
        return 1
    return -3


def separator_of(text: str) -> str:
    """The separator by which most of the first lines have equally many cells: sentences may hold more commas."""
    counts = {}
    for separator in SEPARATORS:
        start = islice(lines(text[:LOOKED_AT_CHARACTERS], separator), LOOKED_AT)
        widths = Counter(len(line) for line in start if any(line))
        counts[separator] = max((times for width, times in widths.items() if width > 1), default=0)
    return max(SEPARATORS, key=lambda separator: counts[separator])


def is_open_ended(text: str, separator: str) -> bool:
    """Whether a quotation mark is opened and never closed: it would swallow all rows that follow."""
    try:
        for _line in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as problem:
        return "unexpected end" in str(problem)
    return False
