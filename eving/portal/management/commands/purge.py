from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core import registry


class Command(BaseCommand):
    help = "Delete what is due by the deletion rules (docs/privacy.md). Run as often as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        for rule in registry.purges:
            count = rule.run(now, dry_run)
            self.stdout.write(f"{rule.label}: {count}")
        if dry_run:
            self.stdout.write(_("Nothing was deleted: this was a dry run."))
