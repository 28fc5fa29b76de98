"""Ideas that wait for the office beyond new ones and questions; used by the work queue and the admin list."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core.registry import Queue
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaProposal, IdeaState

RIGHT = "projects.change_idea"
NAMES = {
    "silent": _("without an answer for a long time"),
    "photos": _("photos to look at"),
    "proposals": _("proposed changes"),
    "prepared": _("prepared answers"),
}


def silent() -> QuerySet:
    """Undecided public ideas without a public history entry for IDEA_SILENCE_DAYS."""
    since = timezone.now() - timedelta(days=settings.IDEA_SILENCE_DAYS)
    public_entries = IdeaHistory.objects.filter(idea=OuterRef("pk"), is_public=True, at__gte=since)
    return Idea.objects.published().filter(
        ~Exists(public_entries), state__in=(IdeaState.PUBLISHED, IdeaState.UNDER_REVIEW), published_at__lt=since
    )


def photos() -> QuerySet:
    return IdeaPhoto.objects.filter(
        Q(approved_at=None) | Q(alt=""), idea__published_at__isnull=False, idea__hidden_at=None
    )


def proposals() -> QuerySet:
    return IdeaProposal.objects.filter(decided_at=None)


def prepared() -> QuerySet:
    """Prepared answers for staff to send: without a date, or whose transition was no longer possible on it."""
    return Idea.objects.exclude(prepared_transition="").filter(prepared_on=None)


def waiting(name: str, ideas: QuerySet) -> QuerySet:
    """Those of ``ideas`` that wait in the named queue; all for an unknown name."""
    chosen = {
        "silent": lambda: silent().values("pk"),
        "photos": lambda: photos().values("idea"),
        "proposals": lambda: proposals().values("idea"),
        "prepared": lambda: prepared().values("pk"),
    }
    return ideas.filter(pk__in=chosen[name]()) if name in chosen else ideas


def _list(name: str) -> str:
    return f"{reverse('admin:projects_idea_changelist')}?work={name}"


QUEUES = [
    Queue(
        name="ideas-proposals",
        sentence=lambda number: ngettext("%(n)d proposed change", "%(n)d proposed changes", number) % {"n": number},
        button=_("Check proposals"),
        waiting=proposals,
        since="created_at",
        url=lambda: _list("proposals"),
        permission=RIGHT,
    ),
    Queue(
        name="ideas-prepared",
        sentence=lambda number: (
            ngettext("%(n)d prepared answer waiting", "%(n)d prepared answers waiting", number) % {"n": number}
        ),
        button=_("See prepared answers"),
        waiting=prepared,
        since="state_changed_at",
        url=lambda: _list("prepared"),
        permission=RIGHT,
    ),
    Queue(
        name="ideas-photos",
        sentence=lambda number: (
            ngettext("%(n)d photo of an idea to look at", "%(n)d photos of ideas to look at", number) % {"n": number}
        ),
        button=_("Look at photos"),
        waiting=photos,
        since="created_at",
        url=lambda: _list("photos"),
        permission=RIGHT,
    ),
    Queue(
        name="ideas-silent",
        sentence=lambda number: (
            ngettext(
                "%(n)d idea without an answer for a long time", "%(n)d ideas without an answer for a long time", number
            )
            % {"n": number}
        ),
        button=_("See ideas without an answer"),
        waiting=silent,
        since="state_changed_at",
        url=lambda: _list("silent"),
        permission=RIGHT,
    ),
]
