"""Retention periods as the privacy page states them, from the same settings that the purge obeys."""

from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.registry import Purge, Retention
from eving.core.texts.periods import period


def own_retention() -> list[Retention]:
    """Rows of the portal and its ground, and those that several registers share."""
    return [
        Retention(
            10,
            _(
                "What nobody confirmed: an idea, an entry, a search, a support, an offer of help, a message to a "
                "local organisation"
            ),
            _("so that you can still confirm it"),
            period("PURGE_UNCONFIRMED_DAYS"),
            ("ideas", "actors", "searches", "participation", "subscriptions", "actor-messages"),
        ),
        Retention(
            60,
            _("The day up to which we sent you news"),
            _("so that no news is sent twice"),
            _("%(time)s; the newest day as long as you follow something") % {"time": period("PURGE_DIGEST_DAYS")},
            ("digests",),
        ),
        Retention(
            70,
            _("Your e-mail address"),
            _("to reach you about all of this"),
            _("until the night after your last contribution was deleted"),
            ("participants",),
        ),
        Retention(
            150,
            _("A message to the office"),
            _("to answer it, and for further questions"),
            _("%(time)s after our answer") % {"time": period("PURGE_NOTE_MONTHS")},
            ("notes",),
        ),
        Retention(
            160,
            _("Photos of a form that was never sent"),
            _("so that they survive a mistake in the form"),
            period("PURGE_PENDING_PHOTOS_HOURS"),
            ("pending-photos", "orphans"),
        ),
        Retention(
            170,
            _("A table that the office is about to import"),
            _("to check it before anything changes"),
            _("%(time)s at most") % {"time": period("PURGE_PENDING_IMPORTS_HOURS")},
            ("imports",),
        ),
        Retention(
            175,
            _("How an import of a large table went"),
            _("to look up which rows were left out, and why"),
            period("PURGE_RUNS_DAYS"),
            ("runs",),
        ),
        Retention(
            177,
            _("Copies of public pages, in which you are named as on the page itself"),
            _("so that a page needs to be made only once"),
            _("%(time)s at most; after a change nobody is shown the copy any more")
            % {"time": period("PURGE_COPIES_HOURS")},
            ("copies",),
        ),
        Retention(
            178,
            _("The words of searches that found nothing, without who searched"),
            _("so that the office learns what people miss"),
            period("PURGE_FRUITLESS_SEARCHES_DAYS"),
            ("fruitless-searches",),
        ),
        Retention(
            180,
            _("What was set aside as spam"),
            _("to correct a wrong decision"),
            period("PURGE_SPAM_DAYS"),
            ("ideas", "actors", "enquiries", "offers", "searches"),
        ),
        Retention(
            190,
            _("An e-mail that did not go out, without the address"),
            _("to send it again or to reach you otherwise"),
            _("%(time)s after the office has dealt with it") % {"time": period("PURGE_SPAM_DAYS")},
            ("failed-mails",),
        ),
        Retention(
            200,
            _("Which form asked for an e-mail, without the address"),
            _("so that the page after it can say whether the e-mail is on its way"),
            period("PURGE_SUBMISSIONS_HOURS"),
            ("submissions",),
        ),
        Retention(
            210,
            _("Who in the office changed which field of an entry, and the earlier text"),
            _("to undo mistakes and to answer questions about them"),
            _("%(time)s, or until the entry is erased") % {"time": period("PURGE_CHANGES_MONTHS")},
            ("changes",),
        ),
        Retention(
            220,
            _("Who in the office exported personal data, and why"),
            _("to prove it to the supervision"),
            _("as long as the portal runs; it holds no data of visitors"),
        ),
        Retention(
            230,
            _("Staff accounts"),
            _("so that only they get in"),
            _("until the head of the office empties the account when somebody leaves; a log-in ends automatically"),
            ("sessions",),
        ),
        Retention(
            240,
            _("A counter per network address or e-mail address, as a key that changes every day"),
            _("to keep machines from flooding the forms; the address itself is not in it"),
            _("until the night after the next"),
            ("limits",),
        ),
        Retention(
            250,
            _("Cookies"),
            _("reading sets none; a form sets one that protects it and ends with the browser"),
            _("until the browser is closed"),
        ),
        Retention(
            260,
            _("Log of the server in front of the portal"),
            _("to find faults and attacks"),
            _("%(time)s at most") % {"time": period("SERVER_LOG_DAYS")},
        ),
        Retention(
            270,
            _("Backups of everything above"),
            _("to repair the portal"),
            _("%(time)s at most; after a repair the deletion runs again") % {"time": period("BACKUP_DAYS")},
        ),
    ]


def retention_table() -> list[Retention]:
    return sorted((row for announced in registry.retention for row in announced()), key=lambda row: row.weight)


def not_in_the_table(purges: list[Purge], rows: list[Retention]) -> set[str]:
    """Names of deletion rules that no row of the table mentions."""
    return {purge.name for purge in purges} - {name for row in rows for name in row.purges}
