from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from eving.core.models import Searchable
from eving.core.search import engine
from eving.portal.services import site_pages


class Command(BaseCommand):
    help = "Write anew by which words all rows are found, for example after words were added. Run as often as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("models", nargs="*", metavar="app.Model", help="only these; otherwise all registers")

    def handle(self, *args: Any, models: list[str], **options: Any) -> None:
        site_pages.sync()
        searchable = {model._meta.label: model for model in apps.get_models() if issubclass(model, Searchable)}
        if unknown := sorted(set(models) - set(searchable)):
            raise CommandError(f"Not searchable: {', '.join(unknown)}. Choose from: {', '.join(sorted(searchable))}.")
        for label in sorted(models or searchable):
            count = engine.index_many(searchable[label]._base_manager.all())
            self.stdout.write(f"{label}: {count}")
