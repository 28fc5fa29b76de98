from typing import Any

from django.core.management.base import BaseCommand

from eving.runtime.backups import known_objects


class Command(BaseCommand):
    help = "After a new migration: write down which tables, functions and triggers a restore may expect."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        known_objects.write(known_objects.found())
        self.stdout.write(str(known_objects.LIST))
