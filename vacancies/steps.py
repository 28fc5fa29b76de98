"""The steps of listings and enquiries as staff meet them: what each does, and its form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.cases import StepForm
from eving.core.forms import SingleLineField
from eving.core.lifecycle import Step
from vacancies.models import EnquiryState, ListingState, ProfileState, UseClass

# What a step does, in one sentence for whoever is about to take it.
LISTING_EFFECTS = {
    "take_up": gettext_lazy("The offer becomes a draft with a number. The public does not see it yet."),
    "publish": gettext_lazy("Everyone sees the listing and the described photos of the unit."),
    "reserve": gettext_lazy("The page says that somebody is about to rent the shop. Enquiries stay possible."),
    "release": gettext_lazy("The page says that the shop is free again."),
    "pause": gettext_lazy("The listing disappears from the portal until you publish it again."),
    "check": gettext_lazy("You have asked: everything is still right. The page shows today’s date."),
    "check_reserved": gettext_lazy("You have asked: everything is still right. The page shows today’s date."),
    "let": gettext_lazy("The page says that the shop is let. The new use is written down from the day you name."),
    "withdraw": gettext_lazy("The offer ends without a lease. This cannot be undone."),
    "expire": gettext_lazy("The listing disappears from the portal until somebody has checked it."),
    "spam": gettext_lazy("The offer is set aside and deleted after a while. This cannot be undone."),
}
LISTING_USUAL: dict[str, str] = {
    ListingState.OFFERED: "take_up",
    ListingState.DRAFT: "publish",
    ListingState.PUBLISHED: "reserve",
    ListingState.RESERVED: "let",
    ListingState.PAUSED: "publish",
    ListingState.EXPIRED: "publish",
}
ENQUIRY_EFFECTS = {
    "contact": gettext_lazy("You have written or called. The enquiry leaves the list of new ones."),
    "view": gettext_lazy("A viewing is agreed."),
    "negotiate": gettext_lazy("Owner and interested person talk about a lease."),
    "win": gettext_lazy("The enquiry ends with a lease. Please mark the listing as let as well."),
    "lose": gettext_lazy("The enquiry ends. It is deleted with the personal data after six months."),
    "spam": gettext_lazy("The enquiry is set aside and deleted after a while. You can take it back until then."),
    "reopen": gettext_lazy("The enquiry counts as new again."),
}
ENQUIRY_USUAL: dict[str, str] = {
    EnquiryState.NEW: "contact",
    EnquiryState.CONTACTED: "view",
    EnquiryState.VIEWING: "negotiate",
    EnquiryState.NEGOTIATION: "win",
    EnquiryState.LOST: "reopen",
    EnquiryState.SPAM: "reopen",
}
PROFILE_EFFECTS = {
    "publish": gettext_lazy("Everyone sees the wanted ad, with the name as the person wishes."),
    "refuse": gettext_lazy("The search goes on without a wanted ad."),
    "hide": gettext_lazy("The wanted ad disappears. The search goes on."),
    "pause": gettext_lazy("Nothing is mailed and nothing shown until the search goes on."),
    "resume": gettext_lazy("The search runs for another twelve months."),
    "resume_ad": gettext_lazy("The search runs for another twelve months. Please read the wanted ad again."),
    "find": gettext_lazy("The search ends well. It is deleted with the personal data after six months."),
    "end": gettext_lazy("The search ends. It is deleted with the personal data after six months."),
    "spam": gettext_lazy("The search is set aside and deleted after a while. This cannot be undone."),
}
PROFILE_SILENT = {"hide", "pause", "resume", "resume_ad", "find", "end", "spam"}
PROFILE_USUAL: dict[str, str] = {
    ProfileState.REVIEW: "publish",
    ProfileState.ACTIVE: "find",
    ProfileState.PUBLISHED: "find",
    ProfileState.PAUSED: "resume",
    ProfileState.EXPIRED: "resume",
}


class NoteForm(StepForm):
    """Neither the public nor the person reads the texts of these steps: they are notes of the office."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        field = self.fields["text"]
        field.label = _("Reason") if step.text_required else _("Note")
        field.help_text = _("Only the office reads this.")
        field.error_messages["required"] = _("Please give a reason.")


class LetForm(NoteForm):
    """What the history of the unit needs to know when it is let."""

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
