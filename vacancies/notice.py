"""What the privacy page says about shops: enquiries, offers, searches, owners."""

from django.utils.translation import gettext as _

from eving.core.registry import Retention, Use
from eving.core.texts.periods import period


def uses() -> list[Use]:
    return [
        Use(
            80,
            _("Enquiries about a shop"),
            _("Your plan, name and contact: to answer you and to arrange a viewing."),
            ("Enquiry", "EnquiryHistory"),
            basis="agreement",
            only_with_consent=_("the owner learns who you are"),
        ),
        Use(
            90,
            _("Offers of a shop"),
            _(
                "Name, contact and what you tell us about the shop: to let it together with you. Your name never "
                "appears."
            ),
            ("Listing", "ListingHistory", "UnitPhoto"),
            basis="agreement",
            only_with_consent=_("the offer appears"),
        ),
        Use(
            100,
            _("Owners, managers and tenants of shops"),
            _(
                "Name and contact of owners and managers, what they told us, who used a shop when, and notes "
                "about a shop: to keep shops in use. We get this from them, from walks through the streets or "
                "from others; owners hear about it from us (Article 14 GDPR)."
            ),
            ("PropertyContact", "OwnerTalk", "OccupancyPeriod", "ShopUnit"),
        ),
        Use(
            110,
            _("Searches for a shop and space-wanted ads"),
            _(
                "What you are looking for, name and contact: to tell you about matching shops and to bring you "
                "together with owners."
            ),
            ("SearchProfile", "SearchProfileHistory"),
            basis="agreement",
            only_with_consent=_("a space-wanted ad and your name beside it appear"),
        ),
    ]


def retention() -> list[Retention]:
    return [
        Retention(
            110,
            _("An enquiry about a shop"),
            _("to bring you together with the owner"),
            _("%(time)s after it is closed") % {"time": period("PURGE_NOTE_MONTHS")},
            ("enquiries",),
        ),
        Retention(
            120,
            _("A search for a shop"),
            _("to tell you about matching shops"),
            _("it runs for %(runs)s at a time; we keep it for another %(time)s after it has ended")
            % {"runs": period("PROFILE_RUNS_DAYS"), "time": period("PURGE_NOTE_MONTHS")},
            ("searches",),
        ),
        Retention(
            130,
            _("Name and contact of somebody who offers a shop"),
            _("to let the shop together with you"),
            _("%(time)s after the last offer has ended") % {"time": period("PURGE_NOTE_MONTHS")},
            ("offers",),
        ),
        Retention(
            140,
            _("What the owner of a shop told the office, with what comes next"),
            _("to keep shops in use, or to find a new one"),
            _("%(time)s, or as long as we keep the contact if that is shorter")
            % {"time": period("PURGE_OWNER_TALK_MONTHS")},
            ("owner-talks",),
        ),
    ]
