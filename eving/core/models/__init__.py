from eving.core.models.assignable import Assignable
from eving.core.models.background import BackgroundRun
from eving.core.models.caching import PageFigures, StoredPage, TableVersion
from eving.core.models.changes import Change, tracked
from eving.core.models.counters import NumberSequence, RateBucket
from eving.core.models.frameworks import FieldOfAction, Framework, FrameworkGoal, Topic
from eving.core.models.history import HistoryEntry, Role
from eving.core.models.mails import FailedMail
from eving.core.models.moderated import RIGHTS, Moderated, ModeratedQuerySet
from eving.core.models.office_messages import OfficeMessage
from eving.core.models.participants import Channel, Contribution, FormSubmission, NameDisplay, Participant
from eving.core.models.photos import PendingPhoto, Photo
from eving.core.models.places import CrossStreet, DistrictPart, Located, Street
from eving.core.models.search import CompoundWord, FruitlessSearch, Searchable, SitePage, SynonymGroup
from eving.core.models.subscriptions import Digest, HelpKind, Subscription
from eving.core.models.texts import Announcement, AnswerTemplate, SiteText
from eving.core.models.transfers import CheckedRows, ExportRecord, ImportBatch
from eving.core.models.users import User

__all__ = [
    "RIGHTS",
    "Announcement",
    "AnswerTemplate",
    "Assignable",
    "BackgroundRun",
    "Change",
    "Channel",
    "CheckedRows",
    "CompoundWord",
    "Contribution",
    "CrossStreet",
    "Digest",
    "DistrictPart",
    "ExportRecord",
    "FailedMail",
    "FieldOfAction",
    "FormSubmission",
    "Framework",
    "FrameworkGoal",
    "FruitlessSearch",
    "HelpKind",
    "HistoryEntry",
    "ImportBatch",
    "Located",
    "Moderated",
    "ModeratedQuerySet",
    "NameDisplay",
    "NumberSequence",
    "OfficeMessage",
    "PageFigures",
    "Participant",
    "PendingPhoto",
    "Photo",
    "RateBucket",
    "Role",
    "Searchable",
    "SitePage",
    "SiteText",
    "StoredPage",
    "Street",
    "Subscription",
    "SynonymGroup",
    "TableVersion",
    "Topic",
    "User",
    "tracked",
]
