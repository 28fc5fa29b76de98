"""Template context of the page frame: navigation, legal links, announcements, language switch."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.models.translations import language_choices
from eving.core.registry import NavigationEntry
from eving.core.texts import site_texts
from eving.core.texts.wording import here
from eving.portal import law
from eving.runtime.land import Land


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}


def menu(name: str) -> list[NavigationEntry]:
    return sorted((entry for entry in registry.navigation if entry.menu == name), key=lambda entry: entry.weight)


def navigation_entries() -> list[dict[str, Any]]:
    """``paths``: where an address has to begin for the entry to be the current one."""
    return [
        {
            "label": str(entry.label),
            "url": reverse(entry.page),
            "paths": tuple(reverse(page) for page in (entry.page, *entry.covers)),
        }
        for entry in menu("header")
    ]


# ---------------------------------------------------------------- what is the same on many pages
LANGUAGES_HERE = "<!--languages-->"
kept: dict[tuple[Any, ...], Any] = {}


def once(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` returns, made once for each language of the reader."""
    key = (name, get_language(), *map(id, registry.navigation))
    if key not in kept:
        kept[key] = make()
    return kept[key]


@receiver(setting_changed)
def forget(**changed: Any) -> None:
    """Settings change in tests alone."""
    kept.clear()


class Frame:
    """Built only when a template reads it, so that answers without a page cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO
        self.authority = settings.AUTHORITY
        self.office = settings.OFFICE
        self.is_authority = law.is_authority()
        self.land: Land = settings.LAW

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        path = self.request.path
        return [
            {**entry, "active": path.startswith(entry["paths"])} for entry in once("navigation", navigation_entries)
        ]

    @property
    def usual_title(self) -> str:
        return here(_("Ideas, projects and shops in {district}"))

    @property
    def usual_description(self) -> str:
        return here(
            _("Ideas, projects, vacant shops and people in {town}-{district}: the portal of the neighbourhood office.")
        )

    @property
    def legal(self) -> list[dict[str, str]]:
        return once("legal", lambda: [{"label": str(row.label), "url": reverse(row.page)} for row in menu("footer")])

    @property
    def header(self) -> SafeString:
        """The header of a page without a search text: the same for all pages of a part, but for the languages."""
        place = "".join("x" if entry["active"] else "-" for entry in self.navigation)
        header = once(f"header {place}", lambda: self.drawn("header", languages=LANGUAGES_HERE))
        return mark_safe(header.replace(LANGUAGES_HERE, self.language_links))  # noqa: S308 - our own templates

    @property
    def footer(self) -> SafeString:
        return once("footer", lambda: self.drawn("footer"))

    @property
    def office_lines(self) -> SafeString:
        return once("office", lambda: self.drawn("office"))

    @property
    def address(self) -> str:
        """Of the page itself, for those who hold it on paper; empty where the address itself may be a secret."""
        match = self.request.resolver_match
        is_for_everybody = match and any(match.view_name in entry.pages for entry in registry.cached_pages)
        return f"{settings.BASE_URL}{self.request.path}" if is_for_everybody else ""

    @property
    def files(self) -> SafeString:
        return once("files", lambda: self.drawn("files"))

    @property
    def strips(self) -> SafeString:
        return once("strips", lambda: self.drawn("strips"))

    def exists_in(self, code: str, address: str) -> bool:
        """Whether the address leads anywhere in a language; asked once for all pages of one kind."""
        match = self.request.resolver_match
        if not match:
            return True  # the page that says so is read in every language

        def leads_somewhere() -> bool:
            with override(code):
                return bool(is_valid_path(address))

        found: bool = once(f"{match.route} in {code}", leads_somewhere)
        return found

    def drawn(self, part: str, **context: Any) -> SafeString:
        return render_to_string(f"components/frame/{part}.html", {"frame": self, **context})

    @property
    def announcements(self) -> list[dict[str, Any]]:
        return site_texts.announcements()

    @property
    def language_links(self) -> SafeString:
        link = '<a class="site-language" href="{url}" lang="{code}" hreflang="{code}">{label}</a>'
        return mark_safe("\n".join([format_html(link, **other) for other in self.languages]))  # noqa: S308 - by format_html

    @cached_property
    def languages(self) -> list[dict[str, str]]:
        """Links to the same page in the other languages; none where there is none, as for previews in the admin."""
        reader, query = get_language(), self.request.META.get("QUERY_STRING", "")
        return [
            {"url": f"{self.paths[code]}?{query}" if query else self.paths[code], "label": label, "code": code}
            for code, label in language_choices()
            if code != reader and code in self.paths
        ]

    @cached_property
    def paths(self) -> dict[str, str]:
        """The path of this page in each language that it has, the district's own language first."""
        reader = get_language() or settings.LANGUAGE_CODE
        path = self.request.path
        if reader != settings.LANGUAGE_CODE:
            path = "/" + path.removeprefix(f"/{reader}").lstrip("/")
        found = {}
        for code, _label in language_choices():
            address = path if code == settings.LANGUAGE_CODE else f"/{code}{path}"
            if code == reader or self.exists_in(code, address):
                # A browser takes "\" for "/", and two of them lead to another host; a plain "?" would end the path.
                found[code] = escape_uri_path(address)
        return found
