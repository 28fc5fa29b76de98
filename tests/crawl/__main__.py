"""Walks through the portal on a database that is there: ``DATABASE_URL=… .venv/bin/python -m tests.crawl``.

Prints how many pages were visited and what is wrong with them; ends with 1 when something is. Of what a visit writes
nothing stays, but counters of new rows go on.
"""

import argparse
import os
import sys

import django
from django.db import connection, transaction

from tests.crawl.visitors import ALL, BACK_OFFICE, FEW, FILES, PUBLIC, make_lead, walk_office, walk_public
from tests.crawl.walking import Walk

SAMPLES = {"few": (FEW, FEW), "some": (PUBLIC, BACK_OFFICE), "all": (ALL, ALL)}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crawl", description=__doc__)
    parser.add_argument("--rows", choices=SAMPLES, default="some", help="how much of what looks alike is visited")
    parser.add_argument("--without-files", action="store_true", help="MEDIA_ROOT does not belong to this database")
    asked = parser.parse_args(arguments)
    closed = FILES if asked.without_files else ()
    public, office = SAMPLES[asked.rows]
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Reading a large page may take longer than a request of the portal may lie idle.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        walks = {
            "public side": walk_public(public, closed=closed),
            "back office": walk_office(make_lead(), office, closed=closed),
        }
        transaction.set_rollback(True)
    return report(walks)


def report(walks: dict[str, Walk]) -> int:
    for side, walk in walks.items():
        sys.stdout.write(f"{side}: {len(walk.visits)} pages, {len(walk.findings)} findings\n")
        sys.stdout.writelines(f"  {finding}\n" for finding in walk.findings)
    return 1 if any(walk.findings for walk in walks.values()) else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
