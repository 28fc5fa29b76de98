"""Back office of searches for a shop, with the shops that fit."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import badge_column, overdue_badge, short_date
from eving.core.backoffice.transitions import TransitionPages, mail_reaches
from eving.core.models import User
from eving.core.people import private_data
from eving.core.public.forms import PRIVACY_VERSION, bare_helper
from eving.core.search import engine
from vacancies.admin.matches import note_interest, unit_row
from vacancies.cards import profiles
from vacancies.forms.profiles import CallProfile
from vacancies.models import Alert, ListingKind, ProfileState, SearchProfile
from vacancies.models.features import feature_choices
from vacancies.services import alerts
from vacancies.services.profiles import record_profile
from vacancies.views.profiles import detail_context
from vacancies.workflow.profiles import SEARCHING


@admin.register(SearchProfile)
class SearchProfileAdmin(TransitionPages):
    shortcut = gettext_lazy("Note a search")
    list_display = ["title", "number", "state_display", "promise", "person", "alert", "ends"]
    list_filter = ["state", "alert", "wants_ad", "uses", "streets"]
    search_fields = [
        "number", "title", "text", "contribution__name", "contribution__phone", "contribution__participant__email",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Number, title, text, name or e-mail address")
    list_select_related = ["contribution"]
    bulk_transitions = ("spam", "end")
    text_label = gettext_lazy("Message to the person who is searching")
    shows_texts = False  # a wanted ad shows no history
    fields = [
        "title", "text", "uses", "kinds", "area_min_m2", "area_max_m2", "rent_max_month", "rent_max_m2", "streets",
        "other_streets", "steps_max", "needs_gastronomy", "features", "shopfront_min_m", "needed_by", "term_months",
        "alert",
    ]  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        choices = {"kinds": ListingKind.choices, "features": feature_choices()}.get(db_field.name)
        if choices is None:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        label = capfirst(db_field.verbose_name)
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).defer(*engine.COLUMNS)
        return rows.select_related("contribution__participant").prefetch_related("uses", "streets")

    @admin.display(description=gettext_lazy("from"))
    def person(self, profile: SearchProfile) -> str:
        return profile.contribution.name if profile.contribution else _("name deleted")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, profile: SearchProfile) -> SafeString:
        return badge_column(self.badge(profile))

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, profile: SearchProfile) -> Any:
        due = self.due_on(profile)
        return overdue_badge(due) if due and due < timezone.localdate() else short_date(due)

    @admin.display(description=gettext_lazy("searches until"), ordering="expires_on")
    def ends(self, profile: SearchProfile) -> str | None:
        return short_date(profile.expires_on)

    def due_on(self, obj: Any) -> Any:
        return obj.answer_due_on if obj.state == ProfileState.REVIEW else None

    def badge(self, obj: Any) -> dict[str, Any]:
        return profiles.profile_badge(obj)

    def next_case(self) -> SearchProfile | None:
        return SearchProfile.objects.to_review().order_by("answer_due_on", "pk").first()

    def has_preview(self, obj: Any) -> bool:
        return obj.wants_ad

    def preview(self, request: HttpRequest, obj: Any) -> tuple[str, dict[str, Any]] | None:
        if not obj.wants_ad:
            return None
        return "vacancies/profiles/detail.html", detail_context(obj)

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        facts = profiles.whole_facts(obj)
        facts.append({"label": _("E-mails"), "value": self.mails(obj)})
        if obj.wants_ad:
            private = [f"{piece.kind.label}: {piece.piece}" for piece in private_data.find_in((obj.title, obj.text))]
            facts.append({"label": _("Looks private, please check"), "value": "; ".join(private)})
        if obj.expires_on:
            facts.append({"label": _("Searches until"), "value": short_date(obj.expires_on)})
        if obj.state in SEARCHING:
            certain = [hit.fit.is_certain for hit in (*alerts.hits_of(obj), *alerts.units_for(obj))]
            counts = {"certain": certain.count(True), "possible": certain.count(False)}
            value = _("%(certain)d match, %(possible)d may match") % counts
            facts.append({"label": _("Matching shops"), "value": value, "url": self.address("hits", obj.pk)})
        return facts

    def mails(self, profile: SearchProfile) -> str:
        contribution = profile.contribution
        rhythm = profile.get_alert_display()
        if profile.alert == Alert.NEVER or contribution is None:
            return rhythm
        if contribution.participant is None:
            return _("none: there is no e-mail address. Please call when a shop matches.")
        if not mail_reaches(contribution):
            return _("none: the e-mail address is wrong. Please call when a shop matches.")
        if contribution.confirmed_at is None:
            return _("%(how_often)s, once the person has confirmed the address") % {"how_often": rhythm}
        return rhythm

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list:
        """The rhythm of mails is no choice where there is no address."""
        has_address = obj is None or obj.contribution is None or obj.contribution.participant is not None
        return [*super().get_readonly_fields(request, obj), *([] if has_address else ["alert"])]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        name = "vacancies_searchprofile_hits"
        return [path("<int:pk>/treffer/", view(self.hits_view), name=name), *super().get_urls()]

    def hits_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        profile = self.case_or_404(request, pk)
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            note_interest(request, profile)
            self.message_user(request, _("Saved."))
            return HttpResponseRedirect(self.address("hits", profile.pk))
        offered = [unit_row(hit) for hit in alerts.hits_of(profile)]
        empty = [unit_row(hit) for hit in alerts.units_for(profile)]
        return self.page(
            request,
            "admin/vacancies/hits.html",
            _("Matching shops"),
            profile,
            groups=[
                {"title": _("On offer"), "rows": offered, "none": _("No offer matches at the moment.")},
                {
                    "title": _("Empty, not on offer"),
                    "rows": empty,
                    "none": _("No empty shop without an offer matches at the moment."),
                },
            ],
            may_change=self.has_change_permission(request),
        )

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """“Note a search”: record one for somebody who does not use the web form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CallProfile(request.POST or None, initial={"alert": Alert.NEVER})
        if request.method == "POST" and form.is_valid() and (key := form.key()):
            profile, _is_new = record_profile(
                key=key.key,
                digest=form.content_digest,
                draft=form.draft(),
                seeker=form.seeker(),
                channel=form.cleaned_data["channel"],
                privacy_version=PRIVACY_VERSION,
                by=cast(User, request.user),
            )
            self.message_user(request, _("The search is noted."))
            return HttpResponseRedirect(self.address("hits", profile.pk))
        return self.page(
            request, "admin/vacancies/call_search.html", _("Note a search"), None, form=form, helper=bare_helper(form)
        )
