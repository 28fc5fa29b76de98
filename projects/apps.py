from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Ideas and projects")

    def ready(self) -> None:
        from eving.core import registry  # noqa: PLC0415 - models are ready only now
        from projects import mails, manage_mails, people, project_cards, queues, services  # noqa: PLC0415, F401
        from projects.models import Idea, Project  # noqa: PLC0415

        registry.add_deed(people.IDEA)
        registry.purges.append(
            registry.Purge("ideas", _("Ideas never confirmed, and spam"), services.purge_unconfirmed)
        )
        registry.cases += [Idea, Project]
        registry.queues += queues.QUEUES
        registry.search_kinds += [queues.SEARCH, project_cards.SEARCH]
        registry.panels.append(project_cards.OF_ACTOR)
        registry.add_texts(*mails.TEXTS)
