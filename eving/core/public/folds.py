"""Folds: a question with its short answer, and behind it the rest; most people need not open them.

Without script, as ``<details>``; on paper they stand open.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from eving.core.public.components import escape, icon, safe


def fold(
    title: Any, answer: Any, body: Any, *, heading: str = "h2", name: str = "", is_open: bool = False,
    is_form: bool = False,
) -> SafeString:  # fmt: skip
    """One fold; empty where there is nothing behind the question.

    ``answer``: a few words, they stand in the line that opens it. ``body``: markup. ``name``: its id, to link to it.
    ``is_form``: it holds fields, so the answer stands below the question on wide screens, too.
    """
    if not body:
        return safe("")
    anchor = f' id="{escape(name)}"' if name else ""
    kind = " fold--form" if is_form else ""
    said = f' <span class="fold__answer">{escape(answer)}</span>' if answer else ""
    return safe(
        f'<details class="fold{kind}"{anchor}{" open" if is_open else ""}>\n<summary class="fold__summary">'
        f'<{heading} class="fold__title">{escape(title)}</{heading}>{said}{icon("chevron")}</summary>\n'
        f'<div class="fold__body">{escape(body)}</div>\n</details>\n'
    )


def folds(drawn: Iterable[str]) -> SafeString:
    """Folds one below the other, with a line above the first."""
    joined = "".join(drawn)
    return safe(f'<div class="folds">\n{joined}</div>' if joined else "")
