"""What the privacy page says about entries of organisations and messages to them."""

from django.utils.translation import gettext as _

from eving.core.registry import Retention, Use
from eving.core.texts.periods import period


def uses() -> list[Use]:
    return [
        Use(
            50,
            _("Entries of local organisations"),
            _(
                "What a club, group or firm says about itself, where it is found and whom to ask, and the name "
                "and contact of whoever fills in the form. Everybody sees only what the organisation releases."
            ),
            ("Actor", "ActorHistory", "ActorLogo", "Location", "ContactPoint"),
            only_with_consent=_("individuals, contact persons and their addresses appear"),
        ),
        Use(
            60,
            _("Messages to actors"),
            _("Your name, your address and your message: to pass the message on. The office does not read it."),
            ("ActorMessage",),
            only_with_consent=_("the organisation learns your address"),
        ),
    ]


def retention() -> list[Retention]:
    return [
        Retention(
            80,
            _("Name and contact given with the entry of a local organisation"),
            _("to ask you about the entry"),
            _("%(time)s after the entry is closed") % {"time": period("PURGE_IDEA_MONTHS")},
            ("persons",),
        ),
        Retention(
            90,
            _("The entry of a local organisation that was declined or withdrawn"),
            _("to take it up again"),
            period("PURGE_SPAM_DAYS"),
            ("actors",),
        ),
        Retention(
            100,
            _("A message to a local organisation"),
            _("to pass it on, and to answer questions about it"),
            period("PURGE_NOTE_MONTHS"),
            ("actor-messages",),
        ),
    ]
