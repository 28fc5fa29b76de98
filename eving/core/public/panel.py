"""The filter panel of a list: drawn once while nothing is chosen; later only the fields that were used.

It has a dozen fields with up to a hundred options. Through the form pack, whose templates know every state of a field,
they cost a third of the page; a field with a mistake still goes through it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from eving.core.public import drawing
from eving.core.public.filters import ListFilter


@dataclass(frozen=True)
class Untouched:
    """The panel of a list while nothing is chosen."""

    fields: dict[str, str]
    panels: dict[str, SafeString]  # by the sort order that stays


MOST_KEPT = 32  # lists × languages, with room for a change of streets or topics
kept: dict[tuple[Any, ...], Untouched] = {}


FORM = '<form method="get">'


def panel(filters: ListFilter, sort: str = "", sorts: Sequence[Mapping[str, Any]] = ()) -> SafeString:
    """``sort``: the sort order that stays as it is; empty for the list's own. ``sorts``: links to all sort orders."""
    drawn = _panel(filters, sort)
    if not sorts:
        return drawn
    # Not kept with the panel: each link leads back to what else is asked.
    orders = render_to_string("components/sort_orders.html", {"sorts": sorts})
    return mark_safe(drawn.replace(FORM, f"{orders}{FORM}", 1))  # noqa: S308 - each part is escaped


def _panel(filters: ListFilter, sort: str) -> SafeString:
    if not filters.is_asked:
        plain = untouched(filters)
        if sort not in plain.panels:
            plain.panels[sort] = drawn(filters, sort, plain.fields.values())
        return plain.panels[sort]
    form = filters.form
    used = {name for name in form.fields if form[name].data or form[name].errors}
    # Where all rows that are choices have been read to find what was chosen, there is nothing left to save.
    kept_fields = {} if used.issuperset(filters.with_sources()) else untouched(filters).fields
    fields = (drawn_field(form[name]) if name in used or not kept_fields else kept_fields[name] for name in form.fields)
    return drawn(filters, sort, fields)


def untouched(filters: ListFilter) -> Untouched:
    key = (type(filters), get_language(), filters.fingerprint())
    # Read once: another thread may empty it at any time.
    if (found := kept.get(key)) is not None:
        return found
    form = type(filters)({}, filters.queryset).form
    plain = Untouched({name: drawn_field(form[name]) for name in form.fields}, {})
    # Choices may have changed between the question and the drawing: then it would stand under the wrong key.
    if filters.fingerprint() == key[-1]:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = plain
    return plain


def drawn(filters: ListFilter, sort: str, fields: Iterable[str]) -> SafeString:
    context = {
        "form": filters.form if filters.has_errors else None,
        "fields": mark_safe("".join(fields)),  # noqa: S308 - each part is escaped
        "active": len(filters.chosen),
        "sort": sort,
    }
    return render_to_string("components/filter_panel.html", context)


def drawn_field(bound: BoundField) -> str:
    widget = bound.field.widget
    draw = DRAWN.get(type(widget))
    if draw is None or bound.errors or hasattr(bound.field, "component") or (bound.help_text and draw is _boxes):
        context = {"field": bound, "form_is_filter": True, "form_show_errors": True}
        return render_to_string("kern/field.html", context)
    return draw(bound)


def _input(bound: BoundField) -> str:
    widget: Any = bound.field.widget
    attributes = _attributes(bound, "kern-form-input__input")
    return _labelled(bound, drawing.input_element(widget, bound.html_name, bound.value(), attributes))


def _select(bound: BoundField) -> str:
    element = drawing.select_element(bound, bound.field.widget, _attributes(bound, "kern-form-input__select"))
    return _labelled(bound, f'<div class="kern-form-input__select-wrapper">{element}</div>')


def _boxes(bound: BoundField) -> str:
    boxes = "".join(drawing.choice_inputs(bound, "checkbox", "kern-form-check__checkbox"))
    return (
        f'<fieldset class="kern-fieldset field" id="{bound.auto_id}" tabindex="-1">'
        f'<legend class="kern-label">{escape(bound.label)}</legend>'
        f'<div class="kern-fieldset__body">{boxes}</div></fieldset>'
    )


def _attributes(bound: BoundField, css: str) -> dict[str, Any]:
    described = {"aria-describedby": f"{bound.auto_id}_helptext"} if bound.help_text else {}
    return {**bound.field.widget.attrs, "class": css, "id": bound.auto_id, **described}


def _labelled(bound: BoundField, element: str) -> str:
    """Without "(optional)": no filter has to be used."""
    return (
        '<div class="kern-form-input field">'
        f'<label class="kern-label" for="{bound.auto_id}">{escape(bound.label)}</label>{drawing.hint(bound)}{element}'
        "</div>"
    )


# By the very class: a subclass may draw something of its own.
DRAWN: dict[type, Callable[[BoundField], str]] = {
    forms.TextInput: _input,
    forms.NumberInput: _input,
    forms.DateInput: _input,
    forms.Select: _select,
    forms.CheckboxSelectMultiple: _boxes,
}
