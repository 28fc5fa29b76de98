"""Passages of the texts of hits in which the searched words stand, with the words marked."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchHeadline
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Value
from django.db.models.sql import Query as Statement
from django.db.models.sql.constants import SINGLE
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from eving.core.search.indexing import CONFIG
from eving.core.search.parsing import Query

LONGEST_TEXT = 20_000  # characters of a text that are looked through
LONGEST, SHORTEST = 28, 14  # words of a passage
# Characters that no text of a person holds: they become tags after everything else has been escaped.
BEGIN, END = "\ue000", "\ue001"
NEITHER = {ord(BEGIN): None, ord(END): None}


def excerpts(texts: Sequence[str], query: Query) -> list[SafeString]:
    """A passage of each text with the words marked as <mark>; empty where none of the words stands in it.

    One query for all texts. The words of each term count, and what means the same.
    """
    if not texts or not query.terms:
        return [SafeString("") for _text in texts]
    cleaned = [text[:LONGEST_TEXT].translate(NEITHER) for text in texts]
    statement = Statement(None)
    for place, text in enumerate(cleaned):
        passage = SearchHeadline(
            Value(text), query.any_term, config=CONFIG, start_sel=BEGIN, stop_sel=END,
            max_words=LONGEST, min_words=SHORTEST,
        )  # fmt: skip
        statement.add_annotation(passage, f"passage_{place}")
    found = statement.get_compiler(DEFAULT_DB_ALIAS).execute_sql(SINGLE)
    return [_marked(passage, text) for passage, text in zip(found, cleaned, strict=True)]


def _marked(passage: str, text: str) -> SafeString:
    if BEGIN not in passage:
        return SafeString("")
    words, whole = passage.translate(NEITHER).split(), text.split()
    before = "" if words[0] == whole[0] else "… "
    after = "" if words[-1] == whole[-1] else " …"
    inner = escape(" ".join(passage.split())).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return mark_safe(f"{before}{inner}{after}")  # noqa: S308 - escaped above
