"""Public and office forms of ideas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.models import FieldOfAction, NameDisplay, Street, Topic
from eving.core.public.choices import RowChoiceField, RowMultipleChoiceField
from eving.core.public.drawing import Folded
from eving.core.public.forms import InformedFields, PersonFields, PublicForm, SingleLineField
from eving.core.public.photo_fields import PhotosForm, RightsField
from eving.core.public.steps import SHORT_CHOICES, Step, SteppedForm
from eving.core.texts.periods import sentence
from eving.core.texts.wording import here_lazy
from projects.forms.fields import ActorField, Suggestions, landmarks
from projects.models import Idea
from projects.services.ideas import Author, IdeaDraft

FOR_THE_IDEA = _("We use what you write here only for the work on your idea.")


class IdeaFields(forms.Form):
    """Fields that residents, staff on the telephone and authors who correct share."""

    title = SingleLineField(
        label=_("Your idea in one sentence"),
        max_length=120,
        help_text=_("For example: a bench at the bus stop in the main street."),
    )
    text = forms.CharField(
        label=_("Describe your idea"),
        max_length=3000,
        help_text=_("What should change, and for whom? Please do not name private individuals."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    street = RowChoiceField(
        label=_("Street"),
        queryset=Street.objects.all(),
        required=False,
        empty_label=_("No street, or another one"),
    )
    place_note = SingleLineField(
        label=_("Describe the place"),
        max_length=160,
        required=False,
        help_text=_(
            "For example: opposite the church, at the bus stop. A street that is not in the list belongs here."
        ),
        widget=Suggestions(landmarks),
    )
    field = RowChoiceField(
        label=_("Field of action"),
        queryset=FieldOfAction.objects.all(),
        required=False,
        empty_label=_("I do not know"),
    )
    topics = RowMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_contribution = forms.CharField(
        label=_("What would you do yourself?"),
        max_length=500,
        required=False,
        help_text=_("For example: water the flowers, lend tools. Everyone reads it with the idea."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cost_text = SingleLineField(
        label=_("What could it cost, roughly?"),
        max_length=120,
        required=False,
        help_text=_("A guess is enough, for example: about 800 euros for two benches."),
    )
    actor_name = ActorField(
        label=_("On behalf of"),
        required=False,
        help_text=_(
            "If this idea comes from a club or group on the portal: its name. We check with them before it is shown."
        ),
    )

    def draft(self) -> IdeaDraft:
        return draft_of(self.cleaned_data)


def draft_of(given: dict[str, Any]) -> IdeaDraft:
    """Corrections have no fields for sorting: field of action and topics stay empty."""
    return IdeaDraft(
        title=given["title"],
        text=given["text"],
        street=given["street"],
        place_note=given["place_note"],
        field=given.get("field"),
        topics=list(given.get("topics") or []),
        own_contribution=given["own_contribution"],
        cost_text=given["cost_text"],
        actor=given["actor_name"],
    )


class IdeaForm(PhotosForm, SteppedForm, IdeaFields, PersonFields):
    form_name = "idea"
    privacy_purpose = _("We check your idea with them, ask you questions and tell you what becomes of it.")
    privacy_retention = sentence(
        _(
            "Name, e-mail address and telephone: %(time)s after the idea is closed. The idea: until you erase it. "
            "Once published, it is also passed on as open data, without your name."
        ),
        "PURGE_IDEA_MONTHS",
        "",
    )

    name_display = forms.ChoiceField(
        label=_("How may we show your name?"),
        choices=NameDisplay.choices,
        initial=NameDisplay.NONE,
        widget=forms.RadioSelect,
    )
    photo_persons = RightsField(label=_("Everybody who can be recognised in the photos agrees to be shown."))
    # What was thought of first is asked first: nobody opens this page for the sake of a street.
    steps = (
        Step(
            "idea",
            _("Your idea"),
            here_lazy(_("What should change in {district}?")),
            (
                "title",
                "text",
                Folded(_("Photos"), "photos", "photo_rights", "photo_persons", answer=_("optional, up to three")),
                Folded(_("Topics"), "topics", "field", answer=_("optional, helps others to find it")),
                Folded(
                    _("What it takes"),
                    "own_contribution",
                    "cost_text",
                    answer=_("optional: costs, what you would do yourself"),
                ),
            ),
        ),
        Step(
            "person",
            _("Place and contact"),
            _("Where is it, and how do we reach you?"),
            (
                "street",
                "name",
                "email",
                Folded(_("Your name on the page"), "name_display", answer=_("not shown unless you choose it")),
                Folded(
                    _("More, if you like"),
                    "place_note",
                    "phone",
                    "actor_name",
                    answer=_("optional: the exact place, telephone, a group"),
                ),
            ),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].component = SHORT_CHOICES  # type: ignore[attr-defined]
        self.fields["photo_rights"].label = _("If I send photos: I took them myself or have the right to publish them.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.pending_photos.accepted and not self.cleaned_data.get("photo_persons"):
            self.add_error(
                "photo_persons",
                _("Please confirm that everybody in the photos agrees, or remove the photos."),
            )
        return cleaned

    def author(self) -> Author:
        data = self.cleaned_data
        return Author(name=data["name"], email=data["email"], phone=data["phone"], name_display=data["name_display"])


class IdeaCorrection(PublicForm):
    """The author edits an idea that is not published yet."""

    form_name = "idea-correction"
    privacy_purpose = FOR_THE_IDEA
    street = IdeaFields.base_fields["street"]
    place_note = IdeaFields.base_fields["place_note"]
    title = IdeaFields.base_fields["title"]
    text = IdeaFields.base_fields["text"]
    own_contribution = IdeaFields.base_fields["own_contribution"]
    cost_text = IdeaFields.base_fields["cost_text"]
    actor_name = IdeaFields.base_fields["actor_name"]
    version = forms.IntegerField(widget=forms.HiddenInput)  # that the author saw, to detect conflicts

    def draft(self) -> IdeaDraft:
        return draft_of(self.cleaned_data)

    @classmethod
    def initial_of(cls, idea: Idea) -> dict[str, Any]:
        same = ("title", "text", "street", "place_note", "own_contribution", "cost_text", "version")
        return {**{name: getattr(idea, name) for name in same}, "actor_name": idea.actor.name if idea.actor else ""}


class AnswerForm(PublicForm):
    form_name = "idea-answer"
    privacy_purpose = FOR_THE_IDEA
    text = forms.CharField(label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6}))


class WithdrawForm(PublicForm):
    form_name = "idea-withdraw"
    privacy_purpose = FOR_THE_IDEA
    text = forms.CharField(
        label=_("Why are you withdrawing the idea?"),
        max_length=1000,
        # Optional: withdrawing must be as easy as giving (Art. 7 (3) GDPR).
        required=False,
        help_text=_("You do not have to say why. It helps the office to know. Nobody else reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CallNote(InformedFields, IdeaFields):
    """Staff record an idea received by telephone, at the desk or on paper."""

    purpose = "call"
    how_it_came = _("How did the idea reach us?")
    what_they_get = _("The person gets a receipt and a link.")

    name_display = forms.ChoiceField(
        label=_("How may the name be shown?"),
        choices=[("full", _("full name")), ("first", _("first name only")), ("none", _("no name"))],
        initial="none",
        widget=forms.RadioSelect,
    )

    def author(self) -> Author:
        data = self.cleaned_data
        return Author(name=data["name"], email=data["email"], phone=data["phone"], name_display=data["name_display"])
