"""The filter panel of a list: drawn once while nothing is chosen; later only the fields that were used.

It has a dozen fields with up to a hundred options. Through the form pack, whose templates know every state of a field,
they cost a third of the page; a field with a mistake still goes through it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from eving.core.public.filters import ListFilter


@dataclass(frozen=True)
class Untouched:
    """The panel of a list while nothing is chosen."""

    fields: dict[str, str]
    panels: dict[str, SafeString]  # by the sort order that stays


MOST_KEPT = 32  # lists × languages, with room for a change of streets or topics
kept: dict[tuple[Any, ...], Untouched] = {}


def panel(filters: ListFilter, sort: str = "") -> SafeString:
    """``sort``: the sort order that stays as it is; empty for the list's own."""
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
    value = widget.format_value(bound.value())
    attributes = {**widget.attrs, "class": "kern-form-input__input", "id": bound.auto_id}
    if bound.help_text:
        attributes["aria-describedby"] = f"{bound.auto_id}_helptext"
    element = format_html(
        '<input type="{}" name="{}"{}{}>',
        attributes.pop("type", widget.input_type),
        bound.html_name,
        format_html(' value="{}"', value) if value is not None else "",
        flatatt(attributes),
    )
    return _labelled(bound, element)


def _select(bound: BoundField) -> str:
    widget: Any = bound.field.widget
    chosen = set(widget.format_value(bound.value()))
    attributes = {**widget.attrs, "class": "kern-form-input__select", "id": bound.auto_id}
    if bound.help_text:
        attributes["aria-describedby"] = f"{bound.auto_id}_helptext"
    return _labelled(
        bound,
        f'<div class="kern-form-input__select-wrapper"><select name="{escape(bound.html_name)}"{flatatt(attributes)}>'
        f"{''.join(_options(widget.choices, chosen))}</select></div>",
    )


def _options(choices: Iterable[tuple[Any, Any]], chosen: set[str]) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape(value)}">{"".join(_options(label, chosen))}</optgroup>'
        else:
            text = "" if value is None else str(value)
            selected = " selected" if text in chosen else ""
            yield f'<option value="{escape(text)}"{selected}>{escape(label)}</option>'


def _boxes(bound: BoundField) -> str:
    widget: Any = bound.field.widget
    chosen = set(widget.format_value(bound.value()))
    boxes = "".join(
        '<div class="kern-form-check">'
        f'<input class="kern-form-check__checkbox" type="checkbox" name="{escape(bound.html_name)}" '
        f'value="{escape(value)}" id="{bound.auto_id}_{number}"{" checked" if str(value) in chosen else ""}>'
        f'<label class="kern-label" for="{bound.auto_id}_{number}">{escape(label)}</label></div>'
        for number, (value, label) in enumerate(widget.choices)
    )
    return (
        f'<fieldset class="kern-fieldset field" id="{bound.auto_id}" tabindex="-1">'
        f'<legend class="kern-label">{escape(bound.label)}</legend>'
        f'<div class="kern-fieldset__body">{boxes}</div></fieldset>'
    )


def _labelled(bound: BoundField, element: str) -> str:
    hint = f'<div class="kern-hint" id="{bound.auto_id}_helptext">{bound.help_text}</div>' if bound.help_text else ""
    return (
        '<div class="kern-form-input field">'
        f'<label class="kern-label" for="{bound.auto_id}">{escape(bound.label)}</label>{hint}{element}</div>'
    )


# By the very class: a subclass may draw something of its own.
DRAWN: dict[type, Callable[[BoundField], str]] = {
    forms.TextInput: _input,
    forms.NumberInput: _input,
    forms.DateInput: _input,
    forms.Select: _select,
    forms.CheckboxSelectMultiple: _boxes,
}
