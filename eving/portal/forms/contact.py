"""Forms for a message to the office and for reporting an accessibility barrier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.public.forms import PersonFields, PublicForm, SingleLineField
from eving.core.texts.periods import period
from eving.portal.forms.addresses import ADDRESS_ERRORS


class OfficeMessageForm(PublicForm, PersonFields):
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


class BarrierForm(OfficeMessageForm):
    """No name is required; without an address the office cannot answer."""

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
