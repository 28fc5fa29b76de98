"""Components that pages repeat: cards, badges, icons, drawn in Python.

A list has a dozen cards with three badges each. Through templates, each with its own lookups, they cost half of the
page; as strings a tenth of it. Every value goes through ``escape``, which leaves markup of ours as it is.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # unknown to the stubs

from eving.core.static_files import static_file
from eving.core.texts.stored import foreign

# The sign of a badge says its tone without colour.
SIGNS = {
    "success": "check",
    "warning": "clock",
    "danger": "stop",
    "info": "arrow",
    "idea": "lamp",
    "actor": "people",
    "shop": "shop",
}


def safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every value in it was escaped


def escape(value: Any) -> str:
    """What ``conditional_escape`` does, without the wrapper for lazy results around it: a page asks 300 times."""
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))


@cache
def icon(name: str) -> SafeString:
    """A drawing of static/icons.svg, which a browser loads once; decorative only, as it has no text alternative."""
    if name not in icon_names():
        raise ValueError(f"static/icons.svg has no {name}")
    return safe(
        f'<svg class="icon" width="24" height="24" aria-hidden="true"><use href="{static("icons.svg")}#{name}"/></svg>'
    )


@cache
def icon_names() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', static_file("icons.svg").read_text(encoding="utf-8")))


def badge(label: Any, tone: str = "", icon_name: str = "", date: Any = None) -> SafeString:
    """A state in one word.

    ``tone``: info, success, warning, danger, idea, actor, shop or neutral (default). It brings its own sign, if no
    ``icon_name`` is given. ``date`` stands small behind the word.
    """
    sign = icon(icon_name or SIGNS.get(tone, "dot"))
    day = ""
    if date:
        date = template_localtime(date)
        machine, shown = formats.date_format(date, "Y-m-d"), formats.date_format(date, "DATE_FORMAT")
        day = f'<time class="badge__date" datetime="{machine}">{escape(shown)}</time>'
    return safe(
        f'<span class="badge badge--{escape(tone or "neutral")}">{sign}'
        f'<span class="badge__label">{escape(label)}</span>{day}</span>'
    )


def badges(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """Several states side by side; rows of {label, tone, icon}."""
    drawn = [f"<li>{badge(row['label'], row.get('tone', ''), row.get('icon', ''))}</li>" for row in rows]
    return safe(f'<ul class="card__badges">{"".join(drawn)}</ul>' if drawn else "")


def cards(rows: Sequence[Mapping[str, Any]], heading: str = "h3", *, is_in_view: bool = False) -> SafeString:
    """Cards side by side, under a heading one level above ``heading``.

    ``is_in_view``: they begin on the first screen, so the first picture is fetched before the page has its layout.
    """
    language = foreign()
    drawn = (
        f"<li>{card(row, heading, language, is_in_view=is_in_view and not place)}</li>"
        for place, row in enumerate(rows)
    )
    return safe(f'<ul class="cards">{"".join(drawn)}</ul>')


def card(row: Mapping[str, Any], heading: str, language: str, *, is_in_view: bool = False) -> str:
    """One card; the whole card is one link. It begins with its text where there is no picture.

    ``language``: what people wrote is in it; empty when the page is, too. ``row`` is what a register builds:
    url, title   where it leads and what people called it (required)
    kind         idea | project | actor | shop: the colour
    preline      street or field of action
    picture      {small, double, alt, width, height, is_whole}: of 400 and 800 pixels; is_whole: never cropped
    note         one line above the facts that the reader must not miss, such as what nobody knows
    facts        rows of eving.core.public.facts (two or three); the label is read out and displayed small
    summary      one short sentence that people wrote
    badges       list of {label, tone, icon}
    """
    get = row.get
    parts = [
        f'<article class="kern-card kern-card--interactive card kind-{get("kind") or "plain"}">',
        picture(get("picture"), is_in_view=is_in_view),
        '<div class="card__body">',
        line("card__preline", get("preline")),
        f'<{heading} class="card__title"><a class="kern-link--stretched card__link" href="{escape(row["url"])}">'
        f"{written(row['title'], language)}</a></{heading}>",
        line("card__summary", written(get("summary", ""), language)),
        line("card__note", get("note")),
        facts(get("facts") or (), language),
        badges(get("badges") or ()),
        "</div></article>",
    ]
    return "".join(parts)


def written(text: Any, language: str) -> SafeString:
    return safe(f'<span lang="{language}">{escape(text)}</span>' if language and text else escape(text))


def line(name: str, text: Any) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if text else ""


def picture(row: Mapping[str, Any] | None, *, is_in_view: bool = False) -> str:
    if not row:
        return ""
    small, double = escape(row["small"]), escape(row["double"])
    fine = f' srcset="{double} 2x"' if double != small else ""
    wait = "" if is_in_view else ' loading="lazy"'
    whole = ' class="is-whole"' if row.get("is_whole") else ""
    return (
        f'<div class="card__picture"><img{whole} src="{small}"{fine}{wait}'
        f' width="{row["width"]}" height="{row["height"]}" alt="{escape(row["alt"])}"></div>'
    )


def facts(rows: Iterable[Mapping[str, Any]], language: str) -> str:
    lang = f' lang="{language}"' if language else ""
    drawn = [
        f"<div><dt>{escape(row['label'])}</dt>"
        f"<dd{lang if row.get('is_stored') else ''}>{escape(row.get('marked') or row['value'])}</dd></div>"
        for row in rows
        if row["value"]
    ]
    return f'<dl class="card__facts">{"".join(drawn)}</dl>' if drawn else ""
