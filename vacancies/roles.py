"""What staff roles may do with shops, listings, enquiries and searches (docs/decisions/0013)."""

from django.utils.translation import gettext_lazy as _

from eving.core.registry import Grant

ENTRIES = ("vacancies.shopunit", "vacancies.occupancyperiod", "vacancies.listing")
PARTS = ("vacancies.unitphoto",)
CASES = ("vacancies.enquiry", "vacancies.searchprofile")
OWNERS = ("vacancies.propertycontact", "vacancies.ownertalk")
GRANTS = [
    Grant("read", "view", (*ENTRIES, *PARTS, "vacancies.useclass")),
    Grant("editor", "add change", (*ENTRIES, *PARTS)),
    Grant("editor", "delete", PARTS),  # a picture is part of an entry: removing it corrects the entry
    Grant("moderator", "decide", ("vacancies.listing", *CASES)),
    Grant("moderator", "view add change", (*CASES, *OWNERS)),
    Grant("lead", "add change delete", ("vacancies.useclass",)),
    # Entries are never deleted: they are closed, or erased together with personal data.
    Grant("lead", "delete", ("vacancies.occupancyperiod", *OWNERS)),
]
SENTENCES = {"moderator": [_("Maintain owners and talks with them, and check searches for shops.")]}
