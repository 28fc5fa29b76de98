"""A mail that declines something thanks first, gives the reason, and leads on."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db.models import Model

from eving.core.workflow import lifecycle
from projects.services import proposals
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.vacancies.make import make_profile

pytestmark = pytest.mark.django_db
REASON = "Das gehört der Bahn."
SIGNATURE = {"de": "Freundliche Grüße", "en": "Kind regards"}


def decline_idea(language: str) -> Model:
    idea = in_language(make_idea(state="submitted", title="Bank am Gleis"), language)
    lifecycle.apply(idea, "decline", by=make_staff(), text=REASON)
    return idea


def decline_actor(language: str) -> Model:
    actor = in_language(make_actor(state="submitted", name="Gleisfreunde"), language)
    lifecycle.apply(actor, "decline", by=make_staff(), text=REASON)
    return actor


def refuse_ad(language: str) -> Model:
    profile = in_language(make_profile(wants_ad=True, title="Laden am Gleis", text="Plan"), language)
    lifecycle.apply(profile, "refuse", by=make_staff(), text=REASON)
    return profile


def refuse_proposal(language: str) -> Model:
    idea = in_language(make_idea(title="Bank am Gleis"), language)
    proposal = proposals.propose_change(idea, title="Zwei Bänke am Gleis", text="Mehr Platz.")
    proposals.decide_proposal(proposal, by=make_staff(), accept=False, text=REASON)
    return idea


def in_language(case: Model, language: str) -> Model:
    case.contribution.language = language
    case.contribution.save(update_fields=["language"])
    return case


def paragraphs(body: str, language: str) -> list[str]:
    """From the salutation to the signature, with links of one person as their beginning."""
    text = body[: body.index(SIGNATURE[language])].replace(settings.BASE_URL, "")
    text = re.sub(r"/(verwalten|manage)/\S+", r"/\1/…", text)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()][1:]


PHONE = settings.OFFICE["phone"]
DIFFERENTLY = {
    "de": "Sehen Sie das anders, oder haben wir etwas übersehen? Antworten Sie auf diese E-Mail oder rufen Sie an: "
    f"{PHONE}.",
    "en": f"Do you see it differently, or have we missed something? Reply to this e-mail or call us: {PHONE}.",
}


@pytest.mark.parametrize(
    ("refuse", "language", "said"),
    [
        (
            decline_idea,
            "de",
            [
                "danke für Ihre Idee „Bank am Gleis“ und für Ihre Zeit. Leider können wir sie nicht aufgreifen. "
                "Der Grund:",
                REASON,
                "Ihre eigene Seite zur Idee: /ideen/verwalten/…",
                DIFFERENTLY["de"],
                "Es gibt noch mehr Ideen für das Quartier. Sie können eine unterstützen oder eine neue einreichen: "
                "/ideen/",
            ],
        ),
        (
            decline_idea,
            "en",
            [
                "thank you for your idea “Bank am Gleis” and for the time you gave it. Unfortunately, we cannot "
                "take it up. The reason:",
                REASON,
                "Your own page of the idea: /en/ideen/verwalten/…",
                DIFFERENTLY["en"],
                "There are more ideas for the neighbourhood. You can support one or hand in another: /en/ideen/",
            ],
        ),
        (
            decline_actor,
            "de",
            [
                "danke, dass Sie „Gleisfreunde“ hier vorstellen möchten. Leider können wir den Eintrag nicht "
                "veröffentlichen. Der Grund:",
                REASON,
                "Ihre eigene Seite zum Eintrag: /akteure/verwalten/…",
                DIFFERENTLY["de"],
                "Hat sich etwas geändert? Dann tragen Sie sich gern wieder ein: /akteure/eintragen/",
            ],
        ),
        (
            decline_actor,
            "en",
            [
                "thank you for wanting to show “Gleisfreunde” on this portal. Unfortunately, we cannot publish the "
                "entry. The reason:",
                REASON,
                "Your own page of the entry: /en/akteure/verwalten/…",
                DIFFERENTLY["en"],
                "Has something changed? Then register again: /en/akteure/eintragen/",
            ],
        ),
        (
            refuse_ad,
            "de",
            [
                "danke für Ihr Gesuch „Laden am Gleis“. Leider können wir es nicht veröffentlichen. Ihre Suche läuft "
                "ohne das Gesuch weiter.",
                f"Der Grund: {REASON}",
                DIFFERENTLY["de"],
                "Sie können den Text ändern und noch einmal einreichen: /gesuche/verwalten/…",
            ],
        ),
        (
            refuse_ad,
            "en",
            [
                "thank you for your space-wanted ad “Laden am Gleis”. Unfortunately, we cannot publish it. Your search "
                "continues without it.",
                f"The reason: {REASON}",
                DIFFERENTLY["en"],
                "You can change the words and hand them in again: /en/gesuche/verwalten/…",
            ],
        ),
        (
            refuse_proposal,
            "de",
            [
                "danke für die Änderung Ihrer Idee, die Sie am DAY vorgeschlagen haben. Wir haben sie nicht "
                "übernommen. Der Grund:",
                REASON,
                "Hier können es alle lesen: PUBLIC",
                DIFFERENTLY["de"],
                "Auf Ihrer eigenen Seite zur Idee können Sie andere Worte vorschlagen: /ideen/verwalten/…",
            ],
        ),
        (
            refuse_proposal,
            "en",
            [
                "thank you for the change to your idea that you proposed on DAY. We did not adopt it. The reason:",
                REASON,
                "Everyone can read it here: PUBLIC",
                DIFFERENTLY["en"],
                "You can propose other words on your own page of the idea: /en/ideen/verwalten/…",
            ],
        ),
    ],
)
def test_a_refusal_thanks_gives_the_reason_and_leads_on(
    sent, refuse: Callable[[str], Model], language: str, said: list[str]
) -> None:
    case = refuse(language)

    body = sent()[-1].body

    found = paragraphs(body, language)
    if refuse is refuse_proposal:
        found[0] = re.sub(r"(am|on) \d.*?\d{4}", r"\1 DAY", found[0])
        found[2] = re.sub(r" /\S+$", " PUBLIC", found[2])
    assert found[0].startswith(("danke", "thank you"))
    assert found == said, case


def test_a_public_idea_that_is_declined_is_linked(sent) -> None:
    idea = make_idea()
    lifecycle.apply(idea, "decline", by=make_staff(), text=REASON)

    assert f"Hier können es alle lesen:\n{settings.BASE_URL}{idea.get_absolute_url()}\n" in sent()[-1].body


def test_good_news_thank_for_nothing(sent) -> None:
    idea = make_idea(state="submitted")
    lifecycle.apply(idea, "publish", by=make_staff())

    assert paragraphs(sent()[-1].body, "de")[0].startswith("es gibt Neues zu Ihrer Idee")
