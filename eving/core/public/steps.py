"""Forms in short steps at one address: one group of questions a page, then the answers to check, then sending.

A form says its ``steps``; a page shows one of them. The values of the others travel in one signed hidden field. Going
on checks the steps gone through; sending checks all, and an error opens the step that it belongs to. A request that
names no step holds all answers at once, as pages opened before a release and other programs send them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eving.core.public.forms import FormKey, PublicForm, PublicFormView
from eving.core.public.photo_fields import PhotosField, PhotosForm, RightsField
from eving.core.public.typed import answer_to

STEP = "step"  # the button: where to go
AT = "step_at"  # which step the page shows
KEPT = "step_values"  # what the other steps hold
SUMMARY = "summary"
SHORT_CHOICES = "components/short_choices.html"  # attribute ``component`` of a field with many boxes
# Nobody types more; what is longer than a field takes is kept all the same, and refused at its step.
LONGEST, MOST_VALUES = 20_000, 500
MOVES = 5  # as many times as an hour's submissions may anybody go from step to step


@dataclass(frozen=True)
class Step:
    """One page of a form: its name in requests, its title in the progress, its heading, what it asks."""

    name: str
    title: Any
    heading: Any
    parts: tuple[str | LayoutObject, ...]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(pointer.name for pointer in Layout(*self.parts).get_field_names())


@dataclass(frozen=True)
class Answer:
    """A row of the summary."""

    question: str
    words: str
    step: str
    id: str


# ---------------------------------------------------------------- what travels
def signed(form_name: str, key: FormKey, values: Mapping[str, list[str]]) -> str:
    held = {"key": key.key.hex, "values": values}
    return signing.dumps(held, salt=salt(form_name), compress=True) if values else ""


def unsigned(form_name: str, sent: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """The values of the other steps; None when they cannot be read, or belong to another form."""
    text = sent.get(KEPT, "")
    if not text:
        return {}
    try:
        held = signing.loads(text, salt=salt(form_name))
    except signing.BadSignature:
        return None
    key = FormKey.read(sent.get("form_key", ""), form_name)
    # With a broken key alone nothing is lost: the form asks to be sent again, under a new one.
    return held["values"] if key is None or key.key.hex == held["key"] else None


def salt(form_name: str) -> str:
    return f"eving.steps.{form_name}"


class SteppedForm(PublicForm):
    steps: ClassVar[tuple[Step, ...]] = ()
    shown: Step | None = None  # None: all of them, or the summary
    summary_title: Any = gettext_lazy("Look and send")
    summary_heading: Any = gettext_lazy("Is everything right?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came_from_summary = False
        self.at = self.target = ""
        self.is_broken = False
        if self.is_bound:
            names = [*(step.name for step in self.steps), SUMMARY]
            sent_step, sent_at = self.data.get(STEP, ""), self.data.get(AT, "")
            self.at = sent_at if sent_at in names else names[0]
            # Whatever a button says that leads somewhere, it never sends: an unknown step, of a page opened before a
            # release, is the summary.
            self.target = (sent_step if sent_step in names else SUMMARY) if STEP in self.data else ""
            self.came_from_summary = bool(self.target) and SUMMARY in (self.at, self.target)
            # Read before PublicForm replaced a forged key, or such values would seem to belong to another form.
            kept = unsigned(self.form_name, self.as_sent)
            self.is_broken = kept is None
            self.data = with_kept(self.data, kept or {})
            if self.target:
                self._begin_with_initial_values()

    def _begin_with_initial_values(self) -> None:
        """A step shown for the first time begins as the form itself would."""
        data = cast(QueryDict, self.data)
        for step in self.steps:
            for name in step.fields if step.name != self.at else ():
                initial = self.get_initial_for_field(self.fields[name], name)
                if initial is not None and name not in data and isinstance(initial, str):
                    data[name] = initial

    @property
    def as_sent(self) -> Mapping[str, Any]:
        key = self.data.get("form_key", "") if self.key_was_valid else ""
        return {KEPT: self.data.get(KEPT, ""), "form_key": key}

    @classmethod
    def all_sent(cls, sent: QueryDict) -> QueryDict:
        return with_kept(sent, unsigned(cls.form_name, sent) or {})

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        shown = [self.shown] if self.shown else self.steps
        hidden = [bound.name for bound in self.hidden_fields()]
        helper.layout = Layout(*chain.from_iterable(step.parts for step in shown), "homepage2", *hidden)
        return helper

    # ------------------------------------------------------------ checks
    @property
    def is_forward(self) -> bool:
        return self.target in ("", SUMMARY) or self.place(self.target) > self.place(self.at)

    def place(self, name: str) -> int:
        names = [step.name for step in self.steps]
        return names.index(name) if name in names else len(names)

    @property
    def checked(self) -> tuple[Step, ...]:
        """The steps that this request has to have right."""
        if not self.target:
            return self.steps
        return self.steps[: self.place(self.target)] if self.is_forward else ()

    def asks_back_about(self) -> Iterator[str]:
        """Only where the question is shown, in the first step with an error: it is asked once."""
        for step in self.checked:
            yield from step.fields
            if any(name in self.errors for name in step.fields):
                return

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.is_broken:
            self.add_error(None, _("We could not read your answers of the other steps. Please check them again."))
        return cleaned

    def wrong_step(self) -> Step | None:
        """The step to open because of an error; None when there is none that concerns this request."""
        for step in self.checked:
            if any(name in self.errors for name in step.fields):
                return step
        if self.is_broken or (self.is_forward and NON_FIELD_ERRORS in self.errors):
            return self.steps[min(self.place(self.at), len(self.steps) - 1)]
        # A file is sent once: whoever goes back would not learn that it was refused.
        here = self.steps[self.place(self.at)].fields if self.place(self.at) < len(self.steps) else ()
        if any(name in self.errors and isinstance(self.fields[name], forms.FileField) for name in here):
            return self.steps[self.place(self.at)]
        return None

    # ------------------------------------------------------------ one page
    def is_multipart(self) -> bool:
        shown = self.shown.fields if self.shown else self.fields
        return any(self.fields[name].widget.needs_multipart_form for name in shown)

    # No attribute is called like a field: a template finds the field first.
    def open(self, step: Step, *, with_errors: bool = False) -> None:
        """Show this step, with its own errors or none: the others have not been asked yet."""
        self.shown = step
        keep = {*step.fields, NON_FIELD_ERRORS} if with_errors else set()
        for name in [name for name in self.errors if name not in keep]:
            del self.errors[name]

    def show_summary(self) -> None:
        self.shown, self.is_summary = None, True

    @property
    def step_number(self) -> int:
        return self.steps.index(self.shown) + 1 if self.shown else len(self.steps) + 1

    @property
    def step_total(self) -> int:
        return len(self.steps) + 1

    @property
    def step_title(self) -> Any:
        return self.shown.title if self.shown else self.summary_title

    @property
    def step_heading(self) -> Any:
        return self.shown.heading if self.shown else self.summary_heading

    @property
    def asks_for_person(self) -> bool:
        return self.shown is not None and not {"name", "email"}.isdisjoint(self.shown.fields)

    @property
    def next_step(self) -> str:
        after = self.steps[self.step_number : self.step_number + 1]
        return SUMMARY if self.came_from_summary or not after else after[0].name

    @property
    def next_title(self) -> Any:
        return self.summary_title if self.next_step == SUMMARY else self.steps[self.place(self.next_step)].title

    @property
    def previous_step(self) -> str:
        return self.steps[self.step_number - 2].name if self.step_number > 1 else ""

    @property
    def last_step(self) -> str:
        return self.steps[-1].name

    @property
    def is_last(self) -> bool:
        return self.shown is self.steps[-1]

    @property
    def kept_values(self) -> str:
        """What the page does not show, for its hidden field."""
        return signed(self.form_name, self.key, dict(self._values_elsewhere()))

    def _values_elsewhere(self) -> Iterator[tuple[str, list[str]]]:
        here = self.shown.fields if self.shown else ()
        if isinstance(self, PhotosForm) and self.is_bound and "photos" not in here:
            # By name, so that photos of an idea that was sent already are found again after the Back button.
            yield from ((row.alt_name, [row.photo.alt]) for row in self.pending_photos.rows)
            if described := self.pending_photos.new_alt:  # of a photo that is still to be chosen
                yield self.pending_photos.new_alt_name, [described]
        values = self._sent_values() if self.is_bound else self._initial_values()
        for name, given in values:
            if owner_of(name, self.fields) in here:
                continue
            kept = [value[:LONGEST] for value in given[:MOST_VALUES]]
            # An answer taken out again must not begin anew.
            if any(kept) or (kept and name in self.fields and self.fields[name].initial is not None):
                yield name, kept

    def _sent_values(self) -> Iterator[tuple[str, list[str]]]:
        data = cast(QueryDict, self.data)
        for name in data:
            owner = owner_of(name, self.fields)
            if owner and owner not in {"form_key", "photos"}:
                yield name, [str(value) for value in data.getlist(name)]

    def _initial_values(self) -> Iterator[tuple[str, list[str]]]:
        """What the page was opened with, as a search of the list's filters is."""
        for name in self.initial:
            if name == "form_key" or name not in self.fields:
                continue
            bound = self[name]
            shown: Any = bound.field.widget.format_value(bound.value())
            if isinstance(bound.field, forms.BooleanField):
                shown = ["on"] if bound.value() else []
            yield name, [str(one) for one in (shown if isinstance(shown, list | tuple) else [shown or ""])]

    # ------------------------------------------------------------ the summary
    def answers(self) -> list[Answer]:
        return [answer for step in self.steps for name in step.fields if (answer := self._answer(step, name))]

    def _answer(self, step: Step, name: str) -> Answer | None:
        bound = self[name]
        if isinstance(bound.field, RightsField) or name in self.left_out():
            return None  # a condition, not an answer
        words = self._photos() if isinstance(bound.field, PhotosField) else answer_to(bound.field, name, self.data)
        question = self.questions().get(name, bound.label)
        return Answer(str(question), words, step.name, bound.id_for_label or bound.auto_id) if words else None

    def left_out(self) -> set[str]:
        """Fields that mean nothing beside the other answers."""
        return set()

    def questions(self) -> dict[str, Any]:
        """Shorter words for the summary, where the question itself is long."""
        return {}

    def _photos(self) -> str:
        number = len(cast(Any, self).pending_photos.accepted)
        return ngettext("%(number)s photo", "%(number)s photos", number) % {"number": number} if number else ""


def with_kept(sent: Mapping[str, Any], kept: Mapping[str, list[str]]) -> QueryDict:
    """What was sent, and of the other steps what was kept: no page keeps what it shows."""
    data = QueryDict(mutable=True)
    data.update(sent)  # keeps several values of one name
    for name, values in kept.items():
        if name not in data:
            data.setlist(name, values)
    return data


def owner_of(name: str, fields: Mapping[str, forms.Field]) -> str:
    """The field that an input belongs to: itself, or that of photos and of fields with several inputs."""
    if name in fields:
        return name
    return next((field for field in fields if name.startswith((f"{field}-", f"{field}_"))), "")


class SteppedFormView(PublicFormView):
    """A public form in steps. A subclass says ``finished``; its template extends ``pages/form.html``."""

    summary_template_name = "pages/summary.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if STEP in request.POST:
            self.scope = f"{self.scope}-step"  # going from step to step is no submission
        return super().post(request, *args, **kwargs)

    @property
    def most_per_hour(self) -> int:
        return super().most_per_hour * (MOVES if STEP in self.request.POST else 1)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if form.shown is None and not form.is_summary:
            form.open(form.steps[0])
        return {**context, "form_action": self.request.get_full_path(), "summary": SUMMARY}

    def form_valid(self, form: Any) -> HttpResponse:
        return self.go(form, form.target) if form.target else self.finished(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        step = form.wrong_step()
        if step is None and form.target:
            return self.go(form, form.target)
        form.open(step or form.steps[0], with_errors=True)
        return self.comes_back(super().form_invalid(form))

    def go(self, form: Any, name: str) -> HttpResponse:
        if name == SUMMARY:
            return self.summary(form)
        form.open(form.steps[form.place(name)])
        return self.comes_back(self.render_to_response(self.get_context_data(form=form)))

    def summary(self, form: Any) -> HttpResponse:
        form.show_summary()
        context = self.get_context_data(form=form, **self.summary_context(form))
        return self.comes_back(render(self.request, self.summary_template_name, context))

    def summary_context(self, form: Any) -> dict[str, Any]:
        return {}

    def finished(self, form: Any) -> HttpResponse:
        """Store a form that is right in all steps."""
        raise NotImplementedError

    @staticmethod
    def comes_back(response: HttpResponse) -> HttpResponse:
        """Lets the browser keep the page for Back and Forward, which it could not ask for again."""
        response.comes_back = True  # type: ignore[attr-defined]  # eving/runtime/middleware.py
        return response
