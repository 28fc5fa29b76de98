"""The office's handbook as pages of the back office."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from eving.portal.services import handbook

# The files link to each other as files, so that they can be read where they lie.
LINK = re.compile(r"([a-z-]+)\.md(#[\w-]+)?")


@dataclass(frozen=True)
class Heading:
    text: str
    anchor: str


@dataclass(frozen=True)
class Page:
    name: str
    title: str
    body: SafeString  # what follows the title
    headings: tuple[Heading, ...]

    @property
    def url(self) -> str:
        return reverse("admin:handbook_page", args=[self.name])


def first(request: HttpRequest) -> HttpResponse:
    if not handbook.is_there():
        raise Http404
    return HttpResponseRedirect(reverse("admin:handbook_page", args=[handbook.FIRST]))


def page(request: HttpRequest, page: str) -> HttpResponse:
    names = handbook.names()
    if page not in names:
        raise Http404
    pages = [page_of(name) for name in names]
    place = names.index(page)
    context = {
        **admin.site.each_context(request),
        "title": pages[place].title,
        "shown": pages[place],
        "pages": pages,
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
    }
    return TemplateResponse(request, "admin/handbook.html", context)


@cache
def page_of(name: str) -> Page:
    """A page of the handbook; its file changes with a release only."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = reader.parse(handbook.read(name))
    title, headings, section = name, [], ""
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            text = section = "".join(child.content for child in following.children or [])
            token.attrs = {"id": handbook.anchor_of(following.content)}
            if token.tag == "h1":
                title = text
            else:
                headings.append(Heading(text, str(token.attrs["id"])))
        elif token.type == "table_open":
            token.meta = {"label": section}
        elif token.type == "th_open":
            token.attrs = {**token.attrs, "scope": "col"}
        for child in token.children or []:
            if child.type == "link_open":
                child.attrs = {"href": address(str(child.attrs["href"]))}
    reader.add_render_rule("table_open", open_table)
    reader.add_render_rule("table_close", close_table)
    # The title is the heading of the page, which the template writes.
    rest = tokens[3:] if tokens and tokens[0].tag == "h1" else tokens
    html = reader.renderer.render(rest, reader.options, {})
    return Page(name, title, mark_safe(html), tuple(headings))  # noqa: S308 - the release's own files, no HTML of theirs


def open_table(_renderer: Any, tokens: Sequence[Any], place: int, *_rest: Any) -> str:
    """A table too wide for its screen is moved by itself, with the keyboard as well."""
    label = tokens[place].meta["label"]
    return format_html('<div class="handbook__table" tabindex="0" role="region" aria-label="{}"><table>', label)


def close_table(*_anything: Any) -> str:
    return "</table></div>\n"


def address(href: str) -> str:
    found = LINK.fullmatch(href)
    return reverse("admin:handbook_page", args=[found[1]]) + (found[2] or "") if found else href
