"""Transition pages with the pictures they publish, and with hints that say who will read the typed text."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from eving.core.backoffice.cases import CaseAdmin
from eving.core.backoffice.forms import TransitionForm
from eving.core.models import Contribution, Photo
from eving.core.workflow.bulk import BulkAction
from eving.core.workflow.lifecycle import Case, Transition

WIDTH = 400


def mail_reaches(contribution: Contribution | None) -> bool:
    participant = contribution.participant if contribution else None
    return participant is not None and participant.wrong_since is None


class TransitionPages(CaseAdmin):
    """Case admin of registers with pictures or with authors who may have no working mail address."""

    publishing_transitions: ClassVar[tuple[str, ...]] = ()  # transitions that make pictures public
    pictures_are: ClassVar[tuple[str, ...]] = ()  # relations that ``pictures`` reads, to be prefetched
    text_label: ClassVar[Any] = None  # label of an optional text to the person; None keeps the labels of the form
    shows_texts = True  # whether the public page has a history with the texts of public transitions

    def pictures(self, obj: Any) -> Sequence[Photo]:
        return []

    def needs_description(self) -> bool:
        return False

    def transition_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        response = super().transition_view(request, pk, name)
        if isinstance(response, TemplateResponse) and response.context_data:
            context = response.context_data
            case, transition = context["case"], context["transition"]
            if self.text_label is not None:
                self.say_who_reads(context["form"], case, transition)
            if name in self.publishing_transitions:
                context["pictures"] = [self.picture(photo) for photo in self.pictures(case)]
        return response

    def picture(self, photo: Photo) -> dict[str, Any]:
        width = photo.stored_width(WIDTH)
        if photo.approved_at:
            fate = _("is already public")
        elif self.needs_description() and not photo.alt:
            fate = _("stays hidden: it has no description")
        else:
            fate = _("becomes public with this step")
        return {
            "src": photo.url(WIDTH),
            "alt": photo.alt or _("Picture without description"),
            "width": width,
            "height": photo.stored_height(width),
            "words": photo.alt or _("No description yet."),
            "fate": fate,
        }

    def say_who_reads(self, form: TransitionForm, case: Case, transition: Transition) -> None:
        """Adapt label and help text: only a required text is a "Reason", and no mail is promised that cannot arrive."""
        field = form.fields["text"]
        if form.made_of["sends_no_mail"]:
            return  # the form says so itself
        is_shown = transition.is_public and form.made_of["is_public"] and self.shows_texts
        reaches = mail_reaches(self.contribution(case))
        if not transition.text_required and not transition.is_loss:
            field.label = self.text_label if reaches else _("Text") if is_shown else _("Note")
        if reaches and is_shown:
            field.help_text = _("Everyone reads this on the public page, and the person by e-mail.")
        elif reaches:
            field.help_text = _("The person reads this by e-mail. It is not shown publicly.")
        elif is_shown:
            field.help_text = _("Everyone reads this on the public page. No e-mail reaches the person.")
        else:
            field.help_text = _("Only the office reads this: no e-mail reaches the person.")
        if transition.text_required and not reaches and field.label == _("Reason"):
            field.error_messages["required"] = _("Please give a reason.")

    def bulk_transition(self, name: str) -> BulkAction:
        action = super().bulk_transition(name)
        transition: Transition = self.model.lifecycle.transition(name)
        if name in self.publishing_transitions:
            action = replace(action, refusal=self.without_unseen_pictures(action.refusal), reads=self.pictures_are)
        if transition.text_required:
            return action
        label = _("Note") if transition.sends_no_mail else self.text_label or _("Text")
        readers = bulk_readers(transition, has_person=self.text_label is not None)

        def form(*args: Any, **kwargs: Any) -> forms.Form:
            bulk_form = action.form(*args, **kwargs)
            bulk_form.fields["text"].label, bulk_form.fields["text"].help_text = label, readers
            return bulk_form

        return replace(action, form=form)

    def without_unseen_pictures(self, refusal: Callable[[Any], str]) -> Callable[[Any], str]:
        """Wrap ``refusal``: cases with pictures not yet approved are skipped, because nobody has looked at them."""

        def refused(case: Any) -> str:
            new = any(photo.approved_at is None for photo in self.pictures(case))
            return refusal(case) or (_("It brings pictures. Please look at them on its own page.") if new else "")

        return refused


def bulk_readers(transition: Transition, *, has_person: bool) -> str:
    if transition.sends_no_mail:
        return _("Only the office reads this.")
    if not has_person:
        return (
            _("Everyone reads this on the public page.") if transition.is_public else _("Only the office reads this.")
        )
    if transition.is_public:
        return _("Everyone reads this on the public pages, and those who can be reached get it by e-mail.")
    return _("Those who can be reached get this by e-mail.")
