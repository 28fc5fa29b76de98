from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = _("Local organisations")

    def ready(self) -> None:
        from actors import home, mails, messages, notice, privacy, queues, roles, services
        from actors.models import Actor
        from eving.core import registry

        registry.add_contribution_kind(privacy.ACTOR)
        registry.add_contribution_kind(privacy.MESSAGE)
        registry.purges.append(
            registry.Purge(
                "actors", _("Entries of actors never confirmed, declined or withdrawn"), services.purge_actors
            )
        )
        registry.purges.append(registry.Purge("actor-messages", _("Messages to actors"), messages.purge_messages))
        registry.cases.append(Actor)
        registry.queues += queues.QUEUES
        registry.search_kinds.append(queues.SEARCH)
        registry.number_series.add(Actor.number_series)
        registry.add_site_texts(*mails.TEXTS)
        registry.uses.append(notice.uses)
        registry.retention.append(notice.retention)
        registry.grants += roles.GRANTS
        registry.navigation += home.NAVIGATION
        registry.home_figures += home.FIGURES
        registry.public_pages += home.PAGES
        registry.cached_pages += home.CACHED
        registry.uncached_pages += home.UNCACHED
