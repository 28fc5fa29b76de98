"""States of an enquiry and the transitions between them. None sends a mail: the office answers itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.history import Role
from eving.core.texts.periods import sentence
from eving.core.workflow.lifecycle import Lifecycle, Transition


class EnquiryState(models.TextChoices):
    NEW = "new", _("new")
    CONTACTED = "contacted", _("contacted")
    VIEWING = "viewing", _("viewing")
    NEGOTIATION = "negotiation", _("negotiation")
    WON = "won", _("led to a lease")
    LOST = "lost", _("came to nothing")
    SPAM = "spam", _("spam")


ES = EnquiryState
OPEN = (ES.NEW, ES.CONTACTED, ES.VIEWING, ES.NEGOTIATION)
# Tone of the badge; states not listed here are neutral.
TONES: dict[str, str] = {
    ES.NEW: "warning",
    ES.CONTACTED: "info",
    ES.VIEWING: "info",
    ES.NEGOTIATION: "info",
    ES.WON: "success",
    ES.SPAM: "danger",
}

STAFF = Role.STAFF

LIFECYCLE = Lifecycle(
    Transition(
        "contact",
        (ES.NEW,),
        ES.CONTACTED,
        (STAFF,),
        _("Contacted"),
        _("Contacted"),
        help=_("You have written or called. The enquiry leaves the list of new ones."),
        sends_no_mail=True,
        primary_from=(ES.NEW,),
    ),
    Transition(
        "view",
        (ES.NEW, ES.CONTACTED, ES.VIEWING),
        ES.VIEWING,
        (STAFF,),
        _("Viewing agreed"),
        _("Viewing agreed"),
        help=_("A viewing is agreed. If one is agreed already, this one takes its place."),
        sends_no_mail=True,
        primary_from=(ES.CONTACTED,),
    ),
    Transition(
        "negotiate",
        (ES.CONTACTED, ES.VIEWING),
        ES.NEGOTIATION,
        (STAFF,),
        _("In negotiation"),
        _("In negotiation"),
        help=_("Owner and interested person talk about a lease."),
        sends_no_mail=True,
        primary_from=(ES.VIEWING,),
    ),
    Transition(
        "win",
        (ES.CONTACTED, ES.VIEWING, ES.NEGOTIATION),
        ES.WON,
        (STAFF,),
        _("Led to a lease"),
        _("Led to a lease"),
        help=_("The enquiry ends with a lease. The listing is marked as let and the new use is recorded."),
        sends_no_mail=True,
        primary_from=(ES.NEGOTIATION,),
    ),
    Transition(
        "lose",
        OPEN,
        ES.LOST,
        (STAFF,),
        _("Came to nothing"),
        _("Came to nothing"),
        help=sentence(_("The enquiry ends. It is deleted with the personal data after %(time)s."), "PURGE_NOTE_MONTHS"),
        text_required=True,
        sends_no_mail=True,
        is_loss=True,
    ),
    Transition(
        "spam",
        (ES.NEW,),
        ES.SPAM,
        (STAFF,),
        _("Mark as spam"),
        _("Marked as spam"),
        help=_("The enquiry is set aside and deleted after a while. You can retrieve it until then."),
        sends_no_mail=True,
        is_loss=True,
    ),
    Transition(
        "reopen",
        (ES.LOST, ES.SPAM),
        ES.NEW,
        (STAFF,),
        _("Take up again"),
        _("Taken up again"),
        help=_("The enquiry counts as new again."),
        sends_no_mail=True,
        primary_from=(
            ES.LOST,
            ES.SPAM,
        ),
    ),
)
