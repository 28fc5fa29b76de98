"""What the office has answered last about ideas and projects, for everybody to read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet

from eving.core.home import HomeAnswer
from eving.core.models.compiled import IsAmong, Prepared
from eving.core.models.history import HistoryEntry, Role
from eving.core.public.facts import beginning
from projects.cards import ideas, projects
from projects.models import Idea, IdeaHistory, Project, ProjectHistory

# So many of the newest steps are looked through, however many there are: what lies further back is no news.
LATEST_STEPS = 300
LONGEST = 160
# Several answers may be about one thing, of which the newest is shown.
MOST_READ = 12

Found = tuple[datetime, str, str, str, str, str]


def spoken(history: type[HistoryEntry], about: str) -> QuerySet[Any, Found]:
    """Public words of the office about what is public, the newest first."""
    # As an array, which is read first: PostgreSQL might else begin with all that is public.
    latest = history._default_manager.order_by("-pk").values("pk")[:LATEST_STEPS]
    return (
        history._default_manager.filter(
            IsAmong(F("pk"), ArraySubquery(latest)),
            is_public=True,
            redacted_at=None,
            # What the portal does by the clock has words only where the office prepared them.
            role__in=(Role.STAFF, Role.SYSTEM),
            **{f"{about}__published_at__isnull": False, f"{about}__hidden_at__isnull": True},
        )
        .exclude(text="")
        .order_by("-at", "-pk")
        .values_list("at", "text", *(f"{about}__{name}" for name in ("number", "slug", "title", "state")))[:MOST_READ]
    )


ABOUT_IDEAS = Prepared(lambda: spoken(IdeaHistory, "idea"))
ABOUT_PROJECTS = Prepared(lambda: spoken(ProjectHistory, "project"))


def about_ideas(most: int) -> list[HomeAnswer]:
    return newest(ABOUT_IDEAS(), Idea, ideas.state_badge, most)


def about_projects(most: int) -> list[HomeAnswer]:
    return newest(ABOUT_PROJECTS(), Project, projects.state_badge, most)


def newest(rows: Iterable[Found], model: Any, badge_of: Any, most: int) -> list[HomeAnswer]:
    found: dict[str, HomeAnswer] = {}
    for at, text, number, slug, title, state in rows:
        if number in found:
            continue
        thing = model(number=number, slug=slug, title=title, state=state)
        badge = badge_of(thing)
        found[number] = HomeAnswer(
            at, title, thing.get_absolute_url(), beginning(text, LONGEST), badge["label"], badge["tone"]
        )
    return list(found.values())[:most]
