"""The table of a run."""

from collections.abc import Sequence

from eving.demo.bench.measuring import BARE, Figures, floor_path
from eving.demo.bench.pages import Page

HEAD = "| Page | CPU ms | PostgreSQL ms | Its floor ms | Floor / page | Times bare | p50 ms | p95 | p99 | kB | gzip |"


def table(chosen: Sequence[Page], found: dict[str, Figures]) -> list[str]:
    bare = found[BARE].web_ms
    lines = [HEAD, "|---" * HEAD[1:].count("|") + "|"]
    lines.append(row("*bare view*", found[BARE], found[BARE], bare))
    for page in chosen:
        lines.append(row(page.name, found[page.name], found[floor_path(page, found[page.name].cards)], bare))
    return lines


def row(name: str, figures: Figures, floor: Figures, bare: float) -> str:
    cells = [
        name,
        f"{figures.web_ms:.2f}",
        f"{figures.database_ms:.2f}",
        f"{floor.web_ms:.2f}",
        f"{floor.web_ms / figures.web_ms:.2f}",
        f"{figures.web_ms / bare:.1f}",
        *(f"{figures.percentile(share):.1f}" for share in (50, 95, 99)),
        f"{figures.bytes / 1000:.1f}",
        f"{figures.gzipped / 1000:.1f}",
    ]
    return f"| {' | '.join(cells)} |"
