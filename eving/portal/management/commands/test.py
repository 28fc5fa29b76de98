import importlib.util
import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Run the tests; all arguments go to pytest."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        # Django's parser would refuse what only pytest knows.
        try:
            run_pytest(argv[2:])
        except CommandError as error:
            sys.exit(str(error))


def run_pytest(arguments: list[str]) -> None:
    """Become pytest, so that its exit code is ours. Raises CommandError when it is not installed."""
    if importlib.util.find_spec("pytest_django") is None:
        raise CommandError("pytest is missing: install requirements-dev.txt.")
    if os.path.commonpath([os.getcwd(), settings.BASE_DIR]) != str(settings.BASE_DIR):
        os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606
