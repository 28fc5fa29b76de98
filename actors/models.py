"""Actors of the district with their places, contacts, logos and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors.workflow import LIFECYCLE, ActorState
from eving.core.addresses import validate_mailable
from eving.core.models import (
    RIGHTS,
    Contribution,
    DistrictPart,
    HistoryEntry,
    Moderated,
    ModeratedQuerySet,
    Photo,
    Searchable,
    Street,
    Topic,
    tracked,
)
from eving.core.models.places import district_postcode, district_town
from eving.core.models.translations import Translated, TranslationsField
from eving.core.web_addresses import has_credentials, refuse_credentials

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActorGroup(Translated):
    """One of the groups of actors that the office works with; the founding document names nine."""

    label_column = "name_plural"

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = TranslationsField(_("name in other languages"), of="name")
    name_plural = models.CharField(_("plural name"), max_length=80)
    names_plural = TranslationsField(_("plural name in other languages"), of="name_plural")
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("group of actors")
        verbose_name_plural = _("groups of actors")


class ActorKind(models.TextChoices):
    ORGANISATION = "organisation", _("organisation")
    GROUP = "group", _("group without legal form")
    NETWORK = "network", _("network")
    PUBLIC_BODY = "public_body", _("public body")
    BUSINESS = "business", _("business")
    PERSON = "person", _("individual")


class ActorQuerySet(ModeratedQuerySet):
    def waiting_for_review(self) -> ActorQuerySet:
        return self.filter(state=ActorState.SUBMITTED)


@tracked(
    leave_out=[
        "contribution", "internal_note", "name_sort", "slug", "search_vector", "search_text", "version",
        "state_changed_at",
    ]
)  # fmt: skip
class Actor(Moderated, Searchable):
    """A club, firm, school, parish or other body that does something in the district."""

    lifecycle = LIFECYCLE

    number_series = "A"
    kind_words = pgettext_lazy("words that find local organisations", "local organisation initiative")
    search_related = ("topics", "group", "locations__street", "locations__part", "contacts")

    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ActorKind, default=ActorKind.ORGANISATION)
    group = models.ForeignKey(ActorGroup, models.PROTECT, related_name="actors", verbose_name=_("group"))
    name = models.CharField(_("name"), max_length=160)
    name_sort = models.CharField(max_length=200, editable=False, db_index=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="actors", verbose_name=_("topics"))
    languages = models.CharField(
        _("languages spoken"), max_length=160, blank=True, help_text=_("For example: German, Turkish, Arabic.")
    )
    website = models.URLField(_("website"), blank=True)
    opening_hours = models.TextField(_("opening hours"), max_length=600, blank=True)
    opening_hours_confirmed_on = models.DateField(_("hours last confirmed"), null=True, blank=True)
    is_open_for_cooperation = models.BooleanField(_("open to cooperation"), default=False)
    cooperation_note = models.CharField(_("what kind of cooperation"), max_length=300, blank=True)
    person_consent_on = models.DateField(
        _("consent of the person"),
        null=True,
        blank=True,
        help_text=_("An individual appears only with consent; note the date of the letter or e-mail."),
    )
    internal_note = models.TextField(_("internal note"), blank=True, help_text=_("Only the office reads this."))
    contribution = models.OneToOneField(
        Contribution, models.SET_NULL, null=True, blank=True, related_name="actor", verbose_name=_("contribution")
    )
    state = models.CharField(_("state"), max_length=20, choices=ActorState, default=ActorState.DRAFT, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    answer_due_on = models.DateField(_("answer promised by"), null=True, blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        default_permissions = RIGHTS
        ordering = ["name_sort", "pk"]
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(hidden_at__isnull=False) | Q(state=ActorState.PUBLISHED),
                name="actor_public_only_when_published",
                violation_error_message=_("An actor in this state cannot be public."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(hidden_at__isnull=False)
                | ~Q(kind=ActorKind.PERSON)
                | Q(person_consent_on__isnull=False),
                name="actor_person_only_with_consent",
                violation_error_message=_("An individual appears only with consent. Please note its date."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (Q(number__isnull=False) & ~Q(summary=""))
                | Q(hidden_at__isnull=False),
                name="actor_public_has_number_and_summary",
                violation_error_message=_("A public actor needs a sentence that says what it does."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["name_sort", "id"],
                include=["group", "kind", "is_open_for_cooperation"],  # covers the filters, for index-only scans
                name="actor_public_by_name",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="actor_public_newest",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            GinIndex(fields=["search_vector"], name="actor_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="actor_search_text"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        try:
            refuse_credentials(self.website)
        except ValidationError as error:
            raise ValidationError({"website": error.messages}) from None

    def get_absolute_url(self) -> str:
        return reverse("actors:actor-detail", args=[self.number, self.slug or "akteur"])

    @property
    def website_is_link(self) -> bool:
        """False for an address with user and password, stored before forms refused them: it is shown as plain text."""
        return not has_credentials(self.website)

    def search_parts(self) -> dict[str, str]:
        """Public texts only: hidden places and contacts must not be found."""
        return {
            "A": f"{self.name} {self.short_name}",
            "B": " ".join(
                [*self.group.all_texts("name", "name_plural"), self.summary, self.languages]
                + [location.public_line for location in self.locations.all()]
            ),
            "C": " ".join(
                [self.description, self.cooperation_note if self.is_open_for_cooperation else ""]
                + [f"{contact.label} {contact.email} {contact.phone}" for contact in self.public_contacts()]
            ),
            "D": " ".join(name for topic in self.topics.all() for name in topic.all_texts("name")),
        }

    def public_contacts(self) -> list[ContactPoint]:
        return [contact for contact in self.contacts.all() if contact.visibility == ContactVisibility.PUBLIC]

    def search_topics(self) -> Iterable[Topic]:
        return self.topics.all()

    def search_excerpt(self) -> str:
        note = self.cooperation_note if self.is_open_for_cooperation else ""
        return "\n".join([self.summary, self.description, note, self.languages])


class ActorHistory(HistoryEntry):
    """One entry in the history of an actor, usually a transition."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="history", verbose_name=_("actor"))

    class Meta(HistoryEntry.Meta):
        abstract = False


class ActorLogo(Photo):
    """The logo or portrait of an actor; public once approved, with its actor."""

    owner_relations = ("actor",)
    of_form = "actor__contribution__idempotency_key"

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="logos", verbose_name=_("actor"))

    class Meta(Photo.Meta):
        abstract = False
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def is_public(self) -> bool:
        return self.approved_at is not None and self.actor.is_public


class ActorMessage(models.Model):
    """A message from the public to an actor. It is mailed once its sender has confirmed."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="messages", verbose_name=_("actor"))
    contribution = models.OneToOneField(
        Contribution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actor_message",
        verbose_name=_("contribution"),
    )
    text = models.TextField(_("message"), max_length=3000)
    shares_address = models.BooleanField(
        _("the actor may answer directly"), default=False, help_text=_("The actor sees the sender's e-mail address.")
    )
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    sent_at = models.DateTimeField(_("passed on"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message to an actor")
        verbose_name_plural = _("messages to actors")

    def __str__(self) -> str:
        return f"{self.actor} {self.created_at:%d.%m.%Y}"


class PlaceVisibility(models.TextChoices):
    EXACT = "exact", _("exact address")
    DISTRICT = "district", _("part of the district only")
    HIDDEN = "hidden", _("not at all")


class StepFree(models.TextChoices):
    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class Location(models.Model):
    """Where an actor is found. ``visibility`` decides how much of the address is public."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="locations", verbose_name=_("actor"))
    label = models.CharField(_("name of the place"), max_length=80, blank=True)
    street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("street")
    )
    other_street = models.CharField(
        _("other street"), max_length=80, blank=True, help_text=_("In the person's words, while no street is chosen.")
    )
    house_number = models.CharField(_("house number"), max_length=10, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, default=district_postcode)
    city = models.CharField(_("town"), max_length=60, default=district_town)
    part = models.ForeignKey(
        DistrictPart, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the district")
    )
    visibility = models.CharField(
        _("shown publicly"), max_length=10, choices=PlaceVisibility, default=PlaceVisibility.DISTRICT
    )
    step_free = models.CharField(_("step-free"), max_length=8, choices=StepFree, default=StepFree.UNKNOWN)
    is_primary = models.BooleanField(_("main place"), default=True)

    class Meta:
        ordering = ["-is_primary", "pk"]
        indexes = [
            models.Index(
                fields=["actor"],
                include=["street", "part", "visibility", "step_free"],  # what the public list filters by
                name="location_of_actor",
            )
        ]
        verbose_name = _("place of an actor")
        verbose_name_plural = _("places of an actor")
        constraints = [
            models.UniqueConstraint(
                fields=["actor"],
                condition=Q(is_primary=True),
                name="location_one_main_place",
                violation_error_message=_("An actor has one main place."),
            ),
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^\d{5}$"),
                name="location_postcode",
                violation_error_message=_("A postcode has five digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.public_line or str(_("not shown"))

    @property
    def street_name(self) -> str:
        return self.street.name if self.street else self.other_street

    @property
    def public_line(self) -> str:
        """The public part of the address; empty when the place is hidden or has no part of the district."""
        if self.visibility == PlaceVisibility.EXACT and self.street_name:
            return f"{self.street_name} {self.house_number}, {self.postcode} {self.city}".replace(" ,", ",")
        if self.visibility == PlaceVisibility.HIDDEN:
            return ""
        return self.part.name if self.part else ""


class ContactVisibility(models.TextChoices):
    PUBLIC = "public", _("everyone")
    STAFF = "staff", _("only the office")


class ContactPoint(models.Model):
    """A way to reach an actor: public or for the office only. A person's name is public only with consent."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="contacts", verbose_name=_("actor"))
    label = models.CharField(_("responsible for"), max_length=120, blank=True)
    person_name = models.CharField(_("person"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, validators=[validate_mailable])
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    visibility = models.CharField(
        _("seen by"), max_length=8, choices=ContactVisibility, default=ContactVisibility.STAFF
    )
    consent_on = models.DateField(_("consent of the person"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contact of an actor")
        verbose_name_plural = _("contacts of an actor")
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="", phone="", person_name=""),
                name="contact_says_something",
                violation_error_message=_("Please give a name, an e-mail address or a telephone number."),
            ),
            models.CheckConstraint(
                condition=Q(person_name="") | ~Q(visibility=ContactVisibility.PUBLIC) | Q(consent_on__isnull=False),
                name="contact_person_only_with_consent",
                violation_error_message=_("A person's name is shown only with consent. Please note its date."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(_("Contact"))
