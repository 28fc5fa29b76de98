"""What nobody can go below: a view that does nothing, and a page of plain cards from one query.

Both go through all of the portal's middlewares. The cards are written as a first tutorial would: one query of models,
one template with one loop, nothing of ours in it.
"""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.utils.functional import SimpleLazyObject

from actors.models import Actor
from projects.models import Idea, Project
from vacancies.models import Listing, SearchProfile

PAGE = """<!doctype html>
<html lang="de">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<main>
<h1>{{ title }}</h1>
<ul>
{% for row in rows %}
<li class="card">
<h2><a href="{{ row.get_absolute_url }}">{{ row.heading }}</a></h2>
<p>{{ row.whereabouts }}</p>
<p>{{ row.words|truncatechars:160 }}</p>
<p><time datetime="{{ row.published_at|date:"c" }}">{{ row.published_at|date:"j. F Y" }}</time></p>
<p><span class="badge">{{ row.get_state_display }}</span></p>
</li>
{% endfor %}
</ul>
</main>
</body>
</html>
"""
# Compiled with the first request.
page: Any = SimpleLazyObject(lambda: Template(PAGE))

# Where a register keeps the heading of a card, its text, and a place or what comes nearest to one.
REGISTERS: dict[str, tuple[Any, str, str, str]] = {
    "ideas": (Idea, "title", "text", "street__name"),
    "listings": (Listing, "title", "description", "unit__street__name"),
    "profiles": (SearchProfile, "title", "text", "number"),
    "projects": (Project, "title", "description", "street__name"),
    "actors": (Actor, "name", "description", "group__name"),
}


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def cards(request: HttpRequest, register: str, number: int) -> HttpResponse:
    model, heading, words, place = REGISTERS[register]
    rows = (
        model.objects.published()
        .only("number", "slug", "state", "published_at")
        .annotate(heading=F(heading), words=F(words), whereabouts=F(place))
        .order_by("-published_at", "-pk")[:number]
    )
    return HttpResponse(page.render(Context({"title": register, "rows": rows})))
