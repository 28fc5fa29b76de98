"""Template context of the page frame: navigation, legal links, announcements, language switch."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, override

from eving.core import registry
from eving.core.models.translations import language_choices
from eving.core.registry import NavigationEntry
from eving.core.texts import site_texts
from eving.portal import law
from eving.runtime.land import Land


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}


def menu(name: str) -> list[NavigationEntry]:
    return sorted((entry for entry in registry.navigation if entry.menu == name), key=lambda entry: entry.weight)


class Frame:
    """Built only when a template reads it, so that answers without a page cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO
        self.authority = settings.AUTHORITY
        self.office = settings.OFFICE
        self.is_authority = law.is_authority()
        self.land: Land = settings.LAW

    @property
    def navigation(self) -> list[dict[str, Any]]:
        path = self.request.path
        return [
            {
                "label": entry.label,
                "url": reverse(entry.page),
                "active": any(path.startswith(reverse(page)) for page in (entry.page, *entry.covers)),
            }
            for entry in menu("header")
        ]

    @property
    def legal(self) -> list[dict[str, str]]:
        return [{"label": str(entry.label), "url": reverse(entry.page)} for entry in menu("footer")]

    @property
    def announcements(self) -> list[dict[str, Any]]:
        return site_texts.announcements()

    @cached_property
    def languages(self) -> list[dict[str, str]]:
        """Links to the same page in the other languages; none where there is none, as for previews in the admin."""
        reader = get_language() or settings.LANGUAGE_CODE
        path, query = self.request.path, self.request.META.get("QUERY_STRING", "")
        if reader != settings.LANGUAGE_CODE:
            path = "/" + path.removeprefix(f"/{reader}").lstrip("/")
        found = []
        for code, label in language_choices():
            address = path if code == settings.LANGUAGE_CODE else f"/{code}{path}"
            # The 404 page exists in every language, so an address that does not resolve keeps its link.
            with override(code):
                if code == reader or (self.request.resolver_match and not is_valid_path(address)):
                    continue
            found.append({"url": f"{address}?{query}" if query else address, "label": label, "code": code})
        return found
