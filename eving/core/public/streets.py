"""A street that a form does not list, as text: people live in more streets than any list knows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import house_numbers
from eving.core.models import Street
from eving.core.public.forms import SingleLineField
from eving.core.search.german import street_key


def listed(name: str) -> Street | None:
    """The street of the list that somebody typed, in whatever spelling."""
    key = street_key(name)
    return next((street for street in Street.objects.all() if street_key(street.name) == key), None)


class HouseNumberField(SingleLineField):
    def to_python(self, value: Any) -> str:
        return house_numbers.read(super().to_python(value))


class OtherStreet(forms.Form):
    """Beside the field ``street``; what is typed but in the list becomes the street of the list."""

    other_street = SingleLineField(
        label=gettext_lazy("Other street"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("If your street is not in the list."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        typed, chosen = self.cleaned_data.get("other_street"), self.cleaned_data.get("street")
        if not typed or "street" in self.errors:
            return cleaned
        found = listed(typed)
        if chosen and found != chosen:
            self.add_error("other_street", _("Please choose a street from the list or write another one, not both."))
        elif found:
            self.cleaned_data.update(street=found, other_street="")
        return cleaned


class StreetOnce(forms.ModelForm):
    """Of staff: once a street of the list is chosen, what the person typed has done its work."""

    def clean_house_number(self) -> str:
        number = self.cleaned_data["house_number"]
        # What stood there before stays, or an old number would block every other change.
        return house_numbers.read(number) if "house_number" in self.changed_data else number

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("street") and self.cleaned_data.get("other_street"):
            self.cleaned_data["other_street"] = ""
        return cleaned
