"""Forms of the transitions of listings and enquiries."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.amounts import MINUTES, AmountField
from eving.core.backoffice.forms import TransitionForm
from eving.core.public.forms import SingleLineField
from eving.core.workflow.lifecycle import Transition
from vacancies.forms.days import SensibleDays
from vacancies.models import UseClass
from vacancies.services import viewings


class NoteForm(SensibleDays, TransitionForm):
    """Texts of these transitions are notes for the office: neither the public nor the person reads them."""

    def know(self, case: Any, *, is_fresh: bool, sees_person: bool) -> None:
        """Adapt the form to its case. Presets values only when ``is_fresh``, or they would replace what was typed."""

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        super().__init__(*args, transition=transition, **kwargs)
        field = self.fields["text"]
        field.label = _("Reason") if transition.text_required else _("Note")
        field.help_text = _("Only the office reads this.")
        field.error_messages["required"] = _("Please give a reason.")


class LetForm(NoteForm):
    """Asks for the data of the unit's new period of use."""

    on = forms.DateField(
        label=gettext_lazy("Let from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The first day of the new use."),
    )
    use_class = forms.ModelChoiceField(
        label=gettext_lazy("Use"), queryset=UseClass.objects.all(), empty_label=gettext_lazy("Please choose")
    )
    tenant_name = SingleLineField(
        label=gettext_lazy("Name of the tenant"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Only the office sees this."),
    )
    field_order = ["on", "use_class", "tenant_name", "text", "version"]


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NextActionForm(NoteForm):
    """Asks for the next action and its day, on which the case comes back."""

    next_action = SingleLineField(
        label=gettext_lazy("Next step"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What comes next? For example: send the floor plan."),
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("On which day?"),
        required=False,
        help_text=gettext_lazy("On this day it comes back under “To do today”."),
        widget=day_input(),
    )
    field_order = ["text", "next_action", "follow_up_on", "version"]

    def know(self, case: Any, *, is_fresh: bool, sees_person: bool) -> None:
        if is_fresh:
            self.initial.update({"next_action": case.next_action, "follow_up_on": case.follow_up_on})


class ViewingForm(NextActionForm):
    viewing_day = forms.DateField(
        label=gettext_lazy("Day of the viewing"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Please say on which day.")},
    )
    viewing_time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": gettext_lazy("Please say at what time.")},
    )
    viewing_minutes = AmountField(
        label=gettext_lazy("How many minutes?"),
        unit=MINUTES,
        min_value=viewings.MIN_MINUTES,
        max_value=viewings.MAX_MINUTES,
        initial=30,
        error_messages={"required": gettext_lazy("Please say how long it takes.")},
    )
    viewing_place = SingleLineField(
        label=gettext_lazy("Meeting point"),
        max_length=160,
        error_messages={"required": gettext_lazy("Please say where you meet.")},
    )
    invite = forms.BooleanField(
        label=gettext_lazy("Send an invitation by e-mail, with a calendar file"), required=False, initial=True
    )
    field_order = [
        "viewing_day", "viewing_time", "viewing_minutes", "viewing_place", "invite", "text", "next_action",
        "follow_up_on", "version",
    ]  # fmt: skip

    def know(self, case: Any, *, is_fresh: bool, sees_person: bool) -> None:
        super().know(case, is_fresh=is_fresh, sees_person=sees_person)
        if not viewings.may_be_mailed(case):
            del self.fields["invite"]
        if not is_fresh:
            return
        self.initial["viewing_place"] = case.viewing_place or case.listing.unit.address
        if case.viewing_at:
            agreed = timezone.localtime(case.viewing_at)
            agreed_so_far = {"viewing_day": agreed.date(), "viewing_time": agreed.time()}
            self.initial.update({**agreed_so_far, "viewing_minutes": case.viewing_minutes})

    def clean(self) -> dict[str, Any]:
        """Combines day and time into ``viewing_at``. Refuses times that daylight saving skips or repeats."""
        given = super().clean() or self.cleaned_data
        day, at = given.pop("viewing_day", None), given.pop("viewing_time", None)
        if day and at:
            try:
                given["viewing_at"] = from_current_timezone(datetime.combine(day, at))
            except ValidationError as error:
                self.add_error("viewing_time", error)
        return given


class LoseForm(NoteForm):
    """Offers to cancel an agreed viewing by mail."""

    cancel_viewing = forms.BooleanField(
        label=gettext_lazy("Cancel the agreed viewing by e-mail"), required=False, initial=True
    )
    field_order = ["text", "cancel_viewing", "version"]

    def know(self, case: Any, *, is_fresh: bool, sees_person: bool) -> None:
        if viewings.viewing_lies_ahead(case) and viewings.may_be_mailed(case):
            self.fields["cancel_viewing"].help_text = viewings.viewing_text(case)
        else:
            del self.fields["cancel_viewing"]


class WinForm(LetForm):
    """Asks for the lease, and whether the other open enquiries of the listing are closed."""

    close_others = forms.BooleanField(
        label=gettext_lazy("Close the other open enquiries of this listing as “came to nothing”"),
        required=False,
        help_text=gettext_lazy(
            "Those who have agreed on a viewing and can be reached by e-mail get a cancellation by e-mail."
        ),
    )
    field_order = ["on", "use_class", "tenant_name", "text", "close_others", "version"]

    def know(self, case: Any, *, is_fresh: bool, sees_person: bool) -> None:
        if is_fresh:
            name = case.contribution.name if case.contribution and sees_person else ""
            self.initial.update({"use_class": case.intended_use_id, "tenant_name": case.company or name})


ENQUIRY_FORMS: dict[str, type[NoteForm]] = {
    "contact": NextActionForm,
    "view": ViewingForm,
    "negotiate": NextActionForm,
    "win": WinForm,
    "lose": LoseForm,
    "spam": NoteForm,
    "reopen": NextActionForm,
}
