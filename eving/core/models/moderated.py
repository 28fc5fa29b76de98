"""Abstract model of whatever staff moderate and may publish."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.models.assignable import Assignable

# Not everybody who may edit may decide: "decide" is the permission to take transitions.
RIGHTS = ("add", "change", "delete", "view", "decide")


class ModeratedQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What the public sees. The only place that decides it: every public page starts from this."""
        return self.filter(published_at__isnull=False, hidden_at__isnull=True)

    def once_public(self) -> Self:
        """Published now or earlier. Hidden ones answer 410 instead of 404, because printed QR codes outlive them."""
        return self.filter(published_at__isnull=False)


class Moderated(Assignable):
    """A case with a life cycle. The concrete model adds ``state`` with its own choices, and ``lifecycle``.

    The state says how far the office is; ``published_at`` and ``hidden_at`` alone say whether the public sees it.
    """

    lifecycle: ClassVar[Any]

    state_changed_at = models.DateTimeField(_("state since"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.was_public and self.hidden_at is None

    @property
    def was_public(self) -> bool:
        return self.published_at is not None

    @property
    def was_never_public(self) -> bool:
        return self.published_at is None
