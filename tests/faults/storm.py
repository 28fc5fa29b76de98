"""Changes by the hundred while many read: whoever asks after a commit sees it, or a later one."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

import psycopg

from tests.faults.portal import Answer, Portal

# The highest number stands for a change that is taken back.
NEVER = 999_999
NAME = "UPDATE projects_idea SET title = %s WHERE id = %s"
TITLE = re.compile(r"Sturm (\d+)")
PATHS = ("/ideen/", "/", "/ideen/feed.atom")


@dataclass
class Storm:
    """Each reading: the path, the number that had been committed when it began, and the one that was shown."""

    readings: list[tuple[str, int, int]] = field(default_factory=list)
    others: list[int] = field(default_factory=list)  # statuses other than 200

    def note(self, path: str, least: int, answer: Answer) -> None:
        if answer.status == 200:
            found = TITLE.search(answer.text)
            self.readings.append((path, least, int(found[1]) if found else -1))
        else:
            self.others.append(answer.status)

    @property
    def stale(self) -> list[tuple[str, int, int]]:
        return [reading for reading in self.readings if not reading[1] <= reading[2] < NEVER]


def newest(portal: Portal) -> int:
    [[idea]] = portal.sql(
        "SELECT id FROM projects_idea WHERE state = 'published' ORDER BY published_at DESC, id DESC LIMIT 1"
    )
    return int(idea)


def wait_for_copies(portal: Portal, in_a_row: int = 12) -> None:
    """After the database has failed, a process keeps no copies for some seconds. Until so many answers left one."""
    deadline, kept = time.monotonic() + 120, 0
    while kept < in_a_row:
        assert time.monotonic() < deadline, "no copies are kept"
        portal.sql("DELETE FROM core_storedpage")
        portal.get(PATHS[0])
        is_kept = portal.sql("SELECT count(*) FROM core_storedpage") == [(1,)]
        kept = kept + 1 if is_kept else 0
        if not is_kept:
            time.sleep(0.5)


def one_after_the_other(portal: Portal, count: int) -> Storm:
    """The same without a storm: each change is read on every page before the next one."""
    wait_for_copies(portal)
    idea, storm = newest(portal), Storm()
    for number in range(1, count + 1):
        portal.sql(NAME, f"Sturm {number}", idea)
        for path in PATHS:
            storm.note(path, number, portal.get(path))
    return storm


def changes(portal: Portal, count: int = 200, readers: int = 8, get: Callable[[str], Answer] | None = None) -> Storm:
    """So many changes of one idea, each after one that is rolled back, and so many who read all the time."""
    ask = get or portal.get
    wait_for_copies(portal)
    idea = newest(portal)
    portal.sql(NAME, "Sturm 0", idea)
    storm, committed, is_over = Storm(), [0], Event()

    def read(reader: int) -> None:
        turn = reader
        while not is_over.is_set():
            path, least = PATHS[turn % len(PATHS)], committed[0]
            storm.note(path, least, ask(path))
            turn += 1

    threads = [Thread(target=read, args=[reader]) for reader in range(readers)]
    for thread in threads:
        thread.start()
    try:
        with psycopg.connect(portal.direct) as link:
            for number in range(1, count + 1):
                link.execute(NAME, [f"Sturm {NEVER}", idea])
                link.rollback()
                link.execute(NAME, [f"Sturm {number}", idea])
                link.commit()
                committed[0] = number
                is_over.wait(0.01)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    return storm
