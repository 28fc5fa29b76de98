"""What was typed into a public form that fails (404, 410, 429), as text for the error page, so that nothing is lost."""

import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

MOST = 20_000  # characters displayed in all; no form of ours accepts more
# Fields never displayed, in whatever form.
SECRET = re.compile(r"passw|kennwort|code|token|secret|key", re.IGNORECASE)
TAKEN_ALONG = "mitgenommen"  # POST parameter: only fills another form with what was typed, stores nothing
PERSON = ("name", "email", "phone")  # fields that have the same name in every form


@dataclass(frozen=True)
class Answer:
    """What was typed or chosen in one field; of a choice its label."""

    name: str
    question: str
    words: str
    is_text: bool  # typed, not chosen

    def __str__(self) -> str:
        return f"{self.question}:\n{self.words}\n" if "\n" in self.words else f"{self.question}: {self.words}"


@dataclass(frozen=True)
class Typed:
    """The answers to the visible questions of a form, in its order."""

    fresh_url: str  # the form, empty
    answers: list[Answer]

    @property
    def text(self) -> str:
        return "\n".join(map(str, self.answers))

    @property
    def message(self) -> str:
        head = _("Meant for the page: %(address)s") % {"address": self.fresh_url}
        return "\n".join([head, *(str(answer) for answer in self.answers if answer.name not in PERSON)])

    @property
    def values(self) -> dict[str, str]:
        """What was typed, by field name, as initial values of another form; without choices."""
        return {answer.name: answer.words for answer in self.answers if answer.is_text}

    @property
    def person(self) -> dict[str, str]:
        return {name: words for name, words in self.values.items() if name in PERSON}


def typed_in(request: HttpRequest) -> Typed | None:
    """What was typed, if the request posts to one of our public forms; None otherwise, and when nothing was typed.

    Only fields of that form, so that a forged request cannot make our page display anything else.
    """
    view: Any = getattr(request.resolver_match.func, "view_class", None) if request.resolver_match else None
    if request.method != "POST" or not getattr(view, "shows_typed", False):
        return None
    answers: list[Answer] = []
    left = MOST
    fields, sent = view.form_class.base_fields, view.form_class.all_sent(request.POST)
    order = [name for name in view.form_class.field_order or () if name in fields]
    for name in dict.fromkeys([*order, *fields]):  # as on the page
        field = fields[name]
        text = answer_to(field, name, sent)[:left] if is_shown(name, field) else ""
        if text:
            question = str(field.label or name).rstrip(":")
            answers.append(Answer(name, question, text, isinstance(field, forms.CharField)))
            left -= len(text)
    return Typed(request.path, answers) if answers else None


def is_shown(name: str, field: forms.Field) -> bool:
    is_hidden = field.widget.is_hidden or "honeypot" in field.widget.attrs.get("class", "")
    is_secret = isinstance(field.widget, forms.PasswordInput) or SECRET.search(name)
    return not (is_hidden or is_secret or isinstance(field, forms.FileField))


def answer_to(field: forms.Field, name: str, data: Any) -> str:
    """A submitted value as the person knows it: the label of a choice, not its code. Empty for an invalid choice."""
    sent = field.widget.value_from_datadict(data, {}, name)
    if isinstance(field, forms.ModelChoiceField):
        try:
            chosen = field.clean(sent) if sent else None
        except ValidationError:
            return ""
        several = isinstance(field, forms.ModelMultipleChoiceField)
        return ", ".join(map(str, chosen)) if several and chosen else str(chosen or "")
    if isinstance(field, forms.BooleanField):
        return _("yes") if sent else ""
    if isinstance(field, forms.ChoiceField):
        names = {str(code): str(label) for code, label in list(cast(Any, field.choices))}
        return ", ".join(names[code] for code in (sent if isinstance(sent, list) else [sent]) if code in names)
    if isinstance(sent, list | tuple):
        sent = " ".join(str(part) for part in sent if part)
    longest: int | None = getattr(field, "max_length", None)
    # Twice the limit: a text a little too long must not be lost; nobody types one far too long.
    return clean(str(sent or ""))[: 2 * (longest or 1000)]


def clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()
