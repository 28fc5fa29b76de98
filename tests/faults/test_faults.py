"""A real portal whose database, line and processes really fail. ``python -m tests.faults`` prints the longer form."""

import subprocess

import pytest
from django.db import connection

from eving.runtime.postgres.programs import find_programs
from tests.faults import cases, storm
from tests.faults.portal import PROCESSES, Portal

pytestmark = pytest.mark.cluster

# No assertion about seconds or about a share of the answers: beside other tests a page may starve for the processor.
# `python -m tests.faults` prints both.


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("faults")
    portal = Portal(folder)
    try:
        with django_db_blocker.unblock():
            portal.start(dump_of_the_tests(folder / "dump"))
        yield portal
    finally:
        portal.stop()


def dump_of_the_tests(path):
    """Tables as the tests have them: migrating would take longer than everything below."""
    values = connection.settings_dict
    place = ["--host", values["HOST"], "--port", str(values["PORT"]), "--username", values["USER"]]
    dump = [find_programs().folder / "pg_dump", "--format=custom", *place, values["NAME"]]
    with path.open("wb") as target:
        subprocess.run(dump, stdout=target, check=True)
    return path


def test_after_a_restart_each_process_fails_one_page_at_most(portal):
    after, cut = cases.restart(portal)

    assert [each.given_up <= PROCESSES for each in (after, cut)] == [True, True], (after.answers, cut.answers)
    portal.wait_until_all_is_back(cases.PAGES)


def test_while_nobody_is_let_in_pages_say_so_soon_and_come_back_at_once(portal):
    meanwhile, legal, ready, after = cases.refused(portal, seconds=4)

    assert (set(meanwhile.statuses), legal.statuses, set(ready.statuses)) == ({503}, {200: 1}, {503})
    assert after.given_up <= PROCESSES, after.statuses
    portal.wait_until_all_is_back(cases.PAGES)


def test_while_the_database_is_silent_pages_say_so_soon_and_come_back_at_once(portal):
    first, alive, one, legal, ready, after = cases.silent(portal, rounds=4)

    assert [set(each.statuses) for each in (first, one, ready)] == [{503}] * 3
    assert [set(each.statuses) for each in (alive, legal)] == [{200}] * 2
    assert after.given_up <= PROCESSES, after.statuses
    portal.wait_until_all_is_back(cases.PAGES)


def test_a_slow_line_is_no_outage(portal):
    [seen] = cases.slow(portal)

    assert seen.given_up == 0, seen.statuses


def test_a_locked_table_closes_only_the_pages_that_need_it(portal):
    needy, other, after = cases.locked(portal)

    assert needy.statuses == {503: 5}
    assert set(other.statuses) <= {200, 503}, "the case itself waits until each of them was read meanwhile"
    assert after.given_up == 0
    portal.wait_until_all_is_back(cases.PAGES)
    assert all(answer.headers.get("retry-after") == "10" for answer in needy.answers)
    assert all(">Das Portal macht eine kurze Pause" in answer.text for answer in needy.answers)


def test_sixty_messages_at_once_are_taken_or_asked_to_come_back_and_none_is_lost(portal):
    [seen] = cases.posts(portal, 60, "sechzig")

    thanked = [number for number, answer in enumerate(seen.answers) if answer.status == 302]
    found = cases.stored(portal, "sechzig")
    assert set(seen.statuses) <= {302, 503}
    assert {cases.message(number, "sechzig")["text"] for number in thanked} <= set(found)
    assert set(found.values()) == {1}


def test_sixty_supports_in_a_second_are_taken_or_asked_to_come_back_and_none_is_lost(portal):
    opened, sent = cases.supports(portal, 60, "sechzig")

    assert [set(each.statuses) <= {allowed, 503} for each, allowed in ((opened, 200), (sent, 302))] == [True, True]
    thanked = {person for person, answer in enumerate(sent.answers) if answer.status == 302}
    found = cases.supported(portal, "sechzig")
    assert {cases.supporter(person, "sechzig") for person in thanked} <= set(found)
    assert set(found.values()) <= {1}


@pytest.mark.bulk
def test_uploads_at_once_leave_readers_their_pages(portal):
    sent, read, _after = cases.uploads(portal)

    assert set(sent.statuses) <= {302, 422, 503}
    # tests/portal/test_uploads_at_once.py asserts that those who wait keep no connection.
    assert {200} <= set(read.statuses) <= {200, 503}, read.statuses


@pytest.mark.bulk
def test_sixty_documents_at_once_leave_readers_their_pages(portal):
    documents, read, _after = cases.documents(portal)

    assert {200} <= set(documents.statuses) <= {200, 503}
    assert {200} <= set(read.statuses) <= {200, 503}, read.statuses


@pytest.mark.bulk
def test_what_was_acknowledged_outlives_every_kill(portal):
    count = cases.kills(portal, 60, mark="erschlagen")

    assert (count.acknowledged, count.lost, count.doubled) == (60, 0, 0)


def test_no_outage_is_a_mistake_of_ours(portal):
    """Whatever the tests above have done: no page was answered by 500."""
    assert "Internal Server Error" not in portal.log()


def test_in_a_storm_of_changes_every_process_shows_the_last_one(portal):
    seen = storm.changes(portal)

    assert (seen.stale, seen.others) == ([], [])
    assert {path for path, _least, _shown in seen.readings} == set(storm.PATHS)


def test_copies_that_hear_of_no_change_would_be_found(portal):
    """The twin, without a storm: on a busy machine it may be over before anybody has read a copy."""
    portal.sql("ALTER TABLE projects_idea DISABLE TRIGGER page_version")
    try:
        seen = storm.one_after_the_other(portal, count=3)
    finally:
        portal.sql("ALTER TABLE projects_idea ENABLE TRIGGER page_version")
        portal.sql("DELETE FROM core_storedpage")

    assert seen.stale
