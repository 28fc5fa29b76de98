"""The portal with an earlier fault: a request waiting for the photo encoder keeps its connection, and the queue is
unbounded.

Only the counter-check of the test of simultaneous uploads starts it.
"""

from django.conf import settings

from eving.runtime import turns
from eving.wsgi import application

turns.give_back_connections = lambda: None
settings.PHOTO_QUEUE, settings.PHOTO_WAIT_SECONDS = 100, 100

__all__ = ["application"]
