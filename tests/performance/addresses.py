"""Every public address, from the table of addresses, with all filters and orders that its list has."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve
from django.utils import translation

from eving.core.public.filters import AmountFilter
from eving.core.public.pages import FilteredList

# The back office and the mailbox of the demo are not public; what a mail links to is one person's own.
ELSEWHERE = ("/verwaltung/", "/demo/")
BY_LINK = "<str:token>"
# One of many, where the address names it; an address that the table holds and this does not fails the test.
EXAMPLES = {
    "/akteure/<str:number>/": "/akteure/A-1/",
    "/akteure/<str:number>/<str:slug>/": "/akteure/A-1/akteur-1/",
    "/akteure/<str:number>/<str:slug>/nachricht/": "/akteure/A-1/akteur-1/nachricht/",
    "/gesuche/<str:number>/": "/gesuche/G-1/",
    "/gesuche/<str:number>/<str:slug>/": "/gesuche/G-1/gesuch-1/",
    "/ideen/<str:number>/": "/ideen/I-1/",
    "/ideen/<str:number>/<str:slug>/": "/ideen/I-1/idee-1/",
    "/ideen/<str:number>/aushang.pdf": "/ideen/I-1/aushang.pdf",
    "/ideen/<str:number>/dabei/": "/ideen/I-1/dabei/",
    "/ideen/<str:number>/folgen/": "/ideen/I-1/folgen/",
    "/ideen/<str:number>/helfen/": "/ideen/I-1/helfen/",
    "/ideen/<str:number>/unterstuetzen/": "/ideen/I-1/unterstuetzen/",
    "/ladenlokale/<str:number>/": "/ladenlokale/L-1/",
    "/ladenlokale/<str:number>/<str:slug>/": "/ladenlokale/L-1/laden-1/",
    "/ladenlokale/<str:number>/anfragen/": "/ladenlokale/L-1/anfragen/",
    "/ladenlokale/<str:number>/anfragen/danke/": "/ladenlokale/L-1/anfragen/danke/",
    "/ladenlokale/<str:number>/aushang.pdf": "/ladenlokale/L-1/aushang.pdf",
    "/ladenlokale/<str:number>/expose.pdf": "/ladenlokale/L-1/expose.pdf",
    "/ladenlokale/<str:number>/vorschau.jpg": "/ladenlokale/L-1/vorschau.jpg",
    "/medien/<str:name>": "/medien/nothing-400.webp",
    "/projekte/<str:number>/": "/projekte/P-1/",
    "/projekte/<str:number>/<str:slug>/": "/projekte/P-1/projekt-1/",
    "/projekte/dokument/<str:key>/": "/projekte/dokument/nothing/",
    "/sitemap-<slug:section>.xml": "/sitemap-ideen.xml",
}
ASKED = {
    # What nothing fits, or next to nothing.
    "/ladenlokale/": [
        {"flaeche_ab": "9000", "ohne_angabe": "nein"},
        {"miete_bis": "1"},
        {"miete_m2_bis": "0.01"},
        {"ausstattung": "barrierefreies-wc"},
        {"nutzung": "lager", "ausstattung": "barrierefreies-wc", "sortierung": "miete"},
        {"frei_bis": "2020-01-01", "sortierung": "frei"},
    ],
    "/suche/": [
        {"q": text}
        for text in (
            *("Sternwarte", "Markt", "Lesezelt", "Xylophon", "arkt", "L-9", "Ladenlokal", "laden mieten"),
            *("Müllproblem", "Markt Tiger Sternwarte Xylophon", "Sternwrte", "Bank in der Bergstr. 10"),
        )
    ],
    "/suche/vorschlaege/": [{"q": word} for word in ("Sternwarte", "Markt", "str", "Xylophon")],
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
    elif isinstance(each, AmountFilter):
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
