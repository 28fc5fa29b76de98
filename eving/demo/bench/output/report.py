"""A run as tables for the screen and for docs/performance.md."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from eving.demo.bench.output.results import Run
from eving.demo.bench.pages import BARE, KINDS

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

COLUMNS: dict[str, Callable[[Run], str]] = {
    "CPU ms": lambda row: f"{row['cpu_ms']:.1f}",
    "of that its floor": lambda row: f"{row['of_floor']:.2f}" if row.get("floor", BARE) != BARE else "",
    "times bare": lambda row: f"{row['times_bare']:.1f}",
    "PostgreSQL ms": lambda row: f"{row['database_ms']:.1f}",
    "queries": lambda row: f"{row['queries']}" if "queries" in row else "",
    "buffers": lambda row: f"{row['buffers']:,}" if "buffers" in row else "",
    "p50 ms": lambda row: f"{row['p50_ms']:.0f}",
    "p95": lambda row: f"{row['p95_ms']:.0f}",
    "p99": lambda row: f"{row['p99_ms']:.0f}",
    "kB": lambda row: f"{row['bytes'] / 1000:.1f}",
    "gzip": lambda row: f"{row['gzip'] / 1000:.1f}",
}
# Heads of the columns, with the figure and its digits.
COMPARED = {
    "CPU, times bare": ("times_bare", 1),
    "queries": ("queries", 0),
    "buffers": ("buffers", 0),
    "SQL ms": ("sql_ms", 1),
    "gzip": ("gzip", 0),
}


def lines(run: Run, beside: Run | None = None) -> Iterator[str]:
    """All of a run, in Markdown; with another run beside it, how many times its figures."""
    yield from pages(run)
    yield ""
    yield from processes(run)
    yield ""
    yield said(run)
    if beside:
        yield ""
        yield from changes(run, beside)


def table(head: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for cells in rows:
        yield f"| {' | '.join(cells)} |"


def pages(run: Run) -> Iterator[str]:
    return table(["Page", *COLUMNS], page_rows(run))


def page_rows(run: Run) -> Iterator[list[str]]:
    bare = run["floors"][BARE] | {"of_floor": 1, "times_bare": 1, "bytes": 0, "gzip": 0}
    yield ["*bare view*", *(write(bare) for write in COLUMNS.values())]
    for kind in KINDS:
        of_kind = {name: row for name, row in run["pages"].items() if row["kind"] == kind}
        for name, row in of_kind.items():
            if "cpu_ms" in row:
                yield [name, *(write(row) for write in COLUMNS.values())]
            else:
                yield [name, f"answers {row['status']}", *("" for _column in list(COLUMNS)[1:])]


def processes(run: Run) -> Iterator[str]:
    rows: list[list[str]] = []
    for moment, workers in run["memory"].items():
        rows.append([f"memory of a web process {moment}, own share", several(workers, "pss", "MB")])
        rows.append(["the same with what it shares (RSS)", several(workers, "rss", "MB")])
    for way, label in (("check", "a command with all checks"), ("web", "start of a web process")):
        for what, measure in (("cpu_seconds", "of the processor"), ("seconds", "on the clock")):
            ours, bare = (run["start"][way][who][what] for who in ("portal", "bare"))
            rows.append([f"{label}, {measure}", f"{ours:.2f} s, bare Django {bare:.2f} s: {ours / bare:.2f} times"])
    return table(["Process", "Figure"], iter(rows))


def several(workers: list[dict[str, float]], what: str, unit: str) -> str:
    return ", ".join(f"{worker[what]:.0f}" for worker in workers) + f" {unit}"


def said(run: Run) -> str:
    made, machine = datetime.fromisoformat(run["made"]), run["machine"]
    return (
        f"{run['rows']:,} rows of each register, {machine['workers']} web processes on {machine['cores']} cores,"
        f" Python {machine['python']}, Django {machine['django']}, PostgreSQL {machine['postgresql']},"
        f" the middle of {run['rounds']} rounds; {made.day} {made:%B %Y}."
    )


def changes(run: Run, beside: Run) -> Iterator[str]:
    """Each figure as many times as it was in the other run. Processor time is weighed by the bare view of its run."""
    return table(["Page", *COMPARED], change_rows(run, beside))


def change_rows(run: Run, beside: Run) -> Iterator[list[str]]:
    for name, row in run["pages"].items():
        other = beside["pages"].get(name, {})
        if "cpu_ms" in row and "cpu_ms" in other:
            yield [name, *(change(row, other, *how) for how in COMPARED.values())]


def change(row: Run, other: Run, figure: str, digits: int) -> str:
    new, old = row.get(figure), other.get(figure)
    if new is None or not old:
        return ""
    return f"{old:,.{digits}f} → {new:,.{digits}f} ({new / old:.2f})"


def write_into(document: Path, text: str) -> None:
    """Put the text between the two marks of the document."""
    before, after = parts_of(document.read_text())
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def parts_of(text: str) -> tuple[str, str]:
    """What stands before and after the marks. Raises CommandError where they are not there, once and in order."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end) or text.count(BEGIN) + text.count(END) != 2:
        raise CommandError(_("The page needs the marks %(begin)s and %(end)s, once.") % {"begin": BEGIN, "end": END})
    return before, after
