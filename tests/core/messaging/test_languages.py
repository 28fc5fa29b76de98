"""Mails in the language of their person, on the ways that are easily forgotten."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from eving.core.messaging import digests, mail, submissions, subscriptions
from eving.core.models import Contribution, FailedMail, Participant
from eving.core.people import participants
from eving.core.workflow import lifecycle
from projects.services import participation
from tests.core.messaging.test_digests import follow
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, link_in, links_in
from tests.vacancies.make import make_listing, make_profile
from vacancies.services import alerts

pytestmark = pytest.mark.django_db


def english(*contributions: Contribution) -> None:
    Contribution.objects.filter(pk__in=[row.pk for row in contributions]).update(language="en")


def digest_of(idea, sent: Callable[[], list]):
    lifecycle.apply(idea, "review", by=make_staff())
    digests.send_digests(timezone.now() + timedelta(hours=1))
    return sent()[-1]


def test_a_digest_is_in_english_with_links_that_work_and_unsubscribe(client: Client, sent: Callable) -> None:
    idea = make_idea(title="Ein Brunnen")
    row = follow("uli@example.org", "idea", idea.number)
    english(row.contribution)

    letter = digest_of(idea, sent)

    assert letter.subject.startswith("News") and "Kind regards" in letter.body
    for path in links_in(letter.body):
        assert path.startswith("/en/") and client.get(path).status_code == 200, path
    [stop] = re.findall(r"<http://127\.0\.0\.1:8000(.+)>", letter.extra_headers["List-Unsubscribe"])
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Participant.objects.filter(email="uli@example.org").exists()


def test_a_form_that_a_stranger_fills_in_does_not_change_the_language_of_somebodys_news(
    client: Client, sent: Callable
) -> None:
    idea = make_idea(title="Ein Brunnen")
    follow("uli@example.org", "idea", idea.number)
    with translation.override("en"):
        make_idea(state="unconfirmed", email="uli@example.org")

    assert digest_of(idea, sent).subject.startswith("Neu")


def test_of_two_confirmed_contributions_the_newer_one_says_the_language(sent: Callable) -> None:
    idea = make_idea(title="Ein Brunnen")
    follow("uli@example.org", "idea", idea.number)
    with translation.override("en"):
        make_idea(state="submitted", email="uli@example.org")

    assert digest_of(idea, sent).subject.startswith("News")


def test_a_failed_mail_that_is_sent_again_stays_in_its_language(sent: Callable) -> None:
    idea = make_idea(state="submitted")
    english(idea.contribution)
    mail.note_failure("projects.idea_received", idea.contribution_id, str(uuid.uuid4()), "550", "x@example.org")
    mail.send_again(FailedMail.objects.get())

    assert link_in(sent()[-1].body, "/en/ideen/verwalten/")


def test_the_link_to_ones_own_data_sent_again_is_in_the_persons_language(sent: Callable) -> None:
    idea = make_idea(state="submitted", email="uli@example.org")
    english(idea.contribution)
    person = Participant.objects.get(email="uli@example.org")
    mail.note_failure("portal.my_data", person.pk, str(uuid.uuid4()), "550", person.email)
    mail.send_again(FailedMail.objects.get())

    assert link_in(sent()[-1].body, "/en/meine-daten/")


def test_staff_who_correct_an_english_address_too_late_read_why_in_german() -> None:
    idea = make_idea()
    with translation.override("en"):
        row = participation.support(
            idea, key=uuid.uuid4(), email="mxa@example.org", also_follow=False, privacy_version="t"
        )
    lifecycle.apply(idea, "withdraw", by=make_staff(), text="Nein.")

    with pytest.raises(ValidationError) as refused:
        submissions.correct_address(row.contribution, "max@example.org")

    assert refused.value.messages == ["Diese Idee kann niemand mehr unterstützen."]


def test_a_corrected_address_gets_the_mail_in_the_language_of_the_form(client: Client, sent: Callable) -> None:
    with translation.override("en"):
        row = subscriptions.follow(kind="idea", target=make_idea().number, key=uuid.uuid4(), email="mxa@example.org",
                                   privacy_version="t")  # fmt: skip
    sent()
    submissions.correct_address(row.contribution, "max@example.org")

    letter = sent()[-1]
    assert (letter.to, link_in(letter.body, "/en/bestaetigen/")[:3]) == (["max@example.org"], "/en")


def test_a_corrected_address_of_a_language_given_up_gets_a_german_mail(sent: Callable) -> None:
    row = subscriptions.follow(kind="idea", target=make_idea().number, key=uuid.uuid4(), email="mxa@example.org",
                               privacy_version="t")  # fmt: skip
    Contribution.objects.update(language="xx")
    row.contribution.refresh_from_db()
    submissions.correct_address(row.contribution, "max@example.org")

    assert link_in(sent()[-1].body, "/bestaetigen/")


def test_an_alert_in_english_names_money_and_days_in_english(client: Client, sent: Callable) -> None:
    with translation.override("en"):
        profile = make_profile(email="mara@example.org")
    make_listing(title="Heller Laden", net_cold_rent_month=1250)
    sent()

    assert alerts.send_alerts(profile) == 1

    letter = sent()[-1]
    assert "€1,250" in letter.body and "1.250" not in letter.body and "<span" not in letter.body
    for path in links_in(letter.body):
        assert path.startswith("/en/") and client.get(path).status_code == 200, path


@pytest.mark.parametrize("value", ["xx", "en\0", "en'--", "<script>", "de-AT"])
def test_a_language_that_is_none_of_ours_is_refused(client: Client, sent: Callable, value: str) -> None:
    make_idea(state="submitted", email="erika@example.org")
    fill_in(client, "/meine-daten/", email="erika@example.org")
    own = link_in(sent()[-1].body, "/meine-daten/")
    row = Contribution.objects.get()

    answer = fill_in(client, f"{own}{row.pk}/berichtigen/", name="E", name_display="none", language=value)

    row.refresh_from_db()
    assert (answer.status_code, row.language, row.name) == (422, "de", "Erika Beispiel")


def test_the_download_says_the_language_of_mails(client: Client, sent: Callable) -> None:
    idea = make_idea(state="submitted", email="erika@example.org")
    english(idea.contribution)
    fill_in(client, "/meine-daten/", email="erika@example.org")
    own = link_in(sent()[-1].body, "/meine-daten/")

    data = client.get(f"{own}herunterladen/")

    assert data.json()["contributions"][0]["language_of_emails"] == "en"


def test_what_staff_record_by_telephone_gets_german_mails(sent: Callable) -> None:
    contribution, _new = participants.contribute(
        kind="idea", key=uuid.uuid4(), email="a@example.org", privacy_version="t", channel="phone"
    )
    assert contribution.language == "de"
