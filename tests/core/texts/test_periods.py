"""Tests that periods on pages, in forms and in mails come from the settings that the portal obeys."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as live
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from actors.forms import ActorForm, MessageForm
from eving.core.accounts import invitations
from eving.core.texts import periods
from eving.portal.forms.contact import BarrierForm, OfficeMessageForm
from eving.portal.forms.reports import ReportForm
from projects.forms.ideas import IdeaForm
from projects.forms.participation import FollowForm, HelpForm, SupportForm
from tests.pages import text_of
from vacancies.forms.enquiries import EnquiryForm
from vacancies.forms.listings import OfferForm
from vacancies.forms.profiles import ProfileForm
from vacancies.workflow.enquiries import LIFECYCLE as ENQUIRY
from vacancies.workflow.profiles import LIFECYCLE as PROFILE

ROOT = Path(live.BASE_DIR)
NUMBERS = (
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|ninety|half an?"
    r"|ein(?:e[mnr]?|s)?|halben?|halbe[sn]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|vierzehn|dreißig|neunzig"
)
UNITS = (
    r"hours?|days?|weeks?|months?|years?|minutes|seconds"
    r"|stunden?|tagen?|werktagen?|arbeitstagen?|wochen?|monat(?:en?)?|jahr(?:en?|e)?|minuten|sekunden"
)
SPELLED_OUT = re.compile(
    # “a month” alone may be a rhythm or a price; “within a month” is a deadline.
    rf"\b(?:(?:{NUMBERS})[ -](?:working |more |further |weitere[nr]? )?|(?:within|after|for|than|in) an? )"
    rf"(?:{UNITS})\b",
    re.I,
)
# Texts that name no deadline of the portal, and the few whose deadline is checked against a setting elsewhere.
ALLOWED: dict[str, str | tuple[str, int]] = {
    "The last 30 days": "a figure about the past",
    "In the first twelve months": "names the first year of a rent",
    "Art. 14 GDPR: within a month after we got the details from somebody else.": "a deadline of the law",
    "Shops in use whose lease ends within a year, or that are marked as “soon empty”. The soonest comes first.": (
        "how far the office looks ahead"
    ),
    "Shops in use whose lease ends within a year, that are marked as “soon empty”, or of which an owner said so. The"
    " soonest comes first.": "how far the office looks ahead",
    "Warns the office a year before.": "how far the office looks ahead",
    "Write down at a period of use when a lease ends, or that a shop closes soon. Then it appears here a year"
    " before.": "how far the office looks ahead",
    "This viewing lies more than two years ahead. Please check the year.": "keeps typing errors out",
    "Five minutes are enough. You do not need an account.": "how long a form takes",
    "The form takes two minutes. We answer every message.": "how long a form takes",
    "For example: two hours on Saturdays, or a trailer. It is not shown publicly.": "an example",
    "No e-mail? Please check your spam folder. We send at most %(most)s such e-mails a day to one address. If"
    " nothing is there after an hour, write to us.": "advice on patience",
    'Nothing there after an hour? <a href="%(contact_url)s">Write to us or call us</a>.': "advice on patience",
    "We received very many messages from your connection. We accept more in an hour.": "the window of every limit",
    "Wait an hour and send your message again. Leave this page open in the meantime.": "the window of every limit",
    "You asked for a lot of suggestions. Please come back in an hour; the search goes on working.": "as every limit",
    "You fetched this very often. Please come back in an hour.": "the window of every limit",
    "Many messages came from one connection within an hour.": "the window of every limit",
    "You sent this organisation %(number)s messages today. We pass on no more than that in a day. Tomorrow you can"
    " write again.": "the limit counts by days",
    "The form was open for more than a day.": ("FORM_MAX_SECONDS", 24 * 60 * 60),
    "The date of issue of the energy certificate: it is valid for ten years.": "a deadline of the law (§ 79 GEG)",
    "As many e-mails as we send in a day have already been requested for this address: %(most)s. Please come back"
    " tomorrow.": "the limit counts by days",
    "As many e-mails as we send in a day have already been requested for this address: %(most)s. This way nobody can"
    " use our forms to flood a mailbox.": "the limit counts by days",
}


def spelled_out(text: str) -> list[str]:
    return [found[0] for found in SPELLED_OUT.finditer(text)]


def messages() -> dict[str, list[str]]:
    """Every translated text with its German translation."""
    with (ROOT / "locale/de/LC_MESSAGES/django.po").open("rb") as source:
        catalogue = read_po(source, locale="de")
    texts: dict[str, list[str]] = {}
    for message in catalogue:
        ids = list(message.id) if isinstance(message.id, tuple) else [message.id]
        strings = list(message.string) if isinstance(message.string, tuple) else [message.string]
        if ids[0]:
            texts.setdefault(ids[0], []).extend([*ids, *strings])
    return texts


# ---------------------------------------------------------------- no deadline is written out
def test_no_text_writes_a_deadline_out() -> None:
    found = {name: hits for name, texts in messages().items() if (hits := spelled_out(" ".join(texts)))}

    assert {name: hits for name, hits in found.items() if name not in ALLOWED} == {}
    assert set(ALLOWED) - set(found) == set(), "these texts are gone or changed"


def test_what_is_written_out_all_the_same_says_what_its_setting_says() -> None:
    repeated = [value for value in ALLOWED.values() if isinstance(value, tuple)]

    assert [(name, getattr(live, name)) for name, _number in repeated] == repeated


@pytest.mark.parametrize(
    "text",
    [
        "The link is valid for seven days.",
        "We delete it after 30 days.",
        "within a month",
        "half an hour",
        "Der Link gilt sieben Tage.",
        "nach 6 Monaten",
        "in einer Stunde",
        "Sechs Wochen später",
        "in fünf Arbeitstagen",
        "weitere zwölf Monate",
    ],
)
def test_a_deadline_that_is_written_out_is_found(text: str) -> None:
    """Twin of the test above; figures that are inserted are not found."""
    assert spelled_out(text) != []
    assert spelled_out("Der Link gilt %(time)s. Wir löschen ihn nach %(n)d Tagen.") == []


# ---------------------------------------------------------------- wording
def test_a_setting_is_said_in_the_unit_people_use(settings) -> None:
    settings.LINK_DAYS, settings.BARRIER_ANSWER_DAYS, settings.PROFILE_RUNS_DAYS = 7, 42, 365
    settings.MY_DATA_LINK_MINUTES, settings.PURGE_PENDING_PHOTOS_HOURS, settings.REVIEW_WORKING_DAYS = 60, 24, 5

    names = (
        "LINK_DAYS", "BARRIER_ANSWER_DAYS", "PROFILE_RUNS_DAYS", "MY_DATA_LINK_MINUTES", "PURGE_PENDING_PHOTOS_HOURS",
        "REVIEW_WORKING_DAYS",
    )  # fmt: skip
    said = [periods.period(name) for name in names]
    after = [periods.period_after(name) for name in names]

    assert said == ["7 Tage", "6 Wochen", "12 Monate", "1 Stunde", "24 Stunden", "5 Arbeitstage"]
    assert after == ["7 Tagen", "6 Wochen", "12 Monaten", "1 Stunde", "24 Stunden", "5 Arbeitstagen"]
    with translation.override("en"):
        assert periods.period("LINK_DAYS") == "7 days"


def test_a_setting_that_is_no_span_is_refused() -> None:
    with pytest.raises(ValueError, match="MAIL_CONFIRMATIONS_PER_DAY is no span of time"):
        periods.period("MAIL_CONFIRMATIONS_PER_DAY")


def test_the_links_of_the_back_office_live_as_long_as_their_settings_say() -> None:
    assert timedelta(days=live.INVITATION_DAYS) == invitations.INVITATION_TIME
    assert timedelta(minutes=live.NEW_PASSWORD_MINUTES) == invitations.NEW_PASSWORD_TIME


# ---------------------------------------------------------------- texts follow the settings
@pytest.fixture
def other_deadlines(settings) -> dict[str, str]:
    """All periods set to other values, with what German texts must say then."""
    values = {
        "LINK_DAYS": (11, "11 Tage"),
        "PURGE_UNCONFIRMED_DAYS": (33, "33 Tagen"),
        "PURGE_NOTE_MONTHS": (17, "17 Monate"),
        "PURGE_SPAM_DAYS": (97, "97 Tagen"),
        "PROFILE_RUNS_DAYS": (401, "401 Tage"),
        "RECHECK_AFTER_DAYS": (61, "61 Tagen"),
        "BARRIER_ANSWER_DAYS": (21, "3 Wochen"),
        "MY_DATA_LINK_MINUTES": (45, "45 Minuten"),
        "NEW_PASSWORD_MINUTES": (180, "3 Stunden"),
        "INVITATION_DAYS": (5, "5 Tage"),
        "DRAFT_DAYS": (3, "3 Tage"),
        "REVIEW_WORKING_DAYS": (8, "8 Arbeitstage"),
        "MAIL_CONFIRMATIONS_PER_DAY": (4, "4"),
        "PURGE_IDEA_MONTHS": (19, "19 Monate"),
        "PURGE_DIGEST_DAYS": (13, "13 Tage"),
        "PURGE_CHANGES_MONTHS": (29, "29 Monate"),
        "PURGE_OWNER_TALK_MONTHS": (31, "31 Monate"),
        "PURGE_PENDING_PHOTOS_HOURS": (25, "25 Stunden"),
        "PURGE_PENDING_IMPORTS_HOURS": (26, "26 Stunden"),
        "SERVER_LOG_DAYS": (9, "9 Tage"),
        "BACKUP_DAYS": (23, "23 Tage"),
    }
    for name, (number, _words) in values.items():
        setattr(settings, name, number)
    return {name: words for name, (_number, words) in values.items()}


USED = re.compile(r"{% (?:period|limit) \"(\w+)\"")


def templates_with_a_period(pattern: str) -> list[str]:
    folder = ROOT / "templates"
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern) if USED.search(path.read_text()))


@pytest.mark.django_db
@pytest.mark.parametrize("name", templates_with_a_period("**/mails/*.txt"))
def test_every_mail_says_the_figure_of_the_setting(name: str, other_deadlines: dict[str, str]) -> None:
    used = USED.findall((ROOT / "templates" / name).read_text())

    # The one mail that speaks of a year does so when a search has ended.
    text = render_to_string(name, {"office": live.OFFICE, "entry": {"to_state": "expired"}})

    assert [words for setting in used if (words := other_deadlines[setting]) not in text] == []


def test_the_mails_that_carry_a_link_say_how_long_it_lives() -> None:
    """Twin of the test above, which would pass if no mail stated a figure."""
    assert {
        "actors/mails/confirm.txt",
        "actors/messages/mails/confirm.txt",
        "admin/mails/password.txt",
        "pages/mails/follow_confirm.txt",
        "portal/my_data/mails/link.txt",
        "projects/participation/mails/help_confirm.txt",
        "projects/ideas/mails/confirm.txt",
        "projects/participation/mails/support_confirm.txt",
        "vacancies/profiles/mails/confirm.txt",
        "vacancies/profiles/mails/transition.txt",
    } <= set(templates_with_a_period("**/mails/*.txt"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "settings_said"),
    [
        (OfficeMessageForm, ["PURGE_NOTE_MONTHS"]),
        (IdeaForm, ["PURGE_IDEA_MONTHS"]),
        (SupportForm, ["PURGE_IDEA_MONTHS"]),
        (HelpForm, ["PURGE_IDEA_MONTHS"]),
        (FollowForm, ["PURGE_IDEA_MONTHS"]),
        (BarrierForm, ["PURGE_NOTE_MONTHS"]),
        (ReportForm, ["PURGE_NOTE_MONTHS"]),
        (ActorForm, ["PURGE_SPAM_DAYS"]),
        (MessageForm, ["PURGE_NOTE_MONTHS"]),
        (EnquiryForm, ["PURGE_NOTE_MONTHS"]),
        (OfferForm, ["PURGE_NOTE_MONTHS"]),
        (ProfileForm, ["PROFILE_RUNS_DAYS", "PURGE_NOTE_MONTHS"]),
    ],
)
def test_every_notice_of_a_form_says_the_figure_of_the_setting(form, settings_said, other_deadlines) -> None:
    said = str(form().privacy_retention)

    assert [name for name in settings_said if other_deadlines[name].split()[0] not in said] == [], said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "settings_said"),
    [
        ("/meine-daten/", ["MY_DATA_LINK_MINUTES"]),
        ("/meine-daten/verschickt/", ["MY_DATA_LINK_MINUTES", "MAIL_CONFIRMATIONS_PER_DAY"]),
        ("/bestaetigen/verschickt/", ["LINK_DAYS"]),
        ("/barrierefreiheit/", ["BARRIER_ANSWER_DAYS"]),
        ("/barrierefreiheit/melden/", ["BARRIER_ANSWER_DAYS"]),
        ("/leichte-sprache/", ["BARRIER_ANSWER_DAYS"]),
        ("/ideen/neu/", ["DRAFT_DAYS"]),
        ("/regeln/", ["REVIEW_WORKING_DAYS"]),
        (
            "/datenschutz/",
            [
                "PURGE_UNCONFIRMED_DAYS", "PURGE_IDEA_MONTHS", "PURGE_NOTE_MONTHS", "PURGE_SPAM_DAYS",
                "PURGE_DIGEST_DAYS", "PURGE_CHANGES_MONTHS", "PURGE_OWNER_TALK_MONTHS", "PURGE_PENDING_PHOTOS_HOURS",
                "PURGE_PENDING_IMPORTS_HOURS", "PROFILE_RUNS_DAYS", "DRAFT_DAYS", "SERVER_LOG_DAYS", "BACKUP_DAYS",
            ],
        ),
    ],
)  # fmt: skip
def test_every_page_says_the_figure_of_the_setting(client: Client, path, settings_said, other_deadlines) -> None:
    page = text_of(client.get(path))

    # “33 Tage” and “nach 33 Tagen”: the figure and the beginning of its unit.
    assert [name for name in settings_said if other_deadlines[name][:7] not in page] == []


def test_the_help_of_a_transition_says_the_figure_of_the_setting(other_deadlines) -> None:
    transitions = {
        transition.name: str(transition.help)
        for lifecycle in (ENQUIRY, PROFILE)
        for transition in lifecycle.transitions
    }

    assert "nach 17 Monaten" in transitions["lose"] and "nach 17 Monaten" in transitions["find"]
    assert "weitere 401 Tage" in transitions["resume"]


# Deadlines in the handbook; {X} is the period of a setting, {after X} its form behind “nach”.
HANDBOOK = {
    "akteure.md": ["löscht das Portal ihn nach {after PURGE_UNCONFIRMED_DAYS}", "Nach {after PURGE_SPAM_DAYS} wird"],
    "arbeitsalltag.md": ["Nach {after PURGE_FRUITLESS_SEARCHES_DAYS} ist eine Suche vergessen"],
    "erste-schritte.md": [
        "Antwort in {after REVIEW_WORKING_DAYS}",
        "{BARRIER_ANSWER_DAYS}, das steht im Gesetz",
    ],
    "gesuche.md": [
        "läuft die Suche {PROFILE_RUNS_DAYS}. {PROFILE_REMINDER_DAYS} vor dem Ende",
        "Nach {after PURGE_NOTE_MONTHS} wird sie gelöscht",
    ],
    "ideen.md": [
        "löscht das Portal die Idee nach {after PURGE_UNCONFIRMED_DAYS}",
        "hebt nur der Browser der Person auf, {DRAFT_DAYS} lang",
        "wird nach {after PURGE_SPAM_DAYS} gelöscht",
    ],
    "laeden.md": [
        "Nach {after RECHECK_AFTER_DAYS} fragt das Portal",
        "nach {after EXPIRE_AFTER_DAYS}. {RECHECK_REMINDER_DAYS} vorher",
        "Vermietete Läden bleiben {SHOW_LET_DAYS} sichtbar",
        "Anfragen löscht das Portal nach {after PURGE_NOTE_MONTHS}, Spam nach {after PURGE_SPAM_DAYS}",
        "Gespräche löscht das Portal nach {after PURGE_OWNER_TALK_MONTHS}",
    ],
    "loeschen-und-auskunft.md": [
        "| Idee ohne bestätigte Adresse | nach {after PURGE_UNCONFIRMED_DAYS} |",
        "{PURGE_IDEA_MONTHS} nach dem Ende der Idee",
        "{PURGE_IDEA_MONTHS} nach dem Archivieren",
        "abgelehnt oder zurückgezogen | nach {after PURGE_SPAM_DAYS} |",
        "| Anfrage zu einem Laden | {PURGE_NOTE_MONTHS} nach dem Abschluss |",
        "| Nachricht an das Büro | {PURGE_NOTE_MONTHS} nach der Antwort |",
        "| nach {after PURGE_NOTE_MONTHS}, ohne Bestätigung nach {after PURGE_UNCONFIRMED_DAYS} |",
        "| Gespräche mit Eigentümern | nach {after PURGE_OWNER_TALK_MONTHS}",
        "| nach {after PURGE_CHANGES_MONTHS} |",
        "| Spam | nach {after PURGE_SPAM_DAYS} |",
        "| nach {after PURGE_PENDING_PHOTOS_HOURS} |",
        "{MY_DATA_LINK_MINUTES} gilt",
    ],
    "nachrichten.md": [
        "| {BARRIER_ANSWER_DAYS}, das verlangt das Gesetz |",
        "spätestens nach {after BARRIER_ANSWER_DAYS}",
        "{PURGE_NOTE_MONTHS} später wird sie",
    ],
    "verlauf.md": ["Nach {after PURGE_CHANGES_MONTHS} löscht das Portal eine Änderung"],
    "zugang.md": ["Er gilt {NEW_PASSWORD_MINUTES}.", "Der Link gilt {INVITATION_DAYS}."],
}


def missing_in(text: str, sentences: list[str]) -> list[str]:
    """Sentences that a page does not contain with the figures of the settings."""

    def said(found: re.Match[str]) -> str:
        return periods.period_after(found[2]) if found[1] else periods.period(found[2])

    written = [re.sub(r"{(after )?(\w+)}", said, sentence) for sentence in sentences]
    return [sentence for sentence in written if sentence not in " ".join(text.split())]


@pytest.mark.parametrize("page", HANDBOOK)
def test_the_handbook_says_the_figures_the_portal_is_delivered_with(page: str) -> None:
    text = (ROOT / "docs/handbook" / page).read_text()

    assert missing_in(text, HANDBOOK[page]) == []


def test_a_handbook_that_fell_behind_is_noticed(settings) -> None:
    settings.INVITATION_DAYS = 9
    text = (ROOT / "docs/handbook/zugang.md").read_text()

    assert missing_in(text, HANDBOOK["zugang.md"]) == ["Der Link gilt 9 Tage."]
