"""Pages of the back office for actors and their groups."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actors import cards, messages, pages, services
from actors.models import Actor, ActorGroup, ActorKind, ActorLogo, ActorState, ContactPoint, Location
from actors.tables import ActorTable
from eving.core.backoffice.base import GuardedForm, StaffAdmin, badge_column, overdue_badge
from eving.core.backoffice.inlines import ListedInline, PictureInline
from eving.core.backoffice.list_search import Word, one_holds
from eving.core.backoffice.tables import TableAdmin
from eving.core.backoffice.transitions import TransitionPages
from eving.core.models import User
from eving.core.photos import encoding
from eving.core.public.photo_fields import UploadsFirst
from eving.core.public.streets import StreetOnce

NO_SUMMARY = gettext_lazy("A public actor needs a sentence that says what it does.")
NO_CONSENT = gettext_lazy("An individual appears only with consent. Please note its date.")


class ActorAdminForm(GuardedForm):
    website = forms.URLField(label=gettext_lazy("Website"), max_length=200, required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.instance.is_public:
            return cleaned
        # The database refuses these as well; checked here, the message stands beside its field.
        if self.cleaned_data.get("kind") == ActorKind.PERSON and not self.cleaned_data.get("person_consent_on"):
            self.add_error("person_consent_on", NO_CONSENT)
        if not self.cleaned_data.get("summary"):
            self.add_error("summary", NO_SUMMARY)
        return cleaned


class LocationForm(StreetOnce):
    def _get_validation_exclusions(self) -> set[str]:
        # The formset checks the one main place over all rows, so that it may move from one row to another.
        known = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's stubs leave private methods out
        return {*known, "actor"}


class LocationFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if self.initial_form_count() and form.instance.pk is None:
            form.initial["is_primary"] = False  # a further place is no second main place

    def clean(self) -> None:
        super().clean()
        if len(self.main_places()) > 1:
            raise ValidationError(_("An actor has one main place."))

    def main_places(self) -> list[Location]:
        kept = [
            form for form in self.forms if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        return [form.instance for form in kept if getattr(form, "cleaned_data", {}).get("is_primary")]


class LocationInline(ListedInline):
    model = Location
    form = LocationForm
    formset = LocationFormSet
    fields = [
        "label",
        "street",
        "other_street",
        "house_number",
        "postcode",
        "part",
        "visibility",
        "step_free",
        "is_primary",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("street", "part")


class ContactPointInline(ListedInline):
    model = ContactPoint
    fields = ["label", "person_name", "email", "phone", "visibility", "consent_on"]


class ActorLogoInline(PictureInline):
    model = ActorLogo
    max_num = 1


class PromiseFilter(admin.SimpleListFilter):
    title = gettext_lazy("promised answer")
    parameter_name = "promise"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("late", _("overdue")), ("open", _("still in time"))]

    def queryset(self, request: HttpRequest, actors: QuerySet) -> QuerySet:
        waiting, today = actors.filter(state=ActorState.SUBMITTED), timezone.localdate()
        if self.value() == "late":
            return waiting.filter(answer_due_on__lt=today)
        return waiting.filter(answer_due_on__gte=today) if self.value() == "open" else actors


@admin.register(Actor)
class ActorAdmin(UploadsFirst, TableAdmin, TransitionPages):
    table = ActorTable
    read_first = {"logos": encoding.encode}
    form = ActorAdminForm
    add_form_template = "admin/change_form.html"  # a new entry has no history and no transitions yet
    shortcut = gettext_lazy("Enter an actor")
    bulk_transitions = ("publish", "archive", "spam")
    publishing_transitions = ("publish",)
    pictures_are = ("logos",)
    text_label = gettext_lazy("Message to whoever registered the actor")
    copyable = True
    copy_leaves_out = ("person_consent_on", "internal_note", "answer_due_on")
    list_display = ["name", "number", "state_display", "group", "kind", "place_display", "submitted_on", "promise"]
    list_filter = ["state", PromiseFilter, "kind", "group", "locations__part", "is_open_for_cooperation"]
    list_select_related = ["group"]
    search_fields = [
        "name", "short_name", "number", "contribution__name", "contribution__phone", "contribution__participant__email",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Name, number, words, contacts, or whoever registered the actor")
    ordering = ["name_sort", "pk"]
    inlines = [LocationInline, ContactPointInline, ActorLogoInline]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "group", "kind", "person_consent_on"]}),
        (
            gettext_lazy("What it does"),
            {
                "fields": [
                    "summary",
                    "description",
                    "topics",
                    "languages",
                    "is_open_for_cooperation",
                    "cooperation_note",
                ]
            },
        ),
        (
            gettext_lazy("How it is reached"),
            {"fields": ["website", "opening_hours", "opening_hours_confirmed_on"]},
        ),
        (gettext_lazy("For the office"), {"fields": ["internal_note", "answer_due_on"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("group", "contribution__participant")
        return rows.prefetch_related("locations__street", "locations__part")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, actor: Actor) -> SafeString:
        return badge_column(cards.state_badge(actor))

    @admin.display(description=gettext_lazy("place shown publicly"))
    def place_display(self, actor: Actor) -> str:
        return "; ".join(place.public_line for place in cards.public_places(actor))

    @admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted_on(self, actor: Actor) -> date | None:
        return timezone.localdate(actor.submitted_at) if actor.submitted_at else None

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, actor: Actor) -> Any:
        if actor.state != ActorState.SUBMITTED or not actor.answer_due_on:
            return None
        is_late = actor.answer_due_on < timezone.localdate()
        return overdue_badge(actor.answer_due_on) if is_late else actor.answer_due_on

    def search_besides(self, request: HttpRequest, word: Word) -> Q:
        """Contacts, also those that only the office sees."""
        if not request.user.has_perm("actors.view_contactpoint"):
            return super().search_besides(request, word)
        holds = one_holds(["label", "person_name", "email", "phone"], word)
        return Q(pk__in=ContactPoint.objects.filter(holds).values("actor"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(
            db_field, request, **{**kwargs, "widget": forms.CheckboxSelectMultiple}
        )
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        return field

    # ------------------------------------------------------------ page of one entry
    def badge(self, obj: Any) -> dict[str, Any]:
        return cards.state_badge(obj)

    def pictures(self, obj: Any) -> Sequence[ActorLogo]:
        return obj.logos.all()

    def preview(self, request: HttpRequest, obj: Any) -> tuple[str, dict[str, Any]]:
        return "actors/detail.html", pages.actor_page(obj, is_preview=True)

    def body(self, obj: Any) -> str:
        return f"{obj.summary}\n\n{obj.description}".strip() if obj.contribution else ""

    def blocking_reasons(self, obj: Any) -> list[str]:
        blocking_reasons = []
        if not obj.summary:
            blocking_reasons.append(str(NO_SUMMARY))
        if obj.kind == ActorKind.PERSON and not obj.person_consent_on:
            blocking_reasons.append(str(NO_CONSENT))
        return blocking_reasons

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Group"), "value": obj.group.name},
            {"label": _("Kind"), "value": obj.get_kind_display()},
            {"label": _("Place shown publicly"), "value": self.place_display(obj)},
            {"label": _("Website"), "value": obj.website},
            {"label": _("Messages"), "value": self.passed_on(obj)},
        ]

    def passed_on(self, actor: Actor) -> str:
        """The office learns the number of messages only; it cannot read them."""
        number = actor.messages.filter(sent_at__isnull=False).count()
        passed_on = ngettext("%(n)d message passed on", "%(n)d messages passed on", number) % {"n": number}
        if messages.can_be_written_to(actor):
            return passed_on
        why_not = _("Nobody can write to the actor through the portal: no contact has an e-mail address that works.")
        return f"{passed_on}. {why_not}"

    def next_case(self) -> Actor | None:
        return Actor.objects.waiting_for_review().order_by("answer_due_on", "pk").first()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        actor = self.get_object(request, object_id)
        closed = {"due_on": None, "is_overdue": False} if actor and actor.state != ActorState.SUBMITTED else {}
        return super().change_view(request, object_id, form_url, {**closed, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Actor, form: Any, change: bool) -> None:
        own = {field.name for field in self.opts.concrete_fields}
        services.save_actor(
            obj, by=cast(User, request.user), columns=[name for name in form.changed_data if name in own]
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if isinstance(formset, LocationFormSet):
            for row in formset.forms:
                services.fill_part(row.instance)
            main = formset.main_places()
            # The database allows one main place: the old row gives it up before the new row takes it.
            formset.instance.locations.exclude(pk__in=[place.pk for place in main if place.pk]).update(is_primary=False)
        super().save_formset(request, form, formset, change)


@admin.register(ActorGroup)
class ActorGroupAdmin(StaffAdmin):
    list_display = ["name_plural", "name", "code", "sort"]
    in_office_search = False
    search_fields = ["name", "name_plural"]
    prepopulated_fields = {"code": ["name_plural"]}
