import sys

from django.core.management.base import BaseCommand

from eving.runtime.bootstrap import start


class Command(BaseCommand):
    help = "Run the tests; all arguments go to pytest."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        # manage.py does the same without loading Django first. Django's parser would refuse what only pytest knows.
        start.become_pytest(sys.argv[2:])
