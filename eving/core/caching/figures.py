"""How often pages came from a copy: counted in each process, and written down once a minute."""

import threading
import time
from contextlib import suppress

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from eving.core.caching import versions

WRITE_EVERY = 60.0  # seconds
ADD = """
    INSERT INTO core_pagefigures AS known (day, hits, unchanged, misses) VALUES (%s, %s, %s, %s)
    ON CONFLICT (day) DO UPDATE SET hits = known.hits + EXCLUDED.hits,
        unchanged = known.unchanged + EXCLUDED.unchanged, misses = known.misses + EXCLUDED.misses
"""


class Counts:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.hits = self.unchanged = self.misses = 0
        self.written = time.monotonic()

    def add(self, *, hit: bool, unchanged: bool = False) -> None:
        with self.lock:
            self.hits += hit
            self.unchanged += unchanged
            self.misses += not hit
            is_due = time.monotonic() - self.written >= WRITE_EVERY
        if is_due:
            self.write()

    def write(self) -> None:
        with self.lock:
            values = [self.hits, self.unchanged, self.misses]
            self.hits = self.unchanged = self.misses = 0
            self.written = time.monotonic()
        if any(values):
            # Figures are not worth a page: the table may be locked, or the database take no changes.
            with suppress(DatabaseError, InterfaceError):
                with connection.cursor() as cursor:
                    cursor.execute(ADD, [timezone.localdate(), *values])
                # While all pages come from copies, nothing is stored, and an import may write thousands of rows.
                versions.put_together()


counts = Counts()
