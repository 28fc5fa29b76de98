from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from eving.demo.bench import databases, measuring, pages, portal, report
from eving.demo.seed import REGISTERS, seed


class Command(BaseCommand):
    help = "Measure what pages cost, beside the least that a page can cost, with a database of its own."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=1000, help="Rows of each register: 1,000 to 1,000,000.")
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--requests", type=int, default=10, help="Of each page in each round, at least.")
        parser.add_argument("--pages", dest="only", default="", help="Only pages whose name has one of these words: home,ideas")
        parser.add_argument("--keep", action="store_true", help="Keep the database, so that the next run is sooner.")

    def handle(
        self, *, rows: int, rounds: int, requests: int, only: str, keep: bool, **options: Any
    ) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("The bench never runs with EVING_ENV=production."))
        name = databases.name_for(rows)
        env = portal.environment(databases.address_of(name))
        with databases.own_database(name, keep=keep) as is_filled:
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
            if not is_filled:
                seed(registers=REGISTERS)
                databases.mark_filled(name)
            portal.run("manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0", env=env)
            chosen = self.choose(only)
            with portal.running(env, name) as server:
                found = measuring.measure(server, chosen, measuring.Amount(rounds, requests), self.say)
        for line in report.table(chosen, found):
            self.stdout.write(line)

    def choose(self, words: str) -> list[pages.Page]:
        every = list(pages.all_pages())
        return [page for page in every if not words or any(word.strip() in page.name for word in words.split(","))]

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
