"""The portal's own entries of menus, and its public pages."""

from django.utils.translation import gettext_lazy as _

from eving.core.registry import NavigationEntry, PublicPage

NAVIGATION = [
    NavigationEntry(label, f"portal:{page}", weight, menu="footer")
    for label, page, weight in (
        (_("Contact"), "contact", 10),
        (_("Rules for contributions"), "rules", 20),
        (_("Legal notice"), "imprint", 30),
        (_("Privacy"), "privacy", 40),
        (_("Accessibility"), "accessibility", 50),
        (_("Easy read"), "easy-language", 60),
        (_("My data"), "my-data", 80),
    )
]
TEXTS = ("core.sitetext", "core.announcement")
PAGES = [
    PublicPage("portal:home", ("actors.actor", "vacancies.listing", "vacancies.shopunit", "projects.idea", *TEXTS)),
    PublicPage("portal:search"),
    *(
        PublicPage(f"portal:{page}", TEXTS)
        for page in ("contact", "rules", "imprint", "privacy", "accessibility", "easy-language")
    ),
    *(PublicPage(f"portal:{page}") for page in ("message-create", "report-create", "barrier-create")),
]
