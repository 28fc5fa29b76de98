from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.runtime.backups import BackupError
from eving.runtime.backups.folders import choose_backup
from eving.runtime.backups.restoring import restore_backup


class Command(BaseCommand):
    help = "Put a backup back: DIR is a backup, or a folder of which the newest is taken (docs/operation.md)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--replace", action="store_true", help="delete what database and files hold now")
        parser.add_argument("--no-purge", action="store_true", help="do not delete what is due since the backup")
        parser.add_argument(
            "--send-waiting-mails",
            action="store_true",
            help="send what had not been sent when the backup was made; right when the portal stood still since then",
        )

        parser.add_argument(
            "--accept-unsigned",
            action="store_true",
            help="put back what this installation has not signed; only when you know who made it",
        )
        parser.add_argument(
            "--accept-other-objects",
            action="store_true",
            help="put back tables, functions and triggers that this portal does not know",
        )

    def handle(
        self,
        *args: Any,
        folder: Path,
        replace: bool,
        no_purge: bool,
        send_waiting_mails: bool,
        accept_unsigned: bool,
        accept_other_objects: bool,
        **options: Any,
    ) -> None:
        try:
            chosen = choose_backup(folder)
            self.stdout.write(_("Restoring %(folder)s …") % {"folder": chosen})
            done = restore_backup(
                chosen,
                replace=replace,
                send_waiting_mails=send_waiting_mails,
                accept_unsigned=accept_unsigned,
                accept_other_objects=accept_other_objects,
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Rows: %(rows)d, files: %(files)d, all as in the backup.") % {"rows": done.rows, "files": done.files}
        )
        call_command("migrate", interactive=False, verbosity=0)
        if not no_purge:
            self.stdout.write(_("Deleting what has become due since the backup:"))
            call_command("purge", stdout=self.stdout)
        if done.mails_waiting:
            sentence = ngettext(
                "%(n)d waiting e-mail goes out with the worker.",
                "%(n)d waiting e-mails go out with the worker.",
                done.mails_waiting,
            )
            self.stdout.write(sentence % {"n": done.mails_waiting})
        elif not send_waiting_mails:
            self.stdout.write(_("E-mails that waited at the time of the backup are set aside and will not be sent."))
        self.stdout.write(_("Now start web and worker, and look at /readyz."))
