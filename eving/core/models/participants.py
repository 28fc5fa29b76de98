"""People of the public side: one e-mail address, many contributions (docs/decisions/0007)."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eving.core.addresses import validate_mailable
from eving.core.models.translations import language_choices


def new_nonce() -> str:
    return secrets.token_urlsafe(12)


class Participant(models.Model):
    """One e-mail address that takes part. A new nonce invalidates all links sent to it."""

    email = models.EmailField(_("e-mail address"), max_length=254, validators=[validate_mailable])
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    wrong_since = models.DateTimeField(
        _("address is wrong since"),
        null=True,
        blank=True,
        help_text=_("Set by staff when e-mails bounce; no more e-mail goes there."),
    )

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return self.email

    @property
    def language(self) -> str:
        """That of the newest contribution, for e-mails about several of them.

        Confirmed ones count first: anybody can type this address into a form.
        """
        newest = self.contributions.order_by("-created_at").values_list("language", flat=True)
        return newest.filter(confirmed_at__isnull=False).first() or newest.first() or ""


def reader_language() -> str:
    """The language of the page on which somebody writes to us: e-mails follow it."""
    return get_language() or settings.LANGUAGE_CODE


class Channel(models.TextChoices):
    WEB = "web", _("web form")
    PHONE = "phone", _("telephone")
    DESK = "desk", _("at the office")
    PAPER = "paper", _("letter or paper form")


class NameDisplay(models.TextChoices):
    FULL = "full", _("my full name")
    FIRST = "first", _("my first name")
    NONE = "none", _("no name")


class Contribution(models.Model):
    """What one person sent once: an idea, an enquiry, a report. A new contribution never changes an older one."""

    kind = models.CharField(_("kind"), max_length=30)
    participant = models.ForeignKey(
        Participant,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("participant"),
        help_text=_("Empty for people without e-mail."),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    name_display = models.CharField(_("shown publicly"), max_length=8, choices=NameDisplay, default=NameDisplay.NONE)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.WEB)
    language = models.CharField(
        _("language of e-mails"), max_length=10, choices=language_choices, default=reader_language
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    privacy_version = models.CharField(_("privacy notice"), max_length=20)
    screening = models.CharField(
        _("flagged"), max_length=40, blank=True, help_text=_("Why the form looked as if a machine had filled it in.")
    )
    idempotency_key = models.UUIDField(default=uuid.uuid4, editable=False)
    # Digest of what was typed: a form sent again after the Back button with other content is another contribution.
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by telephone with"),
    )
    # Staff set an unconfirmed contribution aside: it waits for them again from this moment on.
    set_aside_until = models.DateTimeField(null=True, blank=True, editable=False)
    # When its address was corrected: the purge waits until the link mailed to the new address has expired.
    readdressed_at = models.DateTimeField(null=True, blank=True, editable=False)
    purge_on = models.DateField(_("personal data deleted on"), null=True, blank=True, db_index=True)

    # The submission that ordered a mail about this row in this very request; no column.
    just_ordered: FormSubmission | None = None

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["idempotency_key", "content_digest"], name="contribution_once_per_form")
        ]
        indexes = [
            models.Index(fields=["kind", "created_at"], name="contribution_kind_created"),
            models.Index(
                fields=["created_at"], name="contribution_unconfirmed", condition=models.Q(confirmed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"

    @property
    def email(self) -> str:
        return self.participant.email if self.participant else ""

    @property
    def public_name(self) -> str:
        """The name as far as the person agreed to publish it; empty for none."""
        if self.name_display == NameDisplay.FULL:
            return self.name
        if self.name_display == NameDisplay.FIRST:
            return self.name.split()[0] if self.name.split() else ""
        return ""


class FormSubmission(models.Model):
    """One submission of a public form that asked for a mail; the thanks page is built from it and can correct it.

    Holds no address: the page displays that of the contribution. A signed link with a short life opens the page.
    """

    form_key = models.UUIDField(editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    contribution = models.ForeignKey(
        Contribution, models.CASCADE, related_name="submissions", verbose_name=_("contribution")
    )
    message = models.CharField(_("e-mail"), max_length=60)
    # What the form asked for besides, such as a subscription with a support: a corrected address gets the same.
    ticked = models.CharField(max_length=20, blank=True, editable=False)
    was_mailed = models.BooleanField(_("e-mail was ordered"))
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("form submission")
        verbose_name_plural = _("form submissions")
        constraints = [
            models.UniqueConstraint(fields=["form_key", "content_digest"], name="formsubmission_once_per_form")
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.created_at:%Y-%m-%d}"
