"""Settings of the portal that the bench measures: those of production, with its floors beside the pages."""

from eving.settings import *  # noqa: F403

ROOT_URLCONF = "eving.demo.bench.server.urls"
