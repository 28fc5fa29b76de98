"""The filter panel: kept while nothing is chosen, never out of date, and the same as if it were drawn anew."""

import pytest
from django.http import QueryDict
from django.utils import translation

from actors.filters import ActorFilter
from actors.models import Actor
from eving.core.models import DistrictPart, Street, Topic
from eving.core.public import panel
from eving.core.public.filters import ListFilter
from projects.filters.ideas import IdeaFilter
from projects.filters.projects import ProjectFilter
from projects.models import Idea, Project
from vacancies.filters import ListingFilter
from vacancies.models import Listing, SearchProfile
from vacancies.views.profiles import ProfileFilter

pytestmark = pytest.mark.django_db

LISTS = [
    (IdeaFilter, Idea),
    (ProjectFilter, Project),
    (ListingFilter, Listing),
    (ProfileFilter, SearchProfile),
    (ActorFilter, Actor),
]


def filters_of(query: str = "", kind: type[ListFilter] = IdeaFilter, model: type = Idea) -> ListFilter:
    return kind(QueryDict(query), model.objects.published())


def panel_of(query: str = "", kind: type[ListFilter] = IdeaFilter, model: type = Idea, sort: str = "") -> str:
    return str(panel.panel(filters_of(query, kind, model), sort))


def drawn_anew(query: str, kind: type[ListFilter], model: type) -> str:
    filters = filters_of(query, kind, model)
    fields = [panel.drawn_field(filters.form[name]) for name in filters.form.fields]
    return str(panel.drawn(filters, "", fields))


@pytest.fixture(autouse=True)
def nothing_kept():
    panel.kept.clear()
    yield
    panel.kept.clear()


def test_the_second_panel_costs_one_query_and_is_the_same(django_assert_num_queries):
    for kind, model in LISTS:
        first = panel_of("", kind, model)
        with django_assert_num_queries(1):
            assert panel_of("", kind, model) == first


@pytest.mark.parametrize(("kind", "model"), LISTS)
@pytest.mark.parametrize(
    "query", ["q=bank", "strasse=bergstrasse", "thema=wege&stand=fertig&art=miete&ort=street-bergstrasse"]
)
def test_a_panel_with_filters_is_what_drawing_all_of_its_fields_gives(kind, model, query):
    panel_of("", kind, model)

    assert panel_of(query, kind, model) == drawn_anew(query, kind, model)


def test_a_wrong_value_opens_the_panel_and_says_so():
    drawn = panel_of("flaeche_ab=viel&art=miete", ListingFilter, Listing)

    assert drawn == drawn_anew("flaeche_ab=viel&art=miete", ListingFilter, Listing)
    assert '<details class="filter-panel" open>' in drawn
    assert 'aria-invalid="true"' in drawn
    assert '<option value="miete" selected>' in drawn
    assert '<details class="filter-panel">' in panel_of("", ListingFilter, Listing)


def test_what_was_chosen_does_not_stay_in_the_panel_that_is_kept():
    before = panel_of()
    chosen = panel_of("strasse=bergstrasse&q=Bank")

    assert '<option value="bergstrasse" selected>' in chosen
    assert 'value="Bank"' in chosen
    assert panel_of() == before
    assert " selected>Bergstraße" not in before


def test_a_street_that_comes_changes_or_goes_does_so_in_the_next_panel():
    before = panel_of()
    street = Street.objects.create(name="Neue Gasse", name_sort="neue gasse", slug="neue-gasse")

    assert '<option value="neue-gasse">Neue Gasse</option>' in panel_of()
    Street.objects.filter(pk=street.pk).update(name="Neuere Gasse")
    assert '<option value="neue-gasse">Neuere Gasse</option>' in panel_of()
    assert '<option value="neue-gasse">Neuere Gasse</option>' in panel_of("q=bank")
    street.delete()
    assert panel_of() == before


def test_topics_keep_up_with_name_order_field_and_rest():
    panel_of()
    first, second = Topic.objects.filter(is_active=True).order_by("field__sort", "sort")[:2]

    Topic.objects.filter(pk=first.pk).update(name="Anders")
    assert ">Anders</option>" in panel_of()
    Topic.objects.filter(pk=first.pk).update(is_active=False)
    assert ">Anders</option>" not in panel_of()
    first.field.name = "Ein Feld"
    first.field.save()
    assert 'label="Ein Feld"' in panel_of()
    assert second.field_id == first.field_id


def test_parts_of_the_district_keep_up():
    panel_of("", ActorFilter, Actor)
    DistrictPart.objects.create(name="Neuteil", slug="neuteil")

    assert '<option value="part-neuteil">Neuteil</option>' in panel_of("", ActorFilter, Actor)


def test_each_language_has_its_own_panel():
    german = panel_of()
    with translation.override("en"):
        english = panel_of()

    assert "Ergebnisse zeigen" in german
    assert "Show results" in english
    assert panel_of() == german


def test_the_sort_order_stays_and_is_not_kept_for_others():
    sorted_by_support = panel_of(sort="unterstuetzung")

    assert '<input type="hidden" name="sortierung" value="unterstuetzung">' in sorted_by_support
    assert "sortierung" not in panel_of()


def test_room_for_panels_is_bounded():
    for number in range(panel.MOST_KEPT + 3):
        Street.objects.create(name=f"Gasse {number}", name_sort=f"gasse {number:03}", slug=f"gasse-{number}")
        panel_of()

    assert len(panel.kept) <= panel.MOST_KEPT


class EmptiedByOthers(dict):
    """Panels that another thread drops right after this one has looked for its own."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found

    def get(self, key: object, default: object = None) -> object:
        found = super().get(key, default)
        self.clear()
        return found

    def __setitem__(self, key: object, value: object) -> None:
        pass


def test_panels_that_another_thread_drops_are_drawn_again(monkeypatch: pytest.MonkeyPatch):
    before = panel_of()
    monkeypatch.setattr(panel, "kept", EmptiedByOthers(panel.kept))

    assert panel_of() == before
    assert panel.kept == {}
    assert panel_of() == before
    dropped = EmptiedByOthers(a=1)
    assert "a" in dropped
    with pytest.raises(KeyError):  # the twin: what is asked for twice is gone the second time
        dropped["a"]


def test_a_plain_list_makes_no_form():
    filters = filters_of("seite=2&sortierung=unterstuetzung")

    panel.panel(filters)
    list(filters.qs)

    assert (filters.is_asked, filters.chosen, filters.has_errors) == (False, {}, False)
    assert not hasattr(filters, "_form")


def test_a_hint_is_tied_to_its_field():
    drawn = panel_of("", ListingFilter, Listing)

    assert 'aria-describedby="id_ohne_angabe_helptext"' in drawn
    assert '<div class="kern-hint" id="id_ohne_angabe_helptext">Nicht zu jedem' in drawn
