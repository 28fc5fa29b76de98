"""What people follow by mail: from the form to the confirmation and the end. Each function is one transaction.

What can be followed is said by the registers: each adds a source for its kind. One row stands for one person and one
thing; a second request of the same person changes nothing that a stranger could see.
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
STOP, STOP_ALL = "unfollow", "unfollow-all"  # what the links at the end of a mail may do


@dataclass(frozen=True)
class Event:
    """Something that happened to what is followed, as a line of the mail of a day."""

    target: str  # what was followed
    at: datetime
    url: str  # the page of the thing it happened to: events of one page stand together
    title: str
    sentence: str
    text: str = ""
    told: frozenset[int] = frozenset()  # participants who had a mail of their own about it


@dataclass(frozen=True)
class Source:
    """One kind of things that can be followed."""

    kind: str
    # (target) -> how it is called and where it stands; None when it is no more
    describe: Callable[[str], tuple[str, str] | None]
    # (targets or None for all, since, until) -> what happened after since, up to and with until
    events: Callable[[Sequence[str] | None, datetime, datetime], Iterable[Event]]


sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    sources[source.kind] = source


def describe(subscription: Subscription) -> tuple[str, str]:
    """How the thing is called, and its address; the address is empty when it is no more."""
    source = sources.get(subscription.kind)
    return (source and source.describe(subscription.target)) or (_("no longer on the portal"), "")


# ---------------------------------------------------------------- contributions
def begin(
    *, kind: str, target: str, key: UUID, digest: str = "", email: str, privacy_version: str, screening: str = ""
) -> tuple[Subscription, bool]:
    """The person's row for this thing, made when new, without any mail. Returns it and whether it is new.

    Call inside a transaction. Two requests at once end in one row.
    """
    person = participants.email_key(email)
    known = Subscription.objects.filter(participant__email_key=person, kind=kind, target=target)
    if found := known.first():
        return found, False
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
        # Somebody was faster: by the same form, or by another one of the same person.
        same_form = Q(contribution__idempotency_key=key, contribution__content_digest=digest)
        rows = Subscription.objects.filter(same_form | Q(pk__in=known.values("pk")))
        return rows.earliest("pk"), False
    return row, True


@transaction.atomic
def follow(
    *, kind: str, target: str, key: UUID, digest: str = "", email: str, privacy_version: str, screening: str = ""
) -> Subscription:
    """Somebody wants to follow something: they get a link to confirm it.

    Whoever follows it already is told so by mail; whoever asks learns nothing about it.
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
    """The person pressed the button behind the link. Twice changes nothing; None when it was ended meanwhile."""
    row = Subscription.objects.select_for_update().filter(contribution=contribution).first()
    if row is None or row.confirmed_at:
        return row
    participants.note_confirmed(contribution, by)
    row.confirmed_at = contribution.confirmed_at
    row.save(update_fields=["confirmed_at"])
    return row


def change_address(contribution: Contribution, email: str, key: UUID, digest: str, ticked: str | None) -> Contribution:
    """The same wish under another address, as if it had been typed at once; see ``projects.services.participation``."""
    row = Subscription.objects.select_for_update().filter(contribution=contribution).first()
    source = sources.get(row.kind) if row else None
    if row is None or source is None or source.describe(row.target) is None:
        raise ValidationError(_("Nobody can follow this any more."))
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
    """No further mails about this one thing; nothing of the contribution stays."""
    participants.erase_contribution(contribution)


@transaction.atomic
def end_all(participant: Participant) -> int:
    """No further mails of this kind at all. Returns how many subscriptions ended."""
    rows = list(participant.contributions.filter(kind=KIND))
    for row in rows:
        participants.erase_contribution(row)
    return len(rows)


def purge_unconfirmed(now: datetime, dry_run: bool) -> int:
    """Remove what was never confirmed."""
    old = Contribution.objects.filter(
        kind=KIND, confirmed_at__isnull=True, created_at__lt=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS)
    )
    if dry_run:
        return old.count()
    rows = list(old)
    for row in rows:
        participants.erase_contribution(row)
    return len(rows)


# ---------------------------------------------------------------- what a person sees
def show(contribution: Contribution) -> PersonalDataView:
    row = Subscription.objects.filter(contribution=contribution).first()
    if row is None:
        return PersonalDataView(title=_("News by mail"), state="")
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
    return _("Do you want to get news by mail about “%(title)s”? At most one mail a day.") % {"title": title}


CONTRIBUTION_KIND = ContributionKind(
    code=KIND,
    label=gettext_lazy("News by mail"),
    show=show,
    erase=erase,
    confirm=confirm_and_lead_on,
    confirm_question=question,
    confirm_mail="core.follow_confirm",
    waits=Q(subscription__isnull=False),
    readdress=change_address,
)


def behind_link(token: str, purpose: str) -> Any:
    """The contribution (STOP) or participant (STOP_ALL) of a link below a mail; None for a wrong or used one."""
    parsed = links.parse(token, purpose)
    model: Any = Contribution if purpose == STOP else Participant
    row = model.objects.filter(pk=parsed.pk).first() if parsed else None
    return row if parsed and row and parsed.valid_for(row) else None


def stop_address(contribution: Contribution) -> str:
    return links.absolute(links.address("unfollow", links.make(contribution, STOP)))


def stop_all_address(participant: Participant) -> str:
    return links.absolute(links.address("unfollow-all", links.make(participant, STOP_ALL)))


@mail.message("core.follow_confirm", label=gettext_lazy("Confirmation link for news by mail"))
def follow_confirm(pk: int) -> mail.Mail | None:
    """The link to confirm; whoever follows the thing already reads that, and how to end it."""
    row = Subscription.objects.select_related("contribution", "participant").filter(contribution=pk).first()
    if row is None:
        return None
    # What is followed stands on the portal anyway: a stranger cannot send words of their own with it.
    title, _url = describe(row)
    contribution = row.contribution
    context: dict[str, Any] = {"title": title}
    if row.confirmed_at:
        context |= {"is_known": True, "stop_url": stop_address(contribution)}
    else:
        context["confirm_url"] = links.absolute(links.address("confirm", links.make(contribution, "confirm")))
    return mail.Mail(
        to=row.participant.email, is_user_requested=True, template="pages/mails/follow_confirm.txt", context=context
    )
