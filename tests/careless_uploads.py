"""The portal as it was: whoever waits for the photo encoder keeps a connection, and the queue has no end.

For the twin of the test of uploads at once; nothing but that test starts it.
"""

from django.conf import settings

from eving.runtime import turns
from eving.wsgi import application

turns.give_back_connections = lambda: None
settings.PHOTO_QUEUE, settings.PHOTO_WAIT_SECONDS = 100, 100

__all__ = ["application"]
