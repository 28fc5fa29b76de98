"""Subscriptions with their daily digest, and the kinds of help that people offer."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.models.participants import Contribution, Participant


class HelpKind(models.TextChoices):
    """Shared by offers of help, resources of actors and needs of projects, so that they can be matched."""

    TIME = "time", _("time")
    SKILL = "skill", _("skill")
    ROOM = "room", _("room")
    EQUIPMENT = "equipment", _("equipment, material")
    MONEY = "money", _("money")
    CONTACT = "contact", _("contacts")


class Subscription(models.Model):
    """Somebody follows something by mail: an idea, a topic, a street. Counts once the address is confirmed."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, related_name="subscription", verbose_name=_("contribution")
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="subscriptions", verbose_name=_("participant")
    )
    kind = models.CharField(_("kind"), max_length=20)
    target = models.CharField(_("what is followed"), max_length=80)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind", "target"],
                name="subscription_once",
                violation_error_message=_("This person already follows this."),
            )
        ]
        indexes = [models.Index(fields=["kind", "target"], name="subscription_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Digest(models.Model):
    """The one mail of a day to one person: the news between two moments about what they follow."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="digests", verbose_name=_("participant"))
    day = models.DateField(_("day"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))

    class Meta:
        default_permissions = ()
        verbose_name = _("e-mail of a day")
        verbose_name_plural = _("e-mails of a day")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "day"],
                name="digest_once_a_day",
                violation_error_message=_("This person got an e-mail today."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"
