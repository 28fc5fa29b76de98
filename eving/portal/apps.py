from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "eving.portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from eving.core import registry  # noqa: PLC0415 - models are ready only now
        from eving.portal import failed_mails, notes, office_figures  # noqa: PLC0415

        registry.addresses.update(
            {
                "confirm": "portal:confirm",
                "contact": "portal:contact",
                "my-data": "portal:my-data",
                "privacy": "portal:privacy",
                "write": "portal:note-create",
            }
        )
        registry.add_deed(notes.NOTE)
        registry.queues += notes.QUEUES + failed_mails.QUEUES
        registry.figures += office_figures.FIGURES
        registry.purges += notes.PURGES + failed_mails.PURGES
