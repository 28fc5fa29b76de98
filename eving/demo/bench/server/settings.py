"""Settings of the portal that the bench measures: those of production, with its floors beside the pages."""

from eving.settings import *  # noqa: F403
from eving.settings import MIDDLEWARE

ROOT_URLCONF = "eving.demo.bench.server.urls"
COPIES = {"eving.core.caching.middleware.StoredPages": "eving.demo.bench.server.copies.CopiesForWhoAsks"}
MIDDLEWARE = [COPIES.get(name, name) for name in MIDDLEWARE]
