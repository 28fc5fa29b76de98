#!/usr/bin/env python3
"""Django's entry point. On a bare machine it first makes the environment, see eving/bootstrap.py."""

import os
import sys


def main():
    # Plain old syntax up to here, so that an old Python reads this far and says what is missing.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("eving braucht Python 3.11 oder neuer, dies ist Python %d.%d." % sys.version_info[:2])  # noqa: UP031
    if os.name == "nt":
        sys.exit("eving läuft unter Linux und macOS; unter Windows bitte in WSL starten.")
    from eving import bootstrap

    bootstrap.prepare(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
