"""The figures as a table, beside those of an earlier day, and what is more than it may be."""

from collections.abc import Iterator, Mapping
from typing import Any

# px on a phone. Forms: their first screen; the idea: each of the at most two screens before the summary.
HIGHEST = {"support an idea": 1500, "follow an idea": 1500, "enquire about a shop": 2400, "list of ideas": 3600}
FIRST_SCREEN = 1800
IDEA_SCREENS, IDEA_SCREEN = 2, 1600
HEADING = 260
MARKS = ("<!-- figures -->", "<!-- /figures -->")

Figures = Mapping[str, Any]


def table(now: Figures, before: Figures) -> str:
    return "\n".join([*pages(now["pages"], before.get("pages", {})), "", *forms(now["forms"], before.get("forms", {}))])


def put_into(page: str, table: str) -> str:
    """The document with this table between its marks, instead of the one that stood there."""
    head, _mark, rest = page.partition(MARKS[0])
    _old, _mark, foot = rest.partition(MARKS[1])
    return f"{head}{MARKS[0]}\n{table}\n{MARKS[1]}{foot}"


def pages(now: Figures, before: Figures) -> Iterator[str]:
    yield "| Page | 375 px | h1 at | 1,280 px | words | row |"
    yield "|---|---|---|---|---|---|"
    for name, screen in now.items():
        old = before.get(name, {})
        cells = [change(old.get(key), screen.get(key)) for key in ("phone", "heading", "desk", "words", "row")]
        yield f"| {name} | {' | '.join(cells)} |"


def forms(now: Figures, before: Figures) -> Iterator[str]:
    yield "| Form | fields (required) | words | screens, 375 px | h1 at | 1,280 px | to the summary | to the thanks |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, walk in now.items():
        old = before.get(name)
        cells = [
            change(cell(old) if old else None, cell(walk))
            for cell in (fields, words, heights, heading, desks, to_summary, to_thanks)
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def change(before: Any, now: Any) -> str:
    now = figure(now)
    return now if before is None or figure(before) == now else f"{figure(before)} → {now}"


def figure(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value or "–")


def asking(walk: Figures) -> list[Figures]:
    """Screens before that with all answers, or before the thanks where there is none."""
    return walk["screens"][: walk["to_summary"] or -1]


def fields(walk: Figures) -> str:
    screens = asking(walk)
    every, required = (sum(screen.get(name, 0) for screen in screens) for name in ("fields", "required"))
    seen = sum(screen.get("seen", 0) for screen in screens)
    return f"{every} ({required})" if seen == every else f"{every}, {seen} without folds ({required})"


def words(walk: Figures) -> int:
    return sum(screen["words"] for screen in asking(walk))


def heights(walk: Figures) -> str:
    return joined(walk, "phone")


def heading(walk: Figures) -> int:
    return max(screen["heading"] for screen in walk["screens"])


def desks(walk: Figures) -> str:
    return joined(walk, "desk")


def joined(walk: Figures, name: str) -> str:
    """Those of the screens that ask, then that of the summary."""
    shown = [f"{screen[name]:,}" for screen in asking(walk)]
    summary = f", summary {walk['screens'][walk['to_summary']][name]:,}" if walk["to_summary"] else ""
    return " + ".join(shown) + summary


def to_summary(walk: Figures) -> str:
    if not walk["to_summary"]:
        return "–"
    return effort(walk["to_summary"], walk["clicks_to_summary"])


def to_thanks(walk: Figures) -> str:
    return effort(len(walk["screens"]) - 1, walk["clicks"])


def effort(screens: int, clicks: int) -> str:
    return f"{screens} screen{'s' * (screens != 1)}, {clicks} clicks"


def too_much(now: Figures) -> Iterator[str]:
    screens = {**now["pages"], **{name: walk["screens"][0] for name, walk in now["forms"].items()}}
    for name, screen in screens.items():
        most = HIGHEST.get(name, FIRST_SCREEN if name in now["forms"] else None)
        if most and screen["phone"] > most:
            yield f"{name}: {screen['phone']:,} px on a phone, at most {most:,}"
    for name, walk in now["forms"].items():
        if name == "submit an idea":
            yield from too_much_of_an_idea(walk)
        for place, screen in enumerate(walk["screens"], start=1):
            if screen["heading"] > HEADING:
                yield f"{name}, screen {place}: heading at {screen['heading']} px, at most {HEADING}"
    for name, screen in now["pages"].items():
        if screen["heading"] > HEADING:
            yield f"{name}: heading at {screen['heading']} px, at most {HEADING}"


def too_much_of_an_idea(walk: Figures) -> Iterator[str]:
    if walk["to_summary"] > IDEA_SCREENS or not walk["to_summary"]:
        yield f"submit an idea: {walk['to_summary']} screens to the summary, at most {IDEA_SCREENS}"
    for place, screen in enumerate(asking(walk), start=1):
        if screen["phone"] > IDEA_SCREEN:
            yield f"submit an idea, screen {place}: {screen['phone']:,} px on a phone, at most {IDEA_SCREEN:,}"
