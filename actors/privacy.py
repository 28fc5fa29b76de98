"""Personal data in entries of actors and messages to them: what /meine-daten/ lists and confirmation links ask."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors import mails, messages, services
from actors.models import Actor, ActorMessage, ActorState, ContactPoint, Location
from eving.core.models import Contribution
from eving.core.models.users import User
from eving.core.registry import ContributionKind, PersonalDataView
from eving.core.texts.quotes import inner_quotes
from eving.core.texts.wording import here


def place_line(location: Location) -> str:
    part = location.part
    parts = (location.street_name, location.house_number, f"({part.name})" if part else "")
    return f"{' '.join(filter(None, parts))} ({_('shown publicly')}: {location.get_visibility_display()})"


def contact_line(contact: ContactPoint) -> str:
    parts = (contact.person_name, contact.email, contact.phone)
    return f"{', '.join(filter(None, parts))} ({_('seen by')}: {contact.get_visibility_display()})"


def show(contribution: Contribution) -> PersonalDataView:
    actor = (
        Actor.objects.select_related("group")
        .prefetch_related("locations__street", "locations__part", "contacts", "logos")
        .filter(contribution=contribution)
        .first()
    )
    if actor is None:
        return PersonalDataView(title=_("Entry of a local organisation"), state="")
    fields = {
        _("Number"): actor.number or "",
        _("Name"): actor.name,
        _("Group"): actor.group.text_in("name")[0],
        _("In one sentence"): actor.summary,
        _("Description"): actor.description,
        _("Languages"): actor.languages,
        _("Opening hours"): actor.opening_hours,
        _("Website"): actor.website,
    }
    fields[_("Place")] = "; ".join(place_line(location) for location in actor.locations.all())
    fields[_("Contact")] = "; ".join(contact_line(contact) for contact in actor.contacts.all())
    return PersonalDataView(
        title=actor.name,
        state=actor.get_state_display(),
        url=actor.get_absolute_url() if actor.is_public else "",
        manage_url=mails.manage_address(contribution),
        fields=fields,
        files=tuple(logo.private_url(1600) for logo in actor.logos.all()),
    )


def confirm(contribution: Contribution, by: User | None = None) -> str:
    services.confirm_actor(contribution, by)
    return mails.manage_address(contribution)


def question(contribution: Contribution) -> str:
    return here(_("Do you want to register “%(name)s” as a local organisation in {district}?")) % {
        "name": inner_quotes(contribution.actor.name)
    }


ACTOR = ContributionKind(
    code=services.KIND,
    label=gettext_lazy("Entry of a local organisation"),
    show=show,
    erase=services.erase_actor,
    confirm=confirm,
    confirm_question=question,
    confirm_mail="actors.actor_confirm",
    waits=Q(actor__state=ActorState.UNCONFIRMED),
)


def show_message(contribution: Contribution) -> PersonalDataView:
    message = ActorMessage.objects.select_related("actor").filter(contribution=contribution).first()
    if message is None:
        return PersonalDataView(title=_("Message to an actor"), state="")
    return PersonalDataView(
        title=message.actor.name,
        state=_("passed on") if message.sent_at else _("not passed on"),
        url=message.actor.get_absolute_url() if message.actor.is_public else "",
        fields={
            _("Message"): message.text,
            _("The organisation may answer directly"): _("yes") if message.shares_address else _("no"),
        },
    )


def confirm_message(contribution: Contribution, by: User | None = None) -> str:
    message = messages.confirm_message(contribution, by)
    return reverse("actors:message-sent" if message.sent_at else "actors:message-kept")


def message_question(contribution: Contribution) -> str:
    name = inner_quotes(contribution.actor_message.actor.name)
    return _("Do you want to send your message to “%(name)s”?") % {"name": name}


MESSAGE = ContributionKind(
    code=messages.KIND,
    label=gettext_lazy("Message to an actor"),
    show=show_message,
    erase=messages.erase_message,
    confirm=confirm_message,
    confirm_question=message_question,
    confirm_mail="actors.message_confirm",
    waits=Q(actor_message__actor__published_at__isnull=False, actor_message__actor__hidden_at__isnull=True),
)
