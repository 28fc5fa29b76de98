"""What a log holds of a page that only its person may open: nothing that opens it, and nobody's address."""

import io
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.signing import Signer, TimestampSigner
from django.test import RequestFactory

from eving.core.models.participants import Participant
from eving.core.people import links
from eving.runtime.log_redaction import Redaction, holds_token, redacted

SIGNATURE = "t3ST-_q0dPZ5yV1xkWcJmB7nR2uE8hLsA4fGiO6bYvQ"
TOKEN = f"4711.1795000000.{SIGNATURE}"

# The portal as a process of its own: one page breaks down, one form comes without its cookie, one line is our own.
BREAK_DOWN = f"""
import logging, sys, types
import django
from django.conf import settings
from django.urls import path
django.setup()
import eving.urls
from django.test import Client

def break_down(request, token):
    try:
        raise KeyError(request.get_full_path())
    except KeyError as error:
        raise RuntimeError("no mail to erika.geheim@example.org") from error

module = types.ModuleType("broken_urls")
module.urlpatterns = [path("bestaetigen/<str:token>/kaputt/", break_down), *eving.urls.urlpatterns]
for name in ("handler400", "handler403", "handler404", "handler500"):
    setattr(module, name, getattr(eving.urls, name))
sys.modules["broken_urls"] = module
settings.ROOT_URLCONF = "broken_urls"
settings.ALLOWED_HOSTS = ["testserver"]
client = Client(raise_request_exception=False, enforce_csrf_checks=True)
answers = [
    client.get("/bestaetigen/{TOKEN}/kaputt/?beleg={TOKEN}&name=Erika+Geheim"),
    client.post("/bestaetigen/{TOKEN}/", {{"form_key": "x"}}),
    client.post("/en/meine-daten/{TOKEN}/alles-loeschen/"),
]
print([answer.status_code for answer in answers])
logging.getLogger("eving.worker").warning("job %s for %s", {{"token": "{TOKEN}"}}, "erika.geheim@example.org")
loggers = [logging.root, *logging.root.manager.loggerDict.values()]
handlers = {{handler for logger in loggers for handler in getattr(logger, "handlers", [])}}
handlers = {{handler for handler in handlers if type(handler) is not logging.NullHandler}}
print([handler for handler in handlers if "Redaction" not in [type(each).__name__ for each in handler.filters]])
if "bare" in sys.argv:
    for handler in handlers:
        handler.filters.clear()
    client.get("/bestaetigen/{TOKEN}/kaputt/")
    client.post("/bestaetigen/{TOKEN}/")
"""


def log_of_a_process(*arguments: str) -> tuple[list[str], str]:
    done = subprocess.run(
        [sys.executable, "-c", BREAK_DOWN, *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "eving.settings", "EVING_ENV": "development"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr


def test_neither_a_crash_nor_a_refused_form_writes_down_a_link_or_an_address() -> None:
    (statuses, bare_handlers), log = log_of_a_process()

    assert statuses == "[500, 403, 403]"
    assert "/bestaetigen/[token]/kaputt/" in log  # the crash, with its page
    assert "Forbidden (CSRF cookie not set.): /bestaetigen/[token]/" in log
    assert "Forbidden (CSRF cookie not set.): /en/meine-daten/[token]/alles-loeschen/" in log
    assert "RuntimeError: no mail to [e-mail]" in log and "KeyError: " in log and "in break_down" in log
    assert SIGNATURE not in log and "4711" not in log
    assert "erika" not in log.lower() and "example.org" not in log
    assert bare_handlers == "[]"  # whoever writes: Django, the jobs, the web server


def test_without_the_filter_the_log_would_hold_the_link() -> None:
    """Twin of the test above."""
    _lines, log = log_of_a_process("bare")

    assert log.count(TOKEN) >= 3 and "erika.geheim@example.org" in log


def written(record: logging.LogRecord) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s %(request)s %(job)s"))
    handler.addFilter(Redaction())
    handler.handle(record)
    return stream.getvalue()


def test_every_part_of_a_record_is_redacted() -> None:
    request = RequestFactory().get(f"/folgen/ende/{TOKEN}/")
    record = logging.makeLogRecord(
        {
            "msg": f"one {TOKEN}, another %s",
            "args": (request,),
            "exc_text": f"Traceback\n  {TOKEN}",
            "stack_info": f"Stack\n  {TOKEN}",
            "request": request,
            "job": {"args": {"token": TOKEN}, "number": 3},
        }
    )

    line = written(record)

    assert SIGNATURE not in line and SIGNATURE not in str(vars(record))
    assert line.count("[token]") == 6


def test_a_message_that_does_not_fit_its_arguments_is_no_way_around(capsys: pytest.CaptureFixture[str]) -> None:
    record = logging.makeLogRecord({"msg": "%d of %d", "args": (TOKEN,), "request": None, "job": None})

    line = written(record)

    assert "%d of %d" in line and SIGNATURE not in line + capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        f"/bestaetigen/{TOKEN}/",
        f"/bestaetigen/{TOKEN[:-20]}/",  # broken on its way
        f"/bestaetigen/{TOKEN.replace('-', '%2D')}/",
        f"/ideen/danke/?beleg={TOKEN}",
        Signer(salt="eving.form.idea").sign("00112233445566778899aabbccddeeff.1795000000"),
        TimestampSigner(salt="x").sign("photo"),
        Signer().sign("a b").replace(":", "%3A"),
        "/medien/Xy0_aB3-dE5fG7hI9jK1mN-480.webp",
    ],
    # One of them holds the time at which it was signed: every process has to call the tests alike.
    ids=["link", "link cut short", "link quoted", "receipt", "form key", "time", "text quoted", "file"],
)
def test_whatever_looks_signed_is_left_out(text: str) -> None:
    shown = redacted(text)

    assert "[token]" in shown or "?[…]" in shown
    assert SIGNATURE[:12] not in shown and redacted(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29 18:20:00,123 ERROR django.request Internal Server Error: /ideen/",
        '  File "/srv/eving/.venv/lib/python3.11/site-packages/django/core/handlers/exception.py", line 55, in inner',
        "ImproperlyConfigured: CompressedManifestStaticFilesStorage",
        "Starting worker-2 on http://127.0.0.1:8000",
        "core.send_message[12] ended with status: Error, lasted 0.034 s",
        "relation “vacancies_searchprofile_wanted_uses” does not exist",
    ],
)
def test_what_helps_stays(text: str) -> None:
    assert redacted(text) == text


def test_the_row_that_the_database_refused_is_left_out() -> None:
    text = (
        "psycopg.errors.CheckViolation: new row violates check constraint “idea_x”\n"
        "DETAIL:  Failing row contains (7, Erika Geheim,\nBergstraße 3).\n\n"
        "The above exception was the direct cause of the following exception:\n\nTraceback\n"
        "LINE 1: SELECT 'Erika Geheim'\n               ^"
    )

    shown = redacted(text)

    assert "Erika" not in shown and "Bergstraße" not in shown
    assert "idea_x" in shown and "The above exception" in shown


def test_every_link_of_ours_is_recognised() -> None:
    row = Participant(pk=3, nonce="n")

    assert holds_token(f"/meine-daten/{links.make(row, 'my-data')}/")
    assert not holds_token("/laeden/L-0012-ladenlokal-bergstrasse-3/?seite=2&miete_bis=800.50")


def test_reading_a_long_line_takes_a_moment() -> None:
    """The patterns run once over a line, however it is made: a loop in a loop would take minutes."""
    for piece in ("a", "1", "1.", "a@", "a:", "aB1", "?a=", "\n", "DETAIL:\n"):
        assert isinstance(redacted(piece * 50_000), str)
