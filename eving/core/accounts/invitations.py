"""Mails with password links for staff: the invitation of a new colleague, and the reset of a forgotten password."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from eving.core.messaging import mail
from eving.core.models import User
from eving.core.people import links, rate_limits

INVITATION_TIME = timedelta(days=settings.INVITATION_DAYS)
NEW_PASSWORD_TIME = timedelta(minutes=settings.NEW_PASSWORD_MINUTES)


def invite(user: User) -> None:
    """Mail an invitation link; earlier links become invalid."""
    links.rotate(user)
    mail.send_later("core.invitation", user.pk)


def send_password_link(email: str, sender: rate_limits.Prefix) -> None:
    """Mail a reset link if an active member of staff has this address. Returns nothing that would reveal it."""
    is_allowed = mail.may_send_link("password-mail", email, sender)
    user = User.objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
    if user and is_allowed:
        mail.send_later("core.password", user.pk)


def invited(pk: int) -> User | None:
    return User.objects.filter(pk=pk, is_active=True, is_staff=True).first()


@mail.message("core.invitation", label=gettext_lazy("Invitation of a colleague"))
def invitation_mail(pk: int) -> mail.Mail | None:
    user = invited(pk)
    if user is None or user.has_usable_password():
        return None
    address = links.absolute(reverse("admin:invitation", args=[links.make(user, "invitation")]))
    return mail.Mail(
        to=user.email,
        name=user.get_full_name(),
        template="admin/mails/invitation.txt",
        context={"user": user, "url": address, "days": INVITATION_TIME.days},
    )


@mail.message("core.password", label=gettext_lazy("Link to a new password"))
def password_mail(pk: int) -> mail.Mail | None:
    user = invited(pk)
    if user is None:
        return None
    address = links.absolute(reverse("admin:new_password", args=[links.make(user, "password")]))
    return mail.Mail(
        to=user.email,
        name=user.get_full_name(),
        template="admin/mails/password.txt",
        context={"user": user, "url": address},
    )
