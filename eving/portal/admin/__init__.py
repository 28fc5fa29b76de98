"""Admin pages of the back office that belong to no single register."""

from eving.portal.admin.failed_mails import FailedMailAdmin
from eving.portal.admin.fruitless import FruitlessSearchAdmin
from eving.portal.admin.office_messages import OfficeMessageAdmin
from eving.portal.admin.texts import AnnouncementAdmin, SiteTextAdmin
from eving.portal.admin.unconfirmed import UnconfirmedAdmin

__all__ = [
    "AnnouncementAdmin", "FailedMailAdmin", "FruitlessSearchAdmin", "OfficeMessageAdmin", "SiteTextAdmin",
    "UnconfirmedAdmin",
]  # fmt: skip
