from typing import Any

from django.core.management.commands import makemigrations
from django.db import connection

from eving.runtime.postgres.server import server


class Command(makemigrations.Command):
    """Compares models and migrations; starts no embedded server only to look into its history."""

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict.get("EMBEDDED") and not server.running():
            # What Django asks before it looks there.
            connection.settings_dict["ENGINE"] = "django.db.backends.dummy"
        super().handle(*args, **options)
