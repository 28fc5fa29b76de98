"""Views of login, password reset, second factor and one's own account; EvingAdminSite passes itself as ``site``."""

import secrets
import time
from datetime import timedelta
from typing import Any

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as open_session
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from eving.core.accounts import key_storage, sessions
from eving.core.accounts.factors import (
    add_factor,
    has_factor,
    is_above_limit,
    may_change_factor,
    owes_factor,
    qr_code,
    recovery_codes_left,
    remove_factor,
    renew_recovery_codes,
)
from eving.core.accounts.forms import CodeForm, EnrolForm, ForgottenForm, MorningMailForm
from eving.core.accounts.invitations import NEW_PASSWORD_TIME, invited, send_password_link
from eving.core.models import User
from eving.core.people import links, rate_limits
from eving.core.public.forms import too_many

# Per IP prefix: whoever forgot a password asks once or twice.
ASKS_PER_HOUR = 20
CODE_TIME = timedelta(minutes=10)
# Session keys.
PENDING, NEW_KEY, NEW_CODES = "eving.sign-in", "eving.new-key", "eving.new-codes"


class SitePage:
    """Mixin for pages with the admin site's context that no cache and no error report may keep."""

    site: Any = None
    title: Any = ""

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view beside it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = self.site.each_context(self.request)  # type: ignore[attr-defined]
        return super().get_context_data(**{**frame, "title": self.title, **kwargs})  # type: ignore[misc]


class PasswordPage(LoginView):
    """User name and password; with a second factor, the session is opened only by CodePage."""

    next_page = "admin:index"

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not has_factor(user):
            return super().form_valid(form)
        # Against session fixation: nothing of an earlier session survives.
        self.request.session.flush()
        self.request.session[PENDING] = {
            "user": user.pk,
            "password": user.get_session_auth_hash(),
            "at": int(time.time()),
            "next": self.get_success_url(),
        }
        return HttpResponseRedirect(reverse("admin:code"))


class CodePage(SitePage, FormView):
    """Second login step: a code of the app, or a recovery code."""

    title = gettext_lazy("Enter the code")
    template_name = "admin/sign_in/code.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.pending = request.session.get(PENDING) or {}
        self.user = self.pending_user()
        if self.user is None:
            if request.session.pop(PENDING, None):
                messages.info(request, _("Too much time has passed. Please log in once more."))
            return HttpResponseRedirect(reverse("admin:login"))
        return super().dispatch(request, *args, **kwargs)

    def pending_user(self) -> User | None:
        """The user whose password was right within CODE_TIME; None if it has changed or access was lost since."""
        if not 0 <= time.time() - self.pending.get("at", 0) < CODE_TIME.total_seconds():
            return None
        user = User.objects.filter(pk=self.pending["user"], is_active=True, is_staff=True).first()
        is_same = user is not None and secrets.compare_digest(user.get_session_auth_hash(), self.pending["password"])
        return user if is_same else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.user is not None  # checked by dispatch
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
    """Request a password link; the response is the same whether the address is known or not."""

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
    title = gettext_lazy("Please check your inbox")
    template_name = "admin/sign_in/forgotten_sent.html"


class NewPassword(SitePage, FormView):
    """Choose a password behind a mailed link: GET changes nothing, POST sets it and invalidates the link."""

    template_name = "admin/sign_in/new_password.html"
    form_class = SetPasswordForm
    purpose = "password"
    lasts = NEW_PASSWORD_TIME
    title = gettext_lazy("Choose a password")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = self.user_behind(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def user_behind(self, text: str) -> User | None:
        token = links.parse(text, self.purpose)
        if token is None or token.age > self.lasts:
            return None
        user = invited(token.pk)
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


class Account(SitePage, FormView):
    """One's own account: second factor, password, morning mail."""

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
    """Mixin for pages that change the second factor; see ``may_change_factor``."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (self.site.has_permission(request) or owes_factor(request.user)):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not may_change_factor(request.user):
            messages.warning(request, _("Please log out and log in with your code first."))
            return HttpResponseRedirect(reverse("admin:account"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # For the log-out button: the site itself denies permission to whoever still has to enrol.
        return super().get_context_data(has_permission=True, **kwargs)


class Enrol(FactorPage, FormView):
    """Set up the app: a QR code, and a code that proves that the app has the key."""

    title = gettext_lazy("Set up the second factor")
    template_name = "admin/sign_in/enrol.html"
    form_class = EnrolForm

    def key(self) -> str:
        """The secret of this page, kept encrypted in the session until it is used."""
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
                "code", _("This code is not right. Please check the time on your telephone, then enter the next code.")
            )
            return self.form_invalid(form)
        del self.request.session[NEW_KEY]
        self.request.session.cycle_key()
        sessions.end(user.pk, but=self.request.session.session_key)  # opened with the former factor, or without one
        django_otp.login(self.request, device)
        show_once(self.request, renew_recovery_codes(user))
        messages.success(self.request, _("The second factor is set up."))
        return HttpResponseRedirect(reverse("admin:recovery_codes"))


def show_once(request: HttpRequest, codes: list[str]) -> None:
    """Keep new codes for the page that displays them; encrypted, because sessions are stored in the database."""
    request.session[NEW_CODES] = [key_storage.seal(code) for code in codes]


def fresh_codes(request: HttpRequest) -> list[str]:
    return [key_storage.unseal(code) for code in request.session.get(NEW_CODES, [])]


class RecoveryCodes(FactorPage, TemplateView):
    """New recovery codes, displayed until the user confirms having kept them."""

    title = gettext_lazy("Recovery codes")
    template_name = "admin/sign_in/recovery_codes.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not has_factor(request.user):
            return HttpResponseRedirect(reverse("admin:enrol"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = fresh_codes(self.request)
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
    title = gettext_lazy("Remove the second factor")
    template_name = "admin/sign_in/confirm.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.REQUIRE_2FA and self.site.has_permission(request):
            messages.warning(request, _("All staff need a second factor here."))
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
