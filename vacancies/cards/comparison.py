"""Shops side by side: one column for each, one row for each fact, and a sign where they differ.

Drawn in Python as everything that a page repeats: twelve shops of forty facts are 480 cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eving.core.public.components import escape, icon, safe
from eving.core.public.facts import fact
from eving.core.texts.stored import lang_attribute, stored
from vacancies import energy
from vacancies.cards.listings import cost_row_facts, key_facts, state_badge, use_facts
from vacancies.cards.units import access_facts, room_facts
from vacancies.models import Listing, ListingState

Fact = dict[str, Any]
# What stands in the head of each column, and differs always.
IN_HEAD = 2  # number and place, the first key facts


@dataclass(frozen=True)
class Row:
    label: str
    facts: Sequence[Fact | None]  # in the order of the columns

    @property
    def differs(self) -> bool:
        return len({plain(given) for given in self.facts}) > 1


@dataclass(frozen=True)
class Part:
    title: str
    rows: Sequence[Row]


def plain(given: Fact | None) -> str:
    value = given["value"] if given else None
    return "" if value is None else str(value)


def parts(shops: Sequence[Listing]) -> list[Part]:
    """All that is known of at least one of the shops."""
    of_each = [facts_by_part(shop) for shop in shops]
    drawn = [Part(title, rows([facts[title] for facts in of_each])) for title in of_each[0]] if of_each else []
    return [part for part in drawn if part.rows]


def facts_by_part(shop: Listing) -> dict[str, list[dict[str, Any]]]:
    is_let = shop.state == ListingState.LET
    state = fact(_("State"), state_badge(shop)["label"])
    return {
        _("Key facts"): [state, *key_facts(shop, with_costs=False)[IN_HEAD:]],
        _("What it costs"): [] if is_let else cost_row_facts(shop),
        _("Access"): access_facts(shop.unit),
        _("Rooms and equipment"): room_facts(shop.unit),
        _("What would suit this shop"): use_facts(shop),
        _("Energy"): [] if is_let else energy.energy_facts(shop),
    }


def rows(columns: Sequence[Sequence[Fact]]) -> list[Row]:
    """The facts of the columns by their labels; a label that only one has stands behind what stands before it there."""
    labels: list[str] = []
    for column in columns:
        place = 0
        for label in (str(given["label"]) for given in column):
            if label in labels:
                place = labels.index(label) + 1
            else:
                labels.insert(place, label)
                place += 1
    by_label = [{str(given["label"]): given for given in column} for column in columns]
    found = [Row(label, [facts.get(label) for facts in by_label]) for label in labels]
    return [row for row in found if any(map(plain, row.facts))]


# ---------------------------------------------------------------- the table
def table(shops: Sequence[Listing], without: Mapping[str, str], *, only_differences: bool = False) -> SafeString:
    """``without``: the address of the comparison without a shop, by its number."""
    lang = lang_attribute()
    marks = len(shops) > 1
    body = "".join(_part(part, lang, marks=marks, only=only_differences and marks) for part in parts(shops))
    heads = "".join(_head(shop, without[shop.number or ""]) for shop in shops)
    return safe(
        f'<table class="kern-table compare">\n<thead class="kern-table__head">\n<tr class="kern-table__row">\n'
        f'<th class="kern-table__header compare__label" scope="col">{_("Shop")}</th>\n{heads}</tr>\n</thead>\n{body}'
        "</table>"
    )


def _head(shop: Listing, without: str) -> str:
    return (
        f'<th class="kern-table__header compare__shop" scope="col"><a href="{escape(shop.get_absolute_url())}">'
        f'{stored(shop.title)}</a><span class="compare__place">{stored(shop.place)}</span>'
        f'<span class="compare__place">{escape(shop.number)}</span>'
        f'<a class="compare__remove" href="{escape(without)}" data-forget="{escape(shop.number)}">{icon("close")}'
        f'{_("Remove")}<span class="kern-sr-only"> {escape(shop.number)}</span></a></th>\n'
    )


def _part(part: Part, lang: str, *, marks: bool, only: bool) -> str:
    shown = [row for row in part.rows if row.differs or not only]
    if not shown:
        return ""
    columns = len(shown[0].facts) + 1
    lines = "".join(_row(row, lang, marks=marks) for row in shown)
    return (
        f'<tbody class="kern-table__body">\n<tr class="kern-table__row">\n'
        f'<th class="kern-table__header compare__part" scope="rowgroup" colspan="{columns}">'
        f"<span>{escape(part.title)}</span></th>\n</tr>\n{lines}</tbody>\n"
    )


def _row(row: Row, lang: str, *, marks: bool) -> str:
    is_marked = marks and row.differs
    sign = '<span class="compare__sign" aria-hidden="true">≠</span>' if is_marked else ""
    said = f'<span class="kern-sr-only"> ({_("different")})</span>' if is_marked else ""
    cells = "".join(_cell(given, lang) for given in row.facts)
    differs = " compare__row--differs" if is_marked else ""
    return (
        f'<tr class="kern-table__row{differs}">\n<th class="kern-table__header compare__label" scope="row">{sign}'
        f"{escape(row.label)}{said}</th>\n{cells}</tr>\n"
    )


def _cell(given: Fact | None, lang: str) -> str:
    if not plain(given):
        return f'<td class="kern-table__cell compare__unknown">{_("not stated")}</td>\n'
    assert given is not None
    value = given.get("marked") or given["value"]
    text = escape(value if isinstance(value, str) else formats.localize(value)).replace("\n", "<br>")
    return f'<td class="kern-table__cell"{lang if given.get("is_stored") else ""}>{text}</td>\n'
