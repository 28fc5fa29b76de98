"""What a page says of hits that are not quite what was typed, and where a public number leads."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from eving.core import registry
from eving.core.search.engine import Result
from eving.core.search.parsing import Number

EXACT = "genau"  # parameter of an address: nothing is corrected
SOUGHT = "gesucht"  # parameter of the form for a message to the office: the words of a search
MOST_SHOWN = 60  # characters of what was typed; somebody may have pasted a page


@dataclass(frozen=True)
class Note:
    """Context of components/search_note.html."""

    typed: str
    corrected: str = ""  # what was searched for instead
    exact_url: str = ""  # the page with what was typed
    is_partial: bool = False
    is_piece: bool = False  # of the one word only a part fits
    left_out: tuple[str, ...] = ()
    is_inside: bool = False
    meant: str = ""  # a similar text that all of its hits hold
    meant_url: str = ""


def note_of(result: Result | None, query: QueryDict, *, page: str) -> Note | None:
    """None where the hits hold what was typed. ``page`` is the parameter of the page, which begins anew."""
    if not result or not result.count or not (result.is_corrected or result.is_partial or result.is_inside):
        return None
    exact = query.copy()
    exact.pop(page, None)
    meant = exact.copy()
    exact[EXACT] = "1"
    meant["q"] = result.suggestion
    meant.pop(EXACT, None)
    return Note(
        typed=shortened(" ".join(query.get("q", "").split())),
        corrected=result.query.text if result.is_corrected else "",
        exact_url=f"?{exact.urlencode()}",
        is_partial=result.is_partial,
        is_piece=result.is_partial and len(result.query.terms) == 1,
        left_out=result.left_out,
        is_inside=result.is_inside,
        meant=result.suggestion,
        meant_url=f"?{meant.urlencode()}",
    )


def shortened(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1].rstrip()}…"


def row_with(number: Number | None) -> dict[str, Any] | None:
    """A link to what is public under a number, in whatever register; one query."""
    if number is None:
        return None
    for kind in registry.search_kinds:
        rows = kind.published()
        if rows.model.number_series != number.series:
            continue
        named = rows.order_by().filter(number=number.text)
        for text, slug, name in named.values_list("number", "slug", kind.name_column):
            address = rows.model(number=text, slug=slug).get_absolute_url()
            return {"label": f"{text}: {name}", "url": address}
    return None
