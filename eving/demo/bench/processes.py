"""What running processes cost, read from Linux: processor time and memory."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
Clock = dict[tuple[int, int], float]  # seconds of the processors by process and thread


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    session: int
    command: str


def process(pid: int) -> Process | None:
    """None when it has ended."""
    folder = PROC / str(pid)
    try:
        # The name stands in brackets and may hold spaces.
        words = (folder / "stat").read_text().rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
    return Process(pid, int(words[1]), int(words[3]), command)


def all_processes() -> Iterator[Process]:
    for entry in os.scandir(PROC):
        if entry.name.isdigit() and (found := process(int(entry.name))):
            yield found


def of_session(leader: int) -> list[Process]:
    """A process that leads a session, and all that it has started."""
    return [one for one in all_processes() if one.session == leader]


def backends(database: str) -> list[Process]:
    """PostgreSQL's processes for connections to this database; none where it runs on another machine."""
    return [
        one for one in all_processes()
        if one.command.startswith("postgres: ") and f" {database} " in one.command
    ]  # fmt: skip


def clock(found: Iterable[Process]) -> Clock:
    """What these processes have used so far, in nanoseconds' steps; /proc/<pid>/stat would count in hundredths."""
    return {
        (one.pid, thread): seconds
        for one in found
        for thread, seconds in threads(one.pid)
    }  # fmt: skip


def threads(pid: int) -> Iterator[tuple[int, float]]:
    try:
        entries = list(os.scandir(PROC / str(pid) / "task"))
    except OSError:
        return
    for entry in entries:
        try:
            used = (Path(entry.path) / "schedstat").read_text().split()[0]
        except OSError:
            continue
        yield int(entry.name), int(used) / 1e9


def seconds_between(before: Clock, after: Clock) -> float:
    """Processor time that passed in all threads that are there afterwards."""
    return sum(seconds - before.get(thread, 0) for thread, seconds in after.items())


def memory(pid: int) -> dict[str, float]:
    """Megabytes: all that the process sees (rss), and its fair share of what several see (pss)."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    values = {name: int(rest.split()[0]) / 1024 for name, _colon, rest in (line.partition(":") for line in lines)}
    return {"rss": round(values["Rss"], 1), "pss": round(values["Pss"], 1)}
