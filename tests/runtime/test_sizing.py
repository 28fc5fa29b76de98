"""How many requests of a process may do what at a time."""

from django.conf import settings

from eving.core.documents.admission import PLACES
from eving.wsgi import application


def test_costly_work_never_holds_all_threads() -> None:
    """Photos, tables, PDF files: one is read and some wait. Documents: one is typeset and the others wait."""
    may_wait = (1 + settings.PHOTO_QUEUE) + 2 * (1 + settings.READ_QUEUE) + PLACES

    assert may_wait <= settings.WEB_THREADS - 3


def test_nor_do_senders_that_fall_silent() -> None:
    assert application.queue._initial_value <= settings.WEB_THREADS - 3


def test_nobody_waits_long_for_a_connection() -> None:
    """Half of those who may ask have one, so that the others wait for one request and not for a row of them."""
    assert settings.WEB_THREADS <= 2 * settings.WEB_CONNECTIONS
