"""The form that reports a content."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.models import OfficeMessage
from eving.core.public.forms import SingleLineField
from eving.portal.forms.contact import OfficeMessageForm


class ReportForm(OfficeMessageForm):
    """No account and no name is required; without an address the office cannot answer."""

    form_name = "report"
    privacy_purpose = _("We use your details only to check your report and to answer you.")
    path = SingleLineField(
        label=_("Which page is it about?"),
        max_length=300,
        help_text=_("The address of the page. It is filled in when you come from there."),
    )
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=OfficeMessage.Reason.choices, widget=forms.RadioSelect
    )
    field_order = ["path", "reason", "text", "name", "email", "homepage2", "form_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Please describe it")
        self.fields["text"].help_text = _("Which passage or picture do you mean? The author does not read this.")
        self.fields["name"].required = self.fields["email"].required = False
        self.fields["email"].help_text = _("We need it to answer you. It is never shown.")
        del self.fields["phone"]
