"""Lifetime of staff sessions: two idle hours, twelve in all, ended at once when an account loses its access.

The end of a session is stored in its row, so that Django itself refuses it afterwards. A session that must end early is
deleted: neither a request still running in it nor a reactivated account can bring it back.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from eving.core.models import User

BEGAN, SEEN = "eving.began", "eving.seen"
NOTED_EVERY = 60  # seconds between two writes of the session while somebody works


class StaySignedIn:
    """Middleware that extends a session while its user works, at most to SESSION_LONGEST_SECONDS after its start.

    Only for responses that used the session, so that public pages stay cacheable: no Vary header, no cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        # After a server error the database may be unavailable.
        if response.status_code < 500 and session.accessed and SESSION_KEY in session:
            if not request.user.is_authenticated:  # deactivated without a signal, such as by update()
                session.flush()
            elif not 0 <= (now := int(time.time())) - session.get(SEEN, 0) < NOTED_EVERY:
                session[SEEN] = now
                left = session.setdefault(BEGAN, now) + settings.SESSION_LONGEST_SECONDS - now
                session.set_expiry(min(settings.SESSION_COOKIE_AGE, left)) if left > 0 else session.flush()
        return response


@receiver(user_logged_in)
def note_beginning(request: HttpRequest, **_details: Any) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def end(pk: int, *, but: str | None = None) -> None:
    """Delete all sessions of an account except the one with key ``but``. Decodes all, which are few: staff only."""
    for session in Session.objects.exclude(session_key=but or ""):
        if session.get_decoded().get(SESSION_KEY) == str(pk):
            session.delete()


def end_without_role(pks: set[int]) -> None:
    for pk in User.objects.filter(pk__in=pks, is_superuser=False, groups=None).values_list("pk", flat=True):
        end(pk)


def purge(now: datetime, dry_run: bool) -> int:
    """Delete expired sessions, because they name an account."""
    expired = Session.objects.filter(expire_date__lt=now)
    return expired.count() if dry_run else expired.delete()[0]


@receiver(post_save, sender=User)
def account_saved(instance: User, **_details: Any) -> None:
    if not (instance.is_active and instance.is_staff):
        end(instance.pk)


@receiver(post_delete, sender=User)
def account_deleted(instance: User, **_details: Any) -> None:
    end(instance.pk)


@receiver(m2m_changed, sender=User.groups.through)
def roles_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_details: Any) -> None:
    if reverse and action == "pre_clear":  # afterwards the members of the role are unknown
        instance.members_before = set(instance.user_set.values_list("pk", flat=True))
    if action in {"post_remove", "post_clear"}:
        end_without_role((pk_set or instance.members_before) if reverse else {instance.pk})


@receiver(pre_delete, sender=Group)
def role_goes(instance: Group, **_details: Any) -> None:
    instance.members_before = set(instance.user_set.values_list("pk", flat=True))  # type: ignore[attr-defined]


@receiver(post_delete, sender=Group)
def role_gone(instance: Group, **_details: Any) -> None:
    end_without_role(instance.members_before)  # type: ignore[attr-defined]
