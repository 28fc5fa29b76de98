"""Public pages of shops: list, detail, enquiry, offer, recheck."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.generic import DetailView

from eving.core import registry, telephones
from eving.core.models.compiled import Prepared, RowsByKey, WithRows, attach
from eving.core.people import links
from eving.core.plan.pages import PlanOfList
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import FilteredList, FirstPages, Gone, ThanksPage, gone, public_or_redirect
from eving.core.public.steps import SteppedFormView
from eving.core.search import engine
from eving.core.working_days import promised_date
from vacancies import structured_data
from vacancies.cards import first_screen, listings, remembered, units
from vacancies.filters import SORTS, ListingFilter
from vacancies.forms.enquiries import EnquiryForm
from vacancies.forms.listings import OfferForm, RecheckForm
from vacancies.models import Listing, ListingState, SearchProfile, UnitPhoto, UseClass
from vacancies.services import enquiries, offers, rechecks
from vacancies.views.fitting import FittingFirst, groups_of, what_comes_first
from vacancies.workflow.listings import LIVE


class ListingList(FilteredList):
    template_name = "vacancies/listings/list.html"
    filter_class = ListingFilter
    orders = SORTS
    whole = RowsByKey(lambda: Listing.objects.published().for_cards())
    title = gettext_lazy("Shops")
    counted = ngettext_lazy("%(count)s shop", "%(count)s shops", "count")
    counted_more = gettext_lazy("More than %(count)s shops")
    list_name, plan_name = "vacancies:listing-list", "vacancies:listing-plan"
    all_of_them = gettext_lazy("See all shops on offer")
    no_match = (
        gettext_lazy("No shop matches your filters."),
        gettext_lazy("Remove a filter, or tell the office what you are looking for."),
    )
    nothing_yet = (
        gettext_lazy("No shop is on offer at the moment."),
        gettext_lazy("Do you own one? Then offer it here."),
    )

    def rows(self) -> QuerySet:
        # Let units come last in every order.
        return Listing.objects.published().order_by("let_rank", *SORTS[self.sort][1])

    def actions(self) -> list[dict[str, Any]]:
        return [{"label": _("Offer a shop"), "url": reverse("vacancies:offer-create"), "is_quiet": True}]

    def first_step(self, *, is_filtered: bool) -> dict[str, Any] | None:
        if is_filtered:
            return {"label": _("Ask the office"), "url": links.address("contact")}
        return super().first_step(is_filtered=is_filtered)

    def cards(self, page: Page) -> list[dict[str, Any]]:
        self.groups = groups_of(page)
        return [card for group in self.groups for card in group["cards"]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "groups": self.groups,
            "groups_text": what_comes_first(self.groups, context["page_obj"]),
            "remembered": remembered.line(),
        }

    def get_paginator(self, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> Paginator:
        pages = super().get_paginator(queryset, per_page, *args, **kwargs)
        if not self.filter.asked or not isinstance(pages, FirstPages):
            return pages
        # Conditions that say the same twice mislead the planner: it expects far fewer rows.
        certain = queryset if self.result else self.filter.without_asked
        return FittingFirst(
            queryset, per_page, whole=pages.whole, most=pages.most, is_more=pages.known_more, asked=self.filter.asked,
            certain=certain, **kwargs,
        )  # fmt: skip


class ListingPlan(PlanOfList, ListingList):
    street_column = "list_street"
    kind = "shop"


# What a listing's page reads, by number and by primary key.
LISTING = Prepared(
    lambda number: (
        Listing.objects.once_public()
        .filter(number=number)
        .select_related("unit__street", "unit__part")
        .defer(*engine.COLUMNS)
    ),
    "L-1",
)
PHOTOS = Prepared(lambda pk: UnitPhoto.objects.filter(unit__listings=pk), -1)
WANTED_USES = Prepared(lambda pk: UseClass.objects.filter(wanted_in=pk), -1)
EXCLUDED_USES = Prepared(lambda pk: UseClass.objects.filter(excluded_in=pk), -1)
WHOLE = WithRows(LISTING, photos=PHOTOS, wanted_uses=WANTED_USES, excluded_uses=EXCLUDED_USES)


def gone_page() -> Gone:
    return Gone(_("This shop is no longer on offer."), reverse("vacancies:listing-list"), _("See all shops on offer"))


def public_listing(number: str, slug: str) -> tuple[Any, HttpResponse | None]:
    """The listing with all that its page shows, or a redirect to its current address. Raises Http404 or Gone."""
    listing = WHOLE.first(number)
    if listing:
        rows = WHOLE.beside(listing)
        attach(listing.unit, photos=rows["photos"])
        attach(listing, wanted_uses=rows["wanted_uses"], excluded_uses=rows["excluded_uses"])
    return public_or_redirect(listing, slug, gone_page)


def next_step(listing: Listing, *, is_open: bool) -> dict[str, Any]:
    """The one action of a listing's page; where one can ask for a viewing, it leads to the choice of a day."""
    if is_open:
        return {"label": _("Ask for a viewing"), "url": f"#{first_screen.VIEWING}"}
    return {"label": _("See other shops"), "url": links.page_address("vacancies:listing-list")}


def telephone_step() -> list[dict[str, Any]]:
    phone = settings.OFFICE["phone"]
    number = telephones.dialled(phone)
    label = _("Call %(phone)s") % {"phone": phone}
    return [{"label": label, "url": f"tel:{number}", "icon": "phone"}] if number else []


def detail_context(listing: Listing, *, is_preview: bool = False) -> dict[str, Any]:
    """``is_preview``: the office also sees photos that are not approved, until the shop is public."""
    unit = listing.unit
    is_open = listing.state in LIVE and not is_preview
    all_photos = is_preview and not listing.is_public
    photos = [photo for photo in unit.photos.all() if photo.approved_at or (all_photos and photo.alt)]
    photos.sort(key=lambda photo: photo.kind == "floor_plan")
    return {
        "listing": listing,
        "unit": unit,
        "crumbs": [{"label": _("Shops"), "url": links.page_address("vacancies:listing-list")}],
        "is_live": listing.state in LIVE,
        "badges": [listings.state_badge(listing), *units.wheelchair_badges(unit)],
        "photos": [units.photo_picture(photo, 1600) for photo in photos],
        "decisive": first_screen.decisive_facts(listing),
        "folds": first_screen.listing_folds(listing, listings.facts_of(listing)),
        "notice": listings.notice(listing),
        "is_preview": is_preview,
        "checked": listings.checked(listing),
        "is_open": is_open,
        "action": next_step(listing, is_open=is_open),
        "calls": telephone_step() if is_open else [],
        "viewing_choices": first_screen.viewing_choices() if is_open else [],
        "remember": "" if is_preview else [remembered.link(listing.number or ""), remembered.line()],
    }


class ListingDetail(DetailView):
    template_name = "vacancies/listings/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object, moved = public_listing(kwargs["number"], kwargs["slug"])
        except Gone as removed:
            return gone(request, removed)
        return moved or self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels = registry.panels_of("listing", self.object)
        sharing = structured_data.sharing(self.object)
        return super().get_context_data(**detail_context(self.object), sharing=sharing, panels=panels, **kwargs)


class EnquiryCreate(PublicFormView):
    template_name = "vacancies/enquiries/form.html"
    form_class = EnquiryForm
    scope = "enquiry"
    submit_label = gettext_lazy("Send enquiry")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        listing = Listing.objects.once_public().select_related("unit__street").filter(number=kwargs["number"]).first()
        if listing is None:
            raise Http404
        if not listing.is_public or listing.state not in LIVE:
            return gone(
                request,
                Gone(
                    _("This shop is no longer on offer."),
                    reverse("vacancies:listing-list"),
                    _("See all shops on offer"),
                    begin_url=reverse("vacancies:profile-create"),
                    begin_label=_("Use it to look for another shop"),
                ),
            )
        self.listing = listing
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("vacancies:enquiry-thanks", args=[self.listing.number])

    def get_initial(self) -> dict[str, Any]:
        asked, self.has_passed = EnquiryForm.asked(self.request.GET)
        return {**super().get_initial(), **asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address, context = self.listing.get_absolute_url(), super().get_context_data(**kwargs)
        has_passed = self.has_passed and not context["form"].is_bound
        return {**context, "listing": self.listing, "back_url": address, "has_passed": has_passed}

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, EnquiryForm)
        enquiry, _is_new = enquiries.send_enquiry(
            self.listing,
            draft=form.draft(),
            person=form.person(),
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), enquiry.contribution)


class EnquiryThanks(ThanksPage):
    template_name = "vacancies/enquiries/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)


class OfferCreate(SteppedFormView):
    template_name = "vacancies/offers/form.html"
    summary_template_name = "vacancies/offers/summary.html"
    form_class = OfferForm
    scope = "offer"
    submit_label = gettext_lazy("Offer the shop")
    success_url = reverse_lazy("vacancies:offer-thanks")

    def get_initial(self) -> dict[str, Any]:
        wanted = SearchProfile.objects.published().filter(number=self.request.GET.get("gesuch", "")[:20]).first()
        reference = _("About the space-wanted ad %(ad)s.") % {"ad": wanted} if wanted else ""
        return {**super().get_initial(), "text": reference}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)

    def finished(self, form: Any) -> HttpResponse:
        assert isinstance(form, OfferForm)
        listing, _is_new = offers.offer_unit(
            draft=form.draft(),
            person=form.person(),
            photo_keys=form.photo_notes(),
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), listing.contribution)


class OfferThanks(ThanksPage):
    template_name = "vacancies/offers/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)


class ListingRecheck(PublicFormView):
    """Behind the link in the mail to the contact."""

    template_name = "vacancies/listings/recheck.html"
    form_class = RecheckForm
    scope = "recheck"
    submit_label = gettext_lazy("Send answer")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        listing = rechecks.listing_of(kwargs["token"])
        if listing is None:
            raise Http404
        if listing.state not in (*LIVE, ListingState.EXPIRED):
            sentence = _("This listing has ended. Please write to the office.")
            return gone(request, Gone(sentence, links.address("contact"), _("Write to the office")))
        self.listing = listing
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [
            *listings.key_facts(self.listing, with_costs=False),
            *units.access_facts(self.listing.unit),
            *listings.cost_row_facts(self.listing),
        ]
        return super().get_context_data(listing=self.listing, facts=facts, **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, RecheckForm)
        answer, text = form.cleaned_data["answer"], form.cleaned_data["text"].strip()
        try:
            if answer == "right":
                rechecks.still_right(self.listing)
            elif answer == "changed":
                rechecks.has_changed(self.listing, text)
            else:
                rechecks.no_longer_free(self.listing, text)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return self.render_to_response(super().get_context_data(listing=self.listing, answer=answer))
