"""The daily digest: one mail per person and day with the news about everything they follow, newest first.

A Digest row for person and day is written in the transaction that defers the mail, so that a run interrupted and
started again mails nobody twice. The mail is built when it is sent: what was redacted or hidden meanwhile is left out.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.messaging import mail, subscriptions
from eving.core.messaging.subscriptions import Event
from eving.core.models import Digest, Subscription
from eving.core.people import links

# A transition takes its timestamp before it commits: what is younger than this waits for the next day, so that no
# transaction still open is skipped.
SETTLED = timedelta(minutes=2)
# After a long outage nobody wants to read what happened weeks ago.
LOOK_BACK = timedelta(days=14)


@dataclass
class Group:
    """The news about one page, and the subscriptions that bring it."""

    title: str
    url: str
    events: list[Event] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)  # title of what is followed -> URL that ends the subscription

    @property
    def newest(self) -> datetime:
        return self.events[0].at


def is_news(subscription: Subscription, event: Event, since: datetime, until: datetime) -> bool:
    """Whether it happened in the window, while the person followed, and without a mail of its own to them."""
    began = max(since, subscription.confirmed_at or until)
    return began < event.at <= until and subscription.participant_id not in event.told


def send_digests(now: datetime) -> int:
    """Defer today's digest for everybody with news; returns how many. Safe to repeat: one mail per person and day."""
    until, oldest = now - SETTLED, now - SETTLED - LOOK_BACK
    events: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for source in subscriptions.sources.values():
        for event in source.events(None, oldest, until):
            events[source.kind, event.target].append(event)
    if not events:
        return 0
    affected = Q(pk__in=[])
    for kind in {kind for kind, _target in events}:
        affected |= Q(kind=kind, target__in=[target for other, target in events if other == kind])
    notified_until = Digest.objects.filter(participant=OuterRef("participant")).order_by("-until").values("until")[:1]
    rows = (
        Subscription.objects.filter(affected, confirmed_at__lte=until, participant__wrong_since__isnull=True)
        .annotate(notified_until=Subquery(notified_until))
        .order_by("participant_id", "pk")
    )
    count = 0
    day = timezone.localdate(now)
    for participant_id, own in itertools.groupby(rows.iterator(chunk_size=500), lambda row: row.participant_id):
        followed = list(own)
        since = max(followed[0].notified_until or oldest, oldest)
        if any(is_news(row, event, since, until) for row in followed for event in events[row.kind, row.target]):
            count += order(participant_id, day, since, until)
    return count


def order(participant_id: int, day: date, since: datetime, until: datetime) -> bool:
    """Create the Digest row and defer the mail in one transaction; False when the person has today's already."""
    try:
        with transaction.atomic():
            digest = Digest.objects.create(participant_id=participant_id, day=day, since=since, until=until)
            mail.send_later("core.digest", digest.pk)
    except IntegrityError:
        return False
    return True


def groups_of(digest: Digest) -> list[Group]:
    rows = Subscription.objects.filter(participant=digest.participant_id, confirmed_at__isnull=False)
    by_kind: dict[str, dict[str, Subscription]] = defaultdict(dict)
    for row in rows.select_related("contribution"):
        by_kind[row.kind][row.target] = row
    groups: dict[str, Group] = {}
    for kind, followed in by_kind.items():
        if kind not in subscriptions.sources:
            continue
        for event in subscriptions.sources[kind].events(list(followed), digest.since, digest.until):
            row = followed[event.target]
            if not is_news(row, event, digest.since, digest.until):
                continue
            group = groups.setdefault(event.url, Group(event.title, links.absolute(event.url)))
            # The same transition may come by two subscriptions, such as an idea and its topic.
            if not any((event.at, event.sentence) == (known.at, known.sentence) for known in group.events):
                group.events.append(event)
            group.reasons[subscriptions.describe(row)[0]] = subscriptions.stop_address(row.contribution)
    for group in groups.values():
        group.events.sort(key=lambda event: event.at, reverse=True)
    return sorted(groups.values(), key=lambda group: group.newest, reverse=True)


@mail.message("core.digest", label=_("News of a day"))
def digest(pk: int) -> mail.Mail | None:
    row = Digest.objects.select_related("participant").filter(pk=pk).first()
    groups = groups_of(row) if row else []
    if row is None or not groups:
        return None  # unsubscribed, hidden or redacted since
    stop_url = subscriptions.stop_all_address(row.participant)
    return mail.Mail(
        to=row.participant.email,
        language=row.participant.language,
        template="pages/mails/digest.txt",
        context={"groups": groups, "count": len(groups), "stop_url": stop_url},
        stop_url=stop_url,
    )


def purge_old(now: datetime, dry_run: bool) -> int:
    """Delete digests older than PURGE_DIGEST_DAYS, except the newest of each subscriber: the next one starts there."""
    newer = Digest.objects.filter(participant=OuterRef("participant"), until__gt=OuterRef("until"))
    follows = Subscription.objects.filter(participant=OuterRef("participant"))
    old = Digest.objects.filter(until__lt=now - timedelta(days=settings.PURGE_DIGEST_DAYS)).filter(
        Exists(newer) | ~Exists(follows)
    )
    return old.count() if dry_run else old.delete()[0]
