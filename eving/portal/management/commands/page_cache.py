from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Sum

from eving.core.caching import store
from eving.core.models import PageFigures, StoredPage

DAYS = 7


class Command(BaseCommand):
    help = "Says how many public pages came from a copy on the last days, and how much room the copies take."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="delete all copies; the next visitors make new ones")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["empty"]:
            self.stdout.write(f"{store.empty()} copies deleted.")
            return
        if not settings.PAGE_CACHE:
            self.stdout.write("Switched off: PAGE_CACHE=0.")
        for row in PageFigures.objects.order_by("-day")[:DAYS]:
            share = round(100 * row.hits / max(1, row.hits + row.misses))
            self.stdout.write(
                f"{row.day}: {row.hits} of {row.hits + row.misses} pages from a copy ({share} %),"
                f" {row.unchanged} of them unchanged for the reader"
            )
        kept = StoredPage.objects.aggregate(number=Count("pk"), size=Sum("size"))
        self.stdout.write(f"{kept['number']} copies, {(kept['size'] or 0) / 1e6:.1f} of {settings.PAGE_CACHE_MB} MB.")
