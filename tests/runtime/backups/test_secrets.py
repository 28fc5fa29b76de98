"""What a backup must not give away: sessions, keys of second factors, the password of the database."""

import sys

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from eving.core.accounts import factors, key_storage
from eving.runtime.backups import manifest, writing
from eving.runtime.backups.programs import Database, run_program
from tests.factories import make_staff
from tests.runtime.backups.drill import back_up, link_to, plain_text

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


# ---------------------------------------------------------------- who was inside
@pytest.mark.usefixtures("committed")
def test_sessions_are_in_no_backup_and_second_factors_lie_there_sealed(tmp_path, second, restore) -> None:
    user = make_staff()
    client = Client()
    client.force_login(user)
    key = default_key()
    TOTPDevice.objects.create(user=user, key=key)
    [code, *_others] = factors.renew_recovery_codes(user)
    session = client.session.session_key
    backup = back_up(tmp_path / "backups")
    dump = plain_text(backup / "database.dump")
    assert "staff" in dump and Session.objects.count() == 1

    answer = restore(backup, "--no-purge")

    assert answer.returncode == 0, answer.stderr
    assert not [secret for secret in (key, code, session) if secret in dump]
    with link_to(second) as link:
        assert link.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        [sealed] = link.execute("SELECT key FROM otp_totp_totpdevice").fetchone()
    assert key_storage.unseal(sealed) == key


@pytest.mark.cluster
@pytest.mark.usefixtures("committed")
def test_sessions_and_keys_of_an_older_backup_are_ended_and_sealed(tmp_path, second, restore, monkeypatch) -> None:
    user = make_staff()
    Client().force_login(user)
    key = default_key()
    device = TOTPDevice.objects.create(user=user)
    TOTPDevice.objects.filter(pk=device.pk).update(key=key)
    for module in (manifest, writing):
        monkeypatch.setattr(module, "WITHOUT_ROWS", ())
    backup = back_up(tmp_path / "backups")
    dump = plain_text(backup / "database.dump")

    answer = restore(backup, "--no-purge")

    assert answer.returncode == 0, answer.stderr
    assert key in dump and Session.objects.get().session_key in dump, "an older release wrote them down"
    with link_to(second) as link:
        assert link.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        [sealed] = link.execute("SELECT key FROM otp_totp_totpdevice").fetchone()
    assert key_storage.is_sealed(sealed) and key_storage.unseal(sealed) == key


# ---------------------------------------------------------------- the password
def test_the_password_is_in_no_command_line() -> None:
    database = Database(values={}, variables={"PGPASSWORD": "geheim"}, version=150000)
    show = "import os, sys; print(sys.argv[1:], os.environ['PGPASSWORD'])"

    said = run_program([sys.executable, "-c", show], database, "failed")

    assert said == "[] geheim\n"


def test_the_password_of_the_connection_reaches_the_programs() -> None:
    database = Database.of_portal()

    expected = connection.settings_dict["PASSWORD"] or None
    assert database.variables.get("PGPASSWORD") == expected
    assert database.variables["PGDATABASE"] == connection.settings_dict["NAME"]
    assert "PGOPTIONS" not in database.variables, "no time limit"
