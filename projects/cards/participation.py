"""Template contexts of support and help offers: on a card and on the idea's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.models import HelpKind
from eving.core.people import links
from eving.core.public.facts import fact
from projects.models import Idea, IdeaState
from projects.services import participation


def support_text(idea: Idea) -> str:
    """“12 people” or “12 people, and 37 on paper”; empty when nobody supports the idea."""
    counted, paper = idea.support_count, idea.paper_support_count
    online = ngettext("%(n)d person", "%(n)d people", counted) % {"n": counted}
    if not paper:
        return online if counted else ""
    on_paper = _("%(n)d on paper") % {"n": paper}
    return _("%(online)s, and %(paper)s") % {"online": online, "paper": on_paper} if counted else on_paper


def support_words(count: int) -> str:
    """What stands beside the figure."""
    if not count:
        return _("Nobody has supported this idea yet.")
    return ngettext("person wants this, too.", "people want this, too.", count)


def everyone_text(idea: Idea) -> str:
    """All who support the idea as one number, and how many of them on paper; for a list."""
    number = idea.support_count + idea.paper_support_count
    if not number:
        return _("nobody yet")
    everyone = ngettext("%(n)d person", "%(n)d people", number) % {"n": number}
    on_paper = _("%(n)d on paper") % {"n": idea.paper_support_count}
    return f"{everyone} ({on_paper})" if idea.paper_support_count else everyone


def counted_as(idea: Idea, place: int) -> str:
    """To somebody who has just confirmed: which of the supporters they are; empty for an unknown ``place``."""
    if not place:
        return ""
    if place == 1:
        sentence = _("You are the first person to support this idea here.")
    else:
        sentence = _("You are supporter number %(place)s of this idea.") % {"place": place}
    paper = idea.paper_support_count
    signed = ngettext("%(n)d more person has signed on paper.", "%(n)d more people have signed on paper.", paper)
    return f"{sentence} {signed % {'n': paper}}" if paper else sentence


def goes_on(idea: Idea) -> str:
    """What the office does next with an open idea; empty for others."""
    words = {
        IdeaState.PUBLISHED: _("Next, the office examines the idea. Its page will say what comes of it."),
        IdeaState.UNDER_REVIEW: _("The office is examining the idea. Its page will say what comes of it."),
        IdeaState.ACCEPTED: _("The office has accepted the idea. Its page says how it goes on."),
        IdeaState.IN_PROGRESS: _("The idea is being carried out. Its page says how it goes on."),
    }
    return words.get(IdeaState(idea.state), "")


def block(idea: Idea) -> dict[str, Any]:
    offers = participation.public_offers(idea)
    kinds = [kind for kind, _name in offers]
    is_open = participation.is_open(idea)
    counted = [f"{kinds.count(kind)} × {HelpKind(kind).label}" for kind in HelpKind.values if kind in kinds]
    support_url = reverse("projects:support-create", args=[idea.number])
    help_row = {"label": _("I can help"), "url": reverse("projects:help-create", args=[idea.number]), "icon": "people"}
    others: list[dict[str, Any]] = [help_row] if is_open else []
    if idea.is_public:  # the preview of an idea that is not public has no address to follow
        news = f"{links.page_address('projects:follow-create')}?idee={idea.number}"
        others.insert(0, {"label": _("Get news by e-mail"), "url": news, "icon": "bell"})
    count = idea.support_count + idea.paper_support_count
    return {
        "is_open": is_open,
        "support_url": support_url if is_open else "",
        "others": others,
        "help": [help_row] if is_open else [],
        "count": count,
        "words": support_words(count),
        "made_up": support_text(idea) if idea.paper_support_count else "",
        "facts": [
            fact(_("Offers of help"), ", ".join(counted) or _("none yet")),
            fact(_("Help comes from"), ", ".join(dict.fromkeys(name for _kind, name in offers if name))),
        ],
    }
