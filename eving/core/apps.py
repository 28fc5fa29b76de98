from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as StockAdminConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "eving.core"
    verbose_name = _("Ground")

    def ready(self) -> None:
        from eving.core import participants, photos, registry  # noqa: PLC0415 - models are ready only now

        registry.purges += [
            registry.Purge("persons", _("Personal data whose time has come"), participants.purge_due),
            registry.Purge("participants", _("Addresses without a deed"), participants.purge_idle),
            registry.Purge("limits", _("Counters of the rate limit"), participants.purge_limits),
            registry.Purge("pending-photos", _("Photos of forms never sent"), photos.purge_pending),
        ]


class AdminConfig(StockAdminConfig):
    default_site = "eving.core.admin.EvingAdminSite"
