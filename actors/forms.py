"""Public forms: registering an actor, withdrawing the entry, writing to an actor."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.models import ActorGroup, ActorKind, PlaceVisibility, StepFree
from actors.services import ActorDraft, Contact, Place, Registrant
from eving.core.addresses import AddressField
from eving.core.models import DistrictPart, Street, Topic
from eving.core.public.choices import RowChoiceField, RowMultipleChoiceField
from eving.core.public.drawing import Folded
from eving.core.public.forms import PersonFields, PublicForm, SingleLineField
from eving.core.public.photo_fields import PhotosField, PhotosForm
from eving.core.public.steps import Step, SteppedForm
from eving.core.public.streets import HouseNumberField, OtherStreet
from eving.core.telephones import TelephoneField, validate_telephone
from eving.core.texts.periods import period_after
from eving.core.web_addresses import refuse_credentials


class ActorForm(OtherStreet, PhotosForm, SteppedForm, PersonFields):
    form_name = "actor"
    privacy_purpose = gettext_lazy(
        "We use your details to check the entry, to ask you questions and to tell you what becomes of "
        "it. Only what you mark as public is public."
    )

    actor_name = SingleLineField(
        label=gettext_lazy("Name of the organisation"),
        max_length=160,
        help_text=gettext_lazy("As on your sign or letterhead."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    group = RowChoiceField(
        label=gettext_lazy("Group"), queryset=ActorGroup.objects.all(), empty_label=gettext_lazy("Please choose")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of organisation are you?"),
        choices=ActorKind.choices,
        initial=ActorKind.ORGANISATION,
    )
    person_consent = forms.BooleanField(
        label=gettext_lazy("I am registering as an individual and agree that my name and this entry are public."),
        required=False,
        help_text=gettext_lazy("Only for individuals. You can withdraw this at any time."),
    )
    sentence = SingleLineField(
        label=gettext_lazy("What do you do, in one sentence?"),
        max_length=300,
        help_text=gettext_lazy("For example: We repair bicycles with children and young people."),
    )
    description = forms.CharField(
        label=gettext_lazy("Describe your work"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy(
            "What do you offer, for whom, how can people join? Please do not name private individuals."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    topics = RowMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = SingleLineField(
        label=gettext_lazy("Languages spoken"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For example: German, Turkish, Arabic."),
    )
    is_open_for_cooperation = forms.BooleanField(
        label=gettext_lazy("We are open to cooperation."),
        required=False,
        help_text=gettext_lazy("Other organisations then know that they may ask you."),
    )
    cooperation_note = SingleLineField(label=gettext_lazy("What kind of cooperation?"), max_length=300, required=False)
    street = RowChoiceField(
        label=gettext_lazy("Street"),
        queryset=Street.objects.all(),
        required=False,
        empty_label=gettext_lazy("None of these"),
    )
    house_number = HouseNumberField(label=gettext_lazy("House number"), max_length=10, required=False)
    part = RowChoiceField(
        label=gettext_lazy("Part of the district"),
        queryset=DistrictPart.objects.all(),
        required=False,
        empty_label=gettext_lazy("I do not know"),
    )
    place_visibility = forms.ChoiceField(
        label=gettext_lazy("How much of it may everyone see?"),
        choices=[
            (PlaceVisibility.EXACT, gettext_lazy("street and house number")),
            (PlaceVisibility.DISTRICT, gettext_lazy("only the part of the district")),
            (PlaceVisibility.HIDDEN, gettext_lazy("nothing; only the office sees it")),
        ],
        initial=PlaceVisibility.HIDDEN,  # nothing is public unless somebody chooses so
        widget=forms.RadioSelect,
    )
    step_free = forms.ChoiceField(
        label=gettext_lazy("Is there step-free access?"),
        choices=StepFree.choices,
        initial=StepFree.UNKNOWN,
        help_text=gettext_lazy("With a wheelchair, a walking frame or a pram."),
        widget=forms.RadioSelect,
    )
    contact_email = AddressField(
        label=gettext_lazy("E-mail address of the organisation"),
        required=False,
        help_text=gettext_lazy("A shared address is better than a personal one."),
        widget=forms.EmailInput(attrs={"spellcheck": "false"}),
    )
    contact_phone = TelephoneField(
        label=gettext_lazy("Telephone of the organisation"),
        max_length=40,
        required=False,
        validators=[validate_telephone],
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    contact_display = forms.BooleanField(
        label=gettext_lazy("This e-mail address and this telephone number may be shown to everyone."),
        required=False,
        help_text=gettext_lazy("Without this tick only the office sees them."),
    )
    opening_hours = forms.CharField(
        label=gettext_lazy("Opening hours"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("One line for each day, for example: Tuesday 10 to 12."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        validators=[refuse_credentials],
        widget=forms.URLInput(attrs={"autocomplete": "url", "spellcheck": "false"}),
    )
    photos = PhotosField(
        label=gettext_lazy("Logo or picture"),
        required=False,
        max_photos=1,
        help_text=gettext_lazy("One file of at most 15 MB. We remove place and camera data from it at once."),
    )
    steps = (
        Step(
            "actor",
            gettext_lazy("Your organisation"),
            gettext_lazy("Who are you, and what do you do?"),
            (
                "actor_name",
                "group",
                Div("kind", Div("person_consent", css_class="once-person__more"), css_class="once-person"),
                "sentence",
                Folded(
                    gettext_lazy("Your work in more detail"),
                    "description",
                    answer=gettext_lazy("optional: what you offer, how people join"),
                ),
                Folded(gettext_lazy("Topics"), "topics", answer=gettext_lazy("optional, helps others to find you")),
                Folded(
                    gettext_lazy("Languages and cooperation"),
                    "languages",
                    "is_open_for_cooperation",
                    "cooperation_note",
                    answer=gettext_lazy("optional"),
                ),
            ),
        ),
        Step(
            "place",
            gettext_lazy("Place and contact"),
            gettext_lazy("Where and how do people reach you?"),
            (
                "street",
                "house_number",
                "place_visibility",
                Folded(
                    gettext_lazy("E-mail, telephone, website"),
                    "contact_email",
                    "contact_phone",
                    "contact_display",
                    "website",
                    answer=gettext_lazy("optional; you say whether everyone sees them"),
                ),
                Folded(gettext_lazy("Opening hours"), "opening_hours", answer=gettext_lazy("optional")),
                Folded(
                    gettext_lazy("Logo or picture"), "photos", "photo_rights", answer=gettext_lazy("optional, one file")
                ),
                Folded(
                    gettext_lazy("Step-free access"),
                    "step_free",
                    answer=gettext_lazy("optional, many people look for it"),
                ),
                Folded(
                    gettext_lazy("Another street, or none"),
                    "other_street",
                    "part",
                    answer=gettext_lazy("optional, if the list lacks it"),
                ),
            ),
        ),
        Step(
            "person",
            gettext_lazy("Who fills this in"),
            gettext_lazy("Who may we write to about this?"),
            (
                "name",
                "email",
                Folded(gettext_lazy("Telephone"), "phone", answer=gettext_lazy("optional, if you would like a call")),
            ),
        ),
    )
    # The order of the pages: the error summary follows it.
    field_order = [*(name for step in steps for name in step.fields), "homepage2", "form_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo_rights"].label = _("If I send a picture: I have the right to publish it.")

    @property
    def privacy_retention(self) -> str:
        return _(
            "As long as the entry is published here. An entry that we decline or that you withdraw is "
            "deleted after %(time)s."
        ) % {"time": period_after("PURGE_SPAM_DAYS")}

    def questions(self) -> dict[str, Any]:
        return {
            "kind": _("Kind of organisation"),
            "person_consent": _("Public as an individual"),
            "sentence": _("In one sentence"),
            "description": _("Your work"),
            "is_open_for_cooperation": _("Open to cooperation"),
            "place_visibility": _("Everyone sees of the place"),
            "step_free": _("Step-free access"),
            "contact_email": _("E-mail of the organisation"),
            "contact_display": _("Everyone sees e-mail and telephone"),
            "name": _("Your name (only the office sees it)"),
            "phone": _("Your telephone (only the office sees it)"),
        }

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Please write an address that begins with https:// or http://."))
        return website

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        if data.get("kind") == ActorKind.PERSON and not data.get("person_consent"):
            self.add_error(
                "person_consent",
                _("An individual appears only with consent. Please tick this, or choose another kind."),
            )
        if not (data.get("street") or data.get("other_street")) and "street" not in self.errors:
            if data.get("house_number"):
                self.add_error("street", _("Please choose the street for this house number."))
            elif data.get("place_visibility") == PlaceVisibility.EXACT and data.get("part"):
                self.add_error("street", _("Please choose a street, or show only the part of the district."))
        reach = ("contact_email", "contact_phone")
        if data.get("contact_display") and not any(data.get(name) or name in self.errors for name in reach):
            self.add_error(
                "contact_display", _("Please give an e-mail address or a telephone number, or remove the tick.")
            )
        return cleaned

    def draft(self) -> ActorDraft:
        data = self.cleaned_data
        return ActorDraft(
            name=data["actor_name"],
            group=data["group"],
            kind=data["kind"],
            summary=data["sentence"],
            description=data["description"],
            topics=list(data["topics"]),
            languages=data["languages"],
            website=data["website"],
            opening_hours=data["opening_hours"],
            is_open_for_cooperation=data["is_open_for_cooperation"],
            cooperation_note=data["cooperation_note"],
            person_consents=data["person_consent"],
        )

    def location(self) -> Place:
        data = self.cleaned_data
        return Place(
            street=data["street"],
            other_street=data["other_street"],
            house_number=data["house_number"],
            part=data["part"],
            visibility=data["place_visibility"],
            step_free=data["step_free"],
        )

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(
            email=data["contact_email"], phone=data["contact_phone"], may_be_published=data["contact_display"]
        )

    def registrant(self) -> Registrant:
        data = self.cleaned_data
        return Registrant(name=data["name"], email=data["email"], phone=data["phone"])


class WithdrawForm(PublicForm):
    form_name = "actor-withdraw"
    text = forms.CharField(
        label=gettext_lazy("Why are you withdrawing the entry?"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Only the office reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MessageForm(PublicForm):
    form_name = "actor-message"
    privacy_purpose = gettext_lazy(
        "We use your details to pass your message on. The organisation reads your name and your message, "
        "and your address only when you agree."
    )

    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=3000, widget=forms.Textarea(attrs={"rows": 7})
    )
    name = SingleLineField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = AddressField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "We send a link to this address. Once you have pressed the button behind it, we pass the message on."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    shares_address = forms.BooleanField(
        label=gettext_lazy("The organisation may answer me directly and sees my e-mail address."),
        required=False,
        help_text=gettext_lazy("Otherwise the answer comes through the office."),
    )

    @property
    def privacy_retention(self) -> str:  # a property: the period is a setting
        return _("We delete the message after %(time)s.") % {"time": period_after("PURGE_NOTE_MONTHS")}
