"""Mails about entries of actors and messages to them, built when they are sent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actors import messages
from actors.models import ActorHistory, ActorMessage
from eving.core.messaging import mail
from eving.core.models import Contribution
from eving.core.people import links
from eving.core.registry import SiteTextSlot

MAILS = _("E-mails")
TEXTS = (
    SiteTextSlot(
        "mail.actor_confirm",
        _("please confirm the entry"),
        "actors/mails/confirm.txt",
        "mail",
        MAILS,
    ),
    SiteTextSlot(
        "mail.actor_received",
        _("entry has arrived"),
        "actors/mails/received.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "frist"),
        required=("nummer",),
    ),
    SiteTextSlot(
        "mail.actor_declined",
        _("entry declined"),
        "actors/mails/transition.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer"),
    ),
    SiteTextSlot(
        "mail.actor_step",
        _("news about the entry"),
        "actors/mails/transition.txt",
        "mail",
        MAILS,
        placeholders=("titel", "nummer", "stand"),
        required=("stand",),
    ),
)


def _contribution(pk: int) -> Contribution | None:
    """None when it was erased since the mail was queued."""
    return (
        Contribution.objects.select_related("participant", "actor")
        .filter(pk=pk, participant__isnull=False, actor__isnull=False)
        .first()
    )


def manage_address(contribution: Contribution) -> str:
    return reverse("actors:actor-manage", args=[links.make(contribution, "manage")])


@mail.message("actors.actor_confirm", label=_("Confirmation link for the entry of an actor"))
def actor_confirm(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk)
    if contribution is None or contribution.confirmed_at:
        return None
    address = links.address("confirm", links.make(contribution, "confirm"))
    return mail.Mail(
        to=contribution.email,  # unconfirmed: nothing that a stranger may have typed goes to it
        language=contribution.language,
        is_user_requested=True,
        case_url=reverse("admin:actors_actor_change", args=[contribution.actor.pk]),
        template="actors/mails/confirm.txt",
        context={"confirm_url": links.absolute(address)},
    )


@mail.message("actors.actor_received", label=_("Receipt of the entry of an actor"))
def actor_received(pk: int) -> mail.Mail | None:
    contribution = _contribution(pk)
    if contribution is None:
        return None
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        name=contribution.name,
        case_url=reverse("admin:actors_actor_change", args=[contribution.actor.pk]),
        template="actors/mails/received.txt",
        context={"actor": contribution.actor, "manage_url": links.absolute(manage_address(contribution))},
    )


@mail.message("actors.actor_step", label=_("News about the entry of an actor"))
def actor_transition(pk: int) -> mail.Mail | None:
    entry = ActorHistory.objects.select_related("actor__contribution__participant").filter(pk=pk).first()
    contribution = entry.actor.contribution if entry else None
    if entry is None or contribution is None or contribution.participant is None or entry.redacted_at:
        return None
    actor = entry.actor
    return mail.Mail(
        to=contribution.email,
        language=contribution.language,
        name=contribution.name,
        case_url=reverse("admin:actors_actor_change", args=[actor.pk]),
        template="actors/mails/transition.txt",
        context={
            "actor": actor,
            "entry": entry,
            "transition": actor.lifecycle.wording(entry.from_state, entry.to_state),
            "declines": entry.to_state == "declined",
            "register_url": links.absolute(reverse("actors:actor-register")),
            "public_url": links.absolute(actor.get_absolute_url()) if actor.is_public else "",
            "manage_url": links.absolute(manage_address(contribution)),
        },
    )


def _message(**lookup: int) -> ActorMessage | None:
    """None when the message or its sender was erased since the mail was queued."""
    rows = ActorMessage.objects.select_related("actor", "contribution__participant")
    return rows.filter(contribution__participant__isnull=False, **lookup).first()


@mail.message("actors.message_confirm", label=_("Confirmation link for a message to an actor"))
def message_confirm(pk: int) -> mail.Mail | None:
    # The address is not confirmed: nothing that a stranger may have typed goes to it.
    message = _message(contribution=pk)
    if message is None or message.contribution is None or message.contribution.confirmed_at:
        return None
    address = links.address("confirm", links.make(message.contribution, "confirm"))
    return mail.Mail(
        to=message.contribution.email,
        language=message.contribution.language,
        is_user_requested=True,
        case_url=reverse("admin:actors_actor_change", args=[message.actor.pk]),
        template="actors/messages/mails/confirm.txt",
        context={"actor": message.actor, "confirm_url": links.absolute(address)},
    )


@mail.message("actors.message_copy", label=_("Copy of a message to an actor, for its sender"))
def message_copy(pk: int) -> mail.Mail | None:
    """For the sender, once the message was passed on; never contains the actor's address."""
    message = _message(pk=pk)
    if message is None or message.contribution is None:
        return None
    return mail.Mail(
        to=message.contribution.email,
        language=message.contribution.language,
        name=message.contribution.name,
        case_url=reverse("admin:actors_actor_change", args=[message.actor.pk]),
        template="actors/messages/mails/copy.txt",
        context={"actor": message.actor, "text": message.text, "my_data_url": links.absolute(links.address("my-data"))},
    )


@mail.message("actors.message_relayed", label=_("Message to an actor"))
def message_relayed(pk: int) -> mail.Mail | None:
    """An answer of the actor reaches the sender directly only with the sender's consent, else it goes to the office."""
    message = _message(pk=pk)
    address = messages.address_of(message.actor) if message else ""
    if message is None or message.contribution is None or not address:
        return None
    return mail.Mail(
        to=address,
        language=message.actor.contribution.language if message.actor.contribution else "",
        name=message.actor.name,
        reply_to=message.contribution.email if message.shares_address else "",
        case_url=reverse("admin:actors_actor_change", args=[message.actor.pk]),
        template="actors/messages/mails/relayed.txt",
        context={
            "actor": message.actor,
            "sender": message.contribution.name,
            "text": message.text,
            "may_answer": message.shares_address,
            "note_url": links.absolute(links.address("write")),
        },
    )
