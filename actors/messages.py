"""Messages to actors through the portal: sent once their sender has confirmed, without giving away an address."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import F, TextField, Value
from django.utils import timezone

from actors.models import Actor, ActorMessage
from eving.core.messaging import mail, submissions
from eving.core.models import Contribution, Participant
from eving.core.models.compiled import IsAmong, Prepared
from eving.core.models.users import User
from eving.core.people import participants, rate_limits

KIND = "actor-message"
# From one address to one actor. The portal passes a first message on; it is no place for a conversation.
MOST_A_DAY = 5

BOUNCED = Prepared(
    lambda keys: Participant.objects.filter(
        IsAmong(F("email_key"), Value(keys, output_field=ArrayField(TextField()))), wrong_since__isnull=False
    ).values_list("email_key"),
    [""],
)


def can_be_written_to(actor: Actor) -> bool:
    return bool(address_of(actor))


def address_of(actor: Actor) -> str:
    """Where messages go: the first contact whose mails have not bounced, public contacts first. Empty for none."""
    contacts = sorted(actor.contacts.all(), key=lambda contact: (contact.visibility != "public", contact.pk))
    addresses = [contact.email for contact in contacts if contact.email]
    keys = [participants.email_key(address) for address in addresses]
    # Always one query, with or without addresses, so that an actor's page always costs the same.
    bounced = {key for (key,) in BOUNCED(keys)}
    return next((address for address, key in zip(addresses, keys, strict=True) if key not in bounced), "")


def can_be_passed_on(message: ActorMessage, sender: str) -> bool:
    """Whether the actor is public and reachable, and the sender below the daily limit. Counts towards that limit."""
    if not message.actor.is_public or not can_be_written_to(message.actor):
        return False
    subject = f"{message.actor_id}|{participants.email_key(sender)}"
    return not rate_limits.hit("actor-message", subject, timedelta(days=1)).above(MOST_A_DAY)


@transaction.atomic
def write_to_actor(
    actor: Actor,
    *,
    key: UUID,
    digest: str = "",
    text: str,
    name: str,
    email: str,
    shares_address: bool,
    privacy_version: str,
    screening: str = "",
) -> tuple[ActorMessage, bool]:
    """Store a message from the web form and mail the confirmation link. Returns it and whether it is new."""
    contribution, is_new = participants.contribute(
        kind=KIND, key=key, digest=digest, email=email, name=name, privacy_version=privacy_version, screening=screening
    )
    if not is_new:
        return contribution.actor_message, False
    message = ActorMessage.objects.create(
        actor=actor, contribution=contribution, text=text, shares_address=shares_address
    )
    submissions.order_mail(email, "actors.message_confirm", contribution, key=key)
    return message, True


@transaction.atomic
def confirm_message(contribution: Contribution, by: User | None = None) -> ActorMessage:
    """The sender confirmed by the link: mail the message to the actor. Confirming again changes nothing.

    ``sent_at`` stays empty when the message cannot go out; see ``can_be_passed_on``.
    """
    message = ActorMessage.objects.select_for_update(of=("self",)).get(contribution=contribution)
    # A second request may have confirmed since the contribution was read.
    contribution.refresh_from_db(fields=["confirmed_at"])
    if contribution.confirmed_at:
        return message
    now = timezone.now()
    participants.note_confirmed(contribution, by)
    contribution.purge_on = timezone.localdate(now) + timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
    contribution.save(update_fields=["purge_on"])
    if can_be_passed_on(message, contribution.email):
        message.sent_at = now
        message.save(update_fields=["sent_at"])
        mail.send_later("actors.message_relayed", message.pk)
        mail.send_later("actors.message_copy", message.pk)
    return message


def erase_message(contribution: Contribution) -> None:
    """Deletes the stored message only: the mail already sent stays in the actor's mailbox."""
    ActorMessage.objects.filter(contribution=contribution).delete()


def purge_messages(now: datetime, dry_run: bool) -> int:
    """Deletes old messages and unconfirmed ones. Returns how many are due; with ``dry_run`` nothing is deleted."""
    passed_on = ActorMessage.objects.filter(created_at__lt=now - timedelta(days=30 * settings.PURGE_NOTE_MONTHS))
    unconfirmed = ActorMessage.objects.filter(
        ~participants.link_may_be_open(now),
        contribution__confirmed_at__isnull=True,
        created_at__lt=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS),
    )
    due = passed_on | unconfirmed
    if dry_run:
        return due.count()
    count = 0
    for message in due.select_related("contribution"):
        with transaction.atomic():
            if message.contribution:
                participants.erase_contribution(message.contribution)
            ActorMessage.objects.filter(pk=message.pk).delete()
        count += 1
    return count
