"""What a lower part shows or does for an upper one: the upper one registers it in its AppConfig.ready().

These lists are all that is pluggable.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import Resolver404, ResolverMatch
from django.urls import resolve as match_of
from django.utils import translation

from eving.core.models import Contribution
from eving.core.models.users import User

Text = Any  # a text, or a translation that waits for the reader's language


@dataclass(frozen=True)
class Queue:
    """Something that waits for staff: its rows, since when each waits, and where the list is."""

    name: str
    sentence: Callable[[int], str]  # (4) -> "4 new ideas"
    button: Text
    waiting: Callable[[], QuerySet]
    since: str  # name of the field that says since when
    url: Callable[[], str]
    due: str = ""  # name of the date field that makes an item overdue
    is_promise: bool = True  # whether that date was promised to somebody outside
    is_calm: bool = False  # what is good to do some day: never marked as late
    permission: str = ""


@dataclass(frozen=True)
class Figure:
    """A number on the start page of the office: its value now, and a span of the same length before."""

    label: Text
    count: Callable[[datetime], tuple[int | None, int | None]]  # (now) -> (these 30 days, the 30 days before)
    unit: Text = ""
    is_better: str = ""  # "more" or "less", when one of them is good news
    permission: str = ""


@dataclass(frozen=True)
class Panel:
    """A piece of an upper register on a lower register's page."""

    page: str  # "actor"
    template: str
    context: Callable[[Any], dict | None]  # None hides the panel


@dataclass(frozen=True)
class SearchKind:
    """A register in the site search."""

    code: str
    label: Text
    published: Callable[[], QuerySet]
    card: Callable[[Any], dict]
    list_url: Callable[[], str]


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
    """What a register does for the person behind one of its contributions."""

    code: str
    label: Text
    show: Callable[[Contribution], PersonalDataView]
    erase: Callable[[Contribution], None]
    # (contribution, who of the office heard it by telephone) -> acts, returns the address to go to
    confirm: Callable[[Contribution, User | None], str] | None = None
    confirm_question: Callable[[Contribution], str] | None = None
    confirm_mail: str = ""  # the message with a fresh confirmation link
    # Which contributions of this kind a press would still change something about: not what was withdrawn or is spam.
    waits: Q = field(default_factory=Q)
    # What its person may change of it under /meine-daten/ besides name and telephone: fields, values now, and writing.
    correctable: dict[str, forms.Field] = field(default_factory=dict)
    current: Callable[[Contribution], dict[str, Any]] = lambda contribution: {}
    correct: Callable[[Contribution, dict[str, Any]], None] = lambda contribution, given: None
    # The form key of what is confirmed along with it, such as news ticked beside a support.
    confirms_also: Callable[[Contribution], UUID] | None = None
    # (contribution, new address, form key, digest, what was ticked besides, None for what stands there): writes it
    # anew for the right address and returns it. Only for kinds whose own rows name the person; others are moved.
    readdress: Callable[[Contribution, str, UUID, str, str | None], Contribution] | None = None


@dataclass(frozen=True)
class Purge:
    """A rule of deletion: removes what is due and says how many, or only counts."""

    name: str
    label: Text
    run: Callable[[datetime, bool], int]  # (now, dry_run) -> rows


@dataclass(frozen=True)
class SiteTextSlot:
    """A place whose words the office may replace by its own; the template holds the default text."""

    key: str
    label: Text
    template: str
    kind: str = "page"  # "line": plain text; "page": with marks; "mail": plain text with line breaks
    group: Text = ""
    page: str = ""  # name of the address that shows it; empty for mails
    placeholders: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    level: int = 2  # of its first headings


queues: list[Queue] = []
cases: list[Any] = []  # models with a life-cycle that staff decide about
figures: list[Figure] = []
panels: list[Panel] = []
search_kinds: list[SearchKind] = []
contribution_kinds: dict[str, ContributionKind] = {}
purges: list[Purge] = []
site_text_slots: dict[str, SiteTextSlot] = {}
# Pages of the portal that every register may point to ("confirm", "my-data" …) and the names of their addresses.
addresses: dict[str, str] = {}
# The roles that the portal itself keeps, by the name of their group: what they may do, in sentences.
roles: dict[str, tuple[Text, ...]] = {}


def add_contribution_kind(kind: ContributionKind) -> None:
    contribution_kinds[kind.code] = kind


def confirmable() -> list[str]:
    """The codes of the kinds that count only once their person has confirmed."""
    return [code for code, kind in contribution_kinds.items() if kind.confirm]


def waiting_for_confirmation() -> Q:
    """Contributions that a press on the confirmation page would still do something about."""
    waits = Q(pk__in=[])
    for code, kind in contribution_kinds.items():
        if kind.confirm:
            waits |= Q(kind=code) & kind.waits
    return waits & Q(confirmed_at__isnull=True)


def add_site_texts(*slots: SiteTextSlot) -> None:
    site_text_slots.update({slot.key: slot for slot in slots})


def panels_of(page: str, obj: Any) -> list[dict]:
    """The panels of a page that have something to show: ``[{"template": …, **context}]``."""
    shown = []
    for panel in panels:
        if panel.page == page and (context := panel.context(obj)) is not None:
            shown.append({"template": panel.template, **context})
    return shown


def code_of(model: Any) -> str:
    """How stored rows name a register of cases: ``projects.idea``."""
    return str(model._meta.label_lower)


def find_case(code: str, number: str) -> Any:
    """The case of a register by its public number; None when it is gone, or the register unknown."""
    model = next((model for model in cases if code_of(model) == code), None)
    return model._default_manager.filter(number=number).first() if model and number else None


def resolve(path: str) -> tuple[str, str]:
    """The register and the number of the case that a page of the portal is about; empty for every other page.

    Whatever belongs to the case counts: its page in each language, its forms, an address with a wrong slug.
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
