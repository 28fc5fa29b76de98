"""Forms drawn in Python, as the pack ``kern`` draws them.

Twenty fields through the templates of the pack, which know every state of every field, cost four fifths of the page of
a form. Here the usual fields are drawn in one pass; the unusual ones still go through the pack. The pack says what a
field looks like: a test draws all public forms both ways, and fails when only one of the two changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html import escape
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, LayoutObject
from django import forms
from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import gettext as _

from eving.core.public import components


class Helper(FormHelper):
    """What ``{% crispy form %}`` asks how to draw a form."""

    def render_layout(self, form: forms.BaseForm, *args: Any, **kwargs: Any) -> SafeString:
        return mark_safe(_parts(self.layout.fields, form))  # noqa: S308 - each part is escaped


class Folded(Fieldset):
    """A collapsible fieldset for rarely used fields; open when one of them has a value or an error.

    ``answer`` says under the title what is inside: "optional, up to three".
    """

    template = "%s/layout/folded.html"
    is_open = False

    def __init__(self, legend: Any, *fields: Any, answer: Any = "", **kwargs: Any) -> None:
        super().__init__(legend, *fields, **kwargs)
        self.answer = answer

    def render(self, form: forms.BaseForm, context: Any, *args: Any, **kwargs: Any) -> SafeString:
        self.is_open = self.opens(form)
        return super().render(form, context, *args, **kwargs)

    def opens(self, form: forms.BaseForm) -> bool:
        names = [pointer.name for pointer in self.get_field_names()]
        return any(name in form.errors or self._was_said(form[name]) for name in names)

    @staticmethod
    def _was_said(bound: BoundField) -> bool:
        """What the field begins with is nobody's answer."""
        value = bound.value()
        return says_something(value) and value != bound.field.initial


def says_something(value: Any) -> bool:
    return value is not None and value is not False and value != "" and value != []


# ---------------------------------------------------------------- parts of a form
def _parts(parts: Iterable[str | LayoutObject], form: forms.BaseForm) -> str:
    return "".join([_field(form[part]) if isinstance(part, str) else PARTS[type(part)](part, form) for part in parts])


def _layout(part: Layout, form: forms.BaseForm) -> str:
    return _parts(part.fields, form)


def _fieldset(part: Fieldset, form: forms.BaseForm) -> str:
    css = f"kern-fieldset form-part {part.css_class}" if part.css_class else "kern-fieldset form-part"
    legend = f'<legend class="form-part__legend">{_text(part.legend)}</legend>' if part.legend else ""
    return (
        f'<fieldset{_identity(part)} class="{css}"{part.flat_attrs}>{legend}'
        f'<div class="kern-fieldset__body">{_parts(part.fields, form)}</div></fieldset>'
    )


def _folded(part: Folded, form: forms.BaseForm) -> str:
    legend = _text(part.legend)
    answer = f'<span class="form-fold__answer">{_text(part.answer)}</span>' if part.answer else ""
    return (
        f'<details class="kern-accordion form-fold"{" open" if part.opens(form) else ""}>'
        f'<summary class="kern-accordion__header"><span class="kern-title">{legend}</span>{answer}</summary>'
        f'<fieldset class="kern-fieldset kern-accordion__body"><legend class="kern-sr-only">{legend}</legend>'
        f'<div class="kern-fieldset__body">{_parts(part.fields, form)}</div></fieldset></details>'
    )


def _div(part: Div, form: forms.BaseForm) -> str:
    css = f' class="{part.css_class}"' if part.css_class else ""
    return f"<div{_identity(part)}{css}{part.flat_attrs}>{_parts(part.fields, form)}</div>"


def _identity(part: Fieldset | Div) -> str:
    return f' id="{part.css_id}"' if part.css_id else ""


PARTS: dict[type, Callable[[Any, forms.BaseForm], str]] = {
    Layout: _layout, Fieldset: _fieldset, Folded: _folded, Div: _div,
}  # fmt: skip


# ---------------------------------------------------------------- one field
def _field(bound: BoundField) -> str:
    widget = bound.field.widget
    kind: Any = type(widget)
    if widget.is_hidden:
        return _element(bound)
    if "honeypot" in widget.attrs.get("class", ""):
        return _honeypot(bound)
    is_unusual = hasattr(bound.field, "component") or bound.field.show_hidden_initial
    if is_unusual or isinstance(widget, forms.FileInput | forms.SelectMultiple):
        return _through_pack(bound)
    if group := GROUPS.get(_parent(kind)):
        return _group(bound, *group)
    if widget.use_fieldset:
        return _through_pack(bound)
    if isinstance(widget, forms.CheckboxInput):
        return _tick_box(bound)
    if isinstance(widget, forms.Select):
        element = _element(bound, _with_state(bound, "kern-form-input__select"))
        return _labelled(bound, f'<div class="kern-form-input__select-wrapper">{element}</div>')
    return _labelled(bound, _element(bound, _with_state(bound, "kern-form-input__input")))


def _through_pack(bound: BoundField) -> str:
    return render_to_string("kern/field.html", {"field": bound, "form_show_errors": True})


def _honeypot(bound: BoundField) -> str:
    identity, value = bound.id_for_label, bound.value()
    return (
        f'<div class="honeypot" aria-hidden="true"><label for="{identity}">{_text(bound.label)}</label>'
        f'<input type="text" name="{_text(bound.html_name)}" id="{identity}" tabindex="-1" autocomplete="off" '
        f'value="{"" if value is None else _text(value)}"></div>'
    )


def _labelled(bound: BoundField, element: str) -> str:
    return (
        f'<div class="{_frame_class(bound, "kern-form-input")}" id="div_{bound.auto_id}">'
        f"{_label(bound) if bound.label else ''}{hint(bound)}{_errors(bound)}{element}</div>"
    )


def _tick_box(bound: BoundField) -> str:
    element = _element(bound, _with_state(bound, "kern-form-check__checkbox"))
    return (
        f'<div class="{_frame_class(bound, "kern-form-check")}" id="div_{bound.auto_id}">'
        f"{element}{_label(bound)}{hint(bound, 'kern-hint check-hint')}{_errors(bound)}</div>"
    )


def short_choices(bound: BoundField, shown: int = 6) -> str:
    """Tick boxes of which the first few show at once, and the others with "more"."""
    return _group(bound, *GROUPS[forms.CheckboxSelectMultiple], shown=shown)


def _group(bound: BoundField, input_type: str, css: str, *, shown: int = 0) -> str:
    """Radio buttons or tick boxes. The fieldset can take the focus: the error summary links to it."""
    described = bound.aria_describedby
    attributes = {"tabindex": "-1", **({"aria-describedby": described} if described else {})}
    boxes = list(choice_inputs(bound, input_type, css))
    body = "".join(boxes)
    if shown and len(boxes) > shown + 1:
        others = "".join(boxes[shown:])
        words = _("%(number)s more") % {"number": len(boxes) - shown}
        body = (
            f'{"".join(boxes[:shown])}<details class="more-choices"{" open" if " checked>" in others else ""}>'
            f'<summary class="more-choices__words">{words}</summary>'
            f'<div class="more-choices__boxes">{others}</div></details>'
        )
    return (
        f'<fieldset class="{_frame_class(bound, "kern-fieldset")}" id="{bound.auto_id}"{_attributes(attributes)}>'
        f'<legend class="kern-label">{_text(bound.label)}{_optional(bound)}</legend>{hint(bound)}{_errors(bound)}'
        f'<div class="kern-fieldset__body">{body}</div></fieldset>'
    )


def choice_inputs(bound: BoundField, input_type: str, css: str) -> Iterator[str]:
    widget: Any = bound.field.widget
    identity = widget.attrs.get("id") or bound.auto_id
    # Beside the class of the portal's own; "aria-invalid" belongs to the group.
    given = {**widget.attrs, **bound.build_widget_attrs({"id": NUMBERED})}
    attributes = _attributes({name: given[name] for name in given if name not in {"class", "aria-invalid"}})
    before, after = attributes.split(NUMBERED)
    css = _with_state(bound, css)
    begin = f'<div class="kern-form-check"><input class="{css}" type="{input_type}" name="{_text(bound.html_name)}"'
    for group, options in _options(widget, bound.value()):
        if group:
            yield f'<p class="choice-group">{_text(group)}</p>'
        for index, value, label, is_chosen in options:
            checked = " checked" if is_chosen else ""
            yield (
                f'{begin} value="{_text(value)}"{before}{identity}_{index}{after}{checked}>'
                f'<label class="kern-label" for="{identity}_{index}">{_text(label)}</label></div>'
            )


GROUPS: Mapping[Any, tuple[str, str]] = {
    forms.RadioSelect: ("radio", "kern-form-check__radio"),
    forms.CheckboxSelectMultiple: ("checkbox", "kern-form-check__checkbox"),
}
NUMBERED = "\0"  # the place of an option's own id in the attributes that all options share


# ---------------------------------------------------------------- around the element
def _label(bound: BoundField) -> str:
    return f'<label class="kern-label" for="{bound.id_for_label}">{_text(bound.label)}{_optional(bound)}</label>'


def _optional(bound: BoundField) -> str:
    # One of several that the form asks for is not optional, although it may stay empty.
    is_needed = bound.field.required or getattr(bound.field, "is_one_of_several", False)
    return "" if is_needed else f' <span class="kern-label__optional">{_("(optional)")}</span>'


def hint(bound: BoundField, css: str = "kern-hint") -> str:
    # A hint may contain a link: it is written by us.
    return f'<div class="{css}" id="{bound.auto_id}_helptext">{bound.help_text}</div>' if bound.help_text else ""


def _errors(bound: BoundField) -> str:
    if not bound.errors:
        return ""
    word = _("Error:")
    sentences = "".join(
        f'<p class="kern-body"><span class="kern-sr-only">{word} </span>{_text(error)}</p>' for error in bound.errors
    )
    return f'<div class="kern-error" id="{bound.auto_id}_error">{components.icon("stop")}<div>{sentences}</div></div>'


def _frame_class(bound: BoundField, css: str) -> str:
    return f"{css} field {css}--error" if bound.errors else f"{css} field"


def _with_state(bound: BoundField, css: str) -> str:
    return f"{css} {css}--error" if bound.errors else css


# ---------------------------------------------------------------- the element itself
def _element(bound: BoundField, css: str = "") -> str:
    """As ``{% crispy_field %}``, which puts the widget's name before our class, and as Django's widgets draw it."""
    widget = bound.field.widget
    kind: Any = type(widget)
    own: dict[str, Any] = {"class": " ".join(_classes(widget, css))} if css else {}
    draw = ELEMENTS.get(_parent(kind))
    if draw is None:
        return bound.as_widget(attrs=own)
    if bound.field.localize:
        widget.is_localized = True
    attributes = {**widget.attrs, **bound.build_widget_attrs(own)}
    if bound.auto_id:
        attributes.setdefault("id", bound.auto_id)
    return draw(bound, widget, attributes)


def _classes(widget: forms.Widget, css: str) -> Iterator[str]:
    given, name = widget.attrs.get("class", ""), type(widget).__name__.lower()
    if given:
        yield given
    if name not in given:
        yield name
    yield from (part for part in css.split() if part not in given.split())


def input_element(widget: forms.TextInput, name: str, value: Any, attributes: dict[str, Any]) -> str:
    shown = widget.format_value(value)
    given = "" if shown is None else f' value="{_text(shown)}"'
    return f'<input type="{widget.input_type}" name="{_text(name)}"{given}{_attributes(attributes)}>'


def _input(bound: BoundField, widget: Any, attributes: dict[str, Any]) -> str:
    return input_element(widget, bound.html_name, bound.value(), attributes)


def _tick(bound: BoundField, widget: Any, attributes: dict[str, Any]) -> str:
    return _input(bound, widget, {**attributes, **({"checked": True} if widget.check_test(bound.value()) else {})})


def _area(bound: BoundField, widget: Any, attributes: dict[str, Any]) -> str:
    text = _text(widget.format_value(bound.value()) or "")
    return f'<textarea name="{_text(bound.html_name)}"{_attributes(attributes)}>\n{text}</textarea>'


def select_element(bound: BoundField, widget: Any, attributes: dict[str, Any]) -> str:
    lines = []
    for group, options in _options(widget, bound.value()):
        shown = "".join(
            f'<option value="{_text(value)}"{" selected" if is_chosen else ""}>{_text(label)}</option>'
            for _index, value, label, is_chosen in options
        )
        lines.append(f'<optgroup label="{_text(group)}">{shown}</optgroup>' if group else shown)
    return f'<select name="{_text(bound.html_name)}"{_attributes(attributes)}>{"".join(lines)}</select>'


Drawing = Callable[[BoundField, Any, dict[str, Any]], str]
ELEMENTS: Mapping[Any, Drawing] = {
    **dict.fromkeys(
        (
            forms.HiddenInput, forms.TextInput, forms.EmailInput, forms.URLInput, forms.NumberInput, forms.DateInput,
        ),
        _input,
    ),
    forms.CheckboxInput: _tick,
    forms.Textarea: _area,
    forms.Select: select_element,
}  # fmt: skip

# What a widget draws is said by these: a class with one of its own is not drawn like its parent.
OWN = ("render", "get_context", "template_name", "optgroups", "create_option", "option_template_name")


@cache
def _parent(kind: type) -> type | None:
    """The class among those drawn here that this one is drawn like."""
    return next(
        (
            base
            for base in (*GROUPS, *ELEMENTS)
            if issubclass(kind, base) and all(getattr(kind, name, None) is getattr(base, name, None) for name in OWN)
        ),
        None,
    )


Option = tuple[str, Any, Any, bool]  # its number, value, label, and whether it is chosen


def _options(widget: Any, value: Any) -> Iterator[tuple[Any, list[Option]]]:
    """The options of a widget as Django groups them: (name of the group or None, options)."""
    chosen, one_only = set(widget.format_value(value)), not widget.allow_multiple_selected
    for number, (code, label) in enumerate(_choices(widget)):
        in_group = isinstance(label, list | tuple)
        options: list[Option] = []
        for place, (each, words) in enumerate(label if in_group else [("" if code is None else code, label)]):
            is_chosen = str(each) in chosen
            if is_chosen and one_only:
                chosen = set()
            options.append((f"{number}_{place}" if in_group else str(number), each, words, is_chosen))
        yield code if in_group else None, options


def _choices(widget: Any) -> Iterable[tuple[Any, Any]]:
    choices = widget.choices
    if type(choices) is not ModelChoiceIterator:
        return choices
    # Django's own way would open a cursor of the server, three questions instead of one, and hash every value.
    field: Any = choices.field
    empty = [("", field.empty_label)] if field.empty_label is not None else []
    return [*empty, *((field.prepare_value(row), field.label_from_instance(row)) for row in field.queryset.all())]


def _attributes(given: Mapping[str, Any]) -> str:
    return "".join(
        [
            f" {name}" if value is True else f' {name}="{_text(value)}"'
            for name, value in given.items()
            if value is not False
        ]
    )


def _text(value: Any) -> str:
    """Escaped unless it is marked as safe, as in a template."""
    shown = str(value)
    return shown if isinstance(shown, SafeData) else escape(shown)
