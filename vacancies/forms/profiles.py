"""Forms of a search for a shop: for visitors, for the person behind it, for staff on the telephone."""

import hashlib
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.amounts import EURO_M2, EURO_MONTH, M2, METRES, MONTHS, AmountField, Unit
from eving.core.models import NameDisplay, Street
from eving.core.people import private_data
from eving.core.public.choices import RowMultipleChoiceField
from eving.core.public.drawing import Folded
from eving.core.public.forms import InformedFields, PersonFields, PublicForm, SingleLineField, changed
from eving.core.public.steps import SHORT_CHOICES, Step, SteppedForm
from eving.core.texts.periods import period, period_after
from eving.core.texts.wording import here_lazy
from vacancies.filters import ACCESS, KINDS, ListingFilter
from vacancies.forms.days import SensibleDays
from vacancies.models import Alert, Listing, ListingKind, SearchProfile, UseClass
from vacancies.models.features import feature_choices
from vacancies.services.profiles import ProfileDraft, Seeker

STEPS = [("", _("does not matter")), ("0", _("step-free")), ("1", _("at most one step"))]


def amount(label: Any, unit: Unit, **kwargs: Any) -> AmountField:
    return AmountField(
        label=label, unit=unit, **{"max_digits": 7, "decimal_places": 2, "min_value": 1, "required": False, **kwargs}
    )


class ProfileFields(SensibleDays, forms.Form):
    uses = RowMultipleChoiceField(
        label=_("What do you want to use it for?"),
        queryset=UseClass.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.MultipleChoiceField(
        label=_("What are you looking for?"),
        choices=[
            (ListingKind.LEASE, _("to rent")),
            (ListingKind.INTERIM, _("for an interim use")),
            (ListingKind.SUBLEASE, _("to sublet")),
            (ListingKind.SALE, _("to buy")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: everything."),
    )
    area_min_m2 = amount(_("Area from (m²)"), M2)
    area_max_m2 = amount(_("Area up to (m²)"), M2)
    rent_max_month = amount(_("Rent excl. service charges up to (€ a month)"), EURO_MONTH, max_digits=10)
    rent_max_m2 = amount(_("Rent excl. service charges up to (€ per m²)"), EURO_M2, max_digits=8)
    shopfront_min_m = amount(_("Shop window at least (m)"), METRES, max_digits=5)
    streets = RowMultipleChoiceField(
        label=_("In which streets?"),
        queryset=Street.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=here_lazy(_("Nothing ticked: everywhere in {district}.")),
    )
    other_streets = SingleLineField(
        label=_("Other streets"),
        max_length=160,
        required=False,
        help_text=_("If your street is not in the list. Only the office reads this and looks there for you."),
    )
    steps_max = forms.TypedChoiceField(label=_("Entrance"), choices=STEPS, coerce=int, empty_value=None, required=False)
    needs_gastronomy = forms.BooleanField(label=_("Must be suitable for a café or restaurant"), required=False)
    features = forms.MultipleChoiceField(
        label=_("What must the shop have?"),
        choices=feature_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: does not matter."),
    )
    needed_by = forms.DateField(
        label=_("By when do you need it?"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    term_months = AmountField(
        label=_("For how many months?"),
        unit=MONTHS,
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Empty: open-ended."),
    )
    alert = forms.ChoiceField(
        label=_("When should we write to you?"),
        choices=[
            (Alert.IMMEDIATE, _("at once, when a shop matches")),
            (Alert.DAILY, _("once a day at most")),
            (Alert.WEEKLY, _("once a week at most")),
            (Alert.NEVER, _("never, I will check myself")),
        ],
        # Nothing is preset: mails go only to people who asked for them.
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose when we should write to you, or “never”.")},
    )
    wants_ad = forms.BooleanField(
        label=_("Show my search as a space-wanted ad on the portal"),
        required=False,
        help_text=_("Owners see what you are looking for and can answer through the office. We check the text first."),
    )
    title = SingleLineField(
        label=_("Heading of the space-wanted ad"),
        max_length=80,
        required=False,
        help_text=_("For example: bicycle workshop looks for a shop with a yard."),
    )
    text = forms.CharField(
        label=_("Your plan"),
        max_length=2000,
        required=False,
        help_text=_(
            "Everyone reads this in a space-wanted ad. Please give no telephone number and do not name "
            "private individuals."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_features(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["features"]))  # each once, however often it was sent

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        least, most = given.get("area_min_m2"), given.get("area_max_m2")
        if least is not None and most is not None and most < least:
            self.add_error("area_max_m2", _("The largest area cannot be smaller than the smallest."))
        if given.get("wants_ad"):
            for name, sentence in (
                ("title", _("A space-wanted ad needs a heading.")),
                ("text", _("A space-wanted ad needs a few words about your plan.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned

    def draft(self) -> ProfileDraft:
        return ProfileDraft(**{name: self.cleaned_data[name] for name in ProfileDraft.__dataclass_fields__})


class WarnsOnce(forms.Form):
    """Warns once of personal data in a wanted ad; sending the same text again confirms it."""

    private_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def private(self) -> list[private_data.Finding]:
        if not (self.is_bound and self.data.get("wants_ad")):
            return []
        return private_data.find_in(str(self.data.get(name, ""))[:5000] for name in ("title", "text"))

    def private_pieces(self) -> list[dict[str, str]]:
        return [{"label": str(finding.kind.label), "piece": finding.piece} for finding in self.private()]

    def mark(self) -> str:
        """Hash of the findings that the warning named, without their text; empty when there are none."""
        pieces = "\n".join(f"{finding.kind}:{finding.piece}" for finding in self.private())
        return hashlib.sha256(pieces.encode()).hexdigest()[:16] if pieces else ""

    def warns(self) -> bool:
        """Whether the warning has to be displayed first; changed texts with findings are warned of again."""
        return self.mark() != self.cleaned_data.get("private_seen", "") and bool(self.private())

    def show_warning(self) -> None:
        self.data = changed(self.data, private_seen=self.mark())


def parts() -> Layout:
    return Layout(
        Fieldset(_("What you want to do"), "uses", "kinds"),
        Fieldset(
            _("What the shop should be like"),
            Div("area_min_m2", "area_max_m2", css_class="field-pair"),
            Div("rent_max_month", "rent_max_m2", css_class="field-pair"),
        ),
        Folded(_("Only in certain streets"), "streets", "other_streets"),
        Folded(_("Entrance, café or restaurant, shop window"), "steps_max", "needs_gastronomy", "shopfront_min_m"),
        Folded(_("Equipment"), "features"),
        Folded(_("When and for how long"), Div("needed_by", "term_months", css_class="field-pair")),
        Fieldset(_("E-mails about matching shops"), "alert"),
        Fieldset(
            _("Space-wanted ad"),
            Div("wants_ad", Div("title", "text", css_class="once-ticked__more"), css_class="once-ticked"),
        ),
        "private_seen",
        "homepage2",
        "form_key",
    )


class ProfileForm(WarnsOnce, SteppedForm, ProfileFields, PersonFields):
    form_name = "search-profile"
    summary_heading = _("Is this the shop you are looking for?")
    steps = (
        Step(
            "shop",
            _("The shop"),
            _("What shop are you looking for?"),
            (
                "uses",
                Div("area_min_m2", "area_max_m2", css_class="field-pair"),
                Folded(
                    _("To rent or to buy, and for how much"),
                    "kinds",
                    Div("rent_max_month", "rent_max_m2", css_class="field-pair"),
                    answer=_("optional; otherwise all of it"),
                ),
                Folded(
                    _("Only in certain streets"),
                    "streets",
                    "other_streets",
                    answer=here_lazy(_("optional; otherwise everywhere in {district}")),
                ),
                Folded(
                    _("Entrance, shop window, equipment"),
                    "steps_max",
                    "needs_gastronomy",
                    "shopfront_min_m",
                    "features",
                    answer=_("optional"),
                ),
                Folded(
                    _("When and for how long"),
                    Div("needed_by", "term_months", css_class="field-pair"),
                    answer=_("optional"),
                ),
            ),
        ),
        Step(
            "contact",
            _("Contact"),
            _("When should we write to you, and where?"),
            (
                "alert",
                "name",
                "email",
                Folded(
                    _("Space-wanted ad"),
                    Div(
                        "wants_ad",
                        Div("title", "text", "name_display", css_class="once-ticked__more"),
                        css_class="once-ticked",
                    ),
                    answer=_("optional: owners read what you are looking for"),
                ),
                Folded(_("Telephone"), "phone", answer=_("optional, if you would like a call")),
            ),
        ),
    )
    privacy_purpose = _("We use your details to tell you about matching shops and to bring you together with owners.")

    @property
    def privacy_retention(self) -> str:  # a property: the periods are settings
        return _("Your search ends after %(runs)s. We delete it after another %(kept)s.") % {
            "runs": period_after("PROFILE_RUNS_DAYS"),
            "kept": period("PURGE_NOTE_MONTHS"),
        }

    name_display = forms.ChoiceField(
        label=_("How may we show your name beside a space-wanted ad?"),
        choices=NameDisplay.choices,
        initial=NameDisplay.NONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uses"].component = SHORT_CHOICES  # type: ignore[attr-defined]

    def left_out(self) -> set[str]:
        return set() if self.cleaned_data.get("wants_ad") else {"name_display"}

    def seeker(self) -> Seeker:
        return Seeker(**{name: self.cleaned_data[name] for name in Seeker.__dataclass_fields__})


class ProfileChange(WarnsOnce, PublicForm, ProfileFields):
    form_name = "search-profile-change"
    privacy_purpose: Any = ""

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = parts()
        return helper

    @classmethod
    def initial_of(cls, profile: SearchProfile) -> dict[str, Any]:
        given = {name: getattr(profile, name) for name in ProfileDraft.__dataclass_fields__}
        return {**given, "uses": list(profile.uses.all()), "streets": list(profile.streets.all())}


class CallProfile(InformedFields, ProfileFields):
    """Staff record a search received by telephone, at the desk or on paper."""

    purpose = "profile-call"
    how_it_came = _("How did the search reach us?")
    what_they_get = _("The person gets a link to the search.")

    name_display = forms.ChoiceField(
        label=_("How may the name be shown?"),
        choices=[("full", _("full name")), ("first", _("first name only")), ("none", _("no name"))],
        initial="none",
        widget=forms.RadioSelect,
    )
    field_order = [
        *ProfileFields.base_fields, "channel", "name", "name_display", "email", "phone", "privacy_informed", "form_key",
    ]  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        if given.get("alert") not in (None, Alert.NEVER) and not given.get("email") and "email" not in self.errors:
            self.add_error("alert", _("We need an address to send you e-mails. Please enter one, or choose “never”."))
        return cleaned

    def seeker(self) -> Seeker:
        return Seeker(**{name: self.cleaned_data[name] for name in Seeker.__dataclass_fields__})


def from_list(query: Any) -> dict[str, Any]:
    """Initial values from the filters of the public list; invalid filters are ignored."""
    form = ListingFilter(query, Listing.objects.none()).form
    form.is_valid()
    chosen = form.cleaned_data
    kind, use, street = chosen.get("art"), chosen.get("nutzung"), chosen.get("strasse")
    access = chosen.get("zugang")
    return {
        "kinds": [KINDS[kind][1]] if kind else [],
        "uses": [use] if use else [],
        "streets": [street] if street else [],
        "area_min_m2": chosen.get("flaeche_ab"),
        "area_max_m2": chosen.get("flaeche_bis"),
        "rent_max_month": chosen.get("miete_bis"),
        "rent_max_m2": chosen.get("miete_m2_bis"),
        "steps_max": ACCESS[access][1] if access else "",
        "needs_gastronomy": chosen.get("gastronomie") == "ja",
        "features": chosen.get("ausstattung") or [],
        "needed_by": chosen.get("frei_bis"),
    }
