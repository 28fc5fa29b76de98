"""Back office of ideas and projects."""

from projects.admin.ideas import IdeaAdmin
from projects.admin.participation import HelpOfferAdmin
from projects.admin.projects import ProjectAdmin

__all__ = ["HelpOfferAdmin", "IdeaAdmin", "ProjectAdmin"]
