"""Subscriptions to news by mail: request, confirmation, unsubscribing. Each function is one transaction.

Registers add a Source for each kind of thing that can be followed. One row stands for one person and one target; a
second request for the same address changes nothing that a stranger could see.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.messaging import mail, submissions
from eving.core.models import Contribution, Participant, Subscription
from eving.core.models.users import User
from eving.core.people import links, participants
from eving.core.registry import ContributionKind, PersonalDataView
from eving.core.texts.quotes import inner_quotes

KIND = "subscription"
STOP, STOP_ALL = "unfollow", "unfollow-all"  # purposes of the signed links at the end of a mail


@dataclass(frozen=True)
class Event:
    """News about something followed: one line of the daily digest."""

    target: str  # what was followed
    at: datetime
    url: str  # the page it is about: events of one page are grouped
    title: str
    sentence: str
    text: str = ""
    told: frozenset[int] = frozenset()  # participants who had a mail of their own about it


@dataclass(frozen=True)
class Source:
    """One kind of things that can be followed."""

    kind: str
    # (target) -> title and URL; None when it no longer exists
    describe: Callable[[str], tuple[str, str] | None]
    # (targets or None for all, since, until) -> what happened after ``since``, up to and including ``until``
    events: Callable[[Sequence[str] | None, datetime, datetime], Iterable[Event]]


sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    sources[source.kind] = source


def describe(subscription: Subscription) -> tuple[str, str]:
    """Title and URL of what is followed; the URL is empty when it no longer exists."""
    source = sources.get(subscription.kind)
    return (source and source.describe(subscription.target)) or (_("no longer on the portal"), "")


# ---------------------------------------------------------------- contributions
def begin(
    *, kind: str, target: str, key: UUID, digest: str = "", email: str, privacy_version: str, screening: str = ""
) -> tuple[Subscription, bool]:
    """Get or create the person's subscription, without any mail. Returns it and whether it is new.

    Call inside a transaction. Two simultaneous requests get one row.
    """
    person = participants.email_key(email)
    known = Subscription.objects.filter(participant__email_key=person, kind=kind, target=target)
    if existing := known.first():
        return existing, False
    try:
        with transaction.atomic():
            contribution, _is_new = participants.contribute(
                kind=KIND, key=key, digest=digest, email=email, privacy_version=privacy_version, screening=screening
            )
            assert contribution.participant is not None  # an address was given
            row = Subscription.objects.create(
                contribution=contribution, participant=contribution.participant, kind=kind, target=target
            )
    except IntegrityError:
        # A simultaneous request was faster: the same form, or another one of the same person.
        same_form = Q(contribution__idempotency_key=key, contribution__content_digest=digest)
        rows = Subscription.objects.filter(same_form | Q(pk__in=known.values("pk")))
        return rows.earliest("pk"), False
    return row, True


@transaction.atomic
def follow(
    *, kind: str, target: str, key: UUID, digest: str = "", email: str, privacy_version: str, screening: str = ""
) -> Subscription:
    """Request a subscription: the address gets a link to confirm it.

    If it follows the target already, the mail says so; the response to the request is the same either way.
    """
    row, _is_new = begin(
        kind=kind,
        target=target,
        key=key,
        digest=digest,
        email=email,
        privacy_version=privacy_version,
        screening=screening,
    )
    submissions.order_mail(email, "core.follow_confirm", row.contribution, key=key, digest=digest)
    return row


@transaction.atomic
def confirm(contribution: Contribution, by: User | None = None) -> Subscription | None:
    """Confirm a subscription, idempotent; ``by`` is who heard it by telephone. None when it was ended meanwhile."""
    row = Subscription.objects.select_for_update().filter(contribution=contribution).first()
    if row is None or row.confirmed_at:
        return row
    participants.note_confirmed(contribution, by)
    row.confirmed_at = contribution.confirmed_at
    row.save(update_fields=["confirmed_at"])
    return row


def change_address(contribution: Contribution, email: str, key: UUID, digest: str, ticked: str | None) -> Contribution:
    """Request the same subscription for a corrected address; see ``projects.services.participation``."""
    row = Subscription.objects.select_for_update().filter(contribution=contribution).first()
    source = sources.get(row.kind) if row else None
    if row is None or source is None or source.describe(row.target) is None:
        raise ValidationError(gettext_lazy("Nobody can follow this any more."))  # read in another language
    new = follow(
        kind=row.kind, target=row.target, key=key, digest=digest, email=email,
        privacy_version=contribution.privacy_version, screening=contribution.screening,
    )  # fmt: skip
    if (ticked is None or contribution.idempotency_key == key) and row.confirmed_at is None:
        submissions.repoint(contribution, new.contribution)
        participants.erase_contribution(contribution)
    return new.contribution


@transaction.atomic
def erase(contribution: Contribution) -> None:
    Subscription.objects.filter(contribution=contribution).delete()


def end(contribution: Contribution) -> None:
    participants.erase_contribution(contribution)


@transaction.atomic
def end_all(participant: Participant) -> int:
    rows = list(participant.contributions.filter(kind=KIND))
    for row in rows:
        participants.erase_contribution(row)
    return len(rows)


def purge_unconfirmed(now: datetime, dry_run: bool) -> int:
    old = Contribution.objects.filter(
        kind=KIND, confirmed_at__isnull=True, created_at__lt=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS)
    )
    if dry_run:
        return old.count()
    rows = list(old)
    for row in rows:
        participants.erase_contribution(row)
    return len(rows)


# ---------------------------------------------------------------- contribution kind, links and mail
def show(contribution: Contribution) -> PersonalDataView:
    row = Subscription.objects.filter(contribution=contribution).first()
    if row is None:
        return PersonalDataView(title=_("News by e-mail"), state="")
    title, url = describe(row)
    return PersonalDataView(
        title=title,
        state=_("runs") if row.confirmed_at else _("address not confirmed"),
        url=url,
        fields={_("What you follow"): title},
    )


def confirm_and_lead_on(contribution: Contribution, by: User | None = None) -> str:
    confirm(contribution, by)
    return links.address("followed")


def question(contribution: Contribution) -> str:
    row = Subscription.objects.filter(contribution=contribution).first()
    title = inner_quotes(describe(row)[0]) if row else ""
    return _("Do you want to get news by e-mail about “%(title)s”? At most one e-mail a day.") % {"title": title}


CONTRIBUTION_KIND = ContributionKind(
    code=KIND,
    label=gettext_lazy("News by e-mail"),
    show=show,
    erase=erase,
    confirm=confirm_and_lead_on,
    confirm_question=question,
    confirm_mail="core.follow_confirm",
    waits=Q(subscription__isnull=False),
    readdress=change_address,
)


def behind_link(token: str, purpose: str) -> Any:
    """The contribution (STOP) or participant (STOP_ALL) of an unsubscribe link; None for an invalid or used one."""
    parsed = links.parse(token, purpose)
    model: Any = Contribution if purpose == STOP else Participant
    row = model.objects.filter(pk=parsed.pk).first() if parsed else None
    return row if parsed and row and parsed.valid_for(row) else None


def stop_address(contribution: Contribution) -> str:
    return links.absolute(links.address("unfollow", links.make(contribution, STOP)))


def stop_all_address(participant: Participant) -> str:
    return links.absolute(links.address("unfollow-all", links.make(participant, STOP_ALL)))


@mail.message("core.follow_confirm", label=gettext_lazy("Confirmation link for news by e-mail"))
def follow_confirm(pk: int) -> mail.Mail | None:
    row = Subscription.objects.select_related("contribution", "participant").filter(contribution=pk).first()
    if row is None:
        return None
    # The title is public already: a stranger cannot mail text of their own to somebody else through this form.
    title, _url = describe(row)
    contribution = row.contribution
    context: dict[str, Any] = {"title": title}
    if row.confirmed_at:
        context |= {"is_known": True, "stop_url": stop_address(contribution)}
    else:
        context["confirm_url"] = links.absolute(links.address("confirm", links.make(contribution, "confirm")))
    return mail.Mail(
        to=row.participant.email,
        language=contribution.language,
        is_user_requested=True,
        template="pages/mails/follow_confirm.txt",
        context=context,
    )
