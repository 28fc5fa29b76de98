"""Every public address, from the table of addresses, with all filters and orders that its list has."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve
from django.utils import translation

from eving.core.public.pages import FilteredList

# The back office and the mailbox of the demo are not public; what a mail links to is one person's own.
ELSEWHERE = ("/verwaltung/", "/demo/")
BY_LINK = "<str:token>"
# One of many, where the address names it; an address that the table holds and this does not fails the test.
EXAMPLES = {
    "/akteure/<str:number>/": "/akteure/A-77/",
    "/akteure/<str:number>/<str:slug>/": "/akteure/A-77/akteur-77/",
    "/akteure/<str:number>/<str:slug>/nachricht/": "/akteure/A-77/akteur-77/nachricht/",
    "/gesuche/<str:number>/": "/gesuche/G-77/",
    "/gesuche/<str:number>/<str:slug>/": "/gesuche/G-77/gesuch-77/",
    "/ideen/<str:number>/": "/ideen/I-77/",
    "/ideen/<str:number>/<str:slug>/": "/ideen/I-77/idee-77/",
    "/ideen/<str:number>/aushang.pdf": "/ideen/I-77/aushang.pdf",
    "/ideen/<str:number>/dabei/": "/ideen/I-77/dabei/",
    "/ideen/<str:number>/folgen/": "/ideen/I-77/folgen/",
    "/ideen/<str:number>/helfen/": "/ideen/I-77/helfen/",
    "/ideen/<str:number>/unterstuetzen/": "/ideen/I-77/unterstuetzen/",
    "/ladenlokale/<str:number>/": "/ladenlokale/L-77/",
    "/ladenlokale/<str:number>/<str:slug>/": "/ladenlokale/L-77/laden-77/",
    "/ladenlokale/<str:number>/anfragen/": "/ladenlokale/L-77/anfragen/",
    "/ladenlokale/<str:number>/anfragen/danke/": "/ladenlokale/L-77/anfragen/danke/",
    "/ladenlokale/<str:number>/aushang.pdf": "/ladenlokale/L-77/aushang.pdf",
    "/ladenlokale/<str:number>/expose.pdf": "/ladenlokale/L-77/expose.pdf",
    "/ladenlokale/<str:number>/vorschau.jpg": "/ladenlokale/L-77/vorschau.jpg",
    "/medien/<str:name>": "/medien/nothing-400.webp",
    "/projekte/<str:number>/": "/projekte/P-77/",
    "/projekte/<str:number>/<str:slug>/": "/projekte/P-77/projekt-77/",
    "/projekte/dokument/<str:key>/": "/projekte/dokument/nothing/",
    "/sitemap-<slug:section>.xml": "/sitemap-ideen.xml",
}
ASKED = {
    "/suche/": [{"q": word} for word in ("Sternwarte", "Markt", "Lesezelt", "Xylophon", "arkt")],
    "/ideen/aehnlich/": [{"titel": "Eine Bank am Markt"}],
    "/ideen/feed.atom": [{"thema": "gruen"}],
    "/ideen/einbetten/": [{"strasse": "bergstrasse"}],
}
WORDS = ("Sternwarte", "Markt", "Xylophon")  # of one row, of a third of them, of none


def patterns(entries: list[Any], before: str = "/") -> Iterator[str]:
    for entry in entries:
        path = before + str(entry.pattern).removeprefix("^").removesuffix("$")
        if path.startswith(ELSEWHERE):
            continue
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from patterns(entry.url_patterns, path)


def addresses() -> Iterator[str]:
    """In German. Raises KeyError for an address with an argument that has no example."""
    with translation.override(settings.LANGUAGE_CODE):
        for pattern in patterns(get_resolver().url_patterns):
            if BY_LINK in pattern:
                continue
            path = EXAMPLES[pattern] if "<" in pattern else pattern
            yield path
            for query in [*ASKED.get(path, ()), *queries_of_list(path)]:
                yield f"{path}?{urlencode(query)}"


def queries_of_list(path: str) -> Iterator[dict[str, str]]:
    view = getattr(resolve(path).func, "view_class", None)
    if view is None or not issubclass(view, FilteredList):
        return
    yield {"seite": "2"}
    yield {"seite": "30"}
    yield from ({"sortierung": code} for code in list(view.orders)[1:])
    for name, each in view.filter_class.base_filters.items():
        yield from ({name: value} for value in values_for(view, name, each))


def values_for(view: Any, name: str, each: Any) -> Iterator[str]:
    """What somebody would ask a filter for."""
    if name == "q":
        yield from WORDS
    elif isinstance(each, django_filters.NumberFilter):
        yield "100"
    elif isinstance(each, django_filters.DateFilter):
        yield "2027-01-31"
    else:
        form = view.filter_class({}, queryset=view.filter_class.Meta.model.objects.none()).form
        yield next(flat(form.fields[name].choices))


def flat(choices: Any) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        elif value not in ("", None):
            yield str(value)
