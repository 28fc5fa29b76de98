from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.demo.seed import REGISTERS, seed
from eving.runtime.database import turns

NAMES = {
    "ideas": gettext_lazy("Ideas"),
    "notes": gettext_lazy("Messages"),
    "actors": gettext_lazy("Local organisations"),
    "shops": gettext_lazy("Shop units"),
    "searches": gettext_lazy("Searches for shops"),
    "projects": gettext_lazy("Projects"),
    "participation": gettext_lazy("Supports and offers of help"),
    "office": gettext_lazy("Answer templates"),
}


class Command(BaseCommand):
    help = "Fill the portal with invented content. What is there already, changed or deleted since, stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Also outside of EVING_ENV=demo, never in production.")

    def handle(self, *args: Any, yes: bool, verbosity: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("Invented content never goes into a production portal."))
        if not (settings.DEMO or yes):
            raise CommandError(_("This fills the database with invented content. Say --yes if you mean it."))
        with turns.alone(self.announce_wait):
            added = seed(registers=REGISTERS, tell=self.announce if verbosity > 1 else lambda register, count: None)
        if verbosity:
            summary = _(
                "New: %(ideas)d ideas, %(notes)d messages, %(actors)d actors, %(shops)d shop units,"
                " %(projects)d projects, %(office)d answer templates."
            )
            self.stdout.write(summary % added)

    def announce_wait(self) -> None:
        self.stdout.write(_("Another command is changing this database: waiting for it …"))
        self.stdout.flush()

    def announce(self, register: str, count: int) -> None:
        if count:
            self.stdout.write(f"  {NAMES[register]}: {count}")
            self.stdout.flush()
