from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.runtime.backups import BackupError
from eving.runtime.backups.writing import make_backup


def at_least_one(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError("a whole number from 1 on")
    return int(text)


class Command(BaseCommand):
    help = "Write database and files into a new folder below DIR, with checksums (docs/operation.md)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--keep", type=at_least_one, metavar="N", help="keep the newest N, remove older ones")

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        try:
            made = make_backup(folder, keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Backed up to %(folder)s: %(size)s in %(seconds)s seconds.")
            % {
                "folder": made.folder,
                "size": filesizeformat(made.size),
                "seconds": number_format(made.seconds, decimal_pos=1),
            }
        )
        if made.others:
            self.stderr.write(
                _("It holds what this portal does not know; a restore asks about it: %(objects)s.")
                % {"objects": ", ".join(made.others)}
            )
        if made.removed:
            sentence = ngettext("%(n)d older backup removed.", "%(n)d older backups removed.", made.removed)
            self.stdout.write(sentence % {"n": made.removed})
