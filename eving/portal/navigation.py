"""The portal's own entries of menus, and its public pages."""

from django.utils.translation import gettext_lazy as _

from eving.core.registry import CachedPage, NavigationEntry, PublicPage, UncachedPage

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
OWN_TEXTS = ("contact", "rules", "imprint", "privacy", "accessibility", "easy-language")
OWN_FORMS = ("message-create", "report-create", "barrier-create")
PAGES = [
    PublicPage("portal:home"),
    PublicPage("portal:search"),
    *(
        PublicPage(f"portal:{page}", title=title, words=words, about=about)
        for page, title, words, about in (
            (
                "contact",
                _("Contact"),
                _("office hours opening hours consultation address telephone e-mail way there appointment"),
                _("When and where you reach the office, by telephone, e-mail or in person."),
            ),
            (
                "rules",
                _("Rules for contributions"),
                _("conditions what is allowed moderation publish decline"),
                _("What may be published here, and what may not."),
            ),
            ("imprint", _("Legal notice"), _("imprint operator responsible provider"), _("Who runs this portal.")),
            (
                "privacy",
                _("Privacy"),
                _("data protection personal data storage cookies consent rights"),
                _("Which data are kept, why, and how long."),
            ),
            (
                "accessibility",
                _("Accessibility"),
                _("declaration disability screen reader keyboard sign language"),
                _("How accessible this portal is, and where to turn with a complaint."),
            ),
            (
                "easy-language",
                _("Easy read"),
                _("plain language simple explained"),
                _("What you find here, in easy words."),
            ),
            (
                "message-create",
                _("Write to the office"),
                _("message question form ask mail"),
                _("A question or a hint for the office, answered by e-mail or telephone."),
            ),
            (
                "report-create",
                _("Report a content"),
                _("complaint illegal insult wrong mistake copyright delete"),
                _("Something on this portal is wrong, offends or breaks the law."),
            ),
            (
                "barrier-create",
                _("Report a barrier"),
                _("accessibility problem cannot use not readable obstacle"),
                _("Something on this portal cannot be used or read."),
            ),
        )
    ),
    PublicPage(
        "portal:my-data",
        in_sitemap=False,
        title=_("My data"),
        words=_("delete correct erase account withdraw unsubscribe information"),
        about=_("See, correct or erase what the portal keeps about you."),
    ),
]
EVERYTHING = (
    "actors.actor",
    "actors.actorgroup",
    "projects.idea",
    "projects.project",
    "vacancies.listing",
    "vacancies.searchprofile",
    "vacancies.shopunit",
)
CHANGES = ("actors.actorchange", "projects.ideachange", "projects.projectchange", "vacancies.listingchange")
FORM = "a form that posts: each has a key of its own"
PERSONAL = "behind a link for one person, or about what one person has just done"
CACHED = [
    CachedPage(
        ("portal:home",),
        (*EVERYTHING, "core.fieldofaction", "core.street", "projects.ideaphoto", "vacancies.unitphoto"),
    ),
    CachedPage(tuple(f"portal:{page}" for page in OWN_TEXTS)),
    CachedPage(("sitemap-index", "sitemap"), (*EVERYTHING, *CHANGES), values=("p",)),
]
UNCACHED = [
    UncachedPage(("portal:search", "portal:search-suggestions"), "free words, which may be about anybody"),
    UncachedPage(tuple(f"portal:{page}" for page in (*OWN_FORMS, "my-data")), FORM),
    UncachedPage(
        (
            "portal:address-changed",
            "portal:barrier-thanks",
            "portal:change-address",
            "portal:confirm",
            "portal:confirm-resent",
            "portal:followed",
            "portal:message-thanks",
            "portal:my-data-correct",
            "portal:my-data-download",
            "portal:my-data-erase",
            "portal:my-data-erase-all",
            "portal:my-data-erased",
            "portal:my-data-sent",
            "portal:my-data-show",
            "portal:report-thanks",
            "portal:unfollow",
            "portal:unfollow-all",
        ),
        PERSONAL,
    ),
    UncachedPage(("media",), "files that lie on disk as they are sent, and are kept by browsers"),
    UncachedPage(("readyz", "robots", "security"), "for machines, and cheaper than a copy"),
    UncachedPage(("former-note",), "leads into the back office"),
]
