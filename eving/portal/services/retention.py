"""Retention periods as the privacy page states them, from the same settings that the purge obeys."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from eving.core.registry import Purge
from eving.core.texts.periods import period


@dataclass(frozen=True)
class Row:
    """A line of the table; ``purges`` name the deletion rules that keep its promise."""

    what: str
    why: str
    how_long: str
    purges: tuple[str, ...] = ()


def retention_table() -> list[Row]:
    ideas, notes, spam = period("PURGE_IDEA_MONTHS"), period("PURGE_NOTE_MONTHS"), period("PURGE_SPAM_DAYS")
    unconfirmed = period("PURGE_UNCONFIRMED_DAYS")
    return [
        Row(
            _(
                "What nobody confirmed: an idea, an entry, a search, a support, an offer of help, a message to a "
                "local organisation"
            ),
            _("so that you can still confirm it"),
            unconfirmed,
            ("ideas", "actors", "searches", "participation", "subscriptions", "actor-messages"),
        ),
        Row(
            _("Name, e-mail address and telephone number with an idea"),
            _("to ask you questions and to tell you what became of it"),
            _("%(time)s after the idea is closed") % {"time": ideas},
            ("persons",),
        ),
        Row(
            _("Text and photos of an idea"),
            _("so that everybody can follow what became of it"),
            _("until you erase it"),
        ),
        Row(
            _("Support for an idea, and an offer of help with your name and contact"),
            _("to count you once, and to bring you together with the person who had the idea"),
            _("%(time)s after the idea is closed") % {"time": ideas},
            ("participation",),
        ),
        Row(
            _("What you follow by e-mail"),
            _("to send you the news of a day in one e-mail"),
            _("until you unsubscribe; for an idea: %(time)s after it is closed") % {"time": ideas},
            ("participation",),
        ),
        Row(
            _("The day up to which we sent you news"),
            _("so that no news is sent twice"),
            _("%(time)s; the newest day as long as you follow something") % {"time": period("PURGE_DIGEST_DAYS")},
            ("digests",),
        ),
        Row(
            _("Your e-mail address"),
            _("to reach you about all of this"),
            _("until the night after your last contribution was deleted"),
            ("participants",),
        ),
        Row(
            _("Name and contact given with the entry of a local organisation"),
            _("to ask you about the entry"),
            _("%(time)s after the entry is closed") % {"time": ideas},
            ("persons",),
        ),
        Row(
            _("The entry of a local organisation that was declined or withdrawn"),
            _("to take it up again"),
            spam,
            ("actors",),
        ),
        Row(
            _("A message to a local organisation"),
            _("to pass it on, and to answer questions about it"),
            notes,
            ("actor-messages",),
        ),
        Row(
            _("An enquiry about a shop"),
            _("to bring you together with the owner"),
            _("%(time)s after it is closed") % {"time": notes},
            ("enquiries",),
        ),
        Row(
            _("A search for a shop"),
            _("to tell you about matching shops"),
            _("it runs for %(runs)s at a time; we keep it for another %(time)s after it has ended")
            % {"runs": period("PROFILE_RUNS_DAYS"), "time": notes},
            ("searches",),
        ),
        Row(
            _("Name and contact of somebody who offers a shop"),
            _("to let the shop together with you"),
            _("%(time)s after the last offer has ended") % {"time": notes},
            ("offers",),
        ),
        Row(
            _("What the owner of a shop told the office, with what comes next"),
            _("to keep shops in use, or to find a new one"),
            _("%(time)s, or as long as we keep the contact if that is shorter")
            % {"time": period("PURGE_OWNER_TALK_MONTHS")},
            ("owner-talks",),
        ),
        Row(
            _("A message to the office"),
            _("to answer it, and for further questions"),
            _("%(time)s after our answer") % {"time": notes},
            ("notes",),
        ),
        Row(
            _("Photos of a form that was never sent"),
            _("so that they survive a mistake in the form"),
            period("PURGE_PENDING_PHOTOS_HOURS"),
            ("pending-photos", "orphans"),
        ),
        Row(
            _("A table that the office is about to import"),
            _("to check it before anything changes"),
            _("%(time)s at most") % {"time": period("PURGE_PENDING_IMPORTS_HOURS")},
            ("imports",),
        ),
        Row(
            _("What was set aside as spam"),
            _("to correct a wrong decision"),
            spam,
            ("ideas", "actors", "enquiries", "offers", "searches"),
        ),
        Row(
            _("An e-mail that did not go out, without the address"),
            _("to send it again or to reach you otherwise"),
            _("%(time)s after the office has dealt with it") % {"time": spam},
            ("failed-mails",),
        ),
        Row(
            _("Which form asked for an e-mail, without the address"),
            _("so that the page after it can say whether the e-mail is on its way"),
            period("PURGE_SUBMISSIONS_HOURS"),
            ("submissions",),
        ),
        Row(
            _("Who in the office changed which field of an entry, and the earlier text"),
            _("to undo mistakes and to answer questions about them"),
            _("%(time)s, or until the entry is erased") % {"time": period("PURGE_CHANGES_MONTHS")},
            ("changes",),
        ),
        Row(
            _("Who in the office exported personal data, and why"),
            _("to prove it to the supervision"),
            _("as long as the portal runs; it holds no data of visitors"),
        ),
        Row(
            _("Staff accounts"),
            _("so that only they get in"),
            _("until the head of the office empties the account when somebody leaves; a log-in ends automatically"),
            ("sessions",),
        ),
        Row(
            _("A counter per network address or e-mail address, as a key that changes every day"),
            _("to keep machines from flooding the forms; the address itself is not in it"),
            _("until the night after the next"),
            ("limits",),
        ),
        Row(
            _("Cookies"),
            _("reading sets none; a form sets one that protects it and ends with the browser"),
            _("until the browser is closed"),
        ),
        Row(
            _("Log of the server in front of the portal"),
            _("to find faults and attacks"),
            _("%(time)s at most") % {"time": period("SERVER_LOG_DAYS")},
        ),
        Row(
            _("Backups of everything above"),
            _("to repair the portal"),
            _("%(time)s at most; after a repair the deletion runs again") % {"time": period("BACKUP_DAYS")},
        ),
    ]


def not_in_the_table(purges: list[Purge], rows: list[Row]) -> set[str]:
    """Names of deletion rules that no row of the table mentions."""
    return {purge.name for purge in purges} - {name for row in rows for name in row.purges}
