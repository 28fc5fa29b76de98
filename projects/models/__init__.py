from projects.models.ideas import HelpOffer, Idea, IdeaHistory, IdeaPhoto, IdeaProposal, IdeaState, Support
from projects.models.projects import (
    Project,
    ProjectDocument,
    ProjectHistory,
    ProjectParticipation,
    ProjectPhoto,
    ProjectState,
)

__all__ = [
    "HelpOffer",
    "Idea",
    "IdeaHistory",
    "IdeaPhoto",
    "IdeaProposal",
    "IdeaState",
    "Project",
    "ProjectDocument",
    "ProjectHistory",
    "ProjectParticipation",
    "ProjectPhoto",
    "ProjectState",
    "Support",
]
