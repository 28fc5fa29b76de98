"""The picture of a run: a bar for each page, with the share of it that its floor takes."""

import statistics
from collections.abc import Iterator
from xml.sax.saxutils import escape

from eving.demo.bench.output.results import Run
from eving.demo.bench.pages import BARE, KINDS

WIDTH, LEFT, BARS, LINE, TOP = 960, 210, 560, 22, 92
# On a ground of its own, so that it can be read in light and in dark surroundings.
GROUND, INK, SOFT, PAGE, FLOOR = "#fbfaf7", "#22272b", "#5b636a", "#d99a4e", "#1d5c63"


def picture(run: Run) -> str:
    rows = [(name, row) for kind in KINDS for name, row in run["pages"].items() if row["kind"] == kind]
    rows = [(name, row) for name, row in rows if "cpu_ms" in row]
    longest = scale([row["cpu_ms"] for _name, row in rows])
    height = TOP + LINE * (len(rows) + len({row["kind"] for _name, row in rows})) + 24
    title = "Processor time of a request, in milliseconds"
    bare = run["floors"][BARE]["cpu_ms"]
    words = "; ".join(f"{name} {row['cpu_ms']:.1f}" for name, row in rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">A view that does nothing takes {bare:.1f}. {escape(words)}.</desc>',
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{GROUND}"/>',
        text(20, 32, title, size=18, weight="bold"),
        f'<rect x="20" y="48" width="12" height="12" fill="{FLOOR}"/>',
        text(38, 59, "its floor: one query and as many plain cards, or a view that does nothing", fill=SOFT),
        f'<rect x="520" y="48" width="12" height="12" fill="{PAGE}"/>',
        text(538, 59, f"the page, with {run['rows']:,} rows of each register", fill=SOFT),
        *bars(rows, longest),
        "</svg>",
    ]
    return "\n".join([*parts, ""])


def scale(figures: list[float]) -> float:
    """What the longest bar stands for; bars of pages that are slower by far are cut, or the others would vanish."""
    return min(max(figures), 5 * statistics.median(figures))


def bars(rows: list[tuple[str, Run]], longest: float) -> Iterator[str]:
    line, kind = TOP, ""
    for name, row in rows:
        if row["kind"] != kind:
            kind = row["kind"]
            yield text(20, line + 15, kind.capitalize(), weight="bold")
            line += LINE
        whole = BARS * min(row["cpu_ms"] / longest, 1)
        floor = whole * min(row["of_floor"], 1)
        yield text(20, line + 14, name)
        yield f'<rect x="{LEFT}" y="{line + 3}" width="{whole:.1f}" height="{LINE - 7}" fill="{PAGE}"/>'
        yield f'<rect x="{LEFT}" y="{line + 3}" width="{floor:.1f}" height="{LINE - 7}" fill="{FLOOR}"/>'
        if row["cpu_ms"] > longest:
            cut = LEFT + whole - 24
            yield f'<path d="M{cut:.1f} {line + LINE} l8 -{LINE} h6 l-8 {LINE} z" fill="{GROUND}"/>'
        share = f", floor {row['of_floor']:.2f}" if row["floor"] != BARE else ""
        yield text(LEFT + whole + 8, line + 14, f"{row['cpu_ms']:.1f}{share}", fill=SOFT)
        line += LINE


def text(x: float, y: float, words: str, *, fill: str = INK, size: int = 13, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size}" font-weight="{weight}">{escape(words)}</text>'
    )
