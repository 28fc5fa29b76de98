"""Settings come from the environment; production refuses to start with a sentence for each problem."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings

from eving.runtime import environment

GOOD = {
    "EVING_ENV": "production",
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "BASE_URL": "https://eving.example",
    "ALLOWED_HOSTS": "eving.example",
    "DATABASE_URL": "postgres://eving@127.0.0.1:1/eving",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "MEDIA_ROOT": "/srv/eving/media",
    "OFFICE_OPERATOR": "Träger e. V.",
    "OFFICE_REPRESENTATIVE": "Erika Beispiel",
    "OFFICE_STREET": "Bergstraße 0",
    "OFFICE_CITY": "44339 Dortmund",
    "OFFICE_PHONE": "0231 000000",
    "OFFICE_EMAIL": "buero@eving.example",
    "OFFICE_DATA_PROTECTION": "datenschutz@eving.example",
    "OFFICE_REGISTER_COURT": "Amtsgericht Dortmund",
    "OFFICE_REGISTER_NUMBER": "VR 1234",
    "OFFICE_RESPONSIBLE": "Erika Beispiel",
    "OPERATOR_KIND": "association",
    "STATEMENT_CHECKED_ON": date.today().isoformat(),  # noqa: DTZ011 - as the check reads it
}


def start(*command: str, **changes: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_whole_environment_passes_the_deployment_check() -> None:
    done = start("check", "--deploy", "--fail-level", "WARNING", ENERGY_LAW_2026_FROM="2027-03-01")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY is too weak"),
        ("BASE_URL", "http://eving.example", "BASE_URL must begin with https://"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts"),
        ("DATABASE_URL", "", "DATABASE_URL is missing"),
        ("DATABASE_URL", "sqlite:///x", "DATABASE_URL must begin with postgres://"),
        ("EMAIL_URL", "", "EMAIL_URL is missing"),
        ("MEDIA_ROOT", "", "MEDIA_ROOT is missing"),
        ("OFFICE_OPERATOR", "", "OFFICE_OPERATOR is missing"),
        ("TRUSTED_PROXY_COUNT", "two", "TRUSTED_PROXY_COUNT must be a whole number"),
        ("ENERGY_LAW_2026_FROM", "tomorrow", "ENERGY_LAW_2026_FROM must be a day such as 2027-01-31"),
        ("REQUIRE_2FA", "perhaps", "REQUIRE_2FA must be 1 or 0"),
        ("OPERATOR_KIND", "", "OPERATOR_KIND is missing"),
        ("OPERATOR_KIND", "club", "OPERATOR_KIND must be authority or association"),
        ("OFFICE_AUTHORITY", "Stadt Dortmund", "only an authority shows the strip"),
        ("OFFICE_VAT_ID", "123", "OFFICE_VAT_ID must be DE and nine digits"),
        ("LAND", "BY", "no law of this Land is here"),
        ("STATEMENT_CHECKED_ON", "yesterday", "STATEMENT_CHECKED_ON must be a day"),
        ("BACKUP_DAYS", "many", "BACKUP_DAYS must be a whole number"),
        ("EVING_ENV", "staging", "EVING_ENV must be development, demo or production"),
    ],
)
def test_production_names_what_is_wrong(name: str, value: str, sentence: str) -> None:
    done = start(**{name: value})

    assert done.returncode != 0
    assert sentence in done.stderr


def test_a_day_that_is_set_to_nothing_is_the_default(monkeypatch) -> None:
    monkeypatch.setenv("SOME_DAY", " ")

    assert environment.env_day("SOME_DAY", "2026-11-29") == date(2026, 11, 29)
    assert environment.env_day("SOME_DAY") is None


def test_all_problems_are_named_at_once() -> None:
    done = start(SECRET_KEY="", EMAIL_URL="", MEDIA_ROOT="")

    assert all(f"- {name} is missing" in done.stderr for name in ("SECRET_KEY", "EMAIL_URL", "MEDIA_ROOT"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"OFFICE_REGISTER_COURT": "", "OFFICE_REGISTER_NUMBER": ""}, "The imprint names no register."),
        ({"OFFICE_REGISTER_COURT": ""}, "belong together: set both"),
        ({"OFFICE_RESPONSIBLE": ""}, "OFFICE_RESPONSIBLE (section 18 (2) MStV)"),
        ({"STATEMENT_MADE_ON": "2020-01-01", "STATEMENT_CHECKED_ON": "2020-01-02"}, "is older than a year"),
        ({"STATEMENT_MADE_ON": "2030-01-01"}, "lies before STATEMENT_MADE_ON"),
    ],
)
def test_the_deployment_check_names_what_the_legal_pages_lack(changes: dict[str, str], sentence: str) -> None:
    done = start("check", "--deploy", "--fail-level", "WARNING", **changes)

    assert done.returncode != 0
    assert sentence in done.stdout + done.stderr


def test_an_authority_owes_no_register() -> None:
    done = start(
        "check", "--deploy", "--fail-level", "WARNING",
        OPERATOR_KIND="authority", OFFICE_REGISTER_COURT="", OFFICE_REGISTER_NUMBER="",
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
