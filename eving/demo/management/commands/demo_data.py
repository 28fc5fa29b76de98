from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eving.demo.filling.past import Filling
from eving.demo.seed import REGISTERS, fillings, seed
from eving.runtime.database import turns


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
            counts = [f"{count} {fillings()[name].label}" for name, count in added.items()]
            self.stdout.write(_("New: %(counts)s.") % {"counts": ", ".join(counts)})

    def announce_wait(self) -> None:
        self.stdout.write(_("Another command is changing this database: waiting for it …"))
        self.stdout.flush()

    def announce(self, register: Filling, count: int) -> None:
        if count:
            self.stdout.write(f"  {register.label}: {count}")
            self.stdout.flush()
