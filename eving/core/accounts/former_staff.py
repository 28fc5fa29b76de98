"""Anonymisation of the accounts of staff who leave, so that history and log keep referring to one person."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from eving.core.accounts import factors
from eving.core.models import User
from eving.core.models.assignable import Assignable
from eving.core.people import links


@transaction.atomic
def empty(user: User) -> None:
    """Anonymise an account and close it for good; cases assigned to it become unassigned. Idempotent.

    The row stays: history, log and redactions display “former person 7”.
    """
    stored = User.objects.select_for_update().get(pk=user.pk)
    if stored.left_at:
        return
    factors.remove_factor(stored)
    stored.username = f"left-{stored.pk}"
    stored.email = f"left-{stored.pk}@example.invalid"  # a name that no mail can reach (RFC 2606)
    stored.first_name = stored.last_name = ""
    stored.is_active = stored.is_staff = stored.is_superuser = stored.wants_morning_mail = False
    stored.last_login = None
    stored.left_at = timezone.now()
    stored.set_unusable_password()
    stored.save()
    stored.groups.clear()
    stored.user_permissions.clear()
    links.rotate(stored)
    for model in apps.get_models():
        if issubclass(model, Assignable):
            model._default_manager.filter(assigned_to=stored).update(assigned_to=None)
    user.refresh_from_db()
