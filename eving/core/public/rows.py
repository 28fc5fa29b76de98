"""Rows of a list: one line for each thing on a wide page, some 100 pixels on a phone. Drawn in Python, like cards.

Figures stand in columns, so that people compare by looking down. Each row is whole in itself (``dl``); their labels are
seen once, over the first row, and read out with each.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from eving.core.public.components import badge, escape, line, safe, written
from eving.core.public.facts import day_text
from eving.core.texts.stored import foreign


def column(label: Any, value: Any, *, is_lead: bool = False, is_figure: bool = False) -> dict[str, Any]:
    """``is_lead``: decides, so it comes first on a phone; at most one of a row. ``is_figure``: aligned at its end."""
    kinds = [name for name, is_one in (("card-row__lead", is_lead), ("card-row__figure", is_figure)) if is_one]
    return {"label": label, "value": value, "css": " ".join(kinds)}


def stored_column(label: Any, value: Any) -> dict[str, Any]:
    """A column whose value people or the office wrote."""
    return {**column(label, value), "is_stored": True}


def in_a_line(*parts: Any) -> SafeString:
    """“Bergstraße 9 · step-free”, of what is known."""
    return safe(" · ".join([escape(part) for part in parts if part]))


def near_day(moment: datetime) -> str:
    """A day as a row has room for it: without the year while that is this one."""
    day = timezone.localtime(moment).date()
    return _near(day, get_language() or "") if day.year == timezone.localdate().year else day_text(day)


@lru_cache(maxsize=2048)
def _near(day: date, language: str) -> str:
    return formats.date_format(day, pgettext("day and short month, in letters of Django's dates", "j N"))


def month_text(day: date) -> str:
    """Of a duration, where a row has no room for days."""
    return _month(day.replace(day=1), get_language() or "")


@lru_cache(maxsize=512)
def _month(day: date, language: str) -> str:
    return formats.date_format(day, "YEAR_MONTH_FORMAT")


def rows(
    rows: Sequence[Mapping[str, Any]], heading: str = "h3", *, is_in_view: bool = False, is_small: bool = False
) -> SafeString:
    """A list under a heading one level above ``heading``; empty without rows.

    ``is_in_view``: it begins on the first screen, so the first picture is fetched before the page has its layout.
    ``is_small``: stacked on every screen, for narrow columns.
    """
    if not rows:
        return safe("")
    language = foreign()
    kind = rows[0].get("kind") or "plain"
    # Shops are recognised by their front; all others by their title, which keeps one edge whether there is a picture.
    names = ["card-rows", *([] if kind == "shop" else ["card-rows--end"]), *(["card-rows--small"] if is_small else [])]
    drawn = "".join(
        [row_of(row, heading, language, is_in_view=is_in_view and not place) for place, row in enumerate(rows)]
    )
    return safe(f'<ul class="{" ".join(names)} kind-{kind}">{drawn}</ul>')


def row_of(row: Mapping[str, Any], heading: str, language: str, *, is_in_view: bool = False) -> str:
    """One row, all of it one link. ``row`` is what a register builds:

    url, title   where it leads and what people called it (required)
    preline      street, field or group, in the line under the title
    summary      one short sentence that people wrote; on wide pages only
    columns      rows of ``column``: up to three, the same ones in each row of a list
    note         what nobody knows, and a filter asks for
    ask          {label, url}: where to ask for it
    picture      as of a card
    """
    get = row.get
    shown = get("picture")
    return "".join(
        [
            f'<li class="card-row{"" if shown else " card-row--bare"}">',
            picture(shown, is_in_view=is_in_view) if shown else "",
            f'<div class="card-row__words"><{heading} class="card-row__title">'
            f'<a href="{escape(row["url"])}">{written(row["title"], language)}</a></{heading}>',
            line("card-row__place", get("preline")),
            line("card-row__summary", written(get("summary", ""), language)),
            "</div>",
            columns(get("columns") or (), language),
            gap(get("note"), get("ask")),
            "</li>",
        ]
    )


def picture(shown: Mapping[str, Any], *, is_in_view: bool) -> str:
    """Small enough for the file of 400 pixels on every screen."""
    whole = " is-whole" if shown.get("is_whole") else ""
    wait = "" if is_in_view else ' loading="lazy"'
    return (
        f'<img class="card-row__picture{whole}" src="{escape(shown["small"])}"{wait}'
        f' width="{shown["width"]}" height="{shown["height"]}" alt="{escape(shown["alt"])}">'
    )


def columns(facts: Sequence[Mapping[str, Any]], language: str) -> str:
    language = f' lang="{language}"' if language else ""
    drawn: list[str] = []
    for place, one in enumerate(facts, start=1):
        if not one["value"]:
            continue
        # After a gap each column says which one it is, or it would move into the gap.
        css = one["css"] if len(drawn) == place - 1 else f"{one['css']} card-row__column-{place}".strip()
        opened = f'<div class="{css}">' if css else "<div>"
        lang = language if one.get("is_stored") else ""
        drawn.append(f"{opened}<dt>{escape(one['label'])}</dt><dd{lang}>{escape(one['value'])}</dd></div>")
    return f'<dl class="card-row__facts">{"".join(drawn)}</dl>' if drawn else ""


def gap(note: Any, ask: Mapping[str, Any] | None) -> str:
    if not note:
        return ""
    link = f' <a href="{escape(ask["url"])}">{escape(ask["label"])}</a>' if ask else ""
    return f'<p class="card-row__gap">{badge(note, "warning")}{link}</p>'
