"""Accounts of the office's staff."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.addresses import validate_mailable
from eving.core.models.participants import new_nonce


class User(AbstractUser):
    """A member of staff. Residents have no account.

    The account of whoever leaves is anonymised, not deleted, so that decisions still refer to one person.
    """

    email = models.EmailField(_("e-mail address"), unique=True, validators=[validate_mailable])
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)
    wants_morning_mail = models.BooleanField(
        _("morning e-mail"), default=True, help_text=_("On working days at 7:30: what is new, overdue and due today.")
    )

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        if self.left_at:
            return str(_("former person %(number)d") % {"number": self.pk})
        return self.get_full_name() or self.username
