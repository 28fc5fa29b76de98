"""The same with an earlier fault: a request that waits keeps its connection. Only the counter-check starts it."""

from tests.stuck_work import application  # loads the apps, so it comes first

# isort: split
from eving.core.documents import responses
from eving.runtime import turns

turns.give_back_connections = responses.give_back_connections = lambda: None

__all__ = ["application"]
