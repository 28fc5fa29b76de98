"""Public and office forms of enquiries."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.public.choices import RowChoiceField
from eving.core.public.drawing import Folded
from eving.core.public.forms import InformedFields, PersonFields, PublicForm, SingleLineField
from eving.core.texts.periods import sentence
from vacancies.models import Listing, UseClass
from vacancies.services import wishes
from vacancies.services.enquiries import EnquiryDraft
from vacancies.services.persons import Person


class EnquiryFields(forms.Form):
    """Fields that visitors and staff on the telephone share."""

    intended_use = RowChoiceField(
        label=_("What do you want to use it for?"),
        queryset=UseClass.objects.all(),
        required=False,
        empty_label=_("I do not know yet"),
    )
    text = forms.CharField(
        label=_("Your plan"),
        max_length=3000,
        help_text=_("What do you want to do in the shop? A few sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    start_wanted = SingleLineField(
        label=_("From when do you need it?"), max_length=80, required=False, help_text=_("For example: spring 2027.")
    )
    wants_viewing = forms.BooleanField(label=_("I would like to see the shop"), required=False)
    company = SingleLineField(
        label=_("Firm or club"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    owner_may_know = forms.BooleanField(
        label=_("The owner may be told who I am and what I plan"),
        required=False,
        help_text=_(
            "Name, firm and plan; never your address or telephone number. You can withdraw this under “My data”."
        ),
    )

    def draft(self) -> EnquiryDraft:
        names = (
            "intended_use", "text", "start_wanted", "wants_viewing", "wants_call", "company", "owner_may_know",
        )  # fmt: skip
        return EnquiryDraft(**{name: self.cleaned_data[name] for name in names})

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("name", "email", "phone")})


class EnquiryForm(PublicForm, EnquiryFields, PersonFields):
    form_name = "enquiry"
    privacy_purpose = _("We use your details to answer your enquiry. With your consent we tell the owner about you.")
    privacy_retention = sentence(_("We delete enquiries %(time)s after they are closed."), "PURGE_NOTE_MONTHS", "")

    wants_call = forms.BooleanField(label=_("Please call me"), required=False)
    viewing_day = forms.ChoiceField(
        label=_("Which day suits you?"),
        choices=wishes.day_choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This day is no longer possible. Please choose another one.")},
    )
    viewing_time = forms.ChoiceField(
        label=_("At what time of day?"),
        choices=lambda: list(wishes.times().items()),
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = [
        "wants_viewing", "viewing_day", "viewing_time", "text", "name", "email", "intended_use", "start_wanted",
        "company", "phone", "wants_call", "owner_may_know", "homepage2", "form_key",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We answer to this address. It is never shown.")

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        of_viewing = ("wants_viewing", "viewing_day", "viewing_time")
        more = Div(*of_viewing[1:], css_class="once-ticked__more")
        helper.layout = Layout(
            Div(of_viewing[0], more, css_class="once-ticked"),
            *("text", "name", "email"),
            Folded(_("More on your plan"), "intended_use", "start_wanted", "company", answer=_("optional")),
            Folded(_("Telephone"), "phone", "wants_call", answer=_("optional, if you would like a call")),
            *("owner_may_know", "homepage2", "form_key"),
        )
        return helper

    @staticmethod
    def asked(address: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
        """What the page of a shop asked before, by the parameters of an address; and whether its day has passed."""
        day, time = address.get("tag", ""), address.get("zeit", "")
        possible = {"viewing_day": dict(wishes.day_choices()), "viewing_time": wishes.times()}
        chosen = {name: value for name, value in zip(possible, (day, time), strict=True) if value in possible[name]}
        return {**chosen, "wants_viewing": bool(chosen)}, bool(day) and "viewing_day" not in chosen

    def draft(self) -> EnquiryDraft:
        draft = super().draft()
        wish = wishes.Wish(self.cleaned_data["viewing_day"], self.cleaned_data["viewing_time"])
        if not (draft.wants_viewing and wish):
            return draft
        return replace(draft, text=f"{wishes.sentence(wish)}\n\n{draft.text}")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("wants_call") and not self.cleaned_data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Please give a telephone number so that we can call you."))
        return cleaned


class EnquiriesForm(PublicForm, PersonFields):
    """One plan for several remembered shops."""

    form_name = "enquiries"
    privacy_purpose = EnquiryForm.privacy_purpose
    privacy_retention = EnquiryForm.privacy_retention

    shops = forms.MultipleChoiceField(
        label=_("Which shops are you asking about?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one shop."),
            "invalid_choice": _("%(value)s is no longer on offer. Please choose again."),
        },
    )
    text = EnquiryFields.base_fields["text"]
    wants_viewing = forms.BooleanField(label=_("I would like to see the shops"), required=False)
    owner_may_know = forms.BooleanField(
        label=_("The owners may be told who I am and what I plan"),
        required=False,
        help_text=EnquiryFields.base_fields["owner_may_know"].help_text,
    )
    field_order = [
        "shops", "text", "wants_viewing", "name", "email", "phone", "owner_may_know", "homepage2", "form_key",
    ]  # fmt: skip

    def __init__(self, *args: Any, shops: Sequence[Listing] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.askable = shops
        field = cast(forms.MultipleChoiceField, self.fields["shops"])
        field.choices = [(shop.number or "", f"{shop.title}, {shop.place} ({shop.number})") for shop in shops]
        field.initial = [shop.number for shop in shops]
        self.fields["email"].help_text = _("We answer to this address. It is never shown.")

    def typed(self) -> list[Any]:
        """Without the shops: each has an enquiry of its own, which stays one when another shop is added later."""
        return [pair for pair in super().typed() if pair[0] != "shops"]

    def chosen(self) -> list[Listing]:
        return [shop for shop in self.askable if shop.number in self.cleaned_data["shops"]]

    def draft(self) -> EnquiryDraft:
        return EnquiryDraft(**{name: self.cleaned_data[name] for name in ("text", "wants_viewing", "owner_may_know")})

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("name", "email", "phone")})


class CallNote(InformedFields, EnquiryFields):
    """Staff record an enquiry received by telephone, at the desk or on paper."""

    purpose = "enquiry-call"
    how_it_came = _("How did the enquiry reach us?")

    listing = forms.ModelChoiceField(
        label=_("Which listing?"), queryset=Listing.objects.none(), empty_label=_("Please choose")
    )
    wants_call = forms.BooleanField(label=_("Would like a call"), required=False)
    field_order = [
        "intended_use", "text", "start_wanted", "wants_viewing", "company", "listing", "wants_call", "channel", "name",
        "email", "phone", "owner_may_know", "privacy_informed", "form_key",
    ]  # fmt: skip

    def __init__(self, *args: Any, listings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["listing"]).queryset = listings
        self.fields["wants_viewing"].label = _("Would like to see the shop")
        consent = self.fields["owner_may_know"]
        consent.label = _("The owner may be told who is asking and what is planned")
        consent.help_text = _(
            "Please ask the person. Without this tick the owner is told no name, no firm and no plan."
        )
