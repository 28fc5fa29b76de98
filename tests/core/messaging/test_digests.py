"""Tests of the daily digest: grouped, newest first, once a day, and none without news."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.messaging import digests, mail, subscriptions
from eving.core.models import Contribution, Digest, Participant, Street, Subscription, Topic
from eving.core.people import participants
from eving.core.workflow import lifecycle
from eving.portal import jobs
from projects.models import Idea, IdeaHistory
from projects.services import participation
from tests.core.messaging.test_mail import make_due, post_office, smtp_port, work  # noqa: F401 - a fixture
from tests.factories import make_idea, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.server]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def follow(email: str, kind: str, target: str) -> Subscription:
    subscriptions.follow(kind=kind, target=target, key=uuid.uuid4(), email=email, privacy_version="test")
    row = Subscription.objects.get(participant__email=email, kind=kind, target=target)
    subscriptions.confirm(row.contribution)
    row.refresh_from_db()
    return row


def take(idea: Idea, transition: str, text: str = "") -> IdeaHistory:
    return lifecycle.apply(idea, transition, by=make_staff(), text=text)


def next_morning() -> datetime:
    # At seven, so that hours later are the same day whenever the tests run.
    return timezone.localtime().replace(hour=7, minute=0, second=0, microsecond=0) + DAY


@pytest.fixture
def digest_mails(sent):
    """The digests sent so far, by address."""

    def mails() -> dict[str, list]:
        found: dict[str, list] = {}
        for letter in sent():
            if "List-Unsubscribe" in letter.extra_headers:
                found.setdefault(letter.to[0], []).append(letter)
        return found

    return mails


def test_a_day_is_one_mail_grouped_by_idea_with_the_newest_first(digest_mails) -> None:
    bench = make_idea(title="Eine Bank am Markt")
    tree = make_idea(title="Ein Baum am Platz")
    for idea in (bench, tree):
        follow("uli@example.org", "idea", idea.number)
    entries = [
        take(bench, "review"),
        take(tree, "review"),
        take(bench, "accept", "Wir stellen die Bank auf."),
    ]
    base = timezone.now() + HOUR
    for number, entry in enumerate(entries):
        IdeaHistory.objects.filter(pk=entry.pk).update(at=base + timedelta(minutes=number))

    assert digests.send_digests(base + DAY) == 1

    [letter] = digest_mails()["uli@example.org"]
    assert letter.body.index("Eine Bank am Markt") < letter.body.index("Ein Baum am Platz")
    assert letter.body.count("\nEine Bank am Markt\n") == 1
    assert letter.body.index("Wir stellen die Bank auf.") < letter.body.index("In Prüfung")
    assert len(set(re.findall(r"/folgen/ende/\S+", letter.body))) == 2
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<\S+(/folgen/alles-beenden/\S+)>", letter.extra_headers["List-Unsubscribe"])
    assert stop and Client(enforce_csrf_checks=True).post(stop[1]).status_code == 200
    assert not Subscription.objects.exists()


def test_nothing_happened_and_nothing_is_sent(digest_mails) -> None:
    idea = make_idea()
    follow("uli@example.org", "idea", idea.number)
    lifecycle.add_internal_note(idea, by=make_staff(), text="Nur für uns.")

    assert digests.send_digests(timezone.now() + HOUR) == 0

    assert digest_mails() == {} and not Digest.objects.exists()


def test_news_is_mailed_once_and_later_news_in_the_next_digest(digest_mails) -> None:
    idea = make_idea()
    follow("uli@example.org", "idea", idea.number)
    take(idea, "review")
    morning = next_morning()
    assert digests.send_digests(morning) == 1
    assert digests.send_digests(morning + HOUR) == 0
    entry = take(idea, "accept", "Das machen wir.")
    IdeaHistory.objects.filter(pk=entry.pk).update(at=morning + 2 * HOUR)

    assert digests.send_digests(morning + 3 * HOUR) == 0  # a second mail on the same day
    assert digests.send_digests(morning + DAY) == 1

    _first, second = digest_mails()["uli@example.org"]
    assert "Das machen wir." in second.body and "In Prüfung" not in second.body


def test_what_happened_before_the_confirmation_is_no_news(digest_mails) -> None:
    idea = make_idea()
    take(idea, "review")
    follow("uli@example.org", "idea", idea.number)
    subscriptions.follow(
        kind="idea", target=idea.number, key=uuid.uuid4(), email="nie@example.org", privacy_version="test"
    )

    assert digests.send_digests(timezone.now() + HOUR) == 0


def test_new_ideas_of_a_topic_and_a_street_come_once(digest_mails) -> None:
    place = {"street": Street.objects.get(slug="bergstrasse"), "topics": [Topic.objects.get(slug="gruen")]}
    follow("uli@example.org", "topic", "gruen")
    follow("uli@example.org", "street", "bergstrasse")
    make_idea(title="Ein Beet in der Bergstraße", **place)
    make_idea(title="Anderswo")
    make_idea(title="Noch geheim", state="submitted", **place)

    digests.send_digests(timezone.now() + HOUR)

    [letter] = digest_mails()["uli@example.org"]
    assert letter.body.count("Ein Beet in der Bergstraße") == 1
    assert "Anderswo" not in letter.body and "Noch geheim" not in letter.body
    assert len(set(re.findall(r"/folgen/ende/\S+", letter.body))) == 2  # both subscriptions can be ended


def test_an_author_is_not_mailed_twice(digest_mails) -> None:
    idea = make_idea(email="erika@example.org", topics=[Topic.objects.get(slug="gruen")])
    follow("erika@example.org", "idea", idea.number)
    follow("erika@example.org", "topic", "gruen")
    take(idea, "review")

    assert digests.send_digests(timezone.now() + HOUR) == 0


def test_what_was_taken_out_or_hidden_since_is_left_out(digest_mails) -> None:
    kept, hidden = make_idea(title="Bleibt"), make_idea(title="Verschwindet")
    for idea in (kept, hidden):
        follow("uli@example.org", "idea", idea.number)
        take(idea, "review")
    redacted = take(kept, "accept", "Herr Muster wohnt dort.")
    follow("nur@example.org", "idea", hidden.number)
    entry = take(hidden, "accept", "Ja.")
    IdeaHistory.objects.filter(pk=entry.pk).update(at=timezone.now() + timedelta(minutes=1))
    assert digests.send_digests(timezone.now() + HOUR) == 2

    lifecycle.redact(redacted, reason="ein Name")
    take(hidden, "withdraw")

    found = digest_mails()
    assert set(found) == {"uli@example.org"}
    [letter] = found["uli@example.org"]
    assert "Bleibt" in letter.body and "Muster" not in letter.body and "entfernt" not in letter.body
    assert "Verschwindet" not in letter.body


def test_who_ended_it_or_has_a_wrong_address_gets_nothing(digest_mails) -> None:
    idea = make_idea()
    ended = follow("ende@example.org", "idea", idea.number)
    wrong = follow("falsch@example.org", "idea", idea.number)
    follow("uli@example.org", "idea", idea.number)
    take(idea, "review")
    participants.mark_wrong(wrong.participant)

    assert digests.send_digests(timezone.now() + HOUR) == 2
    subscriptions.end(ended.contribution)

    assert set(digest_mails()) == {"uli@example.org"}
    assert not Contribution.objects.filter(kind="subscription", participant__email="ende@example.org").exists()


def test_a_run_that_breaks_off_and_starts_again_mails_nobody_twice(digest_mails, monkeypatch) -> None:
    idea = make_idea()
    people = [f"p{number}@example.org" for number in range(3)]
    for email in people:
        follow(email, "idea", idea.number)
    take(idea, "review")
    now = timezone.now() + HOUR
    real, calls = mail.send_later, []

    def power_cut(name: str, pk: int) -> None:
        calls.append(pk)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        real(name, pk)

    monkeypatch.setattr(mail, "send_later", power_cut)
    with pytest.raises(RuntimeError):
        digests.send_digests(now)
    assert Digest.objects.count() == 1  # the second person's row was rolled back with the mail
    monkeypatch.undo()

    assert digests.send_digests(now) == 2
    assert digests.send_digests(now) == 0

    found = digest_mails()
    assert {email: len(letters) for email, letters in found.items()} == dict.fromkeys(people, 1)


def test_without_the_row_of_the_day_a_second_run_would_mail_twice(digest_mails) -> None:
    """Twin of the test above: the row of the day is what stops a second run."""
    idea = make_idea()
    follow("uli@example.org", "idea", idea.number)
    take(idea, "review")
    now = timezone.now() + HOUR
    digests.send_digests(now)
    assert len(digest_mails()["uli@example.org"]) == 1

    Digest.objects.all().delete()
    digests.send_digests(now)

    assert len(digest_mails()["uli@example.org"]) == 2


def test_the_database_refuses_a_second_mail_on_a_day() -> None:
    idea = make_idea()
    row = follow("uli@example.org", "idea", idea.number)
    now = timezone.now()
    same = {"participant": row.participant, "day": now.date(), "since": now, "until": now}
    Digest.objects.create(**same)

    with pytest.raises(IntegrityError):
        Digest.objects.create(**same)


def test_old_digests_go_but_the_newest_of_each_person_who_follows(settings) -> None:
    idea = make_idea()
    row = follow("uli@example.org", "idea", idea.number)
    gone = participants.participant_for("weg@example.org")
    now = timezone.now()
    for person, age in [(row.participant, 40), (row.participant, 30), (gone, 30)]:
        until = now - age * DAY
        Digest.objects.create(participant=person, day=until.date(), since=until - DAY, until=until)

    assert digests.purge_old(now, True) == digests.purge_old(now, False) == 2
    assert digests.purge_old(now, False) == 0

    assert [digest.until for digest in Digest.objects.all()] == [now - 30 * DAY]


def test_queries_do_not_grow_with_those_to_whom_nothing_happened(django_assert_max_num_queries) -> None:
    quiet, busy = make_idea(), make_idea()
    follow("uli@example.org", "idea", busy.number)
    take(busy, "review")
    now = timezone.now() + HOUR
    with django_assert_max_num_queries(20) as few:
        digests.send_digests(now)
    Digest.objects.all().delete()
    for number in range(10):
        follow(f"p{number}@example.org", "idea", quiet.number)
    Subscription.objects.update(confirmed_at=timezone.now() - DAY)
    IdeaHistory.objects.filter(idea=quiet).update(at=timezone.now() - 2 * DAY)
    IdeaHistory.objects.filter(idea=busy, to_state="published").update(at=timezone.now() - 2 * DAY)

    with django_assert_max_num_queries(20) as many:
        assert digests.send_digests(now) == 1

    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("at", "runs"),
    [
        (datetime(2027, 1, 11, 6, 0, tzinfo=UTC), True),  # CET, UTC+1
        (datetime(2027, 1, 11, 5, 0, tzinfo=UTC), False),
        (datetime(2027, 7, 12, 5, 0, tzinfo=UTC), True),  # CEST, UTC+2
        (datetime(2027, 7, 12, 6, 0, tzinfo=UTC), False),
    ],
)
def test_digests_are_due_at_seven_once_a_day(at: datetime, runs: bool) -> None:
    assert jobs.is_seven(at, at) == runs
    assert not jobs.is_seven(at, at + DAY)


def test_never_confirmed_subscriptions_are_purged(settings) -> None:
    idea = make_idea()
    subscriptions.follow(
        kind="idea", target=idea.number, key=uuid.uuid4(), email="nie@example.org", privacy_version="test"
    )
    follow("uli@example.org", "idea", idea.number)
    Contribution.objects.filter(kind="subscription").update(
        created_at=timezone.now() - (settings.PURGE_UNCONFIRMED_DAYS + 1) * DAY
    )

    call_command("purge")

    assert [row.participant.email for row in Subscription.objects.all()] == ["uli@example.org"]
    assert not Participant.objects.filter(email="nie@example.org").exists()


def test_a_person_sees_and_loads_what_they_follow() -> None:
    idea = make_idea()
    row = follow("uli@example.org", "idea", idea.number)

    [(_contribution, kind, view)] = participants.contributions_of(row.participant)

    assert kind.code == "subscription" and idea.title in view.title and view.url == idea.get_absolute_url()


def test_a_mail_that_is_tried_again_is_the_same_mail(committed, smtp_port) -> None:  # noqa: F811
    idea = make_idea()
    follow("uli@example.org", "idea", idea.number)
    take(idea, "review")
    ProcrastinateJob.objects.filter(task_name="core.send_message").update(status="cancelled")
    assert digests.send_digests(timezone.now() + HOUR) == 1
    work()  # the mail server does not answer
    job = ProcrastinateJob.objects.get(task_name="core.send_message", status="todo")
    message_id = job.args["message_id"]

    make_due(job.pk)
    with post_office(smtp_port) as postman:
        work()

    [letter] = postman.letters
    assert f"<{message_id}@".encode() in letter.content
    assert ProcrastinateJob.objects.get(pk=job.pk).status == "succeeded"


def test_two_runs_at_once_mail_each_person_once(committed) -> None:
    idea = make_idea()
    for number in range(5):
        follow(f"p{number}@example.org", "idea", idea.number)
    take(idea, "review")
    now = timezone.now() + HOUR

    def run(_number: int) -> int:
        try:
            return digests.send_digests(now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(run, range(4)))

    assert sum(counts) == Digest.objects.count() == 5
    jobs_of_the_day = [job for job in ProcrastinateJob.objects.all() if job.args.get("name") == "core.digest"]
    assert len(jobs_of_the_day) == 5


def test_supporters_follow_as_they_ticked(digest_mails) -> None:
    idea = make_idea()
    for email, also_follow in [("ja@example.org", True), ("nein@example.org", False)]:
        row = participation.support(
            idea, key=uuid.uuid4(), email=email, also_follow=also_follow, privacy_version="test"
        )
        participation.confirm_support(row.contribution)
    take(idea, "review")

    digests.send_digests(timezone.now() + HOUR)

    assert set(digest_mails()) == {"ja@example.org"}
