"""axe finds nothing, on any page, in any state, wide and light as well as narrow and dark."""

import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from actors.services import Contact
from eving.core.audit import log
from eving.core.messaging import mail
from eving.core.models import FailedMail, FruitlessSearch, Topic, User
from eving.core.people import links, participants
from eving.portal.services import failed_mails, office_messages
from projects.models import Idea
from tests.actors.entries import make_actor
from tests.browser.conftest import axe
from tests.factories import make_idea, make_staff
from tests.vacancies.make import make_listing, make_unit

LOOKS = [(1280, False), (320, True)]
READING = [
    "/", "/ideen/", "/ideen/plan/", "/ideen/?thema=gruen&stand=neu", "/ideen/?q=Unfindbares", "/ideen/?seite=2",
    "/ideen/?thema=gruen&sortierung=unterstuetzung&seite=2", "/suche/",
    "/suche/?q=Bank", "/suche/?q=Unfindbares", "/kontakt/", "/regeln/", "/impressum/", "/datenschutz/",
    "/barrierefreiheit/", "/leichte-sprache/", "/meine-daten/verschickt/", "/meine-daten/geloescht/",
    "/ideen/neu/danke/", "/kontakt/danke/", "/barrierefreiheit/danke/", "/bestaetigen/verschickt/",
    "/gibt-es-nicht/", "/bestaetigen/1.2.x/",
    "/meine-daten/1.2.x/", "/en/", "/en/ideen/", "/suche/?q=Bank+Unfindbares", "/suche/?q=Bank&art=projekte",
    "/suche/vorschlaege/?q=Bank",
]  # fmt: skip
FORMS = ["/ideen/neu/", "/kontakt/nachricht/", "/barrierefreiheit/melden/", "/meine-daten/"]


def axe_in_both_looks(page: Page) -> list[str]:
    """What axe finds on a page as it is, wide and light, then narrow and dark; styles alone make the difference."""
    found = []
    for width, dark in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.evaluate("document.getAnimations().forEach(each => each.finish())")  # colours do not fade into each other
        found += axe(page, is_there=width != LOOKS[0][0])
    return found


@pytest.fixture
def look_at(open_page) -> Callable[..., None]:
    """Open these paths in both looks and collect what axe finds."""

    def look(paths: list[str], *, send: bool = False, cookies: list | None = None) -> None:
        found = []
        page: Page = open_page(cookies=cookies, axe=True)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None and answer.status < 500, path
            found += axe_in_both_looks(page)
            if send:
                page.locator("main form[method=post] button[type=submit]").last.click()
                found += axe_in_both_looks(page)
        assert found == []

    return look


def test_axe_finds_each_planted_fault(open_page) -> None:
    """The twin: without its language, a label and enough contrast, a page that is fine has three findings."""
    page = open_page(axe=True)
    page.goto("/kontakt/nachricht/")
    assert axe_in_both_looks(page) == []

    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('label[for=id_name]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#8888'")

    found = axe_in_both_looks(page)
    planted = ["color-contrast: ['h1']", "html-has-lang: ['html']", "label: ['#id_name']"]
    assert sorted(line.split(": ", 1)[1].partition("]")[0] + "]" for line in found) == sorted(planted * len(LOOKS))


def test_reading_pages(look_at) -> None:
    for _number in range(25):
        make_idea(topics=[Topic.objects.get(slug="gruen")])

    look_at(READING)


def test_empty_pages(look_at) -> None:
    look_at(["/", "/ideen/", "/suche/?q=Bank"])


def test_forms_empty_and_with_all_errors(look_at) -> None:
    look_at(FORMS, send=True)


def test_an_idea_in_its_states(look_at) -> None:
    states = ["under_review", "in_progress", "done", "declined", "forwarded", "archived", "withdrawn"]

    look_at([make_idea(state=state).get_absolute_url() for state in states])


def test_the_authors_page_in_its_states(look_at) -> None:
    ideas = [make_idea(state=state) for state in ("unconfirmed", "submitted", "declined", "withdrawn", "spam")]
    asked = make_idea(state="query").contribution
    confirmed = links.make(asked, "confirm")

    look_at([*(f"/ideen/verwalten/{links.make(idea.contribution, 'manage')}/" for idea in ideas),
             f"/bestaetigen/{confirmed}/"])  # fmt: skip
    look_at([f"/ideen/verwalten/{links.make(asked, 'manage')}/antworten/"], send=True)


def test_the_authors_pages(look_at) -> None:
    asked, running = make_idea(state="query"), make_idea()
    token = links.make(asked.contribution, "manage")
    manage = f"/ideen/verwalten/{token}/"
    confirm = links.make(make_idea(state="unconfirmed").contribution, "confirm")
    mine = f"/meine-daten/{links.make(running.contribution.participant, 'my-data')}/"

    look_at(
        [
            manage, f"{manage}antworten/", f"{manage}aendern/", f"{manage}zurueckziehen/", f"/bestaetigen/{confirm}/",
            mine, f"{mine}alles-loeschen/", f"{mine}{running.contribution.pk}/berichtigen/",
            f"{mine}{running.contribution.pk}/loeschen/",
        ]
    )  # fmt: skip


def test_the_back_office(look_at, staff_cookies) -> None:
    new, public = make_idea(state="submitted"), make_idea()
    one = f"/verwaltung/projects/idea/{new.pk}"
    entry = public.history.exclude(text="").first()

    look_at(
        [
            "/verwaltung/", "/verwaltung/projects/idea/", "/verwaltung/projects/idea/?state__exact=submitted",
            f"{one}/change/", f"{one}/schritt/publish/", f"{one}/schritt/decline/", f"{one}/vorschau/",
            f"{one}/history/",
            "/verwaltung/projects/idea/add/",
            f"/verwaltung/projects/idea/{public.pk}/verlauf/{entry.pk}/schwaerzen/", "/verwaltung/core/officemessage/",
            "/verwaltung/core/topic/", "/verwaltung/core/topic/add/", "/verwaltung/core/street/",
            "/verwaltung/core/user/", "/verwaltung/core/user/add/", "/verwaltung/password_change/",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip


def test_the_record_of_changes(look_at, staff_cookies) -> None:
    cookies, idea = staff_cookies(), make_idea(title="Bank am Marrkt")
    for text in ("Am Markt fehlt eine Bank, auf der man sitzen und auf den Bus warten kann.", "Kurz."):
        with log.acting(User.objects.get(), "Aufräumen"):
            Idea.objects.filter(pk=idea.pk).update(title="Bank am Markt", text=text)
    newest = log.of(idea).edits[0].event

    look_at(
        [
            f"/verwaltung/projects/idea/{idea.pk}/history/", "/verwaltung/verlauf/", "/verwaltung/verlauf/?von=gestern",
            f"/verwaltung/verlauf/?stapel={log.of(idea).edits[0].batch}", "/verwaltung/verlauf/?art=delete",
            f"/verwaltung/core/topic/{Topic.objects.first().pk}/history/",
        ],
        cookies=cookies,
    )  # fmt: skip
    look_at([f"/verwaltung/verlauf/idea/{newest}/entfernen/"], send=True, cookies=cookies)


def test_mails_that_failed_and_messages(look_at, staff_cookies) -> None:
    people = [make_idea(state="submitted").contribution for _number in range(3)]
    for contribution in people:
        mail.note_failure(
            "projects.idea_received", contribution.pk, str(uuid.uuid4()), "refused (550)", contribution.email
        )
    settled, waiting, _other = FailedMail.objects.order_by("pk")
    failed_mails.settle(settled, FailedMail.Outcome.SETTLED, by=make_staff())
    note, wrong = (
        office_messages.submit(key=uuid.uuid4(), kind="contact", text="?", email=email, privacy_version="test")[0]
        for email in ("bert@example.org", "weg@example.org")
    )
    participants.mark_wrong(wrong.contribution.participant)
    page = "/verwaltung/core"

    look_at(
        [
            f"{page}/failedmail/", f"{page}/failedmail/{waiting.pk}/change/", f"{page}/failedmail/{settled.pk}/change/",
            f"{page}/failedmail/adresse/{people[0].pk}/", f"{page}/failedmail/adresse/{wrong.contribution.pk}/",
            f"{page}/note/{note.pk}/change/", f"{page}/note/{wrong.pk}/change/",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip


def test_what_the_office_looks_for_and_reads(look_at, staff_cookies) -> None:
    make_idea(title="Eine Sonnenuhr")
    FruitlessSearch.objects.create(words="tischkicker", day=timezone.localdate())
    page = "/verwaltung/core"

    look_at(
        [
            "/verwaltung/suche/", "/verwaltung/suche/?q=sonnenuhr", "/verwaltung/suche/?q=xylophon",
            "/verwaltung/projects/idea/?q=sonennuhr", "/verwaltung/handbuch/laeden/", f"{page}/synonymgroup/",
            f"{page}/synonymgroup/add/?words=tischkicker", f"{page}/fruitlesssearch/",
            f"{page}/topic/{Topic.objects.first().pk}/change/",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip


def test_a_message_to_an_actor(look_at) -> None:
    actor = make_actor(contact=Contact(email="verein@example.org"))

    look_at(
        ["/akteure/nachricht/bestaetigen/", "/akteure/nachricht/verschickt/", "/akteure/nachricht/nicht-verschickt/"]
    )
    look_at([f"{actor.get_absolute_url()}nachricht/"], send=True)


def test_the_log_in(look_at) -> None:
    look_at(["/verwaltung/login/"], send=True)


def test_shops(look_at) -> None:
    free, taken, kept = make_listing(), make_listing(state="let"), make_listing(state="reserved")
    hidden = make_listing(show_address=False, unit=make_unit(entrance_steps=1, entrance_step_height_cm=12))
    gone = make_listing(state="withdrawn")

    look_at(
        [
            "/", "/ladenlokale/", "/ladenlokale/?zugang=stufenlos&flaeche_ab=10", "/ladenlokale/?q=Unfindbares",
            "/ladenlokale/anbieten/danke/", f"/ladenlokale/{free.number}/anfragen/danke/",
            *(listing.get_absolute_url() for listing in (free, taken, kept, hidden, gone)),
        ]
    )  # fmt: skip
    look_at(["/ladenlokale/anbieten/", f"/ladenlokale/{free.number}/anfragen/"], send=True)


def test_actors(look_at) -> None:
    actor, gone = make_actor(), make_actor(state="withdrawn")

    look_at(
        ["/akteure/", "/akteure/plan/", "/akteure/?gruppe=vereine", "/akteure/?q=Unfindbares", actor.get_absolute_url(),
         gone.get_absolute_url(), "/akteure/eintragen/danke/"]
    )  # fmt: skip
    look_at(["/akteure/eintragen/"], send=True)


def test_the_back_office_of_the_other_registers(look_at, staff_cookies) -> None:
    listing, actor = make_listing(state="draft"), make_actor(state="submitted")

    look_at(
        [
            "/verwaltung/vacancies/listing/", f"/verwaltung/vacancies/listing/{listing.pk}/change/",
            f"/verwaltung/vacancies/listing/{listing.pk}/schritt/publish/", "/verwaltung/vacancies/shopunit/",
            f"/verwaltung/vacancies/shopunit/{listing.unit_id}/change/", "/verwaltung/vacancies/enquiry/",
            "/verwaltung/vacancies/enquiry/add/", "/verwaltung/actors/actor/",
            f"/verwaltung/actors/actor/{actor.pk}/change/", "/verwaltung/actors/actor/add/",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip
