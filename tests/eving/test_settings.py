"""Settings come from the environment; production refuses to start with a sentence for each problem."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

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
        ("EVING_ENV", "staging", "EVING_ENV must be development, demo or production"),
    ],
)
def test_production_names_what_is_wrong(name: str, value: str, sentence: str) -> None:
    done = start(**{name: value})

    assert done.returncode != 0
    assert sentence in done.stderr


def test_all_problems_are_named_at_once() -> None:
    done = start(SECRET_KEY="", EMAIL_URL="", MEDIA_ROOT="")

    assert all(f"- {name} is missing" in done.stderr for name in ("SECRET_KEY", "EMAIL_URL", "MEDIA_ROOT"))
