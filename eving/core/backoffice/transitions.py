"""The page of a step: the pictures that become public with it, and true words about who reads what is typed."""

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
    """Whether a mail to the person has a chance: there is an address, and nobody noted that mails to it come back."""
    participant = contribution.participant if contribution else None
    return participant is not None and participant.wrong_since is None


class TransitionPages(CaseAdmin):
    """A case whose steps show what they publish and say who reads their texts."""

    publishing_transitions: ClassVar[tuple[str, ...]] = ()  # steps that make pictures public
    pictures_are: ClassVar[tuple[str, ...]] = ()  # the relation that ``pictures`` reads
    text_label: ClassVar[Any] = None  # a text that goes to the person and is not owed; None keeps the form's own words
    shows_texts = True  # whether the public page has a history with the texts of public steps

    def pictures(self, obj: Any) -> Sequence[Photo]:
        return []

    def needs_description(self) -> bool:
        """Whether a picture without description stays hidden."""
        return False

    def transition_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        answer = super().transition_view(request, pk, name)
        if isinstance(answer, TemplateResponse) and answer.context_data:
            context = answer.context_data
            case, transition = context["case"], context["transition"]
            if self.text_label is not None:
                self.say_who_reads(context["form"], case, transition)
            if name in self.publishing_transitions:
                context["pictures"] = [self.picture(photo) for photo in self.pictures(case)]
        return answer

    def picture(self, photo: Photo) -> dict[str, Any]:
        """One picture as the page of the step shows it, and what becomes of it."""
        width = photo.stored_width(WIDTH)
        if photo.approved_at:
            fate = _("is public already")
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

    # ------------------------------------------------------------ who reads the text
    def say_who_reads(self, form: TransitionForm, case: Case, transition: Transition) -> None:
        """Only a text that is owed is a reason; nobody is promised a mail that cannot arrive."""
        field = form.fields["text"]
        if form.made_of["sends_no_mail"]:
            return  # the form says so itself
        is_shown = transition.is_public and form.made_of["is_public"] and self.shows_texts
        reaches = mail_reaches(self.contribution(case))
        if not transition.text_required and not transition.is_loss:
            field.label = self.text_label if reaches else _("Text") if is_shown else _("Note")
        if reaches and is_shown:
            field.help_text = _("Everyone reads this on the public page, and the person by mail.")
        elif reaches:
            field.help_text = _("The person reads this by mail. It is not shown publicly.")
        elif is_shown:
            field.help_text = _("Everyone reads this on the public page. No mail reaches the person.")
        else:
            field.help_text = _("Only the office reads this: no mail reaches the person.")
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
            made = action.form(*args, **kwargs)
            made.fields["text"].label, made.fields["text"].help_text = label, readers
            return made

        return replace(action, form=form)

    def without_unseen_pictures(self, refusal: Callable[[Any], str]) -> Callable[[Any], str]:
        """Nobody publishes a picture together with many entries, unseen."""

        def refused(case: Any) -> str:
            new = any(photo.approved_at is None for photo in self.pictures(case))
            return refusal(case) or (_("It brings pictures. Please look at them on its own page.") if new else "")

        return refused


def bulk_readers(transition: Transition, *, has_person: bool) -> str:
    """Who reads a text that goes with a step of many."""
    if transition.sends_no_mail:
        return _("Only the office reads this.")
    if not has_person:
        return (
            _("Everyone reads this on the public page.") if transition.is_public else _("Only the office reads this.")
        )
    if transition.is_public:
        return _("Everyone reads this on the public pages, and by mail whoever can be reached.")
    return _("Whoever can be reached reads this by mail.")
