"""Work queues and site search entry of ideas."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from eving.core.registry import Queue, SearchKind
from eving.core.workflow.work_queue import follow_ups
from projects.cards.ideas import idea_card
from projects.models import Idea, Project
from projects.services import waiting
from projects.services.participation import new_offers


def admin_list(query: str) -> str:
    return f"{reverse('admin:projects_idea_changelist')}?{query}"


QUEUES = [
    Queue(
        name="ideas-new",
        sentence=lambda number: ngettext("%(n)d new idea", "%(n)d new ideas", number) % {"n": number},
        button=_("Check ideas"),
        waiting=Idea.objects.waiting_for_review,
        since="submitted_at",
        due="answer_due_on",
        url=lambda: admin_list("state__exact=submitted"),
        permission="projects.change_idea",
    ),
    Queue(
        name="ideas-query",
        sentence=lambda number: (
            ngettext("%(n)d question waiting for an author", "%(n)d questions waiting for authors", number)
            % {"n": number}
        ),
        button=_("See questions"),
        waiting=Idea.objects.waiting_for_author,
        since="state_changed_at",
        due="answer_due_on",
        url=lambda: admin_list("state__exact=query"),
        permission="projects.change_idea",
    ),
    *waiting.QUEUES,
    Queue(
        name="help-offers",
        sentence=lambda number: ngettext("%(n)d new offer of help", "%(n)d new offers of help", number) % {"n": number},
        button=_("Read offers of help"),
        waiting=new_offers,
        since="confirmed_at",
        url=lambda: f"{reverse('admin:projects_helpoffer_changelist')}?waiting=yes",
        permission="projects.change_helpoffer",
    ),
    follow_ups(Idea, "projects.change_idea", lambda: reverse("admin:projects_idea_changelist")),
    follow_ups(Project, "projects.change_project", lambda: reverse("admin:projects_project_changelist")),
]
SEARCH = SearchKind(
    code="ideen",
    label=_("Ideas"),
    published=lambda: Idea.objects.published().for_cards().order_by("-published_at", "-pk"),
    card=idea_card,
    list_url=lambda: reverse("projects:idea-list"),
    words=Idea.kind_words,
)
