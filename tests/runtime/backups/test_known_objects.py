"""What the portal has made is known, and what it has not made is asked about."""

import pytest

from eving.runtime.backups import known_objects
from tests.runtime.backups.drill import back_up, contents, link_to, make_backup_of

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


def test_the_list_of_known_objects_is_that_of_the_migrated_database() -> None:
    assert known_objects.known().current == known_objects.found(), "run “manage.py known_objects” after a new migration"


def test_what_a_release_no_longer_makes_stays_known_as_former(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(known_objects, "LIST", tmp_path / "list")

    known_objects.write(frozenset({"table a", "table b"}))
    known_objects.write(frozenset({"table b", "table c"}))

    assert (tmp_path / "list").read_text() == "table b\ntable c\nformer table a\n"
    assert known_objects.known().others({"table a", "table c", "table d"}) == ["table d"]


ADDED = """
    CREATE TABLE strange (number int);
    CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER watch BEFORE UPDATE ON core_user FOR EACH ROW EXECUTE FUNCTION public.spy();
    CREATE RULE quiet AS ON DELETE TO core_user DO INSTEAD NOTHING;
    CREATE POLICY few ON core_user USING (true);
    CREATE VIEW everything AS SELECT * FROM core_user;
    CREATE OR REPLACE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
        LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
    DROP TRIGGER procrastinate_trigger_delete_jobs_v1 ON procrastinate_jobs;
"""
CHANGED, MISSING = "procrastinate_notify_queue_abort_job_v1()", "missing trigger procrastinate_trigger_delete_jobs_v1"
NAMES = ["strange", "spy", "watch", "quiet", "few", "everything", CHANGED]


@pytest.mark.cluster
@pytest.mark.usefixtures("committed")
def test_what_the_portal_has_not_made_is_named_and_put_back_only_when_asked(tmp_path, second, restore) -> None:
    backup = back_up(tmp_path / "backups")
    assert restore(backup, "--no-purge").returncode == 0
    with link_to(second) as link:
        link.execute(ADDED)
    told = make_backup_of(second, tmp_path / "others")
    before = contents(second)

    refused = restore(tmp_path / "others", "--replace")

    assert refused.returncode == 1 and all(name in refused.stderr for name in (*NAMES, MISSING)), refused.stderr
    assert contents(second) == before
    assert all(name in told for name in NAMES)
    accepted = restore(tmp_path / "others", "--replace", "--accept-other-objects", "--no-purge")
    assert accepted.returncode == 0, accepted.stderr
    assert "strange" in contents(second), "without the list nobody would have asked"
