"""How a page is found and handed on: what search engines and messengers read of it, and its address to copy."""

import html
import re
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eving.core.people import links
from eving.core.public import pages, parts
from eving.core.public.components import escape, icon, safe
from eving.core.public.facts import beginning

MOST = 160  # letters of a description, of which search engines show no more
FEWEST = 60  # a description that ends with a sentence is not shorter
# The end of a sentence: behind "Nr." or "z. B." none ends.
SENTENCE_END = re.compile(r"[^\W\d_]{5,}[.!?](?= [^\W\d_])")
NOT_FOUND = '<meta name="robots" content="noindex'


def description(drawn: str) -> str:
    """What a template drew as description: one line, whole sentences where they fit."""
    line = " ".join(html.unescape(drawn).split())
    if len(line) <= MOST:
        return line
    ends = [found.end() for found in SENTENCE_END.finditer(line[: MOST + 2]) if found.end() <= MOST]
    return line[: ends[-1]] if ends and ends[-1] >= FEWEST else beginning(line, MOST)


def head(
    *, title: str, text: str, paths: Mapping[str, str], own: Mapping[str, Any] | None = None, query: str = ""
) -> SafeString:
    """Canonical address, the same page in other languages, and the preview of a link.

    ``paths``: of the page in each language that it has, the reader's included. ``own``: what the page of one thing says
    instead, as in ``parts.sharing``.
    """
    end = f"?{query}" if query else ""
    addresses = {code: links.absolute(path) + end for code, path in paths.items()}
    usual = {
        "url": addresses[get_language() or ""],
        "title": " ".join(html.unescape(title).split()),
        "description": text,
        "locale": pages.territory(),
    }
    return safe("\n".join([parts.sharing({**usual, **(own or {})}), *alternates(addresses)]))


def page_query(page: Any, view: Any, chips: Any) -> str:
    """Of a list, the page that is shown. With filters it is the same list, whose own address is the first page."""
    return f"{view.page_kwarg}={page.number}" if page and page.number > 1 and not chips else ""


def alternates(addresses: Mapping[str, str]) -> list[str]:
    """The page in each of its languages; the town's own for whoever reads none of them."""
    if len(addresses) < 2:
        return []
    lines = [f'<link rel="alternate" hreflang="{code}" href="{escape(url)}">' for code, url in addresses.items()]
    first = next(iter(addresses.values()))
    return [*lines, f'<link rel="alternate" hreflang="x-default" href="{escape(first)}">']


# ---------------------------------------------------------------- handing on
def share(address: str, title: str) -> SafeString:
    """The address of a page to copy, folded; a script adds buttons that copy it or open the device's own dialog."""
    button = (
        '<button class="kern-btn kern-btn--secondary" type="button" data-share-{} hidden>'
        '<span class="kern-label">{}</span></button>'
    )
    return safe(
        f'<details class="share" data-share="{escape(title)}">\n'
        f'<summary class="share__summary">{icon("link")}{_("Share this page")}</summary>\n'
        f'<div class="share__body">\n<label for="share-address">{_("Address to copy")}</label>\n'
        f'<input class="share__address" id="share-address" type="url" readonly value="{escape(address)}"'
        " data-share-address>\n"
        f'<div class="share__buttons">{button.format("copy", _("Copy link"))}{button.format("send", _("Send …"))}'
        f'<span role="status" data-share-told="{_("Link copied")}"></span></div>\n</div>\n</details>'
    )
