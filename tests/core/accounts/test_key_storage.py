"""Tests of the encryption of second-factor keys and recovery codes in the database."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from eving.core.accounts import factors, key_storage, views
from tests.core.accounts.test_sign_in import CODE, CODES, ENROL, code_of, give_password, is_inside, with_factor
from tests.factories import make_staff
from tests.pages import fill_in

pytestmark = pytest.mark.django_db


def stored(table: str, column: str) -> list[str]:
    # Raw SQL, because the model field decrypts.
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" ORDER BY id')
        return [value for (value,) in cursor.fetchall()]


def in_clear(key: str) -> TOTPDevice:
    """A device as a release before encryption wrote it."""
    device = TOTPDevice.objects.create(user=make_staff(), name="app", key=key)
    TOTPDevice.objects.filter(pk=device.pk).update(key=key)
    return TOTPDevice.objects.get(pk=device.pk)


def migrated() -> None:
    key_storage.seal_old(sender=apps.get_app_config("otp_static"), using="default")


def test_the_database_holds_no_key_of_an_app() -> None:
    key = default_key()
    device = TOTPDevice.objects.create(user=make_staff(), key=key)

    [value] = stored("otp_totp_totpdevice", "key")

    assert value.startswith("sealed:") and key not in value and len(value) <= 80
    assert device.key == key == TOTPDevice.objects.get().key == TOTPDevice.objects.defer("key").get().key


def test_the_longest_key_of_the_column_fits() -> None:
    key = "ab" * 20

    assert len(key_storage.seal(key)) <= 80 and key_storage.unseal(key_storage.seal(key)) == key


def test_signing_in_leaves_the_key_encrypted(client: Client) -> None:
    user, device = with_factor()

    give_password(client, user)
    fill_in(client, CODE, code=code_of(device))

    assert is_inside(client)
    assert all(map(key_storage.is_sealed, stored("otp_totp_totpdevice", "key")))


def test_the_session_holds_the_new_key_and_new_codes_encrypted(client: Client) -> None:
    user = make_staff()
    client.force_login(user)
    secret = client.get(ENROL).context["secret"]
    held = json.dumps(dict(client.session))
    key = TOTPDevice(key=client.session[views.NEW_KEY]).key

    fill_in(client, ENROL, code=code_of(TOTPDevice(key=key)))
    codes = [code.replace(" ", "") for code in client.get(CODES).context["codes"]]

    assert secret and key not in held
    assert len(codes) == 10 and not any(code in json.dumps(dict(client.session)) for code in codes)


def test_a_key_of_an_older_release_signs_in_and_is_encrypted_by_migrate() -> None:
    key = default_key()
    device = in_clear(key)
    assert stored("otp_totp_totpdevice", "key") == [key] and device.key == key, "the twin: in clear it would lie there"

    migrated()

    [value] = stored("otp_totp_totpdevice", "key")
    assert key_storage.is_sealed(value) and TOTPDevice.objects.get().key == key


def test_a_former_secret_still_decrypts_and_migrate_encrypts_anew(settings) -> None:
    key = default_key()
    TOTPDevice.objects.create(user=make_staff(), key=key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 30 + "another key of this installation"
    assert TOTPDevice.objects.get().key == key

    migrated()
    settings.SECRET_KEY_FALLBACKS = []

    assert TOTPDevice.objects.get().key == key


def test_with_a_lost_secret_the_page_says_who_helps(client: Client, settings) -> None:
    user, device = with_factor()
    code = code_of(device)
    settings.SECRET_KEY = "x" * 30 + "another key of this installation"
    give_password(client, user)

    page = fill_in(client, CODE, code=code)

    assert "zurückzusetzen" in str(page.context["form"].errors["code"]) and not is_inside(client)
    migrated()  # a second run leaves it as it is
    assert all(map(key_storage.is_sealed, stored("otp_totp_totpdevice", "key")))


def test_a_changed_byte_is_no_key() -> None:
    sealed = key_storage.seal(default_key())

    for broken in (sealed[:-4] + "AAAA", sealed[:20], "sealed:", "sealed:***"):
        with pytest.raises(key_storage.Unreadable):
            key_storage.unseal(broken)


def test_the_database_holds_no_recovery_code() -> None:
    codes = factors.renew_recovery_codes(make_staff())

    values = stored("otp_static_statictoken", "token")

    assert len(values) == 10 and not set(values) & set(codes) and {len(value) for value in values} == {16}


def test_what_stands_in_the_database_opens_nothing(client: Client) -> None:
    user, _device = with_factor()
    factors.renew_recovery_codes(user)
    give_password(client, user)

    fill_in(client, CODE, code=stored("otp_static_statictoken", "token")[0])

    assert not is_inside(client)


def test_a_recovery_code_of_an_older_release_is_hashed_by_migrate_and_signs_in(client: Client) -> None:
    user, _device = with_factor()
    recovery = StaticDevice.objects.create(user=user, name="recovery")
    recovery.token_set.create(token="0123456789")

    migrated()

    assert "0123456789" not in stored("otp_static_statictoken", "token")
    give_password(client, user)
    fill_in(client, CODE, code="01234 56789")
    assert is_inside(client) and not StaticToken.objects.exists()


def test_a_recovery_code_made_with_a_former_secret_signs_in(client: Client, settings) -> None:
    user, _device = with_factor()
    code = factors.renew_recovery_codes(user)[0]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 30 + "another key of this installation"

    give_password(client, user)
    fill_in(client, CODE, code=code)

    assert is_inside(client) and factors.recovery_codes_left(user) == 9
