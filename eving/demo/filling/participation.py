"""Invented supporters, offers of help and subscriptions, enough to fill the pages."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy

from eving.core.messaging import subscriptions
from eving.core.models import Contribution, Digest, Subscription
from eving.core.public.forms import PRIVACY_VERSION
from eving.demo.filling.past import Clock, Filling, Jobs, is_there, key_of
from projects.models import HelpOffer, Idea, Support
from projects.services import participation
from projects.services.participation import HelpDraft, Helper


@dataclass(frozen=True)
class DemoHelp:
    idea: str
    draft: HelpDraft
    helper: Helper
    days_ago: int
    is_done: bool = False


# Title of an idea, number of supporters on the web and on paper.
SUPPORTED = [
    ("Mehr Bäume in der Bergstraße", 12, 37),
    ("Repair-Café für Toaster, Hosen und Fahrräder", 8, 0),
    ("Führungen am Hammerkopfturm, auch für Kinder", 3, 0),
    # These two are merged: fourteen supports of nine people.
    ("Eine Bank an der Haltestelle in der Bergstraße", 5, 0),
    ("Sitzplätze für Wartende in der Bergstraße", 9, 0),
]
HELPERS = [
    DemoHelp(
        "Repair-Café für Toaster, Hosen und Fahrräder",
        HelpDraft("skill", "Ich habe vierzig Jahre lang Fernseher repariert.", share_with_author=True),
        Helper("Lothar Lötkolben", "lothar.loetkolben@example.org", "0231 000000", "first"),
        20,
        is_done=True,
    ),
    DemoHelp(
        "Repair-Café für Toaster, Hosen und Fahrräder",
        HelpDraft("room", "Unser Vereinsraum ist am ersten Samstag frei."),
        Helper("Vera Vereinsheim", "vera.vereinsheim@example.org"),
        4,
    ),
    DemoHelp(
        "Führungen am Hammerkopfturm, auch für Kinder",
        HelpDraft("time", "Ich führe gern Kindergruppen.", share_with_author=True),
        Helper("Kurt Kumpel", "kurt.kumpel@example.org", "", "full"),
        2,
    ),
]
FOLLOWED = [("topic", "gruen"), ("street", "bergstrasse")]


def fill_participation(clock: Clock, jobs: Jobs) -> int:
    keys = [key_of("help", demo.draft.text) for demo in HELPERS]
    if is_there([*keys, *(key_of("subscription", f"{kind}/{target}") for kind, target in FOLLOWED)]):
        return 0
    count = 0
    for title, people, paper in SUPPORTED:
        if idea := running(title):
            Idea.objects.filter(pk=idea.pk).update(paper_support_count=paper)
            for number in range(people):
                seed_support(idea, number, clock, jobs)
            count += people
    for demo in HELPERS:
        if idea := running(demo.idea):
            seed_help(idea, demo, clock, jobs)
            count += 1
    for kind, target in FOLLOWED:
        seed_subscription(kind, target, clock)
        count += 1
    # Subscribers must get no mail about invented events of the past.
    ours = (
        Subscription.objects.filter(participant__email__endswith="@example.org", participant__digests=None)
        .values_list("participant", flat=True)
        .distinct()
    )
    Digest.objects.bulk_create(
        Digest(participant_id=pk, day=clock.today, since=clock.now, until=clock.now) for pk in ours
    )
    return count


def running(title: str) -> Idea | None:
    """The idea from the demo content; None when the office has closed or renamed it since."""
    idea = Idea.objects.published().filter(title=title).select_related("merged_into").first()
    current = idea.merged_into or idea if idea else None
    return idea if current and participation.is_open(current) else None


def seed_support(idea: Idea, number: int, clock: Clock, jobs: Jobs) -> None:
    email = f"nachbar{number}@example.org"
    support = participation.support(
        idea,
        key=key_of("support", f"{idea.title}/{number}"),
        email=email,
        also_follow=number % 3 == 0,
        privacy_version=PRIVACY_VERSION,
    )
    participation.confirm_support(support.contribution)
    at = clock.now - timedelta(days=number, hours=2)
    jobs.expect([support.contribution_id], "projects.support_confirm")
    contributions = [support.contribution_id]
    if followed := participation.followed_with(support.contribution):
        contributions.append(followed.contribution_id)
        Subscription.objects.filter(pk=followed.pk).update(created_at=at, confirmed_at=at)
    Support.objects.filter(pk=support.pk).update(created_at=at, confirmed_at=at)
    Contribution.objects.filter(pk__in=contributions).update(created_at=at, confirmed_at=at)


def seed_help(idea: Idea, demo: DemoHelp, clock: Clock, jobs: Jobs) -> None:
    offer, _is_new = participation.offer_help(
        idea,
        key=key_of("help", demo.draft.text),
        draft=demo.draft,
        helper=demo.helper,
        privacy_version=PRIVACY_VERSION,
    )
    participation.confirm_help(offer.contribution)
    participation.finish_help(offer, is_done=demo.is_done)
    at = clock.now - timedelta(days=demo.days_ago)
    jobs.expect([offer.contribution_id], "projects.help_confirm")
    jobs.expect([offer.pk], "projects.help_office", "projects.help_author")
    HelpOffer.objects.filter(pk=offer.pk).update(
        created_at=at, confirmed_at=at, done_at=at + timedelta(days=1) if demo.is_done else None
    )
    Contribution.objects.filter(pk=offer.contribution_id).update(created_at=at, confirmed_at=at)


def seed_subscription(kind: str, target: str, clock: Clock) -> None:
    row, _is_new = subscriptions.begin(
        kind=kind,
        target=target,
        key=key_of("subscription", f"{kind}/{target}"),
        email="nina.neugierig@example.org",
        privacy_version=PRIVACY_VERSION,
    )
    subscriptions.confirm(row.contribution)
    at = clock.now - timedelta(days=30)
    Subscription.objects.filter(pk=row.pk).update(created_at=at, confirmed_at=at)
    Contribution.objects.filter(pk=row.contribution_id).update(created_at=at, confirmed_at=at)


FILLING = Filling("participation", gettext_lazy("Supports and offers of help"), 70, fill_participation)
