from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "eving.portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from eving.core import registry
        from eving.portal import checks, navigation, office, roles  # noqa: F401 - the checks register themselves
        from eving.portal.services import (
            failed_mails,
            figures,
            fruitless,
            office_messages,
            privacy_notice,
            retention,
            site_pages,
            texts,
            unconfirmed,
        )

        registry.addresses.update(
            {
                "change-address": "portal:change-address",
                "confirm": "portal:confirm",
                "contact": "portal:contact",
                "followed": "portal:followed",
                "my-data": "portal:my-data",
                "privacy": "portal:privacy",
                "report": "portal:report-create",
                "rules": "portal:rules",
                "search": "portal:search",
                "unfollow": "portal:unfollow",
                "unfollow-all": "portal:unfollow-all",
                "write": "portal:message-create",
            }
        )
        registry.add_contribution_kind(office_messages.OFFICE_MESSAGE)
        registry.queues += office_messages.QUEUES + unconfirmed.QUEUES + failed_mails.QUEUES
        registry.add_site_texts(*texts.SLOTS)
        registry.figures += figures.FIGURES
        registry.purges += office_messages.PURGES + failed_mails.PURGES + fruitless.PURGES
        registry.uses.append(privacy_notice.own_uses)
        registry.retention.append(retention.own_retention)
        registry.grants += roles.OWN_GRANTS
        registry.roles.update({role.name: role.code for role in roles.ROLES})
        registry.add_role_sentences({role.code: role.sentences for role in roles.ROLES}, first=True)
        registry.navigation += navigation.NAVIGATION
        registry.public_pages += navigation.PAGES
        registry.office_pages += office.PAGES
        registry.cached_pages += navigation.CACHED
        registry.uncached_pages += navigation.UNCACHED
        # post_migrate is sent only for apps with models, which the portal has not; the rights belong to auth.
        post_migrate.connect(roles.sync_roles, sender=apps.get_app_config("auth"))
        post_migrate.connect(site_pages.after_migrate, sender=apps.get_app_config("core"))
