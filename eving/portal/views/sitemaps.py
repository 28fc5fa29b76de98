"""/sitemap.xml: the portal's own pages and every public object of every register."""

from collections.abc import Iterator
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from eving.core import registry
from eving.core.people import links
from eving.core.search.engine import COLUMNS

MOST = 50_000  # limit of the sitemap protocol for one file


def paths() -> Iterator[str]:
    for page in registry.public_pages:
        if page.in_sitemap:
            yield reverse(page.page)
    for kind in registry.search_kinds:
        rows = kind.published().order_by("pk").prefetch_related(None).defer(*COLUMNS)
        for row in rows.iterator(chunk_size=1000):
            yield row.get_absolute_url()


def sitemap(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}))
    for number, path in enumerate(paths()):
        if number >= MOST:
            break
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", links.absolute(path))
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return response
