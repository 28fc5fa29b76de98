from typing import Any

from django.core.management.commands import migrate
from django.utils.translation import gettext as _

from eving.runtime.database import turns


class Command(migrate.Command):
    """Django's own command under a lock: of two at once, the second waits and then finds nothing left to do."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with turns.alone(self.announce, database=options["database"]):
            super().handle(*args, **options)

    def announce(self) -> None:
        self.stdout.write(_("Another command is changing this database: waiting for it …"))
        self.stdout.flush()
