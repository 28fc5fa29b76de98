"""The portal in which nobody who has photos to store or documents to typeset ever gets a turn.

Each one that waits leaves a line in the file ``waiting``. Only the tests of costly work start it.
"""

import threading
from pathlib import Path

from django.conf import settings

from eving.wsgi import application  # loads the apps, so it comes first

# isort: split
from eving.core.documents import render
from eving.core.photos import encoding


class NeverFree:
    """In the place of a lock."""

    def acquire(self, timeout: float) -> bool:
        with Path(settings.MEDIA_ROOT, "waiting").open("a") as waiting:
            waiting.write("one\n")
        threading.Event().wait()
        return False


encoding.encoder.lock = NeverFree()
render.one_at_a_time = NeverFree()

__all__ = ["application"]
