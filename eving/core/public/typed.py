"""What somebody typed into a public form that cannot take it in: shown again, as text, so that nothing is lost."""

import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

MOST = 20_000  # characters that are shown at all; no form of ours takes in more
# Never shown, whatever form they are in.
SECRET = re.compile(r"passw|kennwort|code|token|secret|key", re.IGNORECASE)
TAKEN_ALONG = "mitgenommen"  # names a sending that fills another form with what was typed, and stores nothing
PERSON = ("name", "email", "phone")  # what every form about a person asks for, under the same names


@dataclass(frozen=True)
class Answer:
    """What was typed or chosen in one field, in words."""

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
        """Everything, for reading and copying."""
        return "\n".join(map(str, self.answers))

    @property
    def message(self) -> str:
        """Everything but who wrote it, for a message to the office."""
        head = _("Meant for the page: %(address)s") % {"address": self.fresh_url}
        return "\n".join([head, *(str(answer) for answer in self.answers if answer.name not in PERSON)])

    @property
    def values(self) -> dict[str, str]:
        """What was typed by the name of its field, for another form to begin with."""
        return {answer.name: answer.words for answer in self.answers if answer.is_text}

    @property
    def person(self) -> dict[str, str]:
        return {name: words for name, words in self.values.items() if name in PERSON}


def typed_in(request: HttpRequest) -> Typed | None:
    """What was sent to a public form of ours; None for everything else, and when nothing was typed.

    Only questions that the form itself asks: whoever sends a form from elsewhere cannot make us show anything else.
    """
    view: Any = getattr(request.resolver_match.func, "view_class", None) if request.resolver_match else None
    if request.method != "POST" or not getattr(view, "shows_typed", False):
        return None
    answers: list[Answer] = []
    room = MOST
    fields = view.form_class.base_fields
    order = [name for name in view.form_class.field_order or () if name in fields]
    for name in dict.fromkeys([*order, *fields]):  # as on the page
        asked = fields[name]
        words = answer_to(asked, name, request)[:room] if is_shown(name, asked) else ""
        if words:
            question = str(asked.label or name).rstrip(":")
            answers.append(Answer(name, question, words, isinstance(asked, forms.CharField)))
            room -= len(words)
    return Typed(request.path, answers) if answers else None


def is_shown(name: str, asked: forms.Field) -> bool:
    is_hidden = asked.widget.is_hidden or "honeypot" in asked.widget.attrs.get("class", "")
    is_secret = isinstance(asked.widget, forms.PasswordInput) or SECRET.search(name)
    return not (is_hidden or is_secret or isinstance(asked, forms.FileField))


def answer_to(asked: forms.Field, name: str, request: HttpRequest) -> str:
    """An answer as its person knows it: the words of a choice, not its code."""
    sent = asked.widget.value_from_datadict(request.POST, {}, name)
    if isinstance(asked, forms.ModelChoiceField):
        try:
            chosen = asked.clean(sent) if sent else None
        except ValidationError:
            return ""
        several = isinstance(asked, forms.ModelMultipleChoiceField)
        return ", ".join(map(str, chosen)) if several and chosen else str(chosen or "")
    if isinstance(asked, forms.BooleanField):
        return _("yes") if sent else ""
    if isinstance(asked, forms.ChoiceField):
        names = {str(code): str(label) for code, label in list(cast(Any, asked.choices))}
        return ", ".join(names[code] for code in (sent if isinstance(sent, list) else [sent]) if code in names)
    if isinstance(sent, list | tuple):
        sent = " ".join(str(part) for part in sent if part)
    longest: int | None = getattr(asked, "max_length", None)
    # What is a little too long would be answered beside its field; what is far too long nobody typed.
    return clean(str(sent or ""))[: 2 * (longest or 1000)]


def clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()
