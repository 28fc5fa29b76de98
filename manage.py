#!/usr/bin/env python3
"""Django's entry point. On a bare machine it first creates the environment (eving/runtime/bootstrap)."""

import atexit
import gc
import os
import sys


def main():
    # Only old syntax up to here, so that an old Python gets this far and says which version is needed.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("eving braucht Python 3.11 oder neuer, dies ist Python %d.%d." % sys.version_info[:2])  # noqa: UP031
    if os.name == "nt":
        sys.exit("eving läuft unter Linux und macOS; unter Windows bitte in WSL starten.")
    spare_the_collector()
    from eving.runtime.bootstrap import start

    start.prepare(sys.argv[1:])
    choose_environment(sys.argv[1:2])
    if sys.argv[1:2] == ["test"]:
        start.become_pytest(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from eving.runtime.database.base import why_unavailable

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if reason := why_unavailable(error):
            sys.exit(reason)
        raise


def spare_the_collector():
    """Start and end drop no cycles worth finding, but looking for them would take a quarter of the time of both."""
    gc.set_threshold(100_000)  # half of what is there after the start
    atexit.register(gc.freeze)


def choose_environment(command):
    """The demo and the tests bring their own environment; neither ever runs in production, nor does the bench."""
    refused = {"demo": "Die Demo startet", "bench": "Die Messung startet"}
    if command and command[0] in refused and os.environ.get("EVING_ENV") == "production":
        sys.exit(f"{refused[command[0]]} nicht mit EVING_ENV=production.")
    if command == ["demo"]:
        os.environ["EVING_ENV"] = "demo"
    if command == ["test"]:
        os.environ.pop("EVING_ENV", None)


if __name__ == "__main__":
    main()
