"""What running processes cost, read from Linux: processor time and memory."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # per second; usually 100


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    session: int
    seconds: float  # of the processors, as the system counts them: in hundredths
    command: str


def process(pid: int) -> Process | None:
    """None when it has ended."""
    folder = Path("/proc") / str(pid)
    try:
        # The name stands in brackets and may hold spaces.
        words = (folder / "stat").read_text().rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
    return Process(pid, int(words[1]), int(words[3]), (int(words[11]) + int(words[12])) / TICKS, command)


def all_processes() -> Iterator[Process]:
    for entry in os.scandir("/proc"):
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


def seconds_between(before: Iterable[Process], after: Iterable[Process]) -> float:
    """Processor time that passed in all processes that are there afterwards."""
    known = {one.pid: one.seconds for one in before}
    return sum(one.seconds - known.get(one.pid, 0) for one in after)


def memory(pid: int) -> dict[str, float]:
    """Megabytes: all that the process sees (rss), and its fair share of what several see (pss)."""
    lines = (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    values = {name: int(rest.split()[0]) / 1024 for name, _colon, rest in (line.partition(":") for line in lines)}
    return {"rss": values["Rss"], "pss": values["Pss"]}
