"""What the privacy page says about each use of personal data: purpose, details, legal basis, and how long.

Registers announce theirs; here stand those of the portal and its ground. A test compares the models named with
docs/privacy.md, so that no field is left out.
"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.registry import Use
from eving.portal import law
from eving.portal.services.retention import retention_table


def task() -> str:
    """The legal basis of the office's own work."""
    if law.is_authority():
        return _("public task, Article 6 (1) (e) GDPR with %(law)s") % {"law": settings.LAW.public_task}
    return _("our legitimate interest in the work of a neighbourhood office, Article 6 (1) (f) GDPR")


def agreement() -> str:
    """The legal basis of what somebody asks for in view of a lease; for an authority that is its public task."""
    return "" if law.is_authority() else _("steps at your request before a contract, Article 6 (1) (b) GDPR")


def consent() -> str:
    return _("your consent, Article 6 (1) (a) GDPR")


def staff_basis() -> str:
    if law.is_authority():
        return _("employment, %(law)s") % {"law": settings.LAW.employment}
    return _("employment contract, Article 6 (1) (b) GDPR")


BASES = {
    "consent": consent,
    "agreement": agreement,
    "staff": staff_basis,
    "recognisable": lambda: _("consent of everybody who can be recognised, Article 6 (1) (a) GDPR"),
    "rights": lambda: _("legal obligation, Article 6 (1) (c) with Articles 15 to 20 GDPR"),
}


def own_uses() -> list[Use]:
    return [
        Use(
            40,
            _("News by e-mail"),
            _("Your e-mail address and what you follow. Each e-mail has a link that ends it."),
            ("Subscription", "Digest"),
            basis="consent",
        ),
        Use(
            70,
            _("Messages, reports of barriers, reports of content"),
            _("Your text, the page it is about and whatever contact details you give: to check it and to answer you."),
            ("OfficeMessage",),
        ),
        Use(
            140,
            _("Your rights"),
            _("Your e-mail address: to send you the link by which you see, correct and erase your data."),
            ("Participant",),
            basis="rights",
        ),
        Use(
            145,
            _("Searches that find nothing"),
            _("The words and how often they were searched for on a day, never by whom: to add what people miss."),
            ("FruitlessSearch",),
        ),
        Use(
            150,
            _("E-mails and forms that work"),
            _(
                "Which e-mail did not go out and why, and which form asked for which e-mail. The address itself "
                "is not recorded there."
            ),
            ("FailedMail", "FormSubmission"),
        ),
        Use(
            160,
            _("Protection of the forms"),
            _("Counters for network and e-mail addresses, kept only as keys that change every day."),
            ("RateBucket",),
        ),
        Use(
            170,
            _("Record of changes and tables"),
            _(
                "Who in the office changed which field, imported a table or exported data, and why: to undo "
                "mistakes and to account for them."
            ),
            ("ImportBatch", "CheckedRows", "ExportRecord", "BackgroundRun"),
        ),
        Use(
            175,
            _("Copies of public pages"),
            _("What stands on a public page, your name included, is kept as a copy, so that the page comes quickly."),
            ("StoredPage",),
        ),
        Use(
            180,
            _("Staff accounts"),
            _("Name, user name, e-mail address and the last log-in."),
            ("User",),
            basis="staff",
        ),
    ]


def uses() -> list[Use]:
    """All uses, with their legal basis in words."""
    found = sorted((use for announced in registry.uses for use in announced()), key=lambda use: use.weight)
    return [replace(use, basis=BASES[use.basis]()) if use.basis else use for use in found]


def context() -> dict[str, Any]:
    return {"uses": uses(), "retention": retention_table(), "basis": task(), "client": settings.OFFICE["client"]}
