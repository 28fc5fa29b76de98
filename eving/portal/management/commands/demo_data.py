from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eving.portal.demo.seed import REGISTERS, seed


class Command(BaseCommand):
    help = "Fill the portal with invented content. What is there already, changed or deleted since, stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Also outside of EVING_ENV=demo, never in production.")

    def handle(self, *args: Any, yes: bool, verbosity: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("Invented content never goes into a production portal."))
        if not (settings.DEMO or yes):
            raise CommandError(_("This fills the database with invented content. Say --yes if you mean it."))
        added = seed(registers=REGISTERS)
        if verbosity:
            told = _(
                "New: %(ideas)d ideas, %(notes)d messages, %(actors)d actors, %(shops)d shop units,"
                " %(projects)d projects, %(office)d answer templates."
            )
            self.stdout.write(told % added)
