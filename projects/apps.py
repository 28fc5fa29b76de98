from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Ideas and projects")

    def ready(self) -> None:
        from eving.core import registry
        from eving.core.messaging import subscriptions
        from projects import queues
        from projects.cards import projects as project_cards
        from projects.mails import authors, ideas, participation  # noqa: F401 - each registers its messages
        from projects.models import Idea, Project
        from projects.privacy import ideas as idea_privacy
        from projects.privacy import participation as participation_privacy
        from projects.services import merging  # noqa: F401 - takes a transition, and only its own module registers it
        from projects.services.ideas import purge_unconfirmed
        from projects.services.participation import purge_taking_part
        from projects.services.subscriptions import SOURCES

        registry.add_deed(idea_privacy.IDEA)
        registry.purges.append(registry.Purge("ideas", _("Ideas never confirmed, and spam"), purge_unconfirmed))
        for deed in participation_privacy.DEEDS:
            registry.add_deed(deed)
        for source in SOURCES:
            subscriptions.add_source(source)
        registry.purges.append(registry.Purge("taking-part", _("Supports and offers of help"), purge_taking_part))
        registry.cases += [Idea, Project]
        registry.queues += queues.QUEUES
        registry.search_kinds += [queues.SEARCH, project_cards.SEARCH]
        registry.panels.append(project_cards.OF_ACTOR)
        registry.add_texts(*ideas.TEXTS, *participation.TEXTS)
