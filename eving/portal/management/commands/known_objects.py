from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eving.runtime.backups import known_objects


class Command(BaseCommand):
    help = "After a new migration: write down which tables, functions and triggers a restore may expect."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = known_objects.found()
        if not any(line.startswith("table ") for line in found):
            raise CommandError("This database holds no table of ours: run manage.py migrate first.")
        known_objects.write(found)
        self.stdout.write(str(known_objects.LIST))
