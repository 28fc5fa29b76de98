from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eving.portal import backups


class Command(BaseCommand):
    help = "Bring back a backup: the folder itself, or the newest one in DIR. Stop web and worker before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path)
        parser.add_argument("--replace", action="store_true", help="delete what database and folder of files hold")
        parser.add_argument("--no-purge", action="store_true", help="keep what has become due for deletion since")
        parser.add_argument("--send-waiting-mails", action="store_true", help="send mails that waited at that time")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = backups.restore(
                options["dir"],
                replace=options["replace"],
                purge=not options["no_purge"],
                send_waiting_mails=options["send_waiting_mails"],
            )
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Restored from %(folder)s: %(rows)d rows, %(files)d files.")
            % {"folder": restored.folder, "rows": restored.rows, "files": restored.files}
        )
        if restored.mails_set_aside:
            self.stdout.write(
                _("%(n)d mails that waited at that time were set aside.") % {"n": restored.mails_set_aside}
            )
        self.stdout.write(_("Now start web and worker. Everybody signs in anew."))
