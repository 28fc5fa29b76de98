"""Services on searches: submission, wanted ad, matches, end. Each is one transaction; mails are queued inside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from eving.core.audit import log
from eving.core.messaging import mail, submissions
from eving.core.models import Channel, Contribution, Role, Street
from eving.core.models.users import User
from eving.core.people import participants
from eving.core.search import engine
from eving.core.series import next_number
from eving.core.texts.periods import period
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import By
from eving.core.working_days import promised_date
from vacancies.matching.requirements import uses_text
from vacancies.models import (
    Alert,
    Listing,
    Match,
    ProfileState,
    SearchProfile,
    SearchProfileHistory,
    ShopUnit,
    UseClass,
)
from vacancies.services.alerts import send_alerts
from vacancies.services.persons import plan_purge
from vacancies.workflow.profiles import CLOSED_PROFILES, SEARCHING

PROFILE = "search_profile"
FACTS = (
    "title", "text", "kinds", "area_min_m2", "area_max_m2", "rent_max_month", "rent_max_m2", "shopfront_min_m",
    "steps_max", "needs_gastronomy", "features", "needed_by", "term_months", "alert", "wants_ad", "other_streets",
)  # fmt: skip
PUBLIC_FACTS = {"title", "text"}


def runs_for() -> timedelta:
    return timedelta(days=settings.PROFILE_RUNS_DAYS)


@dataclass(frozen=True)
class ProfileDraft:
    """What the form says about a search."""

    title: str = ""
    text: str = ""
    kinds: Sequence[str] = ()
    uses: Sequence[UseClass] = ()
    streets: Sequence[Street] = ()
    area_min_m2: Decimal | None = None
    area_max_m2: Decimal | None = None
    rent_max_month: Decimal | None = None
    rent_max_m2: Decimal | None = None
    shopfront_min_m: Decimal | None = None
    steps_max: int | None = None
    needs_gastronomy: bool = False
    features: Sequence[str] = ()  # codes
    needed_by: date | None = None
    term_months: int | None = None
    alert: str = Alert.DAILY
    wants_ad: bool = False
    other_streets: str = ""  # which the list lacks, in the person's words


@dataclass(frozen=True)
class Seeker:
    """Who searches, and how they want to be named in a wanted ad."""

    name: str = ""
    email: str = ""
    phone: str = ""
    name_display: str = "none"


@transaction.atomic
def submit_profile(
    *, key: UUID, digest: str = "", draft: ProfileDraft, seeker: Seeker, privacy_version: str, screening: str = ""
) -> tuple[SearchProfile, bool]:
    """Store a search from the web form and mail the confirmation link. Returns it and whether it is new."""
    contribution, is_new = participants.contribute(
        kind=PROFILE, key=key, digest=digest, privacy_version=privacy_version, screening=screening, **vars(seeker)
    )
    if not is_new:
        return contribution.search_profile, False
    profile = _write(draft, contribution)
    lifecycle.add_entry(profile, by=Role.AUTHOR, before="", after=ProfileState.UNCONFIRMED)
    submissions.order_mail(seeker.email, "vacancies.profile_confirm", contribution, key=key)
    return profile, True


@transaction.atomic
def record_profile(
    *, key: UUID, digest: str = "", draft: ProfileDraft, seeker: Seeker, channel: str, privacy_version: str, by: User
) -> tuple[SearchProfile, bool]:
    """Store a search received by the office: active at once; mails wait for the confirmed address."""
    if channel not in Channel.values or channel == Channel.WEB:
        raise ValidationError({"channel": "web is not a channel for staff"})
    contribution, is_new = participants.contribute(
        kind=PROFILE,
        key=key,
        digest=digest,
        privacy_version=privacy_version,
        channel=channel,
        recorded_by=by,
        **vars(seeker),
    )
    if not is_new:
        return contribution.search_profile, False
    profile = _write(draft, contribution)
    lifecycle.add_entry(profile, by=by, before="", after=ProfileState.UNCONFIRMED)
    begin(profile)
    if seeker.email:
        mail.send_later("vacancies.profile_confirm", contribution.pk)
    return profile, True


def _write(draft: ProfileDraft, contribution: Contribution) -> SearchProfile:
    facts = {name: getattr(draft, name) for name in FACTS}
    facts |= {"kinds": list(draft.kinds), "features": list(draft.features)}
    facts["title"] = draft.title or _title_of(draft)
    profile = SearchProfile.objects.create(**facts, contribution=contribution)
    profile.uses.add(*draft.uses)
    profile.streets.add(*draft.streets)
    return profile


def _title_of(draft: ProfileDraft) -> str:
    if draft.uses:
        return (_("Space for: %(uses)s") % {"uses": uses_text(draft.uses)})[:80]
    return _("Looking for space")


def begin(profile: SearchProfile, *, by: By = Role.AUTHOR) -> None:
    lifecycle.apply(profile, "confirm_ad" if profile.wants_ad else "confirm", by=by)


def write_begin(profile: SearchProfile, name: str, *, by: By, text: str) -> SearchProfileHistory:
    today = timezone.localdate()
    entry = lifecycle.write(
        profile,
        name,
        by=by,
        text=text,
        number=profile.number or next_number("G"),
        expires_on=today + runs_for(),
        answer_due_on=promised_date(today) if name == "confirm_ad" else None,
    )
    engine.index(profile)
    return entry


@transaction.atomic
def confirm_profile(contribution: Contribution, by: User | None = None) -> SearchProfile:
    """The person confirmed by the link: activate search and mails. Confirming again changes nothing."""
    profile = SearchProfile.objects.select_for_update(of=("self",)).get(contribution=contribution)
    contribution.refresh_from_db(fields=["confirmed_at"])  # a second request may have confirmed
    if contribution.confirmed_at:
        return profile
    participants.note_confirmed(contribution, by)
    profile.contribution = contribution
    if profile.state == ProfileState.UNCONFIRMED:
        begin(profile, by=by or Role.AUTHOR)
    if profile.state in SEARCHING:
        mail.send_later("vacancies.profile_begins", contribution.pk)
        send_alerts(profile)
    return profile


# ---------------------------------------------------------------- transitions
def move(profile: SearchProfile, name: str, *, by: By, text: str) -> SearchProfileHistory:
    now, today = timezone.now(), timezone.localdate()
    # Only a wanted ad waits for the office and so has a promised date.
    target = profile.lifecycle.transition(name).target
    given: dict[str, Any] = {"answer_due_on": promised_date(today) if target == ProfileState.REVIEW else None}
    if name == "publish":
        given |= {
            "slug": profile.slug or slugify(engine.fold(profile.title))[:60].strip("-") or "gesuch",
            "published_at": profile.published_at or now,
            "hidden_at": None,
        }
    elif profile.is_public:
        given["hidden_at"] = now
    if name in ("refuse", "drop_ad", "hide"):
        given["wants_ad"] = False
    if name in ("resume", "resume_ad"):
        given |= {"expires_on": today + runs_for(), "reminded_on": None}
    entry = lifecycle.write(profile, name, by=by, text=text, **given)
    _after_transition(profile, name, entry, by)
    return entry


def _after_transition(profile: SearchProfile, transition: str, entry: SearchProfileHistory, by: By) -> None:
    contribution = profile.contribution
    if profile.state in CLOSED_PROFILES or profile.state == ProfileState.SPAM:
        plan_purge(contribution)
    elif contribution and contribution.purge_on:
        contribution.purge_on = None
        contribution.save(update_fields=["purge_on"])
    if transition in ("publish", "refuse", "expire") and contribution and contribution.participant_id:
        mail.send_later("vacancies.profile_step", entry.pk)
    if transition == "publish":
        engine.index(profile)


for name in ("confirm", "confirm_ad"):
    lifecycle.on(SearchProfile, name)(partial(write_begin, name=name))
for name in (
    "submit", "publish", "refuse", "drop_ad", "hide", "pause", "resume", "resume_ad", "find", "end", "expire", "spam",
):  # fmt: skip
    lifecycle.on(SearchProfile, name)(partial(move, name=name))


@transaction.atomic
def change_profile(profile: SearchProfile, draft: ProfileDraft) -> None:
    """The person edits the search. A changed public text is checked by the office again."""
    stored = lifecycle.locked(profile)
    if stored.state in CLOSED_PROFILES or stored.state == ProfileState.SPAM:
        raise ValidationError(_("This search has ended. Please start a new one."))
    before = {name: getattr(stored, name) for name in PUBLIC_FACTS}
    for name in FACTS:
        setattr(stored, name, getattr(draft, name))
    stored.kinds, stored.features = list(draft.kinds), list(draft.features)
    stored.title = draft.title or _title_of(draft)
    stored.version += 1
    stored.save(update_fields=[*FACTS, "version"])
    stored.uses.set(draft.uses)
    stored.streets.set(draft.streets)
    is_new_text = any(before[name] != getattr(stored, name) for name in PUBLIC_FACTS)
    transition = ""
    if stored.state == ProfileState.ACTIVE and stored.wants_ad:
        transition = "submit"
    elif stored.state == ProfileState.PUBLISHED:
        transition = "hide" if not stored.wants_ad else "submit" if is_new_text else ""
    elif stored.state == ProfileState.REVIEW and not stored.wants_ad:
        transition = "drop_ad"
    if transition:
        lifecycle.apply(stored, transition, by=Role.AUTHOR)
    engine.index(stored)
    if stored.state in SEARCHING:
        send_alerts(stored)
    profile.refresh_from_db()


@transaction.atomic
def search_again(profile: SearchProfile) -> None:
    """The person extends an active search, or reactivates one that is paused or has expired."""
    stored = lifecycle.locked(profile)
    if stored.state in SEARCHING:
        stored.expires_on, stored.reminded_on = timezone.localdate() + runs_for(), None
        stored.version += 1
        stored.save(update_fields=["expires_on", "reminded_on", "version"])
        sentence = _("Searches for another %(time)s.") % {"time": period("PROFILE_RUNS_DAYS")}
        lifecycle.add_entry(stored, by=Role.AUTHOR, before=stored.state, after=stored.state, text=sentence)
        profile.refresh_from_db()
        return
    lifecycle.apply(profile, "resume_ad" if stored.wants_ad else "resume", by=Role.AUTHOR)


@transaction.atomic
def stop_alerts(profile: SearchProfile) -> None:
    stored = lifecycle.locked(profile)
    stored.alert = profile.alert = Alert.NEVER
    stored.save(update_fields=["alert"])


# ---------------------------------------------------------------- matches
@transaction.atomic
def dismiss(profile: SearchProfile, unit: ShopUnit, listing: Listing | None, *, by: By) -> Match:
    # Alerts lock the same row before they write their matches.
    lifecycle.locked(profile)
    match, _created = Match.objects.get_or_create(profile=profile, unit=unit, listing=listing)
    match.dismissed_at, match.dismissed_by = timezone.now(), lifecycle.role_of(by)
    match.save(update_fields=["dismissed_at", "dismissed_by"])
    return match


@transaction.atomic
def take_back(profile: SearchProfile, unit: ShopUnit, listing: Listing | None) -> None:
    rows = Match.objects.filter(profile=profile, unit=unit, listing=listing)
    rows.update(dismissed_at=None, dismissed_by="")


# ---------------------------------------------------------------- scheduled jobs and deletion
def end_searches(now: datetime) -> int:
    """Expire searches whose time is over, and remind their persons some days before. Returns how many expired."""
    today = timezone.localdate(now)
    running = SearchProfile.objects.filter(state__in=(*SEARCHING, ProfileState.PAUSED))
    soon = running.filter(
        expires_on__gt=today,
        expires_on__lte=today + timedelta(days=settings.PROFILE_REMINDER_DAYS),
        reminded_on__isnull=True,
        contribution__participant__isnull=False,
    )
    for profile in soon.select_related("contribution"):
        with transaction.atomic():
            is_first = SearchProfile.objects.filter(pk=profile.pk, reminded_on__isnull=True).update(reminded_on=today)
            if is_first and profile.contribution:
                mail.send_later("vacancies.profile_ends_soon", profile.contribution.pk)
    count = 0
    for profile in running.filter(expires_on__lte=today).select_related("contribution"):
        try:
            lifecycle.apply(profile, "expire", by=Role.SYSTEM, seen_version=profile.version)
        except ValidationError:
            continue  # the person extended it since the list was read
        count += 1
    return count


@transaction.atomic
def erase_profile(contribution: Contribution) -> None:
    for profile in SearchProfile.objects.select_for_update(of=("self",)).filter(contribution=contribution):
        _remove(profile)


def _remove(profile: SearchProfile) -> None:
    pk = profile.pk
    profile.delete()
    log.forget(SearchProfile, pk)


def purge_profiles(now: datetime, dry_run: bool) -> int:
    """Delete unconfirmed searches, spam, and those that ended long ago. Returns how many, also for ``dry_run``."""
    old = SearchProfile.objects.filter(
        (
            Q(
                state=ProfileState.UNCONFIRMED,
                created_at__lt=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS),
            )
            & ~participants.link_may_be_open(now)
        )
        | Q(state=ProfileState.SPAM, state_changed_at__lt=now - timedelta(days=settings.PURGE_SPAM_DAYS))
        | Q(
            state__in=CLOSED_PROFILES,
            state_changed_at__lt=now - timedelta(days=30 * settings.PURGE_NOTE_MONTHS),
        )
    )
    if dry_run:
        return old.count()
    count = 0
    for pk in old.values_list("pk", flat=True):
        with transaction.atomic():
            profile = old.select_for_update(of=("self",)).filter(pk=pk).first()
            if profile is None:  # changed by its person or the office since the list was read
                continue
            contribution = profile.contribution
            _remove(profile)
            if contribution:
                participants.erase_contribution(contribution)
        count += 1
    return count
