"""Abstract model of what a member of staff is assigned to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Assignable(models.Model):
    """Something with an assignee of the office and a follow-up date of the assignee's choice."""

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    follow_up_on = models.DateField(
        _("follow up on"), null=True, blank=True, help_text=_("On this day it comes back under “To do today”.")
    )

    class Meta:
        abstract = True
