"""What the portal says is so and is written as German is: quotation marks, subjects of mails, the catalogue."""

import ast
import re
import uuid
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation

from eving.core.messaging import subscriptions
from eving.core.texts.quotes import inner_quotes
from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.vacancies.make import make_listing, make_profile

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale/de/LC_MESSAGES/django.po"
GETTEXT = {"_", "gettext", "gettext_lazy"}


def german() -> list[tuple[str, str]]:
    """Every text with its German, plurals one by one."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="de")
    return [
        (str(message.id), text)
        for message in catalogue
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]


# ---------------------------------------------------------------- the catalogue
def texts_in(source: str) -> set[str]:
    """The texts that a module hands to gettext, those between the braces of an f-string included."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and len(node.args) == 1)
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in GETTEXT and isinstance(call.args[0], ast.Constant)
    }


def test_no_text_hides_from_the_catalogue() -> None:
    known = {message for message, _text in german()}
    modules = [
        path
        for part in ("actors", "vacancies", "projects", "eving")
        for path in (ROOT / part).rglob("*.py")
        if "migrations" not in path.parts
    ]

    hidden = {text for path in modules for text in texts_in(path.read_text()) if text not in known}

    assert hidden == set()


def test_a_text_between_the_braces_of_an_f_string_is_found() -> None:
    assert texts_in("words = f\"{_('Checked again.')} {text}\"") == {"Checked again."}


# ---------------------------------------------------------------- quotation marks
def wrong_quotes(text: str) -> bool:
    """Whether a German text closes what it did not open, nests double ones or uses signs of other languages."""
    without_markup = re.sub(r"<[^>]+>", "", text)
    is_open = False
    for sign in without_markup:
        if sign in "”\"»«'" or (sign == "„" and is_open) or (sign == "“" and not is_open):
            return True
        is_open = (is_open or sign == "„") and sign != "“"
    return is_open


def test_german_texts_are_quoted_as_german_is() -> None:
    assert [text for _message, text in german() if wrong_quotes(text)] == []


@pytest.mark.parametrize("text", ["„Titel”", "„Der „innere“ Titel“", '"Titel"', "Titel“", "„Titel", "»Titel«"])
def test_wrong_quotes_are_found(text: str) -> None:
    assert wrong_quotes(text)
    assert not wrong_quotes('„Der ‚innere‘ Titel“ und <a href="%(url)s">mehr</a>')


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("„Grüne Ecke“ für Kinder", "‚Grüne Ecke‘ für Kinder"),
        ('Der Platz "An der Linde"', "Der Platz ‚An der Linde‘"),
        ("»Eins« und “zwei”", "‚Eins‘ und ‚zwei‘"),
        ('Ein 5" breites Brett', 'Ein 5" breites Brett'),
        ("Eine Bank", "Eine Bank"),
    ],
)
def test_a_title_between_quotes_gets_single_ones(title: str, shown: str) -> None:
    assert inner_quotes(title) == shown


def test_english_titles_get_english_ones() -> None:
    with translation.override("en"):
        assert inner_quotes("“Green corner” for children") == "‘Green corner’ for children"


@pytest.mark.django_db
def test_a_quoted_title_stands_in_a_mail_and_on_a_page_as_german_is_written(client: Client, sent) -> None:
    idea = make_idea(state="published", title="„Grüne Ecke“ für Kinder")

    page = text_of(client.get(f"/ideen/{idea.number}/unterstuetzen/"))

    assert "Sie sind für „‚Grüne Ecke‘ für Kinder“?" in page
    letter = next(mail for mail in sent() if "ist angekommen" in mail.subject)
    assert "Ihre Idee „‚Grüne Ecke‘ für Kinder“ ist angekommen" in letter.body.replace("ihre", "Ihre")


# ---------------------------------------------------------------- subjects of mails
@pytest.mark.django_db
def test_a_subject_gives_no_decision_away(sent) -> None:
    staff = make_staff()
    idea, actor = make_idea(state="submitted"), make_actor(state="submitted")
    ad = make_profile(wants_ad=True, title="Suche Laden", text="Für Bücher.")
    sent().clear()

    lifecycle.apply(idea, "decline", by=staff, text="Es geht nicht.")
    lifecycle.apply(actor, "decline", by=staff, text="Es geht nicht.")
    lifecycle.apply(ad, "refuse", by=staff, text="Es geht nicht.")

    assert [mail.subject for mail in sent()] == [
        f"Neues zu Ihrer Idee {idea.number}",
        f"Neues zu Ihrem Eintrag {actor.number}",
        "Neues zu Ihrem Gesuch",
    ]
    assert "Leider können wir" in sent()[0].body  # the mail itself says what was decided


# ---------------------------------------------------------------- words that misled
@pytest.mark.django_db
def test_a_confirmation_says_what_happens_once_it_is_done(sent) -> None:
    make_idea(state="unconfirmed")
    make_actor(state="unconfirmed")
    make_profile(confirmed=False)

    bodies = [mail.body for mail in sent()]

    assert len(bodies) == 3
    for body in bodies:
        assert "Bestätigen Sie mit dem Link. Er gilt 7 Tage. Sobald Sie bestätigt haben, " in body
        assert "Erst danach" not in body


@pytest.mark.django_db
def test_a_seeker_is_not_asked_whether_the_shop_is_theirs(client: Client) -> None:
    page = text_of(client.get(make_listing().get_absolute_url()))

    assert "Besichtigung anfragen" in page and "Ihr Laden?" not in page


@pytest.mark.django_db
def test_the_filter_says_which_day_it_means(client: Client) -> None:
    page = text_of(client.get("/ladenlokale/"))

    assert "Frei spätestens am" in page and "Verfügbar bis" not in page


@pytest.mark.django_db
def test_the_page_that_ends_mails_does_not_say_that_they_have_ended(client: Client) -> None:
    row, _is_new = subscriptions.begin(
        kind="topic", target="gruen", key=uuid.uuid4(), email="news@example.org", privacy_version="test"
    )
    subscriptions.confirm(row.contribution)
    stop = subscriptions.stop_address(row.contribution).split("8000", 1)[1]

    asked, done = text_of(client.get(stop)), text_of(client.post(stop))

    assert "Sollen wir Ihnen zu „Thema:" in asked and "nicht mehr schreiben?" in asked
    assert "Sie bekommen keine" not in asked
    assert "Sie folgen hier nicht mehr." in done
