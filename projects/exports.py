"""Published ideas as a feed (Atom) and as open data without persons (CSV, JSON).

docs/open-data.md promises their fields: within a version no field is renamed or removed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape, linebreaks
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.audit import watched
from eving.core.models import Framework, Topic
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.people import links, rate_limits
from eving.core.tables import writing
from eving.core.texts.wording import here
from projects.filters.ideas import IdeaFilter
from projects.models import Idea, IdeaHistory

VERSION = 1
LICENCE = "dl-de/by-2-0"
LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"
MOST_ENTRIES = 50  # of a feed
CHUNK = 500  # ideas in memory at a time
# Names of fields are the same in every language; docs/open-data.md holds this table too.
FIELDS = {
    "number": gettext_lazy("Number of the idea; never given twice."),
    "address": gettext_lazy("Address of its page."),
    "title": gettext_lazy("Title."),
    "text": gettext_lazy("Description, as plain text with line breaks."),
    "place": gettext_lazy("Place in words; empty for the whole district."),
    "street": gettext_lazy("Street; empty when none is named."),
    "field": gettext_lazy("Field of action; empty when the office has not chosen one."),
    "topics": gettext_lazy("Topics; a list in JSON, separated by “, ” in CSV."),
    "frameworks": gettext_lazy("Frameworks of the town that the idea serves; like topics."),
    "state": gettext_lazy("State, as a code of the life-cycle."),
    "published_on": gettext_lazy("Day of publication."),
    "changed_on": gettext_lazy("Day on which the state changed last."),
    "supports": gettext_lazy("Persons who support the idea, with confirmed address or on paper."),
    "help_offers": gettext_lazy("Confirmed offers of help."),
}


# ---------------------------------------------------------------- selection
def selection(request: HttpRequest) -> tuple[IdeaFilter, QuerySet]:
    """The filter of the request and its public ideas, newest first. Raises Http404 for an invalid filter.

    The web list may ignore a topic that is gone; a program would take all ideas for those of the topic.
    """
    chosen = IdeaFilter(request.GET, queryset=Idea.objects.published(), request=request)
    if not chosen.form.is_valid():
        raise Http404
    return chosen, chosen.qs.order_by("-published_at", "-pk").defer(*SEARCH_COLUMNS)


def too_many_exports(request: HttpRequest) -> HttpResponse | None:
    """Counts one more fetch, and refuses it above the limit of an hour."""
    if not rate_limits.hit("idea-export", rate_limits.client_prefix(request)).above(settings.PUBLIC_EXPORTS_PER_HOUR):
        return None
    sentence = _("You fetched this very often. Please come back in an hour.")
    kind = "text/plain; charset=utf-8"
    return HttpResponse(f"{sentence}\n", content_type=kind, status=429, headers={"Retry-After": "3600"})


def query_of(chosen: IdeaFilter) -> str:
    """The valid values of a filter as a query string, in the order of the form's fields."""
    return urlencode({name: chosen.data[name] for name in chosen.base_filters if name in chosen.chosen})


def last_changed() -> datetime | None:
    """When a public idea last changed its state or text. Two cheap queries whatever the number of ideas.

    Supports do not count: this is for clients without ETag support; the ETag covers the whole content.
    """
    once_public = {"idea__published_at__isnull": False}
    entry = IdeaHistory.objects.filter(**once_public).order_by("-pk").first()
    event = watched.event_of(Idea)
    events = watched.rows_of(event).filter(pgh_obj__published_at__isnull=False) if event else None
    edit = events.order_by("-pgh_id").values_list("pgh_created_at", flat=True).first() if events is not None else None
    return max(filter(None, [entry and entry.at, edit]), default=None)


# ---------------------------------------------------------------- table and JSON
def record(idea: Any, frameworks: dict[int, str]) -> dict[str, Any]:
    return {
        "number": idea.number,
        "address": links.absolute(idea.get_absolute_url()),
        "title": idea.title,
        "text": idea.text,
        "place": idea.place,
        "street": idea.street.name if idea.street else "",
        "field": idea.field.name if idea.field else "",
        "topics": idea.topic_names,
        "frameworks": [frameworks[pk] for pk in idea.framework_keys],
        "state": idea.state,
        "published_on": local_day(idea.published_at),
        "changed_on": local_day(changed_at(idea)),
        "supports": idea.support_count + idea.paper_support_count,
        "help_offers": idea.help_count,
    }


def changed_at(idea: Idea) -> datetime:
    return max(idea.published_at or idea.state_changed_at, idea.state_changed_at)


def local_day(moment: Any) -> date:
    return timezone.localdate(moment)


def records(ideas: QuerySet) -> Iterator[dict[str, Any]]:
    """Prefetched relations would refer back to their idea, so that all ideas stayed until Python collects its garbage:
    25 MB of each web process at a thousand ideas.
    """
    own = {"ideas": OuterRef("pk")}
    with_relations = ideas.select_related("street", "field").annotate(
        topic_names=ArraySubquery(Topic.objects.filter(**own).order_by("sort", "name").values("name")),
        framework_keys=ArraySubquery(Framework.objects.filter(**own).order_by("sort", "name").values("pk")),
    )
    frameworks = {framework.pk: str(framework) for framework in Framework.objects.all()}
    return (record(idea, frameworks) for idea in with_relations.iterator(chunk_size=CHUNK))


def csv_pieces(ideas: QuerySet) -> Iterator[bytes]:
    """The last column repeats the licence: a line above the header would break parsers."""
    rows = ([*map(joined, row.values()), LICENCE] for row in records(ideas))
    return writing.csv_lines([*FIELDS, "licence"], rows)


def joined(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def json_pieces(ideas: QuerySet) -> Iterator[bytes]:
    head = {"version": VERSION, "licence": LICENCE, "licence_url": LICENCE_URL, "source": settings.OFFICE["name"]}
    yield dumped(head)[:-1] + b',"ideas":['
    for number, row in enumerate(records(ideas)):
        yield (b",\n" if number else b"\n") + dumped(row)
    yield b"\n]}\n"


def dumped(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=date.isoformat, separators=(",", ":")).encode()


FORMATS: dict[str, tuple[str, Callable[[QuerySet], Iterator[bytes]]]] = {
    "csv": (writing.CONTENT_TYPES["csv"], csv_pieces),
    "json": ("application/json; charset=utf-8", json_pieces),
}


def written(pieces: Iterable[bytes]) -> tuple[IO[bytes], str]:
    """Content in a temporary file, and its ETag. Slow clients then hold no database connection."""
    digest = hashlib.sha256()
    # Addresses and dates must not depend on the client's language.
    with ExitStack() as when_it_fails, translation.override(settings.LANGUAGE_CODE):
        file = when_it_fails.enter_context(TemporaryFile())
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        when_it_fails.pop_all()  # the response closes it
    file.seek(0)
    return file, f'"{digest.hexdigest()[:32]}"'


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


# ---------------------------------------------------------------- feed
class IdeaFeed(Atom1Feed):
    """Django dates an empty feed now, so it would change with every request."""

    def latest_post_date(self) -> datetime:
        return (
            super().latest_post_date() if self.items else datetime(2000, 1, 1, tzinfo=timezone.get_current_timezone())
        )


def feed(chosen: IdeaFilter, ideas: QuerySet, chips: list[str]) -> bytes:
    query = query_of(chosen)
    office = settings.OFFICE["name"]
    title = ", ".join([here(_("Ideas for {district}")), *chips])
    channel = IdeaFeed(
        title=clean(title),
        link=address("projects:idea-list", query),
        description=_("What neighbours propose, and what becomes of it."),
        language=translation.get_language(),
        author_name=office,  # of entries whose author stays unnamed
        feed_url=address("projects:idea-feed", query),
        feed_guid=address("projects:idea-feed", query),
        feed_copyright=f"{office}, {LICENCE_URL}",
    )
    with_relations = ideas.select_related("street", "field", "contribution").prefetch_related("topics")
    for idea in with_relations[:MOST_ENTRIES]:
        with translation.override(settings.LANGUAGE_CODE):
            short = links.absolute(reverse("projects:idea-short", args=[idea.number])).rstrip("/")
        channel.add_item(
            title=clean(idea.title),
            link=links.absolute(idea.get_absolute_url()),
            description=linebreaks(clean(Truncator(idea.text).chars(600)), autoescape=True),
            # Stays the same when title, language or scheme change, or readers would list the idea again.
            unique_id=get_tag_uri(short, idea.published_at),
            author_name=clean(idea.author) or None,
            pubdate=timezone.localtime(idea.published_at),
            updateddate=timezone.localtime(changed_at(idea)),
            categories=[topic.name for topic in idea.topics.all()],
        )
    return channel.writeString("utf-8").encode()


def clean(text: str) -> str:
    return writing.UNPRINTABLE.sub("", text)


def path_of(name: str, query: str = "") -> str:
    path = reverse(name)
    return f"{path}?{query}" if query else path


def address(name: str, query: str = "") -> str:
    return links.absolute(path_of(name, query))


# ---------------------------------------------------------------- addresses
def outputs_of(chosen: IdeaFilter) -> dict[str, str]:
    query = query_of(chosen)
    title = here(_("Ideas for {district}"))
    framed = escape(address("projects:idea-embed", query))
    return {
        "query": query,
        "feed": address("projects:idea-feed", query),
        "feed_path": path_of("projects:idea-feed", query),
        "csv": address("projects:idea-csv", query),
        "json": address("projects:idea-json", query),
        "data": address("projects:idea-data", query),
        "code": f'<iframe src="{framed}" title="{title}" width="100%" height="600" loading="lazy"></iframe>',
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
