"""The extension points between apps: core never imports an upper app, which registers here in AppConfig.ready().

The lists of this module are everything that is pluggable.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch
from django.urls import resolve as match_of
from django.utils import translation

from eving.core.home import HomeAnswers, HomeDates, HomeFigures, HomeSection
from eving.core.models import Contribution
from eving.core.models.users import User

Text = Any  # str or a lazy translation


@dataclass(frozen=True)
class Queue:
    """Something that waits for staff: one line of the work queue."""

    name: str
    sentence: Callable[[int], str]  # (4) -> "4 new ideas"
    button: Text
    waiting: Callable[[], QuerySet]
    since: str  # name of the field that says since when
    url: Callable[[], str]
    due: str = ""  # name of the date field that makes an item overdue
    is_promise: bool = True  # whether that date was promised to somebody outside
    is_calm: bool = False  # good to do some day: never marked as late
    permission: str = ""


@dataclass(frozen=True)
class Figure:
    """A key figure on the start page of the back office, compared with the period before."""

    label: Text
    count: Callable[[datetime], tuple[int | None, int | None]]  # (now) -> (these 30 days, the 30 days before)
    unit: Text = ""
    is_better: str = ""  # "more" or "less", when one of them is good news
    permission: str = ""
    weight: int = 100


@dataclass(frozen=True)
class Panel:
    """A section that an upper app adds to a page of a lower one."""

    page: str  # such as "actor"
    template: str
    context: Callable[[Any], dict | None]  # None hides the panel


@dataclass(frozen=True)
class SearchKind:
    """A register in the site search."""

    code: str
    label: Text
    published: Callable[[], QuerySet]  # in an order that an index of public rows has
    card: Callable[[Any], dict]
    list_url: Callable[[], str]
    words: Text = ""  # by which people name the register itself; where one was typed, it stands first
    name_column: str = "title"


@dataclass(frozen=True)
class PersonalDataView:
    """One contribution as its person sees it under /meine-daten/."""

    title: str
    state: str
    url: str = ""
    manage_url: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContributionKind:
    """How a register handles one kind of contribution: data access, erasure, confirmation and correction."""

    code: str
    label: Text
    show: Callable[[Contribution], PersonalDataView]
    erase: Callable[[Contribution], None]
    # (contribution, the member of staff who took the confirmation by telephone) -> the URL to redirect to
    confirm: Callable[[Contribution, User | None], str] | None = None
    confirm_question: Callable[[Contribution], str] | None = None
    confirm_mail: str = ""  # the message with a fresh confirmation link
    # Which contributions of this kind a confirmation would still change: not what was withdrawn or is spam.
    waits: Q = field(default_factory=Q)
    # What its person may change under /meine-daten/ besides name and telephone: fields, present values, and the write.
    correctable: dict[str, forms.Field] = field(default_factory=dict)
    current: Callable[[Contribution], dict[str, Any]] = lambda contribution: {}
    correct: Callable[[Contribution, dict[str, Any]], None] = lambda contribution, given: None
    # The form key of the contribution confirmed along with it, such as a subscription ticked beside a support.
    confirms_also: Callable[[Contribution], UUID] | None = None
    # (contribution, corrected address, form key, content digest, what was ticked besides, None to keep it): writes the
    # contribution anew for the corrected address and returns it. Only for kinds whose own rows refer to the
    # participant; the others are moved.
    readdress: Callable[[Contribution, str, UUID, str, str | None], Contribution] | None = None
    # What one form has written, where that may be several: a corrected address is that of all of them.
    sent_together: Callable[[Contribution], list[Contribution]] = lambda contribution: [contribution]


@dataclass(frozen=True)
class Purge:
    """A retention rule, run each night: deletes what is due, or only counts it in a dry run."""

    name: str
    label: Text
    run: Callable[[datetime, bool], int]  # (now, dry_run) -> rows


@dataclass(frozen=True)
class Use:
    """A use of personal data, as the privacy page states it. ``models`` name the tables behind it."""

    weight: int  # light ones come first, here and in all lists below
    what: str
    details: str
    models: tuple[str, ...]
    basis: str = ""  # empty: the legal basis of the office's own work
    only_with_consent: str = ""  # the part that needs consent, as a sentence without its full stop


@dataclass(frozen=True)
class Retention:
    """A row of the privacy page's table of periods; ``purges`` name the rules that keep its promise."""

    weight: int
    what: str
    why: str
    how_long: str
    purges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grant:
    """What a role of the portal may do with models: ``Grant("editor", "add change", "actors.actor")``.

    Roles are read, editor, moderator and lead; each also has what the ones before it have.
    """

    role: str
    actions: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class NightlyJob:
    """Something that a register does each night, safe to repeat. The name is stored in waiting jobs: it stays."""

    name: str
    cron: str  # in UTC
    run: Callable[[datetime], Any]
    lock: bool = False  # whether two of them never run at once


@dataclass(frozen=True)
class NavigationEntry:
    label: Text
    page: str  # URL name
    weight: int
    menu: str = "header"  # or "footer"
    covers: tuple[str, ...] = ()  # URL names of further lists that count as part of this one


@dataclass(frozen=True)
class CalendarEntry:
    """Something with a day that the office should know of beforehand."""

    day: date
    title: str
    url: str = ""


@dataclass(frozen=True)
class Calendar:
    """A register's days for the office's start page."""

    entries: Callable[[date, date], list[CalendarEntry]]  # (first day, last day) -> in any order
    permission: str


@dataclass(frozen=True)
class Connection:
    """Two actors and what connects them; the lower number stands first."""

    one: int  # primary keys
    other: int
    reason: str
    since: date | None = None


@dataclass(frozen=True)
class Edges:
    """Connections between public actors that follow from a register, such as a project that both take part in."""

    name: str
    label: Text
    between: Callable[[int | None], list[Connection]]  # those of one actor, or all


@dataclass(frozen=True)
class PublicPage:
    """A public address without parameters."""

    page: str  # URL name
    in_sitemap: bool = True
    title: Text = ""  # under which the search finds it; empty for a page that nobody searches for
    words: Text = ""  # other words by which it is found
    about: Text = ""  # one sentence for the page of results


@dataclass(frozen=True)
class OfficePage:
    """A page of the back office that belongs to no model, open to everybody of the staff."""

    name: str  # of its URL in the namespace of the back office
    path: str  # below that of the back office
    view: Callable[..., HttpResponse]
    label: Text = ""  # under which every page of the back office links to it
    is_there: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class CachedPage:
    """Public pages that are drawn once and kept until something they show has changed (decision 0042)."""

    pages: tuple[str, ...]  # URL names
    shows: tuple[str, ...] = ()  # labels of models, such as "projects.idea"; their many-to-many tables belong to them
    values: tuple[str, ...] | Callable[[], Iterable[str]] = ()  # parameters that the page reads
    typed: tuple[str, ...] = ("q",)  # parameters with free words: such a page is not kept
    is_hourly: bool = False  # whether the page says something else an hour later, not only a day later
    # A limit that counts a page from a copy as well; a response refuses it.
    admits: Callable[[HttpRequest], HttpResponse | None] | None = None


@dataclass(frozen=True)
class UncachedPage:
    """Public addresses that are answered anew each time."""

    pages: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class SiteTextSlot:
    """A text of the site that the office may replace; the template holds the default text."""

    key: str
    label: Text
    template: str
    kind: str = "page"  # "line": plain text; "page": Markdown; "mail": plain text with line breaks
    group: Text = ""
    page: str = ""  # URL name of the page that displays it; empty for mails
    placeholders: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    level: int = 2  # of its top headings: 2 is <h2>


queues: list[Queue] = []
cases: list[Any] = []  # models with a life cycle that staff decide about
figures: list[Figure] = []
panels: list[Panel] = []
search_kinds: list[SearchKind] = []
number_series: set[str] = set()  # the letters with which public numbers begin, such as "I" of I-2027-42
contribution_kinds: dict[str, ContributionKind] = {}
purges: list[Purge] = []
site_text_slots: dict[str, SiteTextSlot] = {}
uses: list[Callable[[], list[Use]]] = []
retention: list[Callable[[], list[Retention]]] = []
grants: list[Grant] = []
nightly_jobs: list[NightlyJob] = []
navigation: list[NavigationEntry] = []
home_sections: list[HomeSection] = []
home_figures: list[HomeFigures] = []
home_answers: list[HomeAnswers] = []
home_dates: list[HomeDates] = []
calendars: list[Calendar] = []
edges: list[Edges] = []
public_pages: list[PublicPage] = []
office_pages: list[OfficePage] = []
cached_pages: list[CachedPage] = []
uncached_pages: list[UncachedPage] = []
shown_on: dict[str, tuple[str, ...]] = {}  # what other registers show on a cached page: URL name, labels of models
# Pages of the portal that every register may link to ("confirm", "my-data" …), with their URL names.
addresses: dict[str, str] = {}
# The roles that the portal itself maintains: name of the group, and of the role in Grant.
roles: dict[str, str] = {}
# What each of them may do, for people.
role_sentences: dict[str, list[Text]] = {}


def add_contribution_kind(kind: ContributionKind) -> None:
    contribution_kinds[kind.code] = kind


def confirmable() -> list[str]:
    return [code for code, kind in contribution_kinds.items() if kind.confirm]


def waiting_for_confirmation() -> Q:
    waits = Q(pk__in=[])
    for code, kind in contribution_kinds.items():
        if kind.confirm:
            waits |= Q(kind=code) & kind.waits
    return waits & Q(confirmed_at__isnull=True)


def add_site_texts(*slots: SiteTextSlot) -> None:
    site_text_slots.update({slot.key: slot for slot in slots})


def add_shown_on(pages: Mapping[str, Sequence[str]]) -> None:
    for page, labels in pages.items():
        shown_on[page] = (*shown_on.get(page, ()), *labels)


def add_role_sentences(sentences: Mapping[str, Sequence[Text]], *, first: bool = False) -> None:
    for role, texts in sentences.items():
        known = role_sentences.setdefault(role, [])
        known[:] = [*texts, *known] if first else [*known, *texts]


def panels_of(page: str, obj: Any) -> list[dict]:
    contexts = []
    for panel in panels:
        if panel.page == page and (context := panel.context(obj)) is not None:
            contexts.append({"template": panel.template, **context})
    return contexts


def code_of(model: Any) -> str:
    return str(model._meta.label_lower)  # such as "projects.idea", as stored in rows


def find_case(code: str, number: str) -> Any:
    """The case of a register by its public number; None when it is gone, or the register unknown."""
    model = next((model for model in cases if code_of(model) == code), None)
    return model._default_manager.filter(number=number).first() if model and number else None


def resolve(path: str) -> tuple[str, str]:
    """Code of the register and number of the case that a page of the portal is about; two empty strings if none.

    Pages below the case count as well: each language, its forms, an address with a wrong slug.
    """
    path = unquote(urlsplit(path).path) if path.startswith("/") and not path.startswith("//") else ""
    if not path.isprintable():
        return "", ""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = _page_at(path) or _page_at(f"{path}/")
        number = str(page.kwargs.get("number", "")) if page else ""
        if not page or not number:
            return "", ""
        for model in cases:
            numbered = any(field.name == "number" for field in model._meta.fields)
            if model._meta.app_label != page.app_name or not numbered:
                continue
            case = model._default_manager.filter(number=number).first()
            own = _page_at(case.get_absolute_url()) if case else None
            if own and own.route.partition("<")[0] == page.route.partition("<")[0]:
                return code_of(model), number
    return "", ""


def _page_at(path: str) -> ResolverMatch | None:
    try:
        return match_of(path)
    except Resolver404:
        return None
