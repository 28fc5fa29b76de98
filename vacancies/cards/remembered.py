"""How a shop is remembered: the link on its page, and the line that leads to all of them.

Both work without script, by addresses that hold numbers; static/js/remember.js keeps the numbers on the device.
"""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eving.core.public.components import escape, icon, safe

PARAMETER = "nr"
MOST = 12  # more columns nobody compares


def link(number: str) -> SafeString:
    """Remembers one shop: leads to the list that holds it, until the script makes it a button."""
    address = f"{reverse('vacancies:remembered')}?{PARAMETER}={number}"
    return safe(
        f'<span class="remember" data-remember="{escape(number)}">'
        f'<a class="remember__link" href="{escape(address)}">{icon("heart")}{_("Remember")}</a></span>'
    )


def line() -> SafeString:
    """What is remembered, shown by the script alone: the portal does not know it."""
    full = _("At most %(most)s shops can be remembered.") % {"most": MOST}
    return safe(
        f'<a class="remembered-line" href="{reverse("vacancies:remembered")}" hidden data-remembered'
        f' data-some="{_("%s remembered")}" data-full="{escape(full)}" data-button="{_("Remember")}">{icon("heart")}'
        f'<span data-count></span><span class="remembered-line__verb">{_("Compare")}</span></a>'
    )
