"""Invented searches for a shop in all states, with and without a wanted ad."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from eving.core.models import Contribution, Street, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from eving.demo.filling.past import Clock, Filling, Jobs, is_there, key_of, make_staff, move_contribution
from vacancies.models import Alert, Match, SearchProfile, SearchProfileHistory, UseClass
from vacancies.services import alerts, profiles
from vacancies.services.profiles import ProfileDraft, Seeker


@dataclass(frozen=True)
class DemoSearch:
    title: str
    text: str
    seeker: Seeker
    days_ago: int
    uses: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    streets: tuple[str, ...] = ()
    transitions: tuple[tuple[str, int], ...] = ()  # transitions by the office or the person, with days ago
    channel: str = "web"
    is_confirmed: bool = True
    dislikes: int = 0  # number of matches that the person has declined


SEARCHES = [
    DemoSearch(
        "Fahrradwerkstatt sucht Laden mit breiter Tür",
        "Wir reparieren Räder aller Art und bilden zwei junge Leute aus. Wir brauchen eine breite Tür, "
        "einen hellen Raum für die Werkbänke und ein Schaufenster, hinter dem man uns arbeiten sieht.",
        Seeker("Rosa Beispielrad", "rosa.beispielrad@example.org", "0231 000000", "first"),
        34,
        ("handwerk", "einzelhandel"),
        {
            "kinds": ["lease"], "area_min_m2": Decimal(60), "area_max_m2": Decimal(120),
            "rent_max_month": Decimal(950), "steps_max": 1, "features": ["starkstrom"], "alert": Alert.IMMEDIATE,
            "wants_ad": True,
        },
        transitions=(("publish", 32),),
        dislikes=1,
    ),
    DemoSearch(
        "Mittagstisch sucht Küche mit Abluft",
        "Wir kochen seit drei Jahren auf Märkten. Jetzt suchen wir einen festen Ort für Suppen und Eintöpfe, "
        "gern an einer Haltestelle.",
        Seeker("Emil Erfunden", "emil.erfunden@example.org"),
        12,
        ("gastronomie",),
        {
            "kinds": ["lease", "sublease"], "area_max_m2": Decimal(90), "rent_max_month": Decimal(1200),
            "needs_gastronomy": True, "features": ["wasseranschluss", "abluft"], "alert": Alert.DAILY, "wants_ad": True,
            "other_streets": "Brambauer Straße",
        },
        streets=("evinger-strasse",),
        transitions=(("publish", 9),),
    ),
    DemoSearch(
        "Nähkreis sucht Raum für ein halbes Jahr",
        "Unsere Gruppe möchte Nähkurse ausprobieren. Ein kleiner Laden auf Zeit reicht uns, am liebsten ohne Stufen.",
        Seeker("Nora Nirgendwo", "nora.nirgendwo@example.org", "", "full"),
        2,
        ("soziales",),
        {"kinds": ["interim"], "area_max_m2": Decimal(60), "steps_max": 0, "term_months": 6, "wants_ad": True},
    ),
    DemoSearch(
        "Raum für: Praxis",
        "",
        Seeker("Dr. Ida Ausgedacht", "ida.ausgedacht@example.org"),
        51,
        ("praxis",),
        {"area_min_m2": Decimal(80), "rent_max_m2": Decimal("11.50"), "steps_max": 0, "alert": Alert.WEEKLY},
    ),
    DemoSearch(
        "Obst und Gemüse, von Herrn Papier am Telefon",
        "Sucht für seinen Schwager einen Eckladen. Er ruft selbst wieder an.",
        Seeker("Paul Papier", "", "0231 000000"),
        20,
        ("einzelhandel",),
        {"area_min_m2": Decimal(40), "area_max_m2": Decimal(80), "features": ["ecklage"], "alert": Alert.NEVER},
        channel="phone",
    ),
    DemoSearch(
        "Buchladen sucht ruhige Ecke",
        "Ein kleiner Buchladen mit Lesungen am Abend.",
        Seeker("Berta Buchstabe", "berta.buchstabe@example.org", "", "first"),
        160,
        ("einzelhandel", "kultur"),
        {"area_max_m2": Decimal(70), "wants_ad": True},
        transitions=(("publish", 157), ("find", 41)),
    ),
    DemoSearch(
        "Lager gesucht", "", Seeker("Leo Leerlauf", "leo.leerlauf@example.org"), 3, (), is_confirmed=False
    ),
]  # fmt: skip


def fill_searches(clock: Clock, jobs: Jobs) -> int:
    if is_there([key_of("search", demo.title) for demo in SEARCHES]):
        return 0
    staff = next(iter(make_staff().values()))
    for demo in sorted(SEARCHES, key=lambda demo: -demo.days_ago):
        seed_search(demo, staff, clock, jobs)
    return len(SEARCHES)


def seed_search(demo: DemoSearch, staff: User, clock: Clock, jobs: Jobs) -> SearchProfile:
    profile = write_down(demo, staff)
    contribution = profile.contribution
    assert contribution is not None  # the search was recorded with one a moment ago
    if demo.channel == "web" and demo.is_confirmed:
        profile = profiles.confirm_profile(contribution)
    for transition, _days_ago in demo.transitions:
        lifecycle.apply(profile, transition, by=staff)
    for hit in alerts.hits_of(profile)[: demo.dislikes]:
        profiles.dismiss(profile, hit.unit, hit.listing, by=staff)
    jobs.expect([contribution.pk], "vacancies.profile_confirm", "vacancies.profile_begins")
    jobs.expect(profile.history.values_list("pk", flat=True), "vacancies.profile_step")
    jobs.expect(profile.matches.values_list("pk", flat=True), "vacancies.alert")
    move_search(demo, profile, contribution, clock)
    return profile


def write_down(demo: DemoSearch, staff: User) -> SearchProfile:
    draft = ProfileDraft(
        title=demo.title,
        text=demo.text,
        uses=list(UseClass.objects.filter(code__in=demo.uses)),
        streets=list(Street.objects.filter(slug__in=demo.streets)),
        **demo.facts,
    )
    key = key_of("search", demo.title)
    if demo.channel == "web":
        profile, _is_new = profiles.submit_profile(
            key=key, draft=draft, seeker=demo.seeker, privacy_version=PRIVACY_VERSION
        )
    else:
        profile, _is_new = profiles.record_profile(
            key=key,
            draft=draft,
            seeker=demo.seeker,
            privacy_version=PRIVACY_VERSION,
            channel=demo.channel,
            by=staff,
        )
    return profile


def move_search(demo: DemoSearch, profile: SearchProfile, contribution: Contribution, clock: Clock) -> None:
    entries = list(profile.history.order_by("pk"))
    # Recorded and confirmed on the same day, then the transitions.
    days = [demo.days_ago] * (len(entries) - len(demo.transitions)) + [
        days_ago for _transition, days_ago in demo.transitions
    ]
    offices = [demo.channel != "web"] * (len(entries) - len(demo.transitions)) + [True] * len(demo.transitions)
    moments = clock.moments(list(zip(days, offices, strict=True)), demo.title)
    for entry, moment in zip(entries, moments, strict=True):
        SearchProfileHistory.objects.filter(pk=entry.pk).update(at=moment)
    begun = moments[1] if len(moments) > 1 else moments[0]
    first_day = timezone.localdate(begun)
    at = dict(
        zip(
            (transition for transition, _days in demo.transitions),
            moments[len(moments) - len(demo.transitions) :],
            strict=True,
        )
    )
    is_notified = profile.alerted_at is not None
    SearchProfile.objects.filter(pk=profile.pk).update(
        created_at=moments[0],
        state_changed_at=moments[-1],
        published_at=at.get("publish"),
        hidden_at=at.get("find"),
        expires_on=first_day + profiles.runs_for() if profile.expires_on else None,
        answer_due_on=promised_date(first_day) if profile.answer_due_on else None,
        alerted_at=begun + timedelta(minutes=2) if is_notified else None,
    )
    Match.objects.filter(profile=profile, sent_at__isnull=False).update(sent_at=begun + timedelta(minutes=2))
    Match.objects.filter(profile=profile, dismissed_at__isnull=False).update(dismissed_at=begun + timedelta(hours=1))
    is_person = demo.channel == "web" and demo.is_confirmed
    move_contribution(contribution, moments[0], begun if is_person else None, moments[-1], clock)


FILLING = Filling("searches", gettext_lazy("Searches for shops"), 50, fill_searches)
