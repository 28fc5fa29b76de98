"""Public forms of offers and rechecks."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.amounts import M2, PRICE, AmountField, AmountOrWordsField
from eving.core.models import Street
from eving.core.public.choices import RowChoiceField
from eving.core.public.drawing import Folded
from eving.core.public.forms import PersonFields, PublicForm, SingleLineField
from eving.core.public.photo_fields import PhotosForm
from eving.core.public.steps import Step, SteppedForm
from eving.core.public.streets import HouseNumberField, OtherStreet
from eving.core.texts.periods import sentence
from vacancies.forms.days import SensibleDays
from vacancies.models import ListingKind, PropertyContact
from vacancies.services.offers import OfferDraft
from vacancies.services.persons import Person


class OfferForm(OtherStreet, SensibleDays, PhotosForm, SteppedForm, PersonFields):
    form_name = "offer"
    privacy_purpose = _("We use your details to check your offer and to talk to you about it.")
    privacy_retention = sentence(_("We delete them %(time)s after the offer has ended."), "PURGE_NOTE_MONTHS", "")

    street = RowChoiceField(
        label=_("Street"),
        queryset=Street.objects.all(),
        required=False,
        empty_label=_("Please choose"),
    )
    house_number = HouseNumberField(label=_("House number"), max_length=10)
    unit_label = SingleLineField(
        label=_("Part of the house"), max_length=40, required=False, help_text=_("For example: ground floor, left.")
    )
    kind = forms.ChoiceField(
        label=_("What do you offer?"),
        choices=[
            (ListingKind.LEASE, _("to let")),
            (ListingKind.INTERIM, _("for an interim use")),
            (ListingKind.SALE, _("for sale")),
        ],
        initial=ListingKind.LEASE,
        widget=forms.RadioSelect,
    )
    area_m2 = AmountField(
        label=_("Area in m²"),
        unit=M2,
        max_digits=7,
        decimal_places=2,
        min_value=1,
        required=False,
        help_text=_("A rough figure is enough. Without basement."),
    )
    vacant_since = SingleLineField(
        label=_("Since when has it been empty?"),
        max_length=80,
        required=False,
        help_text=_("For example: summer 2026, or still in use."),
    )
    available_from = forms.DateField(
        label=_("From when is it available?"),
        required=False,
        help_text=_("Leave this empty if it is available at once."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    price_idea = AmountOrWordsField(
        label=_("Your asking price in €"),
        unit=PRICE,
        max_digits=10,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("Rent a month without service charges, or the sale price. Words are fine, too. Free: 0."),
        widget=forms.TextInput,
    )
    text = forms.CharField(
        label=_("What else should we know?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    role = forms.ChoiceField(
        label=_("Who are you?"),
        choices=[
            (PropertyContact.Kind.OWNER, _("I own the house")),
            (PropertyContact.Kind.MANAGER, _("I manage it for the owner")),
        ],
        initial=PropertyContact.Kind.OWNER,
        widget=forms.RadioSelect,
    )
    hides_house = forms.BooleanField(
        label=_("Please do not show the house number"),
        required=False,
        help_text=_("Then everyone sees only the street. The office gives the house number to serious enquirers only."),
    )
    consent = forms.BooleanField(
        label=_("The office may record my offer and talk to me about it."),
        error_messages={"required": _("Without this we cannot accept your offer.")},
    )
    may_publish = forms.BooleanField(
        label=_("The office may publish the offer after its check."),
        required=False,
        help_text=_("Your name and your contact details are never published. You can also decide later."),
    )
    one_of = ("street", "other_street")  # one of them is required
    steps = (
        Step(
            "place",
            _("The address"),
            _("Which shop do you offer?"),
            (
                "street",
                "house_number",
                "kind",
                Folded(
                    _("The place in more detail"),
                    "other_street",
                    "unit_label",
                    answer=_("another street, or a part of the house"),
                ),
                Folded(_("Keep the house number secret"), "hides_house", answer=_("optional")),
            ),
        ),
        Step(
            "shop",
            _("The shop"),
            _("What do you know about the shop?"),
            (
                "area_m2",
                "price_idea",
                "available_from",
                Folded(_("Photos"), "photos", "photo_rights", answer=_("optional, up to three")),
                Folded(
                    _("What else should we know?"),
                    "vacant_since",
                    "text",
                    answer=_("optional: since when it is empty, what is special"),
                ),
            ),
        ),
        Step(
            "person",
            _("Contact"),
            _("Who may we talk to about this?"),
            (
                "role",
                "name",
                "email",
                Folded(_("Telephone"), "phone", answer=_("optional, if you would like a call")),
                "consent",
                "may_publish",
            ),
        ),
    )
    # The order of the pages: the error summary follows it.
    field_order = [*(name for step in steps for name in step.fields), "homepage2", "form_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We answer to this address. It is never shown.")
        for name in self.one_of:
            cast(Any, self.fields[name]).is_one_of_several = True  # never marked as optional

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not any(self.cleaned_data.get(name) or name in self.errors for name in self.one_of):
            self.add_error("street", _("Please choose a street, or write it under “The place in more detail”."))
        price, kind = self.cleaned_data.get("price_idea"), self.cleaned_data.get("kind")
        self.cleaned_data["price_words"] = price if isinstance(price, str) else ""
        if isinstance(price, str):
            price = self.cleaned_data["price_idea"] = None
        is_free = price == 0 and kind == ListingKind.INTERIM
        if price is not None and price < 1 and not is_free and "kind" not in self.errors:
            self.add_error("price_idea", _("Please enter at least €1, or leave the field empty."))
        return cleaned

    def questions(self) -> dict[str, Any]:
        return {
            "kind": _("The shop is"),
            "hides_house": _("Keep the house number secret"),
            "vacant_since": _("Empty since"),
            "available_from": _("Available from"),
            "price_idea": _("Asking price in €"),
            "text": _("Other remarks"),
            "role": _("Your part in it"),
            "consent": _("We may record the offer and talk to you"),
            "may_publish": _("We may publish it after our check"),
        }

    def draft(self) -> OfferDraft:
        names = list(OfferDraft.__dataclass_fields__)
        return OfferDraft(**{name: self.cleaned_data[name] for name in names})

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("name", "email", "phone")})


class RecheckForm(PublicForm):
    """The contact of a listing says whether it is still right."""

    form_name = "recheck"
    privacy_purpose: Any = ""

    answer = forms.ChoiceField(
        label=_("What is the current situation?"),
        choices=[
            ("right", _("Everything is still right")),
            ("changed", _("The shop is available, but something has changed")),
            ("gone", _("The shop is no longer available")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the three.")},
    )
    text = forms.CharField(
        label=_("What has changed?"),
        max_length=2000,
        required=False,
        help_text=_("For example: the rent, when it becomes available, or who is moving in."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["answer", "text", "homepage2", "form_key"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("answer") == "changed" and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Please say what has changed."))
        return cleaned
