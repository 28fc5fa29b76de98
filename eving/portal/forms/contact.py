from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.addresses import AddressField
from eving.core.models import Contribution, NameDisplay, Note
from eving.core.people.participants import OpenOne
from eving.core.public.forms import PersonFields, PublicForm, SingleLineField
from eving.core.texts.periods import period

ADDRESS_ERRORS = {
    "required": _("Please enter your e-mail address."),
    "invalid": _("Please check the e-mail address. It looks like this: name@example.org"),
}


class NoteForm(PublicForm, PersonFields):
    """A message to the office."""

    form_name = "note"
    privacy_purpose = _("We use your details only to answer your message.")

    text = forms.CharField(
        label=_("Your message"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Please write down what it is about.")},
    )
    field_order = ["text", "path", "name", "email", "phone", "homepage2", "form_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We answer to this address. It is never shown.")
        self.fields["email"].error_messages.update(ADDRESS_ERRORS)
        self.fields["name"].error_messages["required"] = _("Please tell us your name.")

    @property
    def privacy_retention(self) -> str:
        return _("%(time)s after our answer.") % {"time": period("PURGE_NOTE_MONTHS")}


class BarrierForm(NoteForm):
    """A barrier on the website. No name is needed; without an address we cannot answer."""

    form_name = "barrier"
    path = SingleLineField(
        label=_("On which page?"),
        max_length=300,
        required=False,
        help_text=_("The address of the page, or its title."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What does not work for you?")
        self.fields["name"].required = self.fields["email"].required = False
        self.fields["email"].help_text = _("We need it to answer you. It is never shown.")


class ReportForm(NoteForm):
    """What somebody reports about a page. No account and no name is needed; without an address we cannot answer."""

    form_name = "report"
    privacy_purpose = _("We use your details only to check your report and to answer you.")
    path = SingleLineField(
        label=_("Which page is it about?"),
        max_length=300,
        help_text=_("The address of the page. It is filled in when you come from there."),
    )
    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=Note.Reason.choices, widget=forms.RadioSelect)
    field_order = ["path", "reason", "text", "name", "email", "homepage2", "form_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Please describe it")
        self.fields["text"].help_text = _("Which passage or picture do you mean? The author does not read this.")
        self.fields["name"].required = self.fields["email"].required = False
        self.fields["email"].help_text = _("We need it to answer you. It is never shown.")
        del self.fields["phone"]


class MyDataRequest(PublicForm):
    form_name = "my-data"
    privacy_purpose = _("We use the address only to send you the link.")
    privacy_retention = _("We do not store the address again.")

    email = AddressField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=ADDRESS_ERRORS,
    )


class DeedCorrection(PublicForm):
    form_name = "my-data-correction"
    privacy_purpose = _("We use the corrected details for the same purpose as before.")

    name = SingleLineField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = SingleLineField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    name_display = forms.ChoiceField(
        label=_("How may we show your name?"), choices=NameDisplay.choices, widget=forms.RadioSelect
    )


class AddressChange(PublicForm):
    """The right address, for a form that was sent a moment ago."""

    form_name = "change-address"
    privacy_purpose = _("We use the address in place of the mistyped one, for the same purpose.")

    email = AddressField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=ADDRESS_ERRORS,
    )


class Agreement(PublicForm):
    """A page with one button: the person's press is the deed."""

    form_name = "agreement"
    privacy_purpose = ""  # asks for no details


class Confirmation(Agreement):
    """The press on the button confirms what the link is for, and what else the person ticks of their own."""

    form_name = "confirmation"

    also = forms.ModelMultipleChoiceField(
        label=_("Also confirm"),
        queryset=Contribution.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these has been confirmed or deleted in the meantime.")},
    )

    def __init__(self, *args: Any, others: Sequence[OpenOne] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["also"]
            return
        field = cast(forms.ModelMultipleChoiceField, self.fields["also"])
        field.queryset = Contribution.objects.filter(pk__in=[other.contribution.pk for other in others])
        field.choices = [(other.contribution.pk, str(other)) for other in others]

    def ticked(self) -> list[Contribution]:
        return list(self.cleaned_data.get("also") or [])
