from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Ideas and projects")

    def ready(self) -> None:
        from eving.core import registry, subscriptions  # noqa: PLC0415 - models are ready only now
        from projects import (  # noqa: PLC0415
            following,
            mails,
            manage_mails,  # noqa: F401 - registers its mails
            people,
            project_cards,
            queues,
            services,
            taking_part,
            taking_part_mails,
            taking_part_people,
        )
        from projects.models import Idea, Project  # noqa: PLC0415

        registry.add_deed(people.IDEA)
        registry.purges.append(
            registry.Purge("ideas", _("Ideas never confirmed, and spam"), services.purge_unconfirmed)
        )
        for deed in taking_part_people.DEEDS:
            registry.add_deed(deed)
        for source in following.SOURCES:
            subscriptions.add_source(source)
        registry.purges.append(
            registry.Purge("taking-part", _("Supports and offers of help"), taking_part.purge_taking_part)
        )
        registry.cases += [Idea, Project]
        registry.queues += queues.QUEUES
        registry.search_kinds += [queues.SEARCH, project_cards.SEARCH]
        registry.panels.append(project_cards.OF_ACTOR)
        registry.add_texts(*mails.TEXTS, *taking_part_mails.TEXTS)
