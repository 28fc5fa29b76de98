"""Supports, offers of help and subscriptions of ideas. Each function is one transaction.

The counters of an idea are columns. They change in the transaction that confirms or erases a row, under the lock of
that row, by an F expression: no concurrent update is lost, and no row counts twice.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy

from eving.core.audit import log
from eving.core.messaging import mail, submissions, subscriptions
from eving.core.models import Contribution, Participant, Subscription
from eving.core.models.users import User
from eving.core.people import participants
from projects.models import HelpOffer, Idea, IdeaState, Support
from projects.services import counting
from projects.workflow.ideas import CLOSED, RUNNING

SUPPORT, HELP = "support", "help_offer"
IDEA, TOPIC, STREET = "idea", "topic", "street"  # kinds of subscriptions of this app
FOLLOW = "follow"  # the tick box beside a support
PLACES = Signer(salt="eving.place-of-support")
WITH_SUPPORT = uuid.UUID("5c1d0a0e-3f7f-5d58-9a0c-9f5a4c7f2b11")


def is_open(idea: Idea) -> bool:
    return idea.is_public and idea.state in RUNNING


def running(path: str) -> Q:
    """The condition of ``is_open`` for rows that reach their idea by ``path``."""
    return Q(
        **{f"{path}published_at__isnull": False, f"{path}hidden_at__isnull": True, f"{path}state__in": list(RUNNING)}
    )


# ---------------------------------------------------------------- support
def key_beside(support: Contribution) -> UUID:
    """Form key of the subscription ordered together with a support: derived, so that a repeated request finds it."""
    return uuid.uuid5(WITH_SUPPORT, support.idempotency_key.hex + support.content_digest)


@transaction.atomic
def support(
    idea: Idea, *, key: UUID, digest: str = "", email: str, also_follow: bool, privacy_version: str, screening: str = ""
) -> Support:
    """Store a support and mail the confirmation link.

    A second request from the same address adds nothing, yet shows the same page and sends one mail, so that a stranger
    cannot learn who supports what.
    """
    row = _support_of(idea, key, digest, email, also_follow, privacy_version, screening)
    message, about = "projects.support_confirm", row.contribution
    if also_follow:
        followed, _is_new = subscriptions.begin(
            kind=IDEA, target=str(idea.number), key=key_beside(row.contribution), email=email,
            privacy_version=privacy_version, screening=screening,
        )  # fmt: skip
        if row.confirmed_at is None and not row.also_follow:
            row.also_follow = True
            row.save(update_fields=["also_follow"])
        elif row.confirmed_at and not followed.confirmed_at:
            message, about = "core.follow_confirm", followed.contribution
    submissions.order_mail(
        email, message, row.contribution, about=about, key=key, digest=digest, ticked=FOLLOW if also_follow else ""
    )
    return row


def _support_of(
    idea: Idea, key: UUID, digest: str, email: str, also_follow: bool, privacy_version: str, screening: str
) -> Support:
    person = participants.email_key(email)
    known = Support.objects.filter(idea=idea, participant__email_key=person).select_related("contribution")
    if existing := known.first():
        return existing
    try:
        with transaction.atomic():
            contribution, _is_new = participants.contribute(
                kind=SUPPORT, key=key, digest=digest, email=email, privacy_version=privacy_version, screening=screening
            )
            assert contribution.participant is not None  # there is an address
            return Support.objects.create(
                idea=idea,
                contribution=contribution,
                participant=contribution.participant,
                also_follow=also_follow,
            )
    except IntegrityError:
        # Another request of the same form or person created it first.
        rows = Support.objects.select_related("contribution")
        same_form = Q(contribution__idempotency_key=key, contribution__content_digest=digest)
        return rows.filter(same_form | Q(pk__in=known.values("pk"))).earliest("pk")


@transaction.atomic
def confirm_support(contribution: Contribution, by: User | None = None) -> Support | None:
    """The person confirmed by the link: count the support. Confirming again changes nothing; None when withdrawn."""
    row = Support.objects.select_for_update(of=("self",)).select_related("idea").filter(contribution=contribution)
    support = row.first()
    if support is None or support.confirmed_at:
        return support
    note_confirmed(support, contribution, by)
    counting.count_one(support, 1)
    if followed := followed_with(contribution):
        subscriptions.confirm(followed.contribution, by)
    return support


def place_of(support: Support) -> int:
    """1 for the first person whose support of this idea counts, also by an idea merged into it, and so on."""
    so_far = Support.objects.filter(
        idea__in=counting.merged_ids(support.idea_id), confirmed_at__lte=support.confirmed_at
    )
    return so_far.values("participant").distinct().count()


def signed_place(support: Support) -> str:
    """``place_of`` for the address of a page: it names nobody, and nobody can make up another number."""
    place = place_of(support)
    return f"{place}.{PLACES.signature(f'{support.idea_id}:{place}')}"


def place_in(text: str, idea: Idea) -> int:
    """The place that ``signed_place`` wrote for this idea; 0 when it did not."""
    place, _dot, signature = text.partition(".")
    is_ours = constant_time_compare(signature, PLACES.signature(f"{idea.pk}:{place}"))
    return int(place) if is_ours else 0


def followed_with(contribution: Contribution) -> Subscription | None:
    """The subscription that was ordered together with a support, confirmed by the same link; None for none."""
    row = Support.objects.select_related("idea").filter(contribution=contribution, also_follow=True).first()
    if row is None:
        return None
    rows = Subscription.objects.select_related("contribution")
    return rows.filter(participant=row.participant_id, kind=IDEA, target=str(row.idea.number)).first()


def change_address(contribution: Contribution, email: str, key: UUID, digest: str, ticked: str | None) -> Contribution:
    """Move an unconfirmed support to a corrected address, as if it had been typed at first.

    Supports of another form, and confirmed ones, stay with the old address; the answer does not differ, so nothing is
    disclosed. ``ticked`` None keeps the stored choice to follow, for the office. Raises ValidationError when the idea
    is closed.
    """
    rows = Support.objects.select_for_update(of=("self",)).select_related("idea", "contribution")
    row = rows.filter(contribution=contribution).first()
    if row is None or not is_open(row.idea):
        raise ValidationError(gettext_lazy("Nobody can support this idea any more."))  # read in another language
    new = support(
        row.idea, key=key, digest=digest, email=email,
        also_follow=row.also_follow if ticked is None else ticked == FOLLOW,
        privacy_version=contribution.privacy_version, screening=contribution.screening,
    )  # fmt: skip
    if (ticked is None or contribution.idempotency_key == key) and row.confirmed_at is None:
        submissions.repoint(contribution, new.contribution)
        beside = Contribution.objects.filter(idempotency_key=key_beside(contribution), confirmed_at__isnull=True)
        for other in beside:
            participants.erase_contribution(other)
        participants.erase_contribution(contribution)
    return new.contribution


def note_confirmed(row: Support | HelpOffer, contribution: Contribution, by: User | None) -> None:
    """The caller holds the lock of the row and counts it."""
    participants.note_confirmed(contribution, by)
    row.confirmed_at = contribution.confirmed_at
    row.save(update_fields=["confirmed_at"])


@transaction.atomic
def erase_support(contribution: Contribution) -> None:
    support = Support.objects.select_for_update().filter(contribution=contribution).first()
    if support is None:
        return
    if support.confirmed_at:
        counting.count_one(support, -1)
    support.delete()


# ---------------------------------------------------------------- help
@dataclass(frozen=True)
class HelpDraft:
    kind: str
    text: str = ""
    share_with_author: bool = False


@dataclass(frozen=True)
class Helper:
    """Who offers help, and how they want to be named."""

    name: str = ""
    email: str = ""
    phone: str = ""
    name_display: str = "none"


@transaction.atomic
def offer_help(
    idea: Idea,
    *,
    key: UUID,
    digest: str = "",
    draft: HelpDraft,
    helper: Helper,
    privacy_version: str,
    screening: str = "",
) -> tuple[HelpOffer, bool]:
    """Store an offer of help and mail the confirmation link. Returns it and whether it is new."""
    contribution, is_new = participants.contribute(
        kind=HELP, key=key, digest=digest, privacy_version=privacy_version, screening=screening, **vars(helper)
    )
    if not is_new:
        return contribution.help_offer, False
    offer = HelpOffer.objects.create(idea=idea, contribution=contribution, **vars(draft))
    submissions.order_mail(helper.email, "projects.help_confirm", contribution, key=key)
    return offer, True


@transaction.atomic
def confirm_help(contribution: Contribution, by: User | None = None) -> HelpOffer | None:
    """The person confirmed by the link: count the offer, mail the office, and the author if the person agreed."""
    rows = HelpOffer.objects.select_for_update(of=("self",)).select_related("idea__contribution")
    offer = rows.filter(contribution=contribution).first()
    if offer is None or offer.confirmed_at:
        return offer
    note_confirmed(offer, contribution, by)
    Idea.objects.filter(pk=offer.idea_id).update(help_count=F("help_count") + 1)
    mail.send_later("projects.help_office", offer.pk)
    # Flagged as machine-written: the author gets it only after the office has read it.
    if not contribution.screening:
        _notify_author(offer)
    return offer


def _notify_author(offer: HelpOffer) -> None:
    author = offer.idea.contribution
    if offer.share_with_author and author and author.participant_id:
        mail.send_later("projects.help_author", offer.pk)


@transaction.atomic
def finish_help(offer: HelpOffer, *, is_done: bool) -> None:
    """Mark an offer as dealt with, or undo that. A flagged offer is mailed to the author only now."""
    stored = HelpOffer.objects.select_for_update(of=("self",)).select_related("contribution", "idea__contribution")
    row = stored.get(pk=offer.pk)
    if is_done != bool(row.done_at):
        if is_done and row.contribution.screening and row.confirmed_at:
            _notify_author(row)
        row.done_at = timezone.now() if is_done else None
        row.save(update_fields=["done_at"])
    offer.done_at = row.done_at


@transaction.atomic
def erase_help(contribution: Contribution) -> None:
    offer = HelpOffer.objects.select_for_update().filter(contribution=contribution).first()
    if offer is None:
        return
    if offer.confirmed_at:
        Idea.objects.filter(pk=offer.idea_id).update(help_count=F("help_count") - 1)
    pk = offer.pk
    offer.delete()
    log.forget(HelpOffer, pk)


def new_offers() -> QuerySet[HelpOffer]:
    return HelpOffer.objects.filter(confirmed_at__isnull=False, done_at__isnull=True)


def shared_offers(idea: Idea) -> QuerySet[HelpOffer]:
    """Offers that the author may see: with the person's consent, flagged ones only once the office has read them."""
    rows = idea.help_offers.filter(confirmed_at__isnull=False, share_with_author=True)
    return rows.filter(Q(contribution__screening="") | Q(done_at__isnull=False)).select_related(
        "contribution__participant"
    )


def purge_participation(now: datetime, dry_run: bool) -> int:
    """Delete unconfirmed supports and offers, and those of ideas closed long ago, with their persons.

    The counts of a closed idea stay, without personal data. Returns how many are due, also for ``dry_run``.
    """
    closed_before = now - timedelta(days=30 * settings.PURGE_IDEA_MONTHS)
    closed = Idea.objects.filter(state__in=(*CLOSED, IdeaState.WITHDRAWN), state_changed_at__lt=closed_before)
    closed = closed.exclude(pk__in=counting.still_counting(closed))
    never = Q(confirmed_at__isnull=True, created_at__lt=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS))
    never &= ~participants.link_may_be_open(now, "")
    old = Contribution.objects.filter(kind__in=(SUPPORT, HELP)).filter(
        never | Q(support__idea__in=closed) | Q(help_offer__idea__in=closed)
    )
    followed = Contribution.objects.filter(
        kind=subscriptions.KIND,
        subscription__kind=IDEA,
        subscription__target__in=closed.filter(number__isnull=False).values("number"),
    )
    if dry_run:
        return old.count() + followed.count()
    count = 0
    for contribution in [*old.select_related("participant"), *followed.select_related("participant")]:
        with transaction.atomic():
            _drop(contribution)
        count += 1
    return count


def _drop(contribution: Contribution) -> None:
    """Delete a contribution with its row, without touching the counters."""
    participant: Participant | None = contribution.participant
    contribution.delete()
    if participant:
        participants.delete_if_orphaned(participant)


def public_offers(idea: Idea) -> Sequence[tuple[str, str]]:
    """Kind and public name of each confirmed offer; the name only once the office has read the offer."""
    if not idea.help_count:
        return []
    rows = idea.help_offers.filter(confirmed_at__isnull=False).select_related("contribution").order_by("confirmed_at")
    return [(row.kind, row.contribution.public_name if row.done_at else "") for row in rows]
