"""Forms for looking at and correcting one's own data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.addresses import AddressField
from eving.core.models import NameDisplay
from eving.core.models.translations import language_choices
from eving.core.public.forms import PublicForm, SingleLineField
from eving.core.telephones import TelephoneField
from eving.portal.forms.addresses import ADDRESS_ERRORS


class MyDataRequest(PublicForm):
    form_name = "my-data"
    privacy_purpose = _("We use the address only to send you the link.")
    privacy_retention = _("We do not store the address again.")

    email = AddressField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=ADDRESS_ERRORS,
    )


class ContributionCorrection(PublicForm):
    form_name = "my-data-correction"
    privacy_purpose = _("We use the corrected details for the same purpose as before.")

    name = SingleLineField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = TelephoneField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    language = forms.ChoiceField(label=_("Language of our e-mails"), choices=language_choices, required=False)
    name_display = forms.ChoiceField(
        label=_("How may we show your name?"), choices=NameDisplay.choices, widget=forms.RadioSelect
    )
