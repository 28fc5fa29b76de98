from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "eving.portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from eving.core import registry  # noqa: PLC0415 - models are ready only now
        from eving.portal import notes, texts  # noqa: PLC0415

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
        registry.queues += notes.QUEUES
        registry.purges += notes.PURGES
        registry.add_texts(*texts.SLOTS)
