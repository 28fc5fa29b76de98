from eving.core.models.frameworks import FieldOfAction, Framework, FrameworkGoal, Topic
from eving.core.models.history import HistoryEntry, Role
from eving.core.models.moderated import Moderated, ModeratedQuerySet
from eving.core.models.participants import (
    Channel,
    Contribution,
    NameDisplay,
    Note,
    NumberSequence,
    Participant,
    RateBucket,
)
from eving.core.models.photos import PendingPhoto, Photo
from eving.core.models.places import CrossStreet, DistrictPart, Located, Street
from eving.core.models.search import CompoundWord, Searchable
from eving.core.models.users import User

__all__ = [
    "Channel",
    "CompoundWord",
    "Contribution",
    "CrossStreet",
    "DistrictPart",
    "FieldOfAction",
    "Framework",
    "FrameworkGoal",
    "HistoryEntry",
    "Located",
    "Moderated",
    "ModeratedQuerySet",
    "NameDisplay",
    "Note",
    "NumberSequence",
    "Participant",
    "PendingPhoto",
    "Photo",
    "RateBucket",
    "Role",
    "Searchable",
    "Street",
    "Topic",
    "User",
]
