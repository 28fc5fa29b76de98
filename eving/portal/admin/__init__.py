"""The back office of what belongs to no single register."""

from eving.portal.admin.failed_mails import FailedMailAdmin
from eving.portal.admin.notes import NoteAdmin
from eving.portal.admin.texts import AnnouncementAdmin, SiteTextAdmin
from eving.portal.admin.unconfirmed import UnconfirmedAdmin

__all__ = ["AnnouncementAdmin", "FailedMailAdmin", "NoteAdmin", "SiteTextAdmin", "UnconfirmedAdmin"]
