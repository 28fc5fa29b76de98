"""Work queue and site search entries of actors."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actors.cards import actor_card, with_card
from actors.models import Actor
from eving.core.registry import Queue, SearchKind
from eving.core.workflow.work_queue import follow_ups

QUEUES = [
    Queue(
        name="actors-new",
        sentence=lambda number: (
            ngettext("%(n)d new entry of an actor", "%(n)d new entries of actors", number) % {"n": number}
        ),
        button=_("Check entries"),
        waiting=Actor.objects.waiting_for_review,
        since="submitted_at",
        due="answer_due_on",
        url=lambda: f"{reverse('admin:actors_actor_changelist')}?state__exact=submitted",
        permission="actors.change_actor",
    ),
    follow_ups(Actor, "actors.change_actor", lambda: reverse("admin:actors_actor_changelist")),
]
SEARCH = SearchKind(
    code="akteure",
    label=_("Local organisations"),
    published=lambda: with_card(Actor.objects.published()).order_by("-published_at", "-pk"),
    card=actor_card,
    list_url=lambda: reverse("actors:actor-list"),
    words=Actor.kind_words,
    name_column="name",
)
