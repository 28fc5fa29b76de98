import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils.translation import gettext as _

from eving.demo.bench import measuring, runs
from eving.demo.bench.output import drawing, report, results
from eving.runtime.processes import Stopped, stop_on_signals, was_stopped

PAGE = Path(settings.BASE_DIR) / "docs/performance.md"
MOST = {"rows": 1_000_000, "rounds": 1_000, "requests": 1_000}


def demand_numbers(options: dict[str, Any]) -> None:
    for name, most in MOST.items():
        if not 1 <= options[name] <= most:
            raise CommandError(_("--%(name)s must be between 1 and %(most)d.") % {"name": name, "most": most})


def demand_place(path: Path) -> None:
    is_writable = os.access(path, os.W_OK) if path.exists() else os.access(path.parent, os.W_OK)
    if path.is_dir() or not is_writable:
        raise CommandError(_("%(path)s cannot be written.") % {"path": path})


def run_in(path: Path) -> results.Run:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(_("%(path)s cannot be read: %(why)s") % {"path": path, "why": error}) from error
    if not (isinstance(found, dict) and isinstance(found.get("pages"), dict)):
        raise CommandError(_("%(path)s holds no run of the bench.") % {"path": path})
    return found


class Command(BaseCommand):
    help = "Measure what pages cost, beside the least that a page can cost. Makes a database of its own for that."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=1_000, help="Of each register: up to 1,000,000.")
        parser.add_argument("--rounds", type=int, default=5, help="The middle of them counts.")
        parser.add_argument("--requests", type=int, default=10, help="Of each page in each round, at least.")
        parser.add_argument("--pages", default="", help="Only pages whose name has one of these words: ideas,form")
        parser.add_argument("--quick", action="store_true", help="See whether it works: one round of a few requests.")
        parser.add_argument("--keep", action="store_true", help="Keep the database: the next run needs not fill it.")
        parser.add_argument("--beside", type=Path, help="The JSON of another run to compare this one with.")
        parser.add_argument("--json", type=Path, help="File for all figures.")
        parser.add_argument("--svg", type=Path, help="File for the picture.")
        parser.add_argument("--docs", action="store_true", help="Write this run into docs/performance.md.")

    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("The bench never runs with EVING_ENV=production."))
        # All of it first: a wrong word must be no news at the end of the run.
        demand_numbers(options)
        beside = run_in(options["beside"]) if options["beside"] else None
        for path in filter(None, (options["json"], options["svg"])):
            demand_place(path)
        if options["docs"]:
            if options["pages"] or options["quick"]:
                raise CommandError(_("--docs is for a whole run: leave out --pages and --quick."))
            report.parts_of(PAGE.read_text())
        wanted = runs.Wanted(
            rows=options["rows"],
            rounds=1 if options["quick"] else options["rounds"],
            requests=2 if options["quick"] else options["requests"],
            batch_seconds=0.03 if options["quick"] else measuring.BATCH_SECONDS,
            words=[word.strip() for word in options["pages"].split(",") if word.strip()],
            keep=options["keep"],
        )
        stop_on_signals()
        try:
            run = runs.run(wanted, self.say)
        except (Stopped, CommandError, Error) as error:
            if not was_stopped(error):
                raise
            self.say("Stopping …")
            return
        for line in report.lines(run, beside):
            self.stdout.write(line)
        if options["json"]:
            options["json"].write_text(json.dumps(run, indent=1) + "\n")
        if options["svg"]:
            options["svg"].write_text(drawing.picture(run))
        if options["docs"]:
            report.write_into(PAGE, "\n".join(report.lines(run)))
            (PAGE.parent / "images/bench.svg").write_text(drawing.picture(run))

    def say(self, text: str) -> None:
        self.stderr.write(text, self.style.NOTICE)
        self.stderr.flush()
