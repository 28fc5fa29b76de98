from projects.models.idea import Idea, IdeaHistory, IdeaPhoto, IdeaState

__all__ = ["Idea", "IdeaHistory", "IdeaPhoto", "IdeaState"]
