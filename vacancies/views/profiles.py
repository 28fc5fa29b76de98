"""Public pages of searches: wanted ads, the form, and the pages behind the link in the mails."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, TemplateView, View

from eving.core.models import Contribution, Role, Street
from eving.core.models.compiled import Prepared, RowsByKey, WithRows, attach
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.people import links
from eving.core.public.filters import ListFilter, RowFilter
from eving.core.public.forms import PublicFormView
from eving.core.public.pages import FilteredList, Gone, ThanksPage, gone, managed_contribution, public_or_redirect
from eving.core.public.steps import SteppedFormView
from eving.core.workflow import lifecycle
from vacancies.cards import listings
from vacancies.cards.profiles import profile_badge, profile_card, profile_facts, reasons, whole_facts
from vacancies.forms.profiles import ProfileChange, ProfileForm, from_list
from vacancies.models import Listing, SearchProfile, UseClass
from vacancies.services import alerts
from vacancies.services.profiles import (
    PROFILE,
    change_profile,
    dismiss,
    search_again,
    stop_alerts,
    submit_profile,
    take_back,
)
from vacancies.workflow.profiles import SEARCHING

STOP = "stop-alerts"


class ProfileFilter(ListFilter):
    nutzung = RowFilter(
        label=gettext_lazy("Use"),
        field_name="uses",
        queryset=UseClass.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("Any use"),
    )
    strasse = RowFilter(
        label=gettext_lazy("Street"),
        queryset=Street.objects.all(),
        to_field_name="slug",
        empty_label=gettext_lazy("All streets"),
        method="in_street",
    )

    class Meta:
        model = SearchProfile
        fields: list[str] = []

    def in_street(self, profiles: QuerySet, name: str, value: Street) -> QuerySet:
        # Scalar subqueries are asked profile by profile; IN and EXISTS would read the streets of all profiles first.
        streets = SearchProfile.streets.through.objects.filter(searchprofile=OuterRef("pk")).order_by().values("pk")
        asked = profiles.alias(any_street=Subquery(streets[:1]), here=Subquery(streets.filter(street=value)[:1]))
        return asked.filter(Q(any_street__isnull=True) | Q(here__isnull=False))


class ProfileList(FilteredList):
    template_name = "vacancies/profiles/list.html"
    filter_class = ProfileFilter
    title = gettext_lazy("Space wanted")
    counted = ngettext_lazy("%(count)s space-wanted ad", "%(count)s space-wanted ads", "count")
    counted_more = gettext_lazy("More than %(count)s space-wanted ads")
    whole = RowsByKey(lambda: SearchProfile.objects.published().for_matching())
    all_of_them = gettext_lazy("See all space-wanted ads")
    no_match = (gettext_lazy("No ad matches your filters."), gettext_lazy("Remove a filter to see more."))
    nothing_yet = (
        gettext_lazy("Nobody has published a space-wanted ad yet."),
        gettext_lazy("Are you looking for a shop? Then start here."),
    )

    def rows(self) -> QuerySet:
        return SearchProfile.objects.published().order_by("-published_at", "-pk")

    def card(self, row: SearchProfile) -> dict[str, Any]:
        return profile_card(row)

    def actions(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Offer a shop"), "url": reverse("vacancies:offer-create")},
            {"label": _("Look for a shop"), "url": reverse("vacancies:profile-create")},
        ]

    def first_step(self, *, is_filtered: bool) -> dict[str, Any] | None:
        return None if is_filtered else self.actions()[1]


# What the page of a wanted ad reads, by number and by primary key.
WANTED_AD = Prepared(
    lambda number: (
        SearchProfile.objects.once_public().filter(number=number).select_related("contribution").defer(*SEARCH_COLUMNS)
    ),
    "G-1",
)
USES = Prepared(lambda pk: UseClass.objects.filter(profiles=pk), -1)
STREETS = Prepared(
    lambda pk: Street.objects.filter(
        pk__in=SearchProfile.streets.through.objects.filter(searchprofile=pk).values("street")
    ),
    -1,
)
WHOLE = WithRows(WANTED_AD, uses=USES, streets=STREETS)


def gone_page() -> Gone:
    return Gone(
        _("Nobody is searching here any more."), reverse("vacancies:profile-list"), _("See all space-wanted ads")
    )


class ProfileDetail(DetailView):
    template_name = "vacancies/profiles/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        profile = WHOLE.first(kwargs["number"])
        if profile:
            attach(profile, **WHOLE.beside(profile))
        try:
            self.object, moved = public_or_redirect(profile, kwargs["slug"], gone_page)
        except Gone as removed:
            return gone(request, removed)
        return moved or self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**detail_context(self.object), **kwargs)


def detail_context(profile: SearchProfile) -> dict[str, Any]:
    return {"profile": profile, "facts": profile_facts(profile), "seeker": profile.seeker}


class WarnsOfPrivate(PublicFormView):
    """A form for a wanted ad: warns of personal data before anything is stored."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if pieces := form.private_pieces():
            form.show_warning()
        return {**context, "private": pieces}

    def form_valid(self, form: Any) -> HttpResponse:
        if form.warns():
            return self.render_to_response(self.get_context_data(form=form))
        return self.stored(form)

    def stored(self, form: Any) -> HttpResponse:
        """Store a valid form and return the response."""
        raise NotImplementedError


class ProfileCreate(SteppedFormView, WarnsOfPrivate):
    template_name = "vacancies/profiles/form.html"
    summary_template_name = "vacancies/profiles/summary.html"
    form_class = ProfileForm
    scope = "search-profile"
    submit_label = gettext_lazy("Save search")
    success_url = reverse_lazy("vacancies:profile-thanks")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **(from_list(self.request.GET) if self.request.GET else {})}

    def finished(self, form: Any) -> HttpResponse:
        if form.warns():
            return self.go(form, form.last_step)
        return self.stored(form)

    def stored(self, form: ProfileForm) -> HttpResponse:
        profile, _is_new = submit_profile(
            draft=form.draft(),
            seeker=form.seeker(),
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), profile.contribution)


class ProfileThanks(ThanksPage):
    template_name = "vacancies/profiles/thanks.html"


def managed_profile(token: str) -> SearchProfile:
    """Raises Http404 for an invalid link or one of another kind."""
    contribution = managed_contribution(token, PROFILE, "search_profile")
    if not hasattr(contribution, "search_profile"):
        raise Http404
    return contribution.search_profile


class ProfileManage(TemplateView):
    """The person's own page: matches, mail rhythm, pause and end."""

    template_name = "vacancies/profiles/manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = managed_profile(kwargs["token"])
        hits = alerts.hits_of(profile) if profile.state in SEARCHING else []
        rows: list[dict[str, Any]] = [
            {"hit": hit, "card": listings.listing_card(hit.listing), "reasons": reasons(hit)}
            for hit in hits
            if hit.listing
        ]
        fresh = [row for row in rows if not row["hit"].is_dismissed]
        return super().get_context_data(
            profile=profile,
            badge=profile_badge(profile),
            facts=whole_facts(profile),
            transitions={transition.name for transition in profile.lifecycle.open_to(Role.AUTHOR, profile)},
            is_searching=profile.state in SEARCHING,
            is_open=profile.state in (*SEARCHING, "paused"),
            ends_soon=profile.reminded_on is not None,
            certain_hits=[row for row in fresh if row["hit"].fit.is_certain],
            possible_hits=[row for row in fresh if not row["hit"].fit.is_certain],
            dismissed_hits=[row for row in rows if row["hit"].is_dismissed],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        profile = managed_profile(kwargs["token"])
        action = request.POST.get("action", "")
        if action in ("pause", "go_on", "find", "end"):
            # A repeated or outdated press fails: the page then shows the current state.
            with suppress(ValidationError):
                if action == "go_on":
                    search_again(profile)
                else:
                    lifecycle.apply(profile, action, by=Role.AUTHOR)
        elif action == "stop":
            stop_alerts(profile)
        elif action in ("dismiss", "take-back"):
            listing = public_listing(request.POST.get("listing", ""))
            if listing and action == "dismiss":
                dismiss(profile, listing.unit, listing, by=Role.AUTHOR)
            elif listing:
                take_back(profile, listing.unit, listing)
        return redirect("vacancies:profile-manage", token=kwargs["token"])


def public_listing(number: str) -> Listing | None:
    if "\0" in number:  # PostgreSQL refuses NUL in texts
        return None
    return Listing.objects.published().filter(number=number).select_related("unit").defer(*SEARCH_COLUMNS).first()


class ProfileEdit(WarnsOfPrivate):
    template_name = "vacancies/profiles/edit.html"
    form_class = ProfileChange
    scope = "search-profile-change"
    submit_label = gettext_lazy("Save changes")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.profile = managed_profile(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return ProfileChange.initial_of(self.profile)

    def get_success_url(self) -> str:
        return reverse("vacancies:profile-manage", args=[self.kwargs["token"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(profile=self.profile, back_url=self.get_success_url(), **kwargs)

    def stored(self, form: ProfileChange) -> HttpResponse:
        try:
            change_profile(self.profile, form.draft())
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return redirect(self.get_success_url())


@method_decorator(csrf_exempt, name="dispatch")
class AlertStop(View):
    """Ends the mails of a search. Mail clients send this POST for their user (RFC 8058) without a cookie, hence no CSRF
    token.

    The signed address is the only authorisation, and all it can do is end mails.
    """

    def profile(self, token: str) -> SearchProfile:
        parsed = links.parse(token, STOP)
        rows = Contribution.objects.filter(kind=PROFILE).select_related("search_profile")
        row = rows.filter(pk=parsed.pk).first() if parsed else None
        if parsed is None or row is None or not parsed.valid_for(row) or not hasattr(row, "search_profile"):
            raise Http404
        return row.search_profile

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(request, self.profile(token), is_done=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        profile = self.profile(token)
        stop_alerts(profile)
        return self.page(request, profile, is_done=True)

    def page(self, request: HttpRequest, profile: SearchProfile, *, is_done: bool) -> HttpResponse:
        return render(request, "vacancies/profiles/stop.html", {"profile": profile, "is_done": is_done})
