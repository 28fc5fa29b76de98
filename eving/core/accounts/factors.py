"""Second factor of staff: rules, TOTP app, recovery codes."""

import secrets
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from eving.core.accounts import key_storage, sessions
from eving.core.models import User
from eving.core.people import rate_limits

# Per user name and IP prefix together, so that nobody can lock a colleague out.
TRIES_PER_HOUR = 20
RECOVERY_CODES = 10


def is_above_limit(request: HttpRequest, scope: str, name: str) -> bool:
    count = rate_limits.hit(scope, rate_limits.client_prefix(request), about=name.strip().casefold()[:150])
    return count.above(TRIES_PER_HOUR)


def has_factor(user: Any) -> bool:
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def is_verified(user: Any) -> bool:
    return user.is_authenticated and user.is_verified()


def may_enter(user: Any) -> bool:
    """Whether the second factor was verified in this session, or the portal does not require one."""
    return not settings.REQUIRE_2FA or is_verified(user)


def owes_factor(user: Any) -> bool:
    return user.is_active and user.is_staff and not may_enter(user) and not has_factor(user)


def may_change_factor(user: Any) -> bool:
    """Whoever has a second factor may change it only in a session verified with it."""
    return is_verified(user) or not has_factor(user)


def device_for(user: User, code: str) -> Device | None:
    """The device to check a code with: six digits come from the app, everything else is a recovery code."""
    kind: type[Device] = TOTPDevice if len(code) == 6 and code.isdigit() else StaticDevice
    return kind.objects.filter(user=user, confirmed=True).first()


def add_factor(user: User, key: str, code: str) -> TOTPDevice | None:
    """Make this key the only second factor of a user; None when the code does not prove that their app has it."""
    device = TOTPDevice(user=user, name="app", key=key)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    if not (code.isascii() and code.isdigit() and len(code) == 6 and totp.verify(int(code), device.tolerance)):
        return None
    device.last_t, device.drift = totp.t(), totp.drift  # the same code cannot be used again to log in
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        TOTPDevice.objects.filter(user=user).delete()
        device.save()
    return device


def renew_recovery_codes(user: User) -> list[str]:
    """Replace all recovery codes. Digits only, so that the phone's numeric keypad serves both kinds of code."""
    codes = [f"{secrets.randbelow(10**10):010}" for _number in range(RECOVERY_CODES)]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        device, _is_new = StaticDevice.objects.get_or_create(user=user, name="recovery")
        device.token_set.all().delete()
        for code in codes:
            device.token_set.create(token=key_storage.digests(code)[0])
    return codes


def as_stored(device: Device, code: str) -> str:
    """The code in the form the device stores: recovery codes are hashed, maybe with a former SECRET_KEY."""
    if not isinstance(device, StaticDevice):
        return code
    digests = key_storage.digests(code)
    known = set(device.token_set.filter(token__in=digests).values_list("token", flat=True))
    return next((digest for digest in digests if digest in known), digests[0])


def recovery_codes_left(user: Any) -> int:
    return StaticToken.objects.filter(device__user_id=user.pk).count()


def remove_factor(user: User, *, but: str | None = None) -> None:
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        sessions.end(user.pk, but=but)


def qr_code(text: str) -> SafeString:
    """A QR code as inline SVG, black on white in dark mode as well, because scanners need the contrast."""
    import segno

    drawing = segno.make(text, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return mark_safe(drawing)  # noqa: S308 - made by segno: paths only, none of the text
