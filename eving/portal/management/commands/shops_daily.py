from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vacancies.jobs import run_all


class Command(BaseCommand):
    help = "What listings and searches for shops need each morning. Run as often as you like: nothing happens twice."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for label, count in run_all(timezone.now()):
            if count is None:
                failed.append(label)
            else:
                self.stdout.write(f"{label}: {count}")
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
