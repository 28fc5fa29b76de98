"""Forms behind a link of a mail: confirm, confirm more, correct the address."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from eving.core.addresses import AddressField
from eving.core.models import Contribution
from eving.core.people.participants import OpenOne
from eving.core.public.forms import PublicForm
from eving.portal.forms.addresses import ADDRESS_ERRORS


class Agreement(PublicForm):
    """A form with only a button: opening the link alone must not change anything."""

    form_name = "agreement"
    privacy_purpose = lazystr("")  # asks for no details


class Confirmation(Agreement):
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


class AddressChange(PublicForm):
    form_name = "change-address"
    privacy_purpose = _("We use the address in place of the mistyped one, for the same purpose.")

    email = AddressField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=ADDRESS_ERRORS,
    )
