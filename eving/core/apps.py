"""App configurations of core and the admin site; core registers its contribution kind and retention rules here."""

from django.apps import AppConfig
from django.contrib.admin import apps as django_admin
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "eving.core"
    verbose_name = _("Basics")

    def ready(self) -> None:
        from eving.core import registry
        from eving.core.accounts import sessions
        from eving.core.audit import log
        from eving.core.background import runs
        from eving.core.caching import store
        from eving.core.messaging import digests, submissions, subscriptions
        from eving.core.people import participants
        from eving.core.photos import pending, storage
        from eving.core.tables import reading

        registry.add_contribution_kind(subscriptions.CONTRIBUTION_KIND)
        registry.purges += [
            registry.Purge("persons", _("Personal data whose time has come"), participants.purge_due),
            registry.Purge("subscriptions", _("News by e-mail never confirmed"), subscriptions.purge_unconfirmed),
            registry.Purge("digests", _("Notes on the news of past days"), digests.purge_old),
            registry.Purge("participants", _("Addresses without a contribution"), participants.purge_idle),
            registry.Purge("limits", _("Counters of the rate limit"), participants.purge_limits),
            registry.Purge("submissions", _("Which form asked for which e-mail"), submissions.purge),
            registry.Purge("sessions", _("Sessions that have ended"), sessions.purge),
            registry.Purge("pending-photos", _("Photos of forms never sent"), pending.purge_pending),
            registry.Purge("imports", _("Tables checked but never applied"), reading.purge_imports),
            registry.Purge("runs", _("Work in the background that ended"), runs.purge),
            registry.Purge("copies", _("Copies of public pages of past days"), store.purge),
            registry.Purge("orphans", _("Photo files without owner"), storage.sweep_orphans),
            registry.Purge("changes", _("Changes of fields"), log.purge),
        ]


class AdminConfig(django_admin.AdminConfig):
    default = False  # named in INSTALLED_APPS; CoreConfig is this package's own
    default_site = "eving.core.backoffice.admin_site.EvingAdminSite"

    def ready(self) -> None:
        super().ready()
        # After Django's own pages of accounts, because these take their place.
        from eving.core.backoffice import accounts  # noqa: F401
