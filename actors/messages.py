"""Messages to actors: they go one way, once their sender has confirmed, and nobody learns an address unasked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from actors.models import Actor, ActorMessage
from eving.core.messaging import mail, submissions
from eving.core.models import Contribution, Participant
from eving.core.models.users import User
from eving.core.people import participants, rate_limits

KIND = "actor-message"
# To one actor from one address; more is not a conversation any more.
MOST_A_DAY = 5


def can_be_written_to(actor: Actor) -> bool:
    """Whether the portal can pass a message on: the actor left an address that mails reach, public or not."""
    return bool(address_of(actor))


def address_of(actor: Actor) -> str:
    """Where messages go: the first contact with a right address, a public one before others. Empty for none."""
    contacts = sorted(actor.contacts.all(), key=lambda contact: (contact.visibility != "public", contact.pk))
    addresses = [contact.email for contact in contacts if contact.email]
    keys = [participants.email_key(address) for address in addresses]
    # One question whether there are addresses or not, so that the page of an actor always costs the same.
    wrong = Participant.objects.filter(email_key__in=keys or [""], wrong_since__isnull=False)
    come_back = set(wrong.values_list("email_key", flat=True))
    return next((address for address, key in zip(addresses, keys, strict=True) if key not in come_back), "")


def can_be_passed_on(message: ActorMessage, sender: str) -> bool:
    """Whether the actor is still here, its mails arrive, and the sender wrote to it no more than a handful today."""
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
    """Take in a message from the web form and mail the confirmation link. Returns it and whether it is new."""
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
    """The sender pressed the button behind the link: the message goes to the actor. Twice changes nothing.

    ``sent_at`` stays empty when it cannot go: the actor has left, its address is wrong, or it was a handful today.
    """
    message = ActorMessage.objects.select_for_update(of=("self",)).get(contribution=contribution)
    contribution.refresh_from_db(fields=["confirmed_at"])  # another press may have come first
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
    """Remove what a person wrote; the mail that has gone out lies in the actor's mailbox."""
    ActorMessage.objects.filter(contribution=contribution).delete()


def purge_messages(now: datetime, dry_run: bool) -> int:
    """Remove messages that were passed on long ago, and those that nobody confirmed."""
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
