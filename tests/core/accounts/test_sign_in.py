"""Tests of signing in: password and code, invitation by mail, recovery."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
import zxcvbn
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from eving.core.accounts import factors, key_storage, views
from eving.core.accounts.passwords import LONGEST_LOOKED_AT, NoDistrictWords, NotSoonGuessed
from eving.core.messaging import mail
from eving.core.models import RateBucket, User
from eving.core.people import links, rate_limits
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, link_in, text_of

pytestmark = pytest.mark.django_db
PASSWORD = "hammerkopf-1926-turm"
NEW = "drei blaue Regenschirme"
LOGIN, CODE, ENROL = "/verwaltung/login/", "/verwaltung/anmelden/code/", "/verwaltung/konto/zweiter-faktor/"
CODES, ACCOUNT = "/verwaltung/konto/ersatzcodes/", "/verwaltung/konto/"


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    """The code that the authenticator app displays, ``steps`` half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06}"


def wrong_code(device: TOTPDevice) -> str:
    near = {code_of(device, steps=steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444") if code not in near)


def with_factor(**fields: Any) -> tuple[User, TOTPDevice]:
    user = make_staff(**fields)
    return user, TOTPDevice.objects.create(user=user, name="app")


def give_password(client: Client, user: User, path: str = LOGIN) -> HttpResponse:
    return client.post(path, {"username": user.username, "password": PASSWORD})


def is_inside(client: Client) -> bool:
    return client.get("/verwaltung/").status_code == 200


# ---------------------------------------------------------------- password and second factor
def test_without_a_second_factor_the_password_signs_in(client: Client) -> None:
    give_password(client, make_staff())

    assert is_inside(client)


def test_with_a_second_factor_the_password_opens_nothing_and_the_code_does(client: Client) -> None:
    user, device = with_factor()

    first = give_password(client, user, f"{LOGIN}?next=/verwaltung/core/topic/")
    between = client.get("/verwaltung/")
    second = fill_in(client, CODE, code=code_of(device))

    assert (first.status_code, first["Location"]) == (302, CODE)
    assert (between.status_code, between["Location"].split("?")[0]) == (302, LOGIN)
    assert (second.status_code, second["Location"]) == (302, "/verwaltung/core/topic/")
    assert is_inside(client)


def test_the_session_gets_a_new_key_at_each_step(client: Client) -> None:
    user, device = with_factor()
    client.force_login(make_staff())
    keys = [client.session.session_key]

    give_password(client, user)
    keys.append(client.session.session_key)
    fill_in(client, CODE, code=code_of(device))
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3


def test_a_code_page_without_password_leads_to_the_log_in(client: Client) -> None:
    assert client.get(CODE)["Location"] == LOGIN
    assert client.post(CODE, {"code": "123456"})["Location"] == LOGIN


def test_after_ten_minutes_the_password_is_asked_again(client: Client) -> None:
    user, device = with_factor()
    give_password(client, user)
    session = client.session
    session[views.PENDING] = {**session[views.PENDING], "at": int(time.time()) - 601}
    session.save()

    answer = client.post(CODE, {"code": code_of(device)})

    assert answer["Location"] == LOGIN
    assert not is_inside(client)


def test_a_password_changed_meanwhile_ends_the_first_step(client: Client) -> None:
    user, device = with_factor()
    give_password(client, user)
    user.set_password(NEW)
    user.save(update_fields=["password"])

    answer = client.post(CODE, {"code": code_of(device)})

    assert answer["Location"] == LOGIN
    assert not is_inside(client)


def test_a_wrong_code_is_named_and_the_password_never_stands_in_the_page(client: Client) -> None:
    user, device = with_factor()
    give_password(client, user)

    page = fill_in(client, CODE, code=wrong_code(device))

    assert "<title>Fehler:" in page.content.decode()
    assert PASSWORD not in page.content.decode() and 'type="password"' not in page.content.decode()
    assert page.context["form"].errors["code"] and not is_inside(client)


def test_a_code_signs_in_once(client: Client) -> None:
    user, device = with_factor()
    code = code_of(device)
    give_password(client, user)
    fill_in(client, CODE, code=code)
    client.logout()

    give_password(client, user)
    fill_in(client, CODE, code=code)

    assert not is_inside(client)


def test_a_recovery_code_signs_in_once_and_says_how_many_are_left(client: Client) -> None:
    user, _device = with_factor()
    code = factors.renew_recovery_codes(user)[3]

    give_password(client, user)
    answer = client.post(CODE, {"code": f"{code[:5]} {code[5:]}"}, follow=True)
    assert "9" in str(next(iter(answer.context["messages"]))) and is_inside(client)

    client.logout()
    give_password(client, user)
    client.post(CODE, {"code": code})
    assert not is_inside(client)


def test_a_wrong_code_too_soon_after_another_says_until_when_to_wait(client: Client) -> None:
    user, device = with_factor()
    TOTPDevice.objects.filter(pk=device.pk).update(
        throttling_failure_count=8, throttling_failure_timestamp=timezone.now()
    )
    give_password(client, user)

    page = fill_in(client, CODE, code=code_of(device))

    assert re.search(r"\d\d:\d\d:\d\d", str(page.context["form"].errors["code"]))
    assert not is_inside(client)


def test_guessing_codes_ends_after_a_while_and_locks_out_nobody_else(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(factors, "TRIES_PER_HOUR", 3)
    (anna, of_anna), (bert, of_bert) = with_factor(username="anna"), with_factor(username="bert")
    give_password(client, anna)

    tries = [client.post(CODE, {"code": "abc"}).status_code for _number in range(4)]

    assert tries == [200, 200, 200, 429]
    assert client.post(CODE, {"code": code_of(of_anna)}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    give_password(elsewhere, anna)
    assert fill_in(elsewhere, CODE, code=code_of(of_anna)).status_code == 302 and is_inside(elsewhere)
    beside = Client()
    give_password(beside, bert)
    assert fill_in(beside, CODE, code=code_of(of_bert)).status_code == 302 and is_inside(beside)


def test_without_the_count_guessing_would_never_end(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(factors, "TRIES_PER_HOUR", 10**6)
    anna, _device = with_factor(username="anna")
    give_password(client, anna)

    assert {client.post(CODE, {"code": "abc"}).status_code for _number in range(30)} == {200}
    assert RateBucket.objects.order_by("-count").first().count >= 30


def test_an_address_of_another_host_is_not_followed(client: Client) -> None:
    user, device = with_factor()

    give_password(client, user, f"{LOGIN}?next=https://evil.example/")
    answer = fill_in(client, CODE, code=code_of(device))

    assert answer["Location"] == "/verwaltung/"


# ---------------------------------------------------------------- an enforced second factor
@pytest.fixture
def demanding(settings) -> None:
    settings.REQUIRE_2FA = True


def enrol(client: Client) -> HttpResponse:
    client.get(ENROL)
    device = TOTPDevice(key=client.session[views.NEW_KEY])
    return fill_in(client, ENROL, code=code_of(device))


def test_who_must_set_up_a_second_factor_gets_no_other_page(client: Client, demanding: None) -> None:
    idea = make_idea(state="submitted")
    give_password(client, make_staff())

    for path in ["", "konto/", "konto/ersatzcodes/", "projects/idea/", f"projects/idea/{idea.pk}/change/", "core/user/",
                 "password_change/", "jsi18n/"]:  # fmt: skip
        for answer in (client.get(f"/verwaltung/{path}"), client.post(f"/verwaltung/{path}")):
            assert (answer.status_code, answer["Location"]) == (302, ENROL), path
    page = client.get(ENROL)
    assert page.status_code == 200 and "<svg" in page.content.decode()
    assert 'action="/verwaltung/logout/"' in page.content.decode() and "/verwaltung/konto/" not in text_of(page)
    assert client.post("/verwaltung/logout/").status_code == 200


def test_setting_up_the_app_signs_in_and_shows_ten_codes_until_they_are_kept(client: Client, demanding: None) -> None:
    user = make_staff()
    give_password(client, user)

    answer = enrol(client)
    shown = client.get(CODES)
    kept = client.post(CODES, {"kept": "1"})
    later = client.get(CODES)

    assert answer["Location"] == CODES
    tokens = set(StaticDevice.objects.get(user=user).token_set.values_list("token", flat=True))
    codes = {code.replace(" ", "") for code in shown.context["codes"]}
    assert len(tokens) == len(codes) == 10 and {key_storage.digests(code)[0] for code in codes} == tokens
    assert kept["Location"] == "/verwaltung/" and is_inside(client)
    assert later.context["codes"] == [] and later.context["left"] == 10
    assert not any(code[:5] in later.content.decode() for code in codes)


def test_the_page_shows_the_secret_in_groups_and_keeps_it_after_a_wrong_code(client: Client, demanding: None) -> None:
    give_password(client, make_staff())
    secret = client.get(ENROL).context["secret"]

    again = fill_in(client, ENROL, code="12")

    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    assert again.context["secret"] == secret and again.context["form"].errors["code"]
    assert TOTPDevice.objects.count() == 0 and " style=" not in again.content.decode()


def test_the_code_that_set_up_the_app_does_not_sign_in_again(client: Client, demanding: None) -> None:
    user = make_staff()
    give_password(client, user)
    enrol(client)
    device = TOTPDevice.objects.get(user=user)
    client.logout()

    give_password(client, user)
    fill_in(client, CODE, code=code_of(device))

    assert not is_inside(client)
    assert device.last_t > 0


def test_a_session_without_code_is_worth_nothing_where_a_factor_is_demanded(client: Client, demanding: None) -> None:
    user, _device = with_factor()
    client.force_login(user)

    answers = [client.get(path) for path in ("/verwaltung/", ENROL, CODES)]

    assert {answer["Location"].split("?")[0] for answer in answers} == {LOGIN}


def test_who_is_in_by_password_alone_cannot_put_another_factor_in_place(client: Client) -> None:
    user, device = with_factor()
    client.force_login(user)

    answers = [client.post(path, {"code": "123456"}) for path in (ENROL, CODES, f"{ENROL}entfernen/")]

    assert {answer["Location"] for answer in answers} == {ACCOUNT}
    assert list(TOTPDevice.objects.filter(user=user)) == [device]
    assert not StaticDevice.objects.exists()


# ---------------------------------------------------------------- one's own account
def test_who_wants_sets_up_another_telephone_and_the_old_one_ends(client: Client) -> None:
    user, old = with_factor()
    give_password(client, user)
    fill_in(client, CODE, code=code_of(old))

    enrol(client)

    [new] = TOTPDevice.objects.filter(user=user)
    assert new.pk != old.pk and new.key != old.key
    assert is_inside(client)


def test_the_second_factor_goes_only_where_none_is_demanded(client: Client, settings) -> None:
    user, device = with_factor()
    give_password(client, user)
    fill_in(client, CODE, code=code_of(device))
    settings.REQUIRE_2FA = True
    client.post(f"{ENROL}entfernen/")
    assert factors.has_factor(user)

    settings.REQUIRE_2FA = False
    assert client.get(f"{ENROL}entfernen/").status_code == 200 and factors.has_factor(user)
    client.post(f"{ENROL}entfernen/")

    assert not factors.has_factor(user)
    assert is_inside(client)


def test_new_recovery_codes_end_the_old_ones(client: Client) -> None:
    user, device = with_factor()
    old = factors.renew_recovery_codes(user)
    give_password(client, user)
    fill_in(client, CODE, code=code_of(device))

    page = client.post(CODES, follow=True)

    new = {code.replace(" ", "") for code in page.context["codes"]}
    assert len(new) == 10 and new.isdisjoint(old)
    assert factors.recovery_codes_left(user) == 10


def test_the_morning_mail_is_switched_off_and_on(client: Client) -> None:
    user = make_staff()
    client.force_login(user)

    fill_in(client, ACCOUNT)
    off = User.objects.get(pk=user.pk).wants_morning_mail
    fill_in(client, ACCOUNT, wants_morning_mail="on")
    on = User.objects.get(pk=user.pk).wants_morning_mail

    assert (off, on) == (False, True)


# ---------------------------------------------------------------- invitation
@pytest.fixture
def lead(client: Client) -> Client:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name="Leitung"))
    client.force_login(user)
    return client


def invited(lead: Client) -> User:
    role = Group.objects.get(name="Redaktion")
    answer = fill_in(
        lead, "/verwaltung/core/user/add/", first_name="Carla", last_name="Neu", username="carla",
        email="carla@eving.example", groups=[role.pk],
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    return User.objects.get(username="carla")


def test_an_invited_colleague_chooses_a_password_behind_the_link(lead: Client, sent) -> None:
    carla = invited(lead)
    [mail] = sent()
    path = link_in(mail.body, "/verwaltung/einladung/")
    visitor = Client()

    assert (mail.to, carla.is_staff, carla.has_usable_password()) == (["Carla Neu <carla@eving.example>"], True, False)
    assert visitor.get(path).status_code == 200 and not User.objects.get(pk=carla.pk).has_usable_password()
    answer = fill_in(visitor, path, new_password1=NEW, new_password2=NEW)

    carla.refresh_from_db()
    assert answer["Location"] == LOGIN and carla.check_password(NEW)
    assert [group.name for group in carla.groups.all()] == ["Redaktion"]
    assert visitor.get(path).status_code == 404 and visitor.post(path, {}).status_code == 404
    visitor.post(LOGIN, {"username": "carla", "password": NEW})
    assert is_inside(visitor)


def test_a_password_of_the_district_is_refused_behind_the_link(lead: Client, sent) -> None:
    carla = invited(lead)
    path = link_in(sent()[0].body, "/verwaltung/einladung/")

    page = fill_in(Client(), path, new_password1=PASSWORD, new_password2=PASSWORD)

    assert page.context["form"].errors["new_password2"] and PASSWORD not in page.content.decode()
    assert not User.objects.get(pk=carla.pk).has_usable_password()


def test_an_invitation_sent_again_ends_the_first_and_is_noted(lead: Client, sent) -> None:
    carla = invited(lead)
    first = link_in(sent()[0].body, "/verwaltung/einladung/")
    again = reverse("admin:core_user_invite", args=[carla.pk])
    assert again in lead.get(reverse("admin:core_user_change", args=[carla.pk])).content.decode()
    assert lead.get(again).status_code == 200 and len(sent()) == 1

    lead.post(again)

    second = link_in(sent()[1].body, "/verwaltung/einladung/")
    assert Client().get(first).status_code == 404 and Client().get(second).status_code == 200
    assert LogEntry.objects.filter(object_id=str(carla.pk)).count() == 2


def test_who_has_a_password_is_not_invited(lead: Client, sent) -> None:
    colleague = make_staff(is_superuser=False)

    lead.post(reverse("admin:core_user_invite", args=[colleague.pk]))

    assert sent() == []


def test_an_invitation_ends_after_a_week(lead: Client, monkeypatch) -> None:
    carla = invited(lead)
    path = reverse("admin:invitation", args=[links.make(carla, "invitation")])
    monkeypatch.setattr(links.Token, "age", timedelta(days=7, seconds=1))

    assert Client().get(path).status_code == 404


def test_the_link_of_one_purpose_does_not_serve_the_other() -> None:
    user = make_staff()

    path = reverse("admin:invitation", args=[links.make(user, "password")])

    assert Client().get(path).status_code == 404


def test_an_invitation_without_a_role_asks_for_one(lead: Client, sent) -> None:
    typed = {"first_name": "Carla", "last_name": "Neu", "username": "carla", "email": "carla@eving.example"}

    page = fill_in(lead, "/verwaltung/core/user/add/", **typed)

    assert "Bitte wählen Sie mindestens eine Rolle" in text_of(page)
    assert not User.objects.filter(username="carla").exists() and sent() == []


def test_an_address_is_invited_once(lead: Client) -> None:
    make_staff(email="carla@eving.example")

    page = fill_in(lead, "/verwaltung/core/user/add/", username="carla2", email="Carla@eving.example")

    assert page.context["adminform"].form.errors["email"]


# ---------------------------------------------------------------- recovery
def test_a_forgotten_password_gets_the_same_answer_for_everyone(client: Client, sent) -> None:
    user = make_staff()
    make_staff(email="weg@eving.example", is_active=False)

    answers = [
        fill_in(client, "/verwaltung/passwort-vergessen/", email=email)
        for email in (user.email.upper(), "niemand@example.org", "weg@eving.example")
    ]

    assert {answer["Location"] for answer in answers} == {"/verwaltung/passwort-vergessen/verschickt/"}
    assert [mail.to for mail in sent()] == [[user.email]]
    path = link_in(sent()[0].body, "/verwaltung/passwort-vergessen/")
    fill_in(client, path, new_password1=NEW, new_password2=NEW)
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert client.get(path).status_code == 404


def test_at_most_three_mails_a_day_go_to_one_address(client: Client, sent) -> None:
    user = make_staff()

    for _number in range(5):
        fill_in(client, "/verwaltung/passwort-vergessen/", email=user.email)

    assert len(sent()) == 3


def ask_for_link(email: str, address: str, times: int = 1) -> None:
    for _number in range(times):
        fill_in(Client(REMOTE_ADDR=address), "/verwaltung/passwort-vergessen/", email=email)


def test_posts_of_a_stranger_do_not_end_the_reset_of_a_colleague(sent) -> None:
    user = make_staff()
    ask_for_link(user.email, "203.0.113.1", times=15)
    for _number in range(5):  # neither are public forms slowed down by them
        fill_in(Client(REMOTE_ADDR="203.0.113.2"), "/meine-daten/", email=user.email)
        mail.confirmation_allowed(user.email)
    before = len(sent())

    ask_for_link(user.email, "198.51.100.7")

    assert (before, len(sent())) == (3, 4)


def test_counted_by_the_address_alone_three_posts_would_end_it() -> None:
    user = make_staff()

    assert [mail.confirmation_allowed(user.email) for _number in range(4)] == [True, True, True, False]


def test_many_senders_together_do_not_flood_one_mailbox(sent) -> None:
    user = make_staff()

    for number in range(mail.MOST_LINKS_A_DAY + 5):
        ask_for_link(user.email, f"203.0.113.{number}")

    assert len(sent()) == mail.MOST_LINKS_A_DAY


def test_who_tries_passwords_from_a_whole_48_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr(factors, "TRIES_PER_HOUR", 2)
    user = make_staff()
    walk = [f"2001:db8:1:{number:x}::1" for number in range(2 * rate_limits.WIDER + 1)]

    answers = [
        Client(REMOTE_ADDR=address).post(LOGIN, {"username": user.username, "password": "falsch"}).status_code
        for address in walk
    ]

    assert (set(answers[:-1]), answers[-1]) == ({200}, 429)


def test_who_asks_too_often_is_asked_to_come_back_later(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(views, "ASKS_PER_HOUR", 2)

    answers = [client.post("/verwaltung/passwort-vergessen/", {"email": f"a{n}@b.example"}) for n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]


def test_a_new_password_leaves_the_second_factor_in_place(client: Client) -> None:
    user, _device = with_factor()
    path = reverse("admin:new_password", args=[links.make(user, "password")])
    fill_in(client, path, new_password1=NEW, new_password2=NEW)

    client.post(LOGIN, {"username": user.username, "password": NEW})

    assert not is_inside(client)


def test_a_lead_resets_the_second_factor_of_a_colleague(lead: Client) -> None:
    colleague, _device = with_factor(is_superuser=False)
    factors.renew_recovery_codes(colleague)
    path = reverse("admin:core_user_reset_factor", args=[colleague.pk])
    assert path in lead.get(reverse("admin:core_user_change", args=[colleague.pk])).content.decode()
    assert lead.get(path).status_code == 200 and factors.has_factor(colleague)

    lead.post(path)

    assert not factors.has_factor(colleague) and factors.recovery_codes_left(colleague) == 0
    assert LogEntry.objects.get(object_id=str(colleague.pk)).change_message


def test_a_lead_touches_no_superuser_and_makes_none(lead: Client) -> None:
    boss, _device = with_factor(email="boss@eving.example")
    colleague = make_staff(is_superuser=False)
    change = reverse("admin:core_user_change", args=[boss.pk])

    answers = [
        lead.post(change, {"username": "boss", "email": "lead@eving.example"}),
        lead.post(reverse("admin:core_user_delete", args=[boss.pk]), {"post": "yes"}),
        lead.post(reverse("admin:core_user_reset_factor", args=[boss.pk])),
        lead.post(reverse("admin:core_user_invite", args=[boss.pk])),
    ]
    fill_in(
        lead, reverse("admin:core_user_change", args=[colleague.pk]),
        username="x", email="x@eving.example", is_active="on", is_staff="on", is_superuser="on",
        groups=[Group.objects.get(name="Lesen").pk],
    )  # fmt: skip

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert User.objects.get(pk=boss.pk).email == "boss@eving.example" and factors.has_factor(boss)
    changed = User.objects.get(pk=colleague.pk)
    assert (changed.username, changed.is_superuser) == ("x", False)


# ---------------------------------------------------------------- passwords
@pytest.mark.parametrize(
    "password",
    ["hammerkopf-1926-turm", "Zeche.Minister.Stein!", "D0rtmund-Ev1ng-2026", "Quartiersmanagement2026",
     "EvingNRW44339!!", "Evinger Straße 200", "Ruhr_Ruhr_Ruhr_99", "Kemminghausen1234"],
)  # fmt: skip
def test_a_password_of_district_words_is_refused_and_the_sentence_says_what_to_do(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NoDistrictWords().validate(password)

    assert "Stadtbezirks" in refused.value.messages[0]


@pytest.mark.parametrize("password", [NEW, "Zeche und Regenbogenforelle", "7$9!x4%2&8k+1z#", "eving-aprikosen-44"])
def test_a_password_of_other_words_is_accepted(password: str) -> None:
    assert NoDistrictWords().validate(password) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("aaaaaaaaaaaa", "wiederholt sich"),
        ("Schalke04Schalke04", "wiederholt sich"),
        ("qwertzuiop12", "Tastatur"),
        ("asdfghjklöä1", "Tastatur"),
        ("abcdefghijkl", "Tastatur"),
        ("Sommer2026!!", "üblichen Wörtern"),
        ("Frühling2027!!", "üblichen Wörtern"),
        ("Willkommen2026", "üblichen Wörtern"),
        ("ichliebedich12", "üblichen Wörtern"),
        ("Kemminghausen2", "üblichen Wörtern"),
    ],
)
def test_a_password_that_is_guessed_soon_is_refused_with_advice(password: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NotSoonGuessed().validate(password)

    [sentence] = refused.value.messages
    assert reason in sentence and "Nehmen Sie drei oder vier Wörter" in sentence


@pytest.mark.parametrize("password", [NEW, "Zeche und Regenbogenforelle", "7$9!x4%2&8k+1z#", "Kaffee Gletscher Wolke"])
def test_a_good_password_is_taken(password: str) -> None:
    assert NotSoonGuessed().validate(password) is None


def test_one_s_own_name_does_not_make_a_password_better() -> None:
    user = User(username="nepomuk.zwetschgental", email="nepomuk@eving.example")
    password = "Zwetschgental12"
    assert NotSoonGuessed().validate(password) is None

    with pytest.raises(ValidationError):
        NotSoonGuessed().validate(password, user)


def test_without_the_estimator_they_would_be_taken() -> None:
    for password in ("qwertzuiop12", "Sommer2026!!", "Willkommen2026", "aaaaaaaaaaaa"):
        assert NoDistrictWords().validate(password) is None
    assert any("NotSoonGuessed" in entry["NAME"] for entry in settings.AUTH_PASSWORD_VALIDATORS)


def test_a_very_long_password_is_judged_by_its_beginning(monkeypatch) -> None:
    seen = []
    real = zxcvbn.zxcvbn
    monkeypatch.setattr(zxcvbn, "zxcvbn", lambda text, **kwargs: seen.append(len(text)) or real(text, **kwargs))

    assert NotSoonGuessed().validate(f"{NEW} " * 5000) is None
    with pytest.raises(ValidationError):
        NotSoonGuessed().validate("ß" * 100_000)

    assert max(seen) <= LONGEST_LOOKED_AT
