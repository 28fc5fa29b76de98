"""The home page: entry points, the street band, newest ideas, vacant shops, four figures."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from actors.models import Actor
from eving.core.models import Street
from projects.cards.ideas import idea_card
from projects.models import Idea, IdeaState
from vacancies.cards.listings import listing_card
from vacancies.models import Listing, ListingState, ShopUnit

NEWEST = 3


class Home(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            doors=doors(),
            ideas=newest_ideas(),
            units=newest_listings(),
            street=street_band(),
            figures=figures(),
            **kwargs,
        )


def doors() -> dict[str, str]:
    return {
        "idea": reverse("projects:idea-create"),
        "search": reverse("vacancies:listing-list"),
        "offer": reverse("vacancies:offer-create"),
        "join": reverse("actors:actor-list"),
    }


def newest_ideas() -> list[dict[str, Any]]:
    return [idea_card(idea) for idea in Idea.objects.published().for_cards().order_by("-published_at", "-pk")[:NEWEST]]


def newest_listings() -> list[dict[str, Any]]:
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED)
    return [listing_card(listing) for listing in free.for_cards().order_by("-published_at", "-pk")[:NEWEST]]


def street_band() -> dict[str, Any] | None:
    """The house fronts of the odd side of the first focus street, highlighted where a shop is publicly on offer.

    Whether any other shop is vacant is its owner's matter, so the picture does not show it.
    """
    street = Street.objects.filter(is_focus=True).first()
    if not street:
        return None
    offered = Listing.objects.published().filter(unit=OuterRef("pk"), state=ListingState.PUBLISHED, show_address=True)
    units = (
        ShopUnit.objects.filter(street=street, side="odd", in_inventory__contains=timezone.localdate())
        .annotate(is_offered=Exists(offered))
        .order_by("position", "pk")
        .values_list("house_number", "shopfront_width_m", "is_offered")
    )
    fronts = [
        {
            "use": "free" if is_offered else "none",
            "width": min(4, max(1, round(float(width or 5) / 3))),
            "label": f"{number}: {_('available')}" if is_offered else "",
        }
        for number, width, is_offered in units
    ]
    free = sum(front["use"] == "free" for front in fronts)
    if not fronts:
        return {"title": street.name, "summary": what_is_drawn()}
    return {
        "title": street.name,
        "fronts": fronts,
        "summary": ngettext("%(n)d shop on this side is on offer.", "%(n)d shops on this side are on offer.", free)
        % {"n": free},
    }


def what_is_drawn() -> str:
    if motif := str(settings.DISTRICT.motif):
        return _("A row of houses with shops on the ground floor, and between them %(motif)s.") % {"motif": motif}
    return _("A row of houses with shops on the ground floor.")


def figures() -> list[dict[str, Any]]:
    """Four counts of what is public now; empty while everything is zero."""
    year_ago = timezone.now() - timedelta(days=365)
    ideas = Idea.objects.published().aggregate(
        total=Count("pk"),
        recent=Count("pk", filter=Q(published_at__gte=year_ago)),
        done=Count("pk", filter=Q(state=IdeaState.DONE)),
    )
    free = Listing.objects.published().filter(state=ListingState.PUBLISHED).count()
    actors = Actor.objects.published().aggregate(
        total=Count("pk"), recent=Count("pk", filter=Q(published_at__gte=year_ago))
    )
    if not (ideas["total"] or free or actors["total"]):
        return []

    def grown(number: int) -> dict[str, str]:
        label = ngettext("%(n)d more within a year", "%(n)d more within a year", number) % {"n": number}
        return {"trend": "up" if number else "same", "trend_label": label if number else _("none new within a year")}

    source = _("Counted from this portal")
    return [
        {
            "value": ideas["total"],
            "label": _("published ideas"),
            "url": reverse("projects:idea-list"),
            "source": source,
            **grown(ideas["recent"]),
        },
        {
            "value": ideas["done"],
            "label": _("ideas carried out"),
            "url": reverse("projects:idea-list") + "?stand=fertig",
            "source": source,
        },
        {"value": free, "label": _("shops on offer"), "url": reverse("vacancies:listing-list"), "source": source},
        {
            "value": actors["total"],
            "label": _("local organisations in the district"),
            "url": reverse("actors:actor-list"),
            "source": source,
            **grown(actors["recent"]),
        },
    ]
