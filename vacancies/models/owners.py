"""Owners and managers of shop units."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.addresses import validate_mailable


class PropertyContact(models.Model):
    """The owner or manager of shop units. For the office alone: never public, never in the registry of actors."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("owner")
        MANAGER = "manager", _("property manager")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OWNER)
    name = models.CharField(_("name"), max_length=160)
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, validators=[validate_mailable])
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    informed_on = models.DateField(
        _("informed about data protection"),
        null=True,
        blank=True,
        help_text=_("Art. 14 GDPR: within a month after we got the details from somebody else."),
    )
    purge_on = models.DateField(_("to be deleted on"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("owner or manager")
        verbose_name_plural = _("owners and managers")

    def __str__(self) -> str:
        return self.name


class Willing(models.TextChoices):
    YES = "yes", _("yes")
    LATER = "later", _("later")
    NO = "no", _("no")
    UNREACHED = "unreached", _("could not be reached")
