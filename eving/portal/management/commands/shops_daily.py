import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vacancies.services import alerts, profiles, rechecks

log = logging.getLogger("eving.jobs")
JOBS = (
    ("listings that ended, unchecked for 180 days", rechecks.expire_old),
    ("contacts asked whether a listing is still right", rechecks.ask_rechecks),
    ("let shops hidden after 90 days", rechecks.hide_let),
    ("searches that ended after a year", profiles.end_searches),
    ("listings told to searches", alerts.send_due_alerts),
)


class Command(BaseCommand):
    help = "What listings and searches for shops need each morning. Run as often as you like: nothing happens twice."

    def handle(self, *args: Any, **options: Any) -> None:
        now, failed = timezone.now(), []
        for label, job in JOBS:
            try:
                self.stdout.write(f"{label}: {job(now)}")
            except Exception:  # one job that fails must not keep the others from being done
                log.exception("failed: %s", label)
                failed.append(label)
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
