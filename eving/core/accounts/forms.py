"""Forms of login, second factor and one's own account."""

from typing import Any

import django_otp
from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from eving.core.accounts import key_storage
from eving.core.accounts.factors import as_stored, device_for
from eving.core.models import User


class CodeField(forms.CharField):
    """A one-time or recovery code; spaces and hyphens are removed."""

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
        help_text=gettext_lazy("The six digits that your app shows now. Lost your phone? Enter a recovery code.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.device: Device | None = None

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        device = device_for(self.user, code)
        if device is None:
            raise forms.ValidationError(_("This code is not right. Please check your app again."))
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
                _("This code is not right, or it has already been used. Please wait for the next one in your app.")
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
