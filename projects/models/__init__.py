from projects.models.idea import Idea, IdeaHistory, IdeaPhoto, IdeaState
from projects.models.project import (
    Project,
    ProjectDocument,
    ProjectHistory,
    ProjectParticipation,
    ProjectPhoto,
    ProjectState,
)

__all__ = [
    "Idea",
    "IdeaHistory",
    "IdeaPhoto",
    "IdeaState",
    "Project",
    "ProjectDocument",
    "ProjectHistory",
    "ProjectParticipation",
    "ProjectPhoto",
    "ProjectState",
]
