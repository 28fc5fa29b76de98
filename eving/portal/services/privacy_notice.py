"""What the privacy page says about each use of personal data: purpose, details, legal basis.

``models`` name the tables behind a use; a test compares them with docs/privacy.md, so that no field is left out.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from eving.portal import law
from eving.portal.services.retention import retention_table


@dataclass(frozen=True)
class Use:
    what: str
    details: str
    models: tuple[str, ...]
    basis: str = ""  # empty: the legal basis of the office's own work
    only_with_consent: str = ""  # the part that needs consent, as a sentence without its full stop


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


def uses() -> list[Use]:
    return [
        Use(
            _("Ideas"),
            _(
                "Name, e-mail address and, if you like, telephone number: to check your idea, to ask you "
                "questions and to tell you what becomes of it. Its history says what the office decided and why. "
                "A published idea is also passed on as open data, without your name."
            ),
            ("Participant", "Contribution", "Idea", "IdeaHistory", "IdeaProposal"),
            only_with_consent=_("your name appears"),
        ),
        Use(
            _("Support for an idea"),
            _("Your e-mail address, to count you once. The public never sees who supports an idea."),
            ("Support",),
        ),
        Use(
            _("Offers of help"),
            _("What you offer, name and contact: to bring you together with those who work on the idea."),
            ("HelpOffer",),
            only_with_consent=_("the person who had the idea gets your name and contact"),
        ),
        Use(
            _("News by e-mail"),
            _("Your e-mail address and what you follow. Each e-mail has a link that ends it."),
            ("Subscription", "Digest"),
            basis=consent(),
        ),
        Use(
            _("Entries of local organisations"),
            _(
                "What a club, group or firm says about itself, where it is found and whom to ask, and the name "
                "and contact of whoever fills in the form. Everybody sees only what the organisation releases."
            ),
            ("Actor", "ActorHistory", "ActorLogo", "Location", "ContactPoint"),
            only_with_consent=_("individuals, contact persons and their addresses appear"),
        ),
        Use(
            _("Messages to actors"),
            _("Your name, your address and your message: to pass the message on. The office does not read it."),
            ("ActorMessage",),
            only_with_consent=_("the organisation learns your address"),
        ),
        Use(
            _("Messages, reports of barriers, reports of content"),
            _("Your text, the page it is about and whatever contact details you give: to check it and to answer you."),
            ("OfficeMessage",),
        ),
        Use(
            _("Enquiries about a shop"),
            _("Your plan, name and contact: to answer you and to arrange a viewing."),
            ("Enquiry", "EnquiryHistory"),
            basis=agreement(),
            only_with_consent=_("the owner learns who you are"),
        ),
        Use(
            _("Offers of a shop"),
            _(
                "Name, contact and what you tell us about the shop: to let it together with you. Your name never "
                "appears."
            ),
            ("Listing", "ListingHistory", "UnitPhoto"),
            basis=agreement(),
            only_with_consent=_("the offer appears"),
        ),
        Use(
            _("Owners, managers and tenants of shops"),
            _(
                "Name and contact of owners and managers, what they told us, who used a shop when, and notes "
                "about a shop: to keep shops in use. We get this from them, from walks through the streets or "
                "from others; owners hear about it from us (Article 14 GDPR)."
            ),
            ("PropertyContact", "OwnerTalk", "OccupancyPeriod", "ShopUnit"),
        ),
        Use(
            _("Searches for a shop and space-wanted ads"),
            _(
                "What you are looking for, name and contact: to tell you about matching shops and to bring you "
                "together with owners."
            ),
            ("SearchProfile", "SearchProfileHistory"),
            basis=agreement(),
            only_with_consent=_("a space-wanted ad and your name beside it appear"),
        ),
        Use(
            _("Projects"),
            _("Who takes part in a project in the district, as far as people are named, and its history."),
            ("ProjectParticipation", "ProjectHistory", "ProjectPhoto"),
        ),
        Use(
            _("Photos"),
            _(
                "A copy without place, time and camera, with your description. The public sees it only after the office"
                " has checked it."
            ),
            ("IdeaPhoto", "PendingPhoto"),
            basis=_("consent of everybody who can be recognised, Article 6 (1) (a) GDPR"),
        ),
        Use(
            _("Your rights"),
            _("Your e-mail address: to send you the link by which you see, correct and erase your data."),
            ("Participant",),
            basis=_("legal obligation, Article 6 (1) (c) with Articles 15 to 20 GDPR"),
        ),
        Use(
            _("E-mails and forms that work"),
            _(
                "Which e-mail did not go out and why, and which form asked for which e-mail. The address itself "
                "is not recorded there."
            ),
            ("FailedMail", "FormSubmission"),
        ),
        Use(
            _("Protection of the forms"),
            _("Counters for network and e-mail addresses, kept only as keys that change every day."),
            ("RateBucket",),
        ),
        Use(
            _("Record of changes and tables"),
            _(
                "Who in the office changed which field, imported a table or exported data, and why: to undo "
                "mistakes and to account for them."
            ),
            ("ImportBatch", "ExportRecord"),
        ),
        Use(
            _("Staff accounts"),
            _("Name, user name, e-mail address and the last log-in."),
            ("User",),
            basis=staff_basis(),
        ),
    ]


def context() -> dict[str, Any]:
    return {"uses": uses(), "retention": retention_table(), "basis": task(), "client": settings.OFFICE["client"]}
