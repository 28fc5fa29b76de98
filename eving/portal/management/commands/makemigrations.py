from typing import Any

from django.core.management.commands import makemigrations
from django.db import connection

from eving.runtime.postgres.server import server


class Command(makemigrations.Command):
    """Compares models and migrations without starting the embedded server just to read its history."""

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict.get("EMBEDDED") and not server.running():
            # Django skips its consistency check of the history for this engine.
            connection.settings_dict["ENGINE"] = "django.db.backends.dummy"
        super().handle(*args, **options)
