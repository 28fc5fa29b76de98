"""Walks through the portal on a database that is there: ``DATABASE_URL=… .venv/bin/python -m tests.crawl``.

With ``--html`` the Nu HTML checker reads each page, too. Prints how many pages were visited and what is wrong with
them; ends with 1 when something is. Of what a visit writes nothing stays, but counters of new rows go on.
"""

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.db import connection, transaction

from tests.crawl import nu
from tests.crawl.visitors import ALL, BACK_OFFICE, FEW, FILES, PUBLIC, make_lead, walk_office, walk_public
from tests.crawl.walking import Walk, ignore

SAMPLES = {"few": (FEW, FEW), "some": (PUBLIC, BACK_OFFICE), "all": (ALL, ALL)}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crawl", description=__doc__)
    parser.add_argument("--rows", choices=SAMPLES, default="some", help="how much of what looks alike is visited")
    parser.add_argument("--html", action="store_true", help="let the Nu HTML checker read every page")
    parser.add_argument("--without-files", action="store_true", help="MEDIA_ROOT does not belong to this database")
    asked = parser.parse_args(arguments)
    closed = FILES if asked.without_files else ()
    public, office = SAMPLES[asked.rows]
    bodies: dict[str, bytes] = {}
    keep = (lambda visit, body: bodies.setdefault(visit.address, body)) if asked.html else ignore
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Reading a large page may take longer than a request of the portal may lie idle.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        walks = {
            "public side": walk_public(public, closed=closed, keep=keep),
            "back office": walk_office(make_lead(), office, closed=closed, keep=keep),
        }
        transaction.set_rollback(True)
    return report(walks, nu.findings(bodies) if asked.html else [])


def report(walks: dict[str, Walk], about_html: Sequence[str] = ()) -> int:
    for side, walk in walks.items():
        sys.stdout.write(f"{side}: {len(walk.visits)} pages, {len(walk.findings)} findings\n")
        sys.stdout.writelines(f"  {finding}\n" for finding in walk.findings)
    sys.stdout.writelines(f"{finding}\n" for finding in about_html)
    return 1 if about_html or any(walk.findings for walk in walks.values()) else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
