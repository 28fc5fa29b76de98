"""Template context of the page frame: navigation, legal links, announcements, language switch."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from eving.core.texts import site_texts
from eving.portal import law
from eving.runtime.land import Land


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}


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
        entries = [
            (_("Ideas"), reverse("projects:idea-list")),
            (_("Projects"), reverse("projects:project-list")),
            (_("Shops"), reverse("vacancies:listing-list")),
            (_("Local organisations"), reverse("actors:actor-list")),
        ]
        # Pages about searches for a shop count as part of “Shops” in the navigation.
        path = self.request.path.replace(reverse("vacancies:profile-list"), reverse("vacancies:listing-list"), 1)
        return [{"label": label, "url": url, "active": path.startswith(url)} for label, url in entries]

    @property
    def legal(self) -> list[dict[str, str]]:
        return [
            {"label": _("Contact"), "url": reverse("portal:contact")},
            {"label": _("Rules for contributions"), "url": reverse("portal:rules")},
            {"label": _("Legal notice"), "url": reverse("portal:imprint")},
            {"label": _("Privacy"), "url": reverse("portal:privacy")},
            {"label": _("Accessibility"), "url": reverse("portal:accessibility")},
            {"label": _("Easy read"), "url": reverse("portal:easy-language")},
            {"label": _("News by e-mail"), "url": reverse("projects:follow-create")},
            {"label": _("My data"), "url": reverse("portal:my-data")},
        ]

    @property
    def announcements(self) -> list[dict[str, Any]]:
        return site_texts.announcements()

    @cached_property
    def language(self) -> dict[str, str]:
        """Link to the same page in the other language; empty where there is none, as for previews in the admin."""
        path = self.request.path
        if get_language() == "en":
            path, label, code = "/" + path.removeprefix("/en").lstrip("/"), "Deutsch", "de"
        else:
            path, label, code = f"/en{path}", "English", "en"
        # The 404 page exists in both languages, so an address that does not resolve keeps its link.
        with override(code):
            if self.request.resolver_match and not is_valid_path(path):
                return {}
        query = self.request.META.get("QUERY_STRING", "")
        return {"url": f"{path}?{query}" if query else path, "label": label, "code": code}
