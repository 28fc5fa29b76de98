"""A figure stays the same from the hand that types it to the file that leaves the house, and back again."""

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.make import make_listing, make_unit
from tests.vacancies.test_admin_pages import NO_ROWS
from vacancies.models import Listing, ShopUnit

pytestmark = pytest.mark.django_db

MARKS = [".", " ", "\u00a0", "\u202f", "'", "’", ""]
MONEY = st.decimals(1, 99_999, places=2)
COLUMNS: dict[type, dict[str, str]] = {
    Listing: {
        "net_cold_rent_month": "Nettokaltmiete im Monat (€)",
        "ancillary_costs_month": "Nebenkosten im Monat (€)",
        "deposit": "Kaution (€)",
    },
    ShopUnit: {"total_area_m2": "Mietfläche (m²)", "sales_area_m2": "Verkaufsfläche (m²)"},
}
UNITS = {"month": " €", "deposit": ",- €", "m2": " m²"}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def typed(figure: Decimal, mark: str, unit: str) -> str:
    text = f"{figure:,}".replace(",", "#").replace(".", ",").replace("#", mark)
    return text + unit if "," in text and not unit.startswith(",") else text + unit.removeprefix(",-")


def filled(page: Any) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form that nobody touched, without photos and periods."""
    yield from NO_ROWS.items()
    for bound in page.context["adminform"].form:
        value = bound.value()
        if isinstance(bound.field.widget, forms.MultiWidget):
            for number, part in enumerate(value if isinstance(value, list) else bound.field.widget.decompress(value)):
                yield f"{bound.html_name}_{number}", str(part or "")
            continue
        if isinstance(value, list | tuple) or value is None or value is False or value == "":
            continue
        shown = value if value is True else bound.field.widget.format_value(value)
        yield bound.html_name, "on" if shown is True else str(shown[0] if isinstance(shown, list) else shown)


def address(obj: Any) -> str:
    return reverse(f"admin:vacancies_{obj._meta.model_name}_change", args=[obj.pk])


def save(staff: Client, obj: Any, **figures: str) -> None:
    page = staff.get(address(obj))
    answer = fill_in(staff, address(obj), **{**dict(filled(page)), **figures})
    assert answer.status_code == 302, [*answer.context["errors"], answer.context["adminform"].form.errors]
    obj.refresh_from_db()


def file_of(staff: Client, model: type, kind: str) -> bytes:
    answer = staff.get(f"/verwaltung/vacancies/{model.__name__.lower()}/tabelle/ausgeben/staff.{kind}")
    return b"".join(answer.streaming_content)


def exported(staff: Client, model: type, kind: str) -> dict[str, Any]:
    """The one row of the file as texts and numbers, by header."""
    content = file_of(staff, model, kind)
    if kind == "csv":
        [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        return row
    header, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return dict(zip(header, row, strict=True))


def check(staff: Client, model: type, content: bytes, kind: str) -> Any:
    path = f"/verwaltung/vacancies/{model.__name__.lower()}/tabelle/einlesen/"
    answer = staff.post(path, {"label": "Probe", "file": SimpleUploadedFile(f"t.{kind}", content)})
    assert answer.status_code == 302, answer.context["form"].errors
    return staff.get(answer["Location"])


@settings(
    max_examples=6,
    phases=[Phase.generate],  # an example takes two processes that read tables: made smaller it says no more
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    figures=st.tuples(MONEY, MONEY, MONEY, st.decimals(1_000, 9_999, places=2), st.decimals(1, 999, places=2)),
    mark=st.sampled_from(MARKS),
    has_unit=st.booleans(),
    back_as=st.sampled_from(["csv", "xlsx"]),
)
def test_rents_costs_and_areas_stay_the_same_on_their_whole_way(
    staff: Client, figures: tuple[Decimal, ...], mark: str, has_unit: bool, back_as: str
) -> None:
    Listing.objects.all().delete()
    ShopUnit.objects.all().delete()
    listing = make_listing(unit=make_unit())
    things = {Listing: listing, ShopUnit: listing.unit}
    wanted = dict(zip([name for columns in COLUMNS.values() for name in columns], figures, strict=True))

    for model, columns in COLUMNS.items():
        obj = things[model]
        unit = {name: next(sign for end, sign in UNITS.items() if name.endswith(end)) for name in columns}
        save(staff, obj, **{name: typed(wanted[name], mark, unit[name] if has_unit else "") for name in columns})
        form = staff.get(address(obj)).context["adminform"].form
        rows = {kind: exported(staff, model, kind) for kind in ("csv", "xlsx")}
        again = check(staff, model, file_of(staff, model, back_as), back_as)

        stored = {name: getattr(obj, name) for name in columns}
        shown = {name: form.fields[name].clean(str(dict(filled_of(form))[name])) for name in columns}
        as_text = {name: rows["csv"][header] for name, header in columns.items()}
        as_number = {name: Decimal(str(rows["xlsx"][header])) for name, header in columns.items()}
        assert stored == shown == as_number == {name: wanted[name] for name in columns}
        assert as_text == {name: f"{wanted[name]:.2f}".replace(".", ",") for name in columns}
        assert again.context["numbers"] == {"new": 0, "changed": 0, "same": 1, "wrong": 0, "warnings": 0}

    assert rent_in_json(Client(), listing) == wanted["net_cold_rent_month"]


def filled_of(form: Any) -> Iterator[tuple[str, str]]:
    return ((bound.html_name, bound.field.widget.format_value(bound.value())) for bound in form if bound.value())


def rent_in_json(client: Client, listing: Listing) -> Decimal:
    """As search engines read it from the page."""
    page = client.get(listing.get_absolute_url()).content.decode()
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    prices = json.loads(data, parse_float=Decimal, parse_int=Decimal)["mainEntity"]["priceSpecification"]
    return next(price["price"] for price in prices if price.get("unitCode") == "MON")


# ---------------------------------------------------------------- what is asked back, at every door
TWO_READINGS = {
    "1,250.50": "1250,50 oder 1,2505",
    "1,250": "1250 oder 1,25",
    "1.250.50": "125050 oder 1250,50",
    "1,250,000": "1250000 oder 1250",
}
FOREIGN = ["80 kg", "850 $"]


def sentence(text: str) -> str:
    return (
        f"„{text}“ kann {TWO_READINGS[text]} bedeuten."
        if text in TWO_READINGS
        else f"„{text}“ hat eine andere Einheit."
    )


@pytest.mark.parametrize("text", [*TWO_READINGS, *FOREIGN])
def test_every_public_form_and_filter_asks_back(client: Client, text: str) -> None:
    doors = {
        "/ladenlokale/anbieten/": ["area_m2", "price_idea"],
        "/gesuche/neu/": ["area_min_m2", "area_max_m2", "rent_max_month", "rent_max_m2", "shopfront_min_m"],
    }
    filters = ["flaeche_ab", "flaeche_bis", "miete_bis", "miete_m2_bis"]

    # A form in steps says it once the steps before are right.
    before = {"other_street": "Schleifenstraße", "house_number": "1", "kind": "lease"}

    said = {name: list(fill_in(client, path, **before, **{name: text}).context["form"].errors[name])
            for path, names in doors.items() for name in names}  # fmt: skip
    filtered = [text_of(client.get("/ladenlokale/", {name: text})) for name in filters]

    assert all(len(sentences) == 1 and sentences[0].startswith(sentence(text)) for sentences in said.values()), said
    assert [sentence(text) in page for page in filtered] == [True] * len(filters)


@pytest.mark.parametrize("text", [*TWO_READINGS, *FOREIGN])
def test_the_office_and_its_tables_ask_back(staff: Client, text: str) -> None:
    listing = make_listing(state="draft")
    pages = []
    for obj in (listing, listing.unit):
        columns = COLUMNS[type(obj)]
        page = staff.get(address(obj))
        pages.append((columns, fill_in(staff, address(obj), **{**dict(filled(page)), **dict.fromkeys(columns, text)})))
    header = ["Ladeneinheit", "Titel", *COLUMNS[Listing].values()]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([header, [listing.unit.number, "Neu", text, text, text]])
    table = check(staff, Listing, out.getvalue().encode(), "csv")

    for columns, page in pages:
        errors = page.context["adminform"].form.errors
        assert {name for name in columns if errors[name][0].startswith(sentence(text))} == {*columns}
    [outcome] = table.context["wrong"]
    assert {column for column, problem in outcome.problems if problem.startswith(sentence(text))} == {
        *COLUMNS[Listing].values()
    }
