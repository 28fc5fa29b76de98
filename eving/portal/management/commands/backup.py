from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from eving.portal import backups


class Command(BaseCommand):
    help = "Write database and uploaded files into a new folder below DIR, with checksums."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path)
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="delete older backups beyond N")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backups.make(options["dir"], keep=max(0, options["keep"]))
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(folder)s: %(rows)d rows, %(files)d files, %(size)s")
            % {"folder": made.folder, "rows": made.rows, "files": made.files, "size": filesizeformat(made.size)}
        )
