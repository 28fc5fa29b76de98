from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Ideas and projects")

    def ready(self) -> None:
        from eving.core import registry
        from eving.core.messaging import subscriptions
        from projects import agenda, connections, figures, home, jobs, notice, queues, roles
        from projects.cards import projects as project_cards
        from projects.mails import authors, ideas, participation  # noqa: F401 - each registers its messages
        from projects.models import Idea, Project
        from projects.privacy import ideas as idea_privacy
        from projects.privacy import participation as participation_privacy
        from projects.services import merging  # noqa: F401 - takes a transition, and only its own module registers it
        from projects.services.ideas import purge_unconfirmed
        from projects.services.participation import purge_participation
        from projects.services.subscriptions import SOURCES

        registry.add_contribution_kind(idea_privacy.IDEA)
        registry.purges.append(registry.Purge("ideas", _("Ideas never confirmed, and spam"), purge_unconfirmed))
        for contribution in participation_privacy.CONTRIBUTION_KINDS:
            registry.add_contribution_kind(contribution)
        for source in SOURCES:
            subscriptions.add_source(source)
        registry.purges.append(registry.Purge("participation", _("Supports and offers of help"), purge_participation))
        registry.cases += [Idea, Project]
        registry.queues += queues.QUEUES
        registry.search_kinds += [queues.SEARCH, project_cards.SEARCH]
        registry.number_series |= {Idea.number_series, Project.number_series}
        registry.panels.append(project_cards.OF_ACTOR)
        registry.add_site_texts(*ideas.TEXTS, *participation.TEXTS)
        registry.uses.append(notice.uses)
        registry.retention.append(notice.retention)
        registry.grants += roles.GRANTS
        registry.nightly_jobs += jobs.JOBS
        registry.figures += figures.FIGURES
        registry.calendars += agenda.CALENDARS
        registry.edges += connections.EDGES
        registry.navigation += home.NAVIGATION
        registry.home_answers += home.ANSWERS
        registry.home_figures += home.FIGURES
        registry.public_pages += home.PAGES
        registry.cached_pages += home.CACHED
        registry.uncached_pages += home.UNCACHED
        registry.add_shown_on(home.SHOWN_ON)
