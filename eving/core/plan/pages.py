"""The list of a register as a plan of the district: the same filters, and how many of their rows stand where."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.plan.counting import Numbers, in_streets, places
from eving.core.plan.drawing import drawing
from eving.core.public import found
from eving.core.public.pages import FilteredList


@dataclass(frozen=True)
class Counted:
    """What a list says it has, as far as ``FilteredList.count_text`` reads it of pages."""

    count: int
    is_more: bool


class PlanOfList(FilteredList):
    """Mixed into a list, before it. A district without a plan has no such page."""

    street_column = "street"
    street_value = ("strasse", "%s")  # parameter of the list and its value for the slug of a street
    part_value = ("", "")  # the same for a part; without a parameter the list cannot be asked for a part
    kind = "plain"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.DISTRICT.plan is None:
            raise Http404
        self.object_list = self.get_queryset()
        return self.render_to_response(self.plan_context(self.numbers(self.object_list)))

    def numbers(self, rows: Any) -> Numbers:
        return in_streets(rows, self.street_column)

    def plan_context(self, numbers: Numbers) -> dict[str, Any]:
        chips = self.chips()
        return {
            "view": self,
            "filter": self.filter,
            "chips": chips,
            "title": self.title,
            "page_description": self.description(),
            "window_title": self.window_title(1),
            "note": found.note_of(self.result, self.request.GET, page=self.page_kwarg),
            "actions": self.actions(),
            "views": self.views(),
            "count_text": self.count_text(Counted(numbers.count, numbers.is_more)),
            "kept_sort": self.kept_sort(),
            "reset_url": self.request.path,
            "plan": self.plan(numbers) if numbers.count else None,
            "empty": None if numbers.count else self.empty(is_filtered=bool(chips)),
        }

    def description(self) -> str:
        sentence = _("%(list)s on a plan of the district: how many are where, and a table that says the same.")
        return sentence % {"list": self.title}

    def window_title(self, number: int) -> str:
        title = super().window_title(number)
        return _("%(list)s – plan") % {"list": title}

    def plan(self, numbers: Numbers) -> dict[str, Any]:
        """Context of components/plan.html."""
        known = places(
            numbers,
            street_url=lambda slug: self.address(self.street_value, slug),
            part_url=lambda slug: self.address(self.part_value, slug),
        )
        sketch = settings.DISTRICT.plan
        assert sketch
        drawn = {line.street for line in sketch.lines}
        rows = [place for place in known.streets.values() if place.number]
        label = _("Plan of the district: %(list)s") % {"list": self.title}
        return {
            "kind": self.kind,
            "drawing": drawing(sketch, known, label=label, counted=self.in_words),
            "stops_of": sketch.stops_of,
            "rows": rows,
            "parts": [place for place in known.parts.values() if place.number and place.url],
            "not_drawn": [place for place in rows if place.name not in drawn],
            "nowhere": self.in_words(numbers.nowhere) if numbers.nowhere else "",
        }

    def in_words(self, number: int) -> str:
        return str(self.counted % {"count": number})

    def address(self, parameter: tuple[str, str], slug: str) -> str:
        """The list with what is asked here, and at this place."""
        name, pattern = parameter
        if not name:
            return ""
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        query[name] = pattern % slug
        return f"{reverse(self.list_name)}?{query.urlencode()}"
