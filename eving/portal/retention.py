"""How long we keep what: the privacy page shows it from the settings that the purge itself obeys."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def months(number: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}


def retention_table() -> list[dict[str, str]]:
    """Rows of what, why and how long, in the order a reader meets them."""
    return [
        {
            "what": _("An idea or an entry whose address nobody confirmed"),
            "why": _("so that you can still confirm it"),
            "how_long": days(settings.PURGE_UNCONFIRMED_DAYS),
        },
        {
            "what": _("Name, e-mail address and telephone number with an idea"),
            "why": _("to ask you and to tell you what became of it"),
            "how_long": _("%(time)s after the idea is closed") % {"time": months(settings.PURGE_IDEA_MONTHS)},
        },
        {
            "what": _("Text and photos of an idea"),
            "why": _("so that everybody can follow what became of it"),
            "how_long": _("until you erase it"),
        },
        {
            "what": _("Support of an idea, and an offer of help with your name and contact"),
            "why": _("to count you once, and to bring you together with whoever had the idea"),
            "how_long": _("%(time)s after the idea is closed; never confirmed: %(days)s")
            % {"time": months(settings.PURGE_IDEA_MONTHS), "days": days(settings.PURGE_UNCONFIRMED_DAYS)},
        },
        {
            "what": _("What you follow by mail"),
            "why": _("to send you the news of a day in one mail"),
            "how_long": _("until you end it; until when we told you: %(days)s more")
            % {"days": days(settings.PURGE_DIGEST_DAYS)},
        },
        {
            "what": _("Name and contact with the entry of an actor"),
            "why": _("to ask you about the entry"),
            "how_long": _("%(time)s after the entry is closed") % {"time": months(settings.PURGE_IDEA_MONTHS)},
        },
        {
            "what": _("The entry of an actor that was declined or withdrawn"),
            "why": _("to take it up again"),
            "how_long": days(settings.PURGE_SPAM_DAYS),
        },
        {
            "what": _("An enquiry about a shop"),
            "why": _("to bring you together with the owner"),
            "how_long": _("%(time)s after it is closed") % {"time": months(settings.PURGE_NOTE_MONTHS)},
        },
        {
            "what": _("A search for a shop"),
            "why": _("to tell you of shops that fit"),
            "how_long": _("twelve months, and %(time)s after it has ended")
            % {"time": months(settings.PURGE_NOTE_MONTHS)},
        },
        {
            "what": _("Name and contact of somebody who offers a shop"),
            "why": _("to let the shop together with you"),
            "how_long": _("%(time)s after the last offer has ended") % {"time": months(settings.PURGE_NOTE_MONTHS)},
        },
        {
            "what": _("What the owner of a shop told the office, with what comes next"),
            "why": _("to keep shops in use, or to find a new one"),
            "how_long": _("%(time)s, or as long as we keep the contact if that is shorter")
            % {"time": months(settings.PURGE_OWNER_TALK_MONTHS)},
        },
        {
            "what": _("A message to the office"),
            "why": _("to answer it, and for further questions"),
            "how_long": _("%(time)s after our answer") % {"time": months(settings.PURGE_NOTE_MONTHS)},
        },
        {
            "what": _("Which mail a form asked for; the address is not in it"),
            "why": _("so that the page after the form says whether it went out"),
            "how_long": _("%(n)d hours") % {"n": settings.PURGE_SUBMISSIONS_HOURS},
        },
        {
            "what": _("Photos of a form that was never sent"),
            "why": _("so that they survive a mistake in the form"),
            "how_long": _("%(n)d hours") % {"n": settings.PURGE_PENDING_PHOTOS_HOURS},
        },
        {
            "what": _("A table that the office is about to read in"),
            "why": _("to check it before anything changes"),
            "how_long": _("%(n)d hours at most") % {"n": settings.PURGE_PENDING_IMPORTS_HOURS},
        },
        {
            "what": _("What was set aside as spam"),
            "why": _("to correct a wrong decision"),
            "how_long": days(settings.PURGE_SPAM_DAYS),
        },
        {
            "what": _("Who of the office changed which field of an entry, and the earlier words"),
            "why": _("to undo mistakes and to answer questions about them"),
            "how_long": _("%(time)s, or until the entry is erased") % {"time": months(settings.PURGE_CHANGES_MONTHS)},
        },
        {
            "what": _("A counter per network address or e-mail address, as a key that changes every day"),
            "why": _("to keep machines from flooding the forms; the address itself is not in it"),
            "how_long": days(2),
        },
        {
            "what": _("Cookies"),
            "why": _("reading sets none; a form sets one that protects it and ends with the browser"),
            "how_long": _("until the browser is closed"),
        },
    ]
