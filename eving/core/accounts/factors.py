"""How staff come in: a password, then a code; an invitation by mail; and what helps when something is lost.

The rules stand first, the pages below. The pages belong to the back office's site, which hands itself over as ``site``.
"""

import secrets
import time
from datetime import timedelta
from typing import Any

import django_otp
import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as open_session
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from eving.core.accounts import key_storage, sessions
from eving.core.messaging import mail
from eving.core.models import User
from eving.core.people import links, rate_limits
from eving.core.public.forms import too_many

# Per name and address prefix together, so that nobody can lock a colleague out.
TRIES_PER_HOUR = 20
# Per address prefix: whoever forgot a password asks once or twice.
ASKS_PER_HOUR = 20
CODE_TIME = timedelta(minutes=10)
INVITATION_TIME = timedelta(days=settings.INVITATION_DAYS)
NEW_PASSWORD_TIME = timedelta(minutes=settings.NEW_PASSWORD_MINUTES)
RECOVERY_CODES = 10
# What the session remembers between two pages.
PENDING, NEW_KEY, NEW_CODES = "eving.sign-in", "eving.new-key", "eving.new-codes"


# ---------------------------------------------------------------- rules
def is_above_limit(request: HttpRequest, step: str, name: str) -> bool:
    """Count a try of this step of signing in, and say whether it was one too many."""
    count = rate_limits.hit(step, rate_limits.client_prefix(request), about=name.strip().casefold()[:150])
    return count.above(TRIES_PER_HOUR)


def has_factor(user: Any) -> bool:
    """Whether signing in asks this member of staff for a code."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def is_verified(user: Any) -> bool:
    return user.is_authenticated and user.is_verified()


def may_enter(user: Any) -> bool:
    """Whether the second factor stands in nobody's way: it was given, or nobody asks for it."""
    return not settings.REQUIRE_2FA or is_verified(user)


def owes_factor(user: Any) -> bool:
    """Whether this member of staff has to set up a second factor before anything else."""
    return user.is_active and user.is_staff and not may_enter(user) and not has_factor(user)


def may_change_factor(user: Any) -> bool:
    """Who has a second factor changes it only in a session that was opened with it."""
    return is_verified(user) or not has_factor(user)


def device_for(user: User, code: str) -> Device | None:
    """Six digits come from the app; whatever else is meant for the recovery codes."""
    kind: type[Device] = TOTPDevice if len(code) == 6 and code.isdigit() else StaticDevice
    return kind.objects.filter(user=user, confirmed=True).first()


def add_factor(user: User, key: str, code: str) -> TOTPDevice | None:
    """Make this key the one second factor of its person, if the code proves that their app has it."""
    device = TOTPDevice(user=user, name="app", key=key)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    if not (code.isascii() and code.isdigit() and len(code) == 6 and totp.verify(int(code), device.tolerance)):
        return None
    device.last_t, device.drift = totp.t(), totp.drift  # the same code does not open the door once more
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        TOTPDevice.objects.filter(user=user).delete()
        device.save()
    return device


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new codes; the old ones end. Digits, so that a telephone shows its keypad for both kinds of code."""
    codes = [f"{secrets.randbelow(10**10):010}" for _number in range(RECOVERY_CODES)]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        device, _is_new = StaticDevice.objects.get_or_create(user=user, name="recovery")
        device.token_set.all().delete()
        for code in codes:
            device.token_set.create(token=key_storage.digests(code)[0])
    return codes


def as_stored(device: Device, code: str) -> str:
    """The code as this device has it: recovery codes lie there hashed, maybe with a former key."""
    if not isinstance(device, StaticDevice):
        return code
    digests = key_storage.digests(code)
    known = set(device.token_set.filter(token__in=digests).values_list("token", flat=True))
    return next((digest for digest in digests if digest in known), digests[0])


def recovery_codes_left(user: Any) -> int:
    return StaticToken.objects.filter(device__user_id=user.pk).count()


def remove_factor(user: User, *, but: str | None = None) -> None:
    """Forget telephone and recovery codes of a member of staff, and end their sessions, ``but`` this one."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        sessions.end(user.pk, but=but)


def invite(user: User) -> None:
    """Mail a link to a member of staff without password; links sent before end."""
    links.rotate(user)
    mail.send_later("core.invitation", user.pk)


def send_password_link(email: str, sender: rate_limits.Prefix) -> None:
    """Mail a link to whoever of the staff has this address; tells nobody whether there was one."""
    is_allowed = mail.may_send_link("password-mail", email, sender)
    user = User.objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
    if user and is_allowed:
        mail.send_later("core.password", user.pk)


def qr_code(text: str) -> SafeString:
    """A QR code as part of the page: no picture to fetch, and black on white in the dark as well."""
    drawing = segno.make(text, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return mark_safe(drawing)  # noqa: S308 - made by segno: paths only, nothing of the text stands in it


# ---------------------------------------------------------------- mails
def _invited(pk: int) -> User | None:
    return User.objects.filter(pk=pk, is_active=True, is_staff=True).first()


@mail.message("core.invitation", label=gettext_lazy("Invitation of a colleague"))
def invitation_mail(pk: int) -> mail.Mail | None:
    user = _invited(pk)
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
    user = _invited(pk)
    if user is None:
        return None
    address = links.absolute(reverse("admin:new_password", args=[links.make(user, "password")]))
    return mail.Mail(
        to=user.email,
        name=user.get_full_name(),
        template="admin/mails/password.txt",
        context={"user": user, "url": address},
    )


# ---------------------------------------------------------------- forms
class CodeField(forms.CharField):
    """A code as people type it: with spaces or hyphens, or without."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(
            label=gettext_lazy("Code"),
            max_length=24,
            widget=forms.TextInput(attrs=attributes),
            error_messages={"required": gettext_lazy("Please enter the code.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").replace("-", "").split())


class CodeForm(forms.Form):
    code = CodeField(
        help_text=gettext_lazy("The six digits that your app shows now. Telephone lost? Enter a recovery code.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.device: Device | None = None

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        device = device_for(self.user, code)
        if device is None:
            raise forms.ValidationError(_("This code is not right. Please look at your app once more."))
        is_allowed, waiting = device.verify_is_allowed()
        if not is_allowed:
            raise forms.ValidationError(
                _("Too many wrong codes. Please wait until %(time)s, then try a new code.")
                % {"time": formats.time_format(timezone.localtime(waiting["locked_until"]), "H:i:s")}
            )
        if isinstance(device, TOTPDevice) and not key_storage.is_readable(device):
            raise forms.ValidationError(
                _("The portal can no longer check codes of your app. Please have your second factor reset.")
            )
        self.device = django_otp.verify_token(self.user, device.persistent_id, as_stored(device, code))
        if self.device is None:
            raise forms.ValidationError(
                _("This code is not right, or it was used already. Please wait for the next one in your app.")
            )
        return code


class EnrolForm(forms.Form):
    code = CodeField(help_text=gettext_lazy("The six digits that your app shows now."))


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The address that the office has noted for you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class MorningMailForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["wants_morning_mail"]


# ---------------------------------------------------------------- pages before the door
class SitePage:
    """A page in the frame of the back office that is never stored."""

    site: Any = None
    title: Any = ""

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view beside it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = self.site.each_context(self.request)  # type: ignore[attr-defined]
        return super().get_context_data(**{**frame, "title": self.title, **kwargs})  # type: ignore[misc]


class PasswordStep(LoginView):
    """User name and password; who has a second factor is not in yet."""

    next_page = "admin:index"

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not has_factor(user):
            return super().form_valid(form)
        # Whoever was here before leaves; nobody takes over a session that another one began.
        self.request.session.flush()
        self.request.session[PENDING] = {
            "user": user.pk,
            "password": user.get_session_auth_hash(),
            "at": int(time.time()),
            "next": self.get_success_url(),
        }
        return HttpResponseRedirect(reverse("admin:code"))


class CodeStep(SitePage, FormView):
    """The second step: a code of the app, or a recovery code."""

    title = gettext_lazy("Enter the code")
    template_name = "admin/sign_in/code.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.pending = request.session.get(PENDING) or {}
        self.user = self.found()
        if self.user is None:
            if request.session.pop(PENDING, None):
                messages.info(request, _("Too much time has passed. Please log in once more."))
            return HttpResponseRedirect(reverse("admin:login"))
        return super().dispatch(request, *args, **kwargs)

    def found(self) -> User | None:
        """Whose password was right a moment ago, if it still is."""
        if not 0 <= time.time() - self.pending.get("at", 0) < CODE_TIME.total_seconds():
            return None
        user = User.objects.filter(pk=self.pending["user"], is_active=True, is_staff=True).first()
        is_same = user is not None and secrets.compare_digest(user.get_session_auth_hash(), self.pending["password"])
        return user if is_same else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.user is not None  # dispatch has looked
        if is_above_limit(request, "log-in code", self.user.username):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        request, device = self.request, form.device
        del request.session[PENDING]
        open_session(request, form.user)
        django_otp.login(request, device)
        if isinstance(device, StaticDevice):
            left = recovery_codes_left(form.user)
            text = ngettext(
                "You have used a recovery code; %(number)d is left. Please set up your app again.",
                "You have used a recovery code; %(number)d are left. Please set up your app again.",
                left,
            )
            messages.warning(request, text % {"number": left})
        return HttpResponseRedirect(self.onward())

    def onward(self) -> str:
        address = self.pending.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            address, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return address if is_ours else reverse("admin:index")


class Forgotten(SitePage, FormView):
    """Ask for a link to a new password: the same answer whether the address is known or not."""

    title = gettext_lazy("Forgot your password?")
    template_name = "admin/sign_in/forgotten.html"
    form_class = ForgottenForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if rate_limits.hit("forgotten password", rate_limits.client_prefix(request)).above(ASKS_PER_HOUR):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            send_password_link(form.cleaned_data["email"], rate_limits.client_prefix(self.request))
        return HttpResponseRedirect(reverse("admin:forgotten_sent"))


class ForgottenSent(SitePage, TemplateView):
    title = gettext_lazy("Please look into your mailbox")
    template_name = "admin/sign_in/forgotten_sent.html"


class NewPassword(SitePage, FormView):
    """Behind the link of a mail: choose a password. Opening shows, sending acts, and ends the link."""

    template_name = "admin/sign_in/new_password.html"
    form_class = SetPasswordForm
    purpose = "password"
    lasts = NEW_PASSWORD_TIME
    title = gettext_lazy("Choose a password")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = self.found(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def found(self, text: str) -> User | None:
        token = links.parse(text, self.purpose)
        if token is None or token.age > self.lasts:
            return None
        user = _invited(token.pk)
        return user if user and token.valid_for(user) else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.user else self.ended()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.user else self.ended()

    def ended(self) -> HttpResponse:
        frame = {**self.site.each_context(self.request), "title": _("This link has ended")}
        context = {**frame, "is_invitation": self.purpose == "invitation"}
        return self.response_class(self.request, ["admin/sign_in/link_ended.html"], context, status=404)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.user, **kwargs)

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        with transaction.atomic():
            form.save()
            links.rotate(form.user)
            sessions.end(form.user.pk)
        messages.success(self.request, _("Your password is set. You can log in now."))
        return HttpResponseRedirect(reverse("admin:login"))


# ---------------------------------------------------------------- pages of one's own account
class Account(SitePage, FormView):
    """What concerns oneself: second factor, password, morning mail."""

    title = gettext_lazy("Your account")
    template_name = "admin/sign_in/account.html"
    form_class = MorningMailForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            has_factor=has_factor(user),
            may_change_factor=may_change_factor(user),
            is_required=settings.REQUIRE_2FA,
            codes_left=recovery_codes_left(user),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        form.instance.save(update_fields=["wants_morning_mail"])
        messages.success(self.request, _("Your choice is saved."))
        return HttpResponseRedirect(reverse("admin:account"))


class FactorPage(SitePage):
    """A page that changes the second factor: only in a session that was opened with it."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (self.site.has_permission(request) or owes_factor(request.user)):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not may_change_factor(request.user):
            messages.warning(request, _("Please log out and log in with your code first."))
            return HttpResponseRedirect(reverse("admin:account"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Whoever still owes the second factor can log out.
        return super().get_context_data(has_permission=True, **kwargs)


class Enrol(FactorPage, FormView):
    """Set up the app: its QR code, and a code that proves it works."""

    title = gettext_lazy("Set up the second factor")
    template_name = "admin/sign_in/enrol.html"
    form_class = EnrolForm

    def key(self) -> str:
        """The secret that this page shows, the same until it is used."""
        return key_storage.unseal(self.request.session.setdefault(NEW_KEY, key_storage.seal(random_hex(20))))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        device = TOTPDevice(user=self.request.user, key=self.key())
        address = device.config_url
        secret = address.split("secret=")[1].split("&")[0]
        return super().get_context_data(
            qr=qr_code(address),
            app_address=address,
            secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            is_owed=owes_factor(self.request.user),
            has_factor=has_factor(self.request.user),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        device = add_factor(user, self.key(), form.cleaned_data["code"])
        if device is None:
            form.add_error(
                "code", _("This code does not fit. Please check the time of your telephone, then enter the next code.")
            )
            return self.form_invalid(form)
        del self.request.session[NEW_KEY]
        self.request.session.cycle_key()
        sessions.end(user.pk, but=self.request.session.session_key)  # those that another telephone has opened
        django_otp.login(self.request, device)
        show_once(self.request, renew_recovery_codes(user))
        messages.success(self.request, _("The second factor is set up."))
        return HttpResponseRedirect(reverse("admin:recovery_codes"))


def show_once(request: HttpRequest, codes: list[str]) -> None:
    """Keep new codes for the page that shows them; a session lies in the database, so they are sealed there."""
    request.session[NEW_CODES] = [key_storage.seal(code) for code in codes]


def shown_codes(request: HttpRequest) -> list[str]:
    return [key_storage.unseal(code) for code in request.session.get(NEW_CODES, [])]


class RecoveryCodes(FactorPage, TemplateView):
    """New recovery codes, shown until their person says that they are kept."""

    title = gettext_lazy("Recovery codes")
    template_name = "admin/sign_in/recovery_codes.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not has_factor(request.user):
            return HttpResponseRedirect(reverse("admin:enrol"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = shown_codes(self.request)
        return super().get_context_data(
            codes=[f"{code[:5]} {code[5:]}" for code in codes], left=recovery_codes_left(self.request.user), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "kept" in request.POST:
            request.session.pop(NEW_CODES, None)
            messages.success(request, _("The codes are no longer shown. Each of them works once."))
            return HttpResponseRedirect(reverse("admin:index"))
        user: Any = request.user
        show_once(request, renew_recovery_codes(user))
        return HttpResponseRedirect(reverse("admin:recovery_codes"))


class RemoveFactor(FactorPage, TemplateView):
    """Do without a second factor, where the portal does not demand one."""

    title = gettext_lazy("Remove the second factor")
    template_name = "admin/sign_in/confirm.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.REQUIRE_2FA and self.site.has_permission(request):
            messages.warning(request, _("Everyone of the staff needs a second factor here."))
            return HttpResponseRedirect(reverse("admin:account"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sentence=_("Afterwards your password alone opens the back office. Your recovery codes end as well."),
            button=_("Remove the second factor"),
            is_loss=True,
            back_url=reverse("admin:account"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        remove_factor(user, but=request.session.session_key)
        request.session.pop(NEW_CODES, None)
        messages.success(request, _("The second factor is removed."))
        return HttpResponseRedirect(reverse("admin:account"))
