"""Helpers that read pages and mails: fields of a form, links in a text."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class Fields(HTMLParser):
    """Names and values of all inputs of the page's POST form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.inside = (given.get("method") or "").lower() == "post"
        if tag == "input" and self.inside and given.get("type") == "hidden" and given.get("name"):
            self.values[given["name"] or ""] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def hidden_fields(response: HttpResponse) -> dict[str, str]:
    reader = Fields()
    reader.feed(response.content.decode())
    return reader.values


def fill_in(client: Client, path: str, **values: Any) -> HttpResponse:
    """GET a form's page and POST it with these values, as a browser would."""
    page = client.get(path)
    assert page.status_code == 200, f"{path} answers {page.status_code}"
    return client.post(path, {**hidden_fields(page), **values})


def with_other_steps(client: Client, path: str, page: HttpResponse) -> list[HttpResponse]:
    """This page, and of a form in steps the pages of the others, as somebody finds them who comes back from the end."""
    form = page.context["form"] if page.context and "form" in page.context else None
    if not getattr(form, "shown", None):
        return [page]
    back = {**hidden_fields(page), "step_at": "summary"}
    return [page, *(client.post(path, {**back, "step": step.name}) for step in form.steps[1:])]


def links_in(text: str) -> list[str]:
    return [match.split("8000", 1)[1] for match in re.findall(r"http://127\.0\.0\.1:8000\S+", text)]


def link_in(text: str, beginning: str) -> str:
    [path] = {path for path in links_in(text) if path.startswith(beginning)}
    return path


def text_of(response: HttpResponse) -> str:
    """The text of a page without tags, with single spaces."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.split())


def sitemap(client: Client) -> str:
    """All files that the sitemap names, one after the other."""
    files = re.findall(r"<loc>http://127\.0\.0\.1:8000([^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    return "\n".join(client.get(unescape(path)).content.decode() for path in files)


def window_title(response: HttpResponse) -> str:
    return " ".join(unescape(response.content.decode().partition("<title>")[2].partition("</title>")[0]).split())
