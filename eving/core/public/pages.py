"""Bases of public pages: filtered lists, thanks page, 410 page, permanent URLs by number, management links."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import ListView, TemplateView

from eving.core.messaging import submissions
from eving.core.models import Contribution
from eving.core.models.compiled import RowsByKey
from eving.core.people import links
from eving.core.public import found
from eving.core.public.filters import ListFilter
from eving.core.public.typed import TAKEN_ALONG, typed_in
from eving.core.search.engine import Result
from eving.core.texts.stored import stored


class Gone(Exception):
    """Raised for what was public once: the page answers 410 with a sentence and a link.

    ``begin_url`` and ``begin_label`` name a form that can take over what was typed, as an alternative to a message to
    the office.
    """

    def __init__(
        self, sentence: str, next_url: str, next_label: str, *, begin_url: str = "", begin_label: str = ""
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.next_url, self.next_label = sentence, next_url, next_label
        self.begin_url, self.begin_label = begin_url, begin_label


def gone(request: HttpRequest, what: Gone) -> HttpResponse:
    context = {"gone": what, "typed": typed_in(request), "write_url": links.address("write"), "marker": TAKEN_ALONG}
    return render(request, "pages/410.html", context, status=410)


class FirstPages(Paginator):
    """Paginator over the first ``most`` rows; ``is_more`` says that there are more.

    One query reads the primary keys of these rows in order and thereby counts them: an index-only scan, however many
    rows there are. The rows of the current page come from ``whole``, which selects everything a card displays. Pass
    ``is_more=True`` when it is known already: then only the keys of the current page are read.
    """

    def __init__(
        self, rows: QuerySet, per_page: int, *, whole: RowsByKey, most: int, is_more: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rows, per_page, **kwargs)
        self.rows, self.whole, self.most, self.known_more = rows, whole, most, is_more

    @cached_property
    def first_keys(self) -> list[Any]:
        return self.keys(0, self.most + 1)

    def keys(self, start: int, end: int) -> list[Any]:
        return list(self.rows.values_list("pk", flat=True)[start:end])

    @property
    def is_more(self) -> bool:
        return self.known_more or len(self.first_keys) > self.most

    @cached_property
    def count(self) -> int:
        return self.most if self.is_more else len(self.first_keys)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start, end = (number - 1) * self.per_page, min(number * self.per_page, self.count)
        keys = self.keys(start, end) if self.known_more else self.first_keys[start:end]
        return Page(self.whole(keys), number, self)


def nearest_page(paginator: Paginator, typed: str) -> Page:
    """The page that the address names; the first or the last one where there is no such page.

    Lists become shorter while addresses of their pages are kept.
    """
    try:
        number = paginator.num_pages if typed == "last" else int(typed or 1)
    except ValueError:
        # More digits than Python reads are a page far behind the last one.
        number = paginator.num_pages if typed.isdecimal() else 1
    return paginator.page(max(1, min(number, paginator.num_pages)))


class FilteredList(ListView):
    """A public list of published rows, with filters and sort order in the query string, chips and pages.

    A register says what its rows are, how a card of one looks, and what the page calls them; its template extends
    pages/list.html and holds heading, lead and what no other list has.
    """

    template_name = "pages/list.html"
    paginate_by = 12
    page_kwarg = "seite"
    count_up_to = 360  # rows that are counted and paged, thirty pages; the exact count is not worth its query
    filter_class: type[ListFilter]
    whole: RowsByKey  # rows with everything that their cards display
    # Sort orders by their code in the query string: label and ordering; the first is the default.
    orders: Mapping[str, tuple[Any, Any]] = {}
    title: Any  # the list in the title of the window and in the breadcrumbs
    counted: Any  # ngettext_lazy with %(count)s: how many there are
    counted_more: Any  # the same when there are more than are counted
    list_name: str = ""  # of its URL, and of the one that shows it as a plan of the district
    plan_name: str = ""
    all_of_them: Any  # the words of the link that leads to the list without filters
    # Sentence and next step of an empty list: because nothing matches the filters, and because there is nothing yet.
    no_match: tuple[Any, Any]
    nothing_yet: tuple[Any, Any]

    def rows(self) -> QuerySet:
        """The published rows in the chosen order."""
        raise NotImplementedError

    def card(self, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def actions(self) -> list[dict[str, Any]]:
        """Buttons beside the heading: {label, url}; the first is the primary one unless it says ``is_quiet``."""
        return []

    def first_step(self, *, is_filtered: bool) -> dict[str, Any] | None:
        """What the button of an empty list does."""
        return next(iter(self.actions()), None)

    def list_links(self) -> list[dict[str, Any]]:
        """Links above the cards: what else the chosen filters are good for."""
        return []

    def get_queryset(self) -> QuerySet:
        self.filter = self.filter_class(self.request.GET, queryset=self.rows(), request=self.request)
        return self.filter.qs

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator, Page, Any, bool]:
        paginator = self.get_paginator(queryset, page_size)
        page = nearest_page(paginator, self.request.GET.get(self.page_kwarg, ""))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_paginator(self, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> Paginator:
        is_more = bool(self.result and self.result.is_more)  # the search counted further than this list does
        return FirstPages(queryset, per_page, whole=self.whole, most=self.count_up_to, is_more=is_more, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(filter=self.filter, chips=self.chips(), **kwargs)
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        cards = self.cards(context["page_obj"])
        return {
            **context,
            "title": self.title,
            "window_title": self.window_title(context["page_obj"].number),
            "note": found.note_of(self.result, self.request.GET, page=self.page_kwarg),
            "actions": self.actions(),
            "count_text": self.count_text(context["paginator"]),
            "sorts": self.sorts() if context["paginator"].count > 1 else [],
            "kept_sort": self.kept_sort(),
            "views": self.views(),
            "list_links": self.list_links(),
            "cards": cards,
            "empty": None if cards else self.empty(is_filtered=bool(context["chips"])),
            "base_query": query.urlencode(),
            "reset_url": self.request.path,
        }

    def kept_sort(self) -> str:
        return self.sort if self.sort != next(iter(self.orders), self.sort) else ""

    def views(self) -> list[dict[str, Any]]:
        """Links to the list and to the plan, with what is asked; none where there is no plan."""
        if not (self.plan_name and settings.DISTRICT.plan):
            return []
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        asked = f"?{encoded}" if (encoded := query.urlencode()) else ""
        pages = ((self.list_name, _("List"), "list"), (self.plan_name, _("Plan"), "pin"))
        return [
            {"label": label, "icon": icon, "url": reverse(name) + asked, "active": reverse(name) == self.request.path}
            for name, label, icon in pages
        ]

    def window_title(self, number: int) -> str:
        """“Ideas: playground, Bergstraße – page 2”, so that tabs and bookmarks can be told from each other."""
        title = str(self.title)
        if named := found.shortened(", ".join(map(str, self.named()))):
            title = f"{title}: {named}"
        if number > 1:
            title = f"{title} – {_('page %(number)s') % {'number': number}}"
        return f"{_('Error:')} {title}" if self.filter.has_errors else title

    def named(self) -> Iterator[str]:
        """What was chosen, in words of which each says by itself what it is."""
        for name, field, value in self.given():
            is_clear = name == "q" or hasattr(field, "rows")  # a street, a topic; “possible” alone says nothing
            yield shown(field, value) if is_clear else f"{field.label} {shown(field, value)}"

    def cards(self, page: Page) -> list[dict[str, Any]]:
        return [self.card(row) for row in page]

    @property
    def result(self) -> Result | None:
        """What the search found; None while nobody searches."""
        return self.filter.result

    def count_text(self, paginator: Any) -> str:
        if self.filter.unread:
            return _("No result yet")
        text = self.counted_more if getattr(paginator, "is_more", False) else self.counted
        return text % {"count": paginator.count}

    def empty(self, *, is_filtered: bool) -> dict[str, Any]:
        """Context of components/empty.html: why the list is empty, and what to do next."""
        if unread := self.filter.unread:
            return self.not_read(unread)
        title, text = self.no_match if is_filtered else self.nothing_yet
        first = self.first_step(is_filtered=is_filtered)
        everything = {"label": self.all_of_them, "url": self.request.path}
        steps = [first]
        if is_filtered and self.result and not self.result.query.is_blank:
            row = found.row_with(self.result.query.number)
            if row:
                text = _("This has the number in the portal:")
            elif meant := self.result.suggestion:
                text = _("Did you mean “%(suggestion)s”?") % {"suggestion": meant}
            steps = [row, *self.steps_of_search(self.result), first]
        if is_filtered and everything not in steps:
            steps.append(everything)
        return {"title": title, "text": text, "actions": [step for step in steps if step]}

    @staticmethod
    def steps_of_search(result: Result) -> Iterator[dict[str, Any]]:
        """Where else the words of a search may lead: to similar words, into the whole portal."""
        if meant := result.suggestion:
            yield {"label": _("Search for “%(text)s”") % {"text": meant}, "url": f"?{urlencode({'q': meant})}"}
        everywhere = f"{links.address('search')}?{urlencode({'q': result.query.text})}"
        yield {"label": _("Search the whole portal"), "url": everywhere}

    def not_read(self, unread: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        sentences = " ".join(f"{label}: {' '.join(texts)}" for label, texts in unread.items())
        title = _("We could not read what you are looking for.")
        return {"title": title, "text": sentences, "actions": [{"label": self.all_of_them, "url": self.request.path}]}

    @property
    def sort(self) -> str:
        wanted = self.request.GET.get("sortierung", "")
        return wanted if wanted in self.orders else next(iter(self.orders), "")

    def sorts(self) -> list[dict[str, Any]]:
        query = self.request.GET.copy()
        for name in ("sortierung", self.page_kwarg):
            query.pop(name, None)
        links = []
        for code, (label, _order) in self.orders.items():
            changed = query.copy()
            if code != next(iter(self.orders)):
                changed["sortierung"] = code
            encoded = changed.urlencode()
            url = f"{self.request.path}?{encoded}" if encoded else self.request.path
            links.append({"label": label, "url": url, "active": code == self.sort})
        return links

    def chips(self) -> list[dict[str, Any]]:
        chips = []
        for name, field, value in self.given():
            query = self.request.GET.copy()
            given = self.filter.chosen[name]
            query.setlist(name, [other for other in given if other != value] if isinstance(given, list) else [])
            for left in (self.page_kwarg, *([found.EXACT] if name == "q" else [])):
                query.pop(left, None)
            url = f"{self.request.path}?{encoded}" if (encoded := query.urlencode()) else self.request.path
            label = stored(value) if hasattr(field, "rows") else shown(field, value)
            chips.append({"label": format_html("{}: {}", field.label, label), "url": url})
        return chips

    def given(self) -> Iterator[tuple[str, forms.Field, Any]]:
        """Name, field and value of each filter that counts. A wrong value is passed over by itself."""
        for name, given in self.filter.chosen.items():
            for value in given if isinstance(given, list) else [given]:
                yield name, self.filter.form.fields[name], value


def shown(field: forms.Field, value: Any) -> str:
    """A value of a filter as people read it."""
    choices = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
    return str(choices.get(value, localize(value)))


class ThanksPage(TemplateView):
    """After a form: which mail goes to which address, while the token is valid; later a general sentence."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submission = submissions.behind_link(self.request.GET.get(submissions.PARAMETER, ""), submissions.SHOW)
        return super().get_context_data(receipt=submissions.receipt(submission) if submission else None, **kwargs)


def public_or_redirect(obj: Any, slug: str, gone: Callable[[], Gone]) -> tuple[Any, HttpResponse | None]:
    """The row that was found by its number, and a permanent redirect if the slug is wrong or outdated, else None.

    ``obj`` is one of those ``once_public()``. Raises Http404 when there is none, which was never public under this
    number, Gone when it no longer is.
    """
    if obj is None:
        raise Http404
    if not obj.is_public:
        raise gone()
    if obj.slug and slug != obj.slug:
        return obj, redirect(obj.get_absolute_url(), permanent=True)
    return obj, None


def managed_contribution(text: str, kind: str, *related: str) -> Contribution:
    """The contribution behind a management link; valid until its nonce changes. Raises Http404 for anything else."""
    token = links.parse(text, "manage")
    row = Contribution.objects.filter(pk=token.pk, kind=kind).select_related(*related).first() if token else None
    if token is None or row is None or not token.valid_for(row):
        raise Http404
    return row


def territory() -> str:
    """The reader's language with its territory, as Open Graph writes it."""
    return pgettext("language and territory", "en_GB")
