"""Error messages for an e-mail address that is missing or invalid."""

from django.utils.translation import gettext_lazy as _

ADDRESS_ERRORS = {
    "required": _("Please enter your e-mail address."),
    "invalid": _("Please check the e-mail address. It looks like this: name@example.org"),
}
