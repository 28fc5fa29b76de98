"""Statements that the server plans once for each connection, and what happens when a table changes under them."""

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import DurationField, ExpressionWrapper
from django.db.models.functions import Now
from django.db.utils import NotSupportedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eving.core.models import Contribution, Street
from eving.core.models.compiled import Prepared, WithRows


def by_slug() -> Prepared[Street]:
    return Prepared(lambda slug: Street.objects.filter(slug=slug), "example")


def plans() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_statement_is_planned_once_and_only_where_it_is_wanted():
    streets = by_slug()
    before = plans()

    for _time in range(8):
        assert [street.name for street in streets("bergstrasse")] == ["Bergstraße"]
        list(Street.objects.filter(slug="bergstrasse"))

    [statement] = [each for each in plans() if each not in before]
    assert statement.count("$1") == 1
    assert "core_street" in statement


@pytest.mark.django_db
def test_moments_are_those_of_the_portals_time_as_from_any_other_query():
    Contribution.objects.create(kind="idea", privacy_version="t", confirmed_at=timezone.now())
    prepared = Prepared(lambda kind: Contribution.objects.filter(kind=kind).values_list("confirmed_at"), "example")

    assert prepared("idea") == list(Contribution.objects.filter(kind="idea").values_list("confirmed_at"))
    assert prepared("idea")[0][0].tzinfo == Contribution.objects.get().confirmed_at.tzinfo


@pytest.mark.django_db
def test_logs_of_queries_hold_their_text():
    streets = by_slug()

    with CaptureQueriesContext(connection) as queries:
        streets("bergstrasse")

    [query] = queries
    assert "'bergstrasse'" in query["sql"]
    assert "$1" not in query["sql"]


def streets_with_part() -> tuple[WithRows, dict[str, Prepared]]:
    rows = {
        "names": Prepared(lambda pk: Street.objects.filter(pk=pk).values_list("name"), -1),
        "others": Prepared(lambda pk: Street.objects.exclude(pk=pk).order_by("-name")[:3], -1),
        "none": Prepared(lambda pk: Street.objects.filter(pk=pk, slug="nowhere"), -1),
    }
    return WithRows(by_slug(), **rows), rows


@pytest.mark.django_db
def test_one_question_has_the_answers_of_several(django_assert_num_queries):
    whole, rows = streets_with_part()
    street = Street.objects.get(slug="bergstrasse")
    whole.first("")

    with django_assert_num_queries(1):
        found = whole.first("bergstrasse")
        beside = whole.beside(found)

    assert (found, found.name) == (street, "Bergstraße")
    assert beside == {name: prepared(street.pk) for name, prepared in rows.items()}
    assert (beside["names"], len(beside["others"]), beside["none"]) == ([("Bergstraße",)], 3, [])
    assert whole.first("nowhere") is None


@pytest.mark.django_db
def test_rows_beside_what_was_found_otherwise_are_asked_for(django_assert_num_queries):
    whole, _rows = streets_with_part()
    street, found = Street.objects.get(slug="bergstrasse"), whole.first("bergstrasse")

    with django_assert_num_queries(3):
        assert whole.beside(street) == whole.beside(found)


@pytest.mark.django_db
def test_what_json_cannot_hold_is_refused_and_not_guessed():
    intervals = Prepared(
        lambda pk: Street.objects.filter(pk=pk).values_list(ExpressionWrapper(Now() - Now(), DurationField())), -1
    )

    with pytest.raises(TypeError, match="cannot be read from JSON"):
        WithRows(by_slug(), waits=intervals).first("bergstrasse")


@pytest.fixture
def change_names(transactional_db):
    """Names of streets have the type of before after the test."""

    def change(kind: str) -> None:
        # From elsewhere: the driver forgets the plans of a connection that itself changes a table.
        info = connection.settings_dict
        with psycopg.connect(
            host=info["HOST"], port=info["PORT"], user=info["USER"], dbname=info["NAME"], autocommit=True
        ) as other:
            other.execute(f"ALTER TABLE core_street ALTER COLUMN name TYPE {kind}")

    yield change
    change("varchar(80)")


def test_pages_go_on_when_a_migration_changes_a_column_under_them(change_names):
    Street.objects.create(name="Neue Gasse", name_sort="neue gasse", slug="neue-gasse")
    streets = by_slug()
    assert [street.name for street in streets("neue-gasse")] == ["Neue Gasse"]

    change_names("text")

    with pytest.raises(NotSupportedError), transaction.atomic():  # the twin: a transaction is over after an error
        streets("neue-gasse")
    assert [street.name for street in streets("neue-gasse")] == ["Neue Gasse"]
    assert [street.name for street in streets("neue-gasse")] == ["Neue Gasse"]


def test_a_changed_column_costs_a_connection_one_failure_and_no_more(change_names):
    streets = by_slug()
    streets("bergstrasse")
    change_names("text")

    asked = []
    for _page in range(3):
        with CaptureQueriesContext(connection) as queries:
            streets("bergstrasse")
        asked.append([query["sql"].split()[0] for query in queries])

    assert asked == [["SELECT", "DEALLOCATE", "SELECT"], ["SELECT"], ["SELECT"]]
    assert any("core_street" in statement for statement in plans())


def test_one_question_for_several_goes_on_when_a_column_has_changed(change_names):
    whole, _rows = streets_with_part()
    whole.first("bergstrasse")

    change_names("varchar(120)")

    assert whole.first("bergstrasse").slug == "bergstrasse"
