"""Figures as people type them: what is read, and what is asked back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import number_format
from hypothesis import given
from hypothesis import strategies as st

from eving.core import amounts
from eving.core.amounts import AmountField, AmountOrWordsField
from eving.core.tables.columns import NumberCell

MONEY = st.decimals(0, 9_999_999, places=2)
TWO = "„{}“ kann {} oder {} bedeuten. Bitte schreiben Sie die Zahl ohne Tausenderzeichen."


@pytest.mark.parametrize(
    ("typed", "unit", "figure"),
    [
        ("850", amounts.BARE, "850"),
        ("1.250", amounts.EURO, "1250"),
        ("12.500", amounts.EURO, "12500"),
        ("1.250.000", amounts.EURO, "1250000"),
        ("1.250,50", amounts.EURO, "1250.50"),
        ("1 250,50", amounts.EURO, "1250.50"),
        ("1\N{NO-BREAK SPACE}250,50", amounts.EURO, "1250.50"),
        ("1\N{NARROW NO-BREAK SPACE}250,50", amounts.EURO, "1250.50"),
        ("1\N{THIN SPACE}250,50", amounts.EURO, "1250.50"),
        ("1'250.50", amounts.EURO, "1250.50"),
        ("1’250", amounts.EURO, "1250"),
        ("1250.50", amounts.EURO, "1250.50"),
        ("0.85", amounts.EURO, "0.85"),
        ("850 €", amounts.EURO, "850"),
        ("€ 850", amounts.EURO, "850"),
        ("850 EUR", amounts.EURO, "850"),
        ("850 Euro", amounts.EURO, "850"),
        ("850,00 EUR", amounts.EURO, "850.00"),
        ("850,-", amounts.EURO, "850"),
        ("1.000,- €", amounts.EURO, "1000"),
        ("850.–", amounts.EURO, "850"),
        ("850 € im Monat", amounts.EURO_MONTH, "850"),
        ("850 €/Monat", amounts.EURO_MONTH, "850"),
        ("850 €/mtl.", amounts.EURO_MONTH, "850"),
        ("850,00€ p.M.", amounts.EURO_MONTH, "850.00"),
        ("1´250", amounts.EURO, "1250"),
        ("24 Mon.", amounts.MONTHS, "24"),
        ("8,50 €/m²", amounts.EURO_M2, "8.50"),
        ("8,50 EUR pro qm", amounts.EURO_M2, "8.50"),
        ("80 m²", amounts.M2, "80"),
        ("80qm", amounts.M2, "80"),
        ("80 m2", amounts.M2, "80"),
        ("3,20 Meter", amounts.METRES, "3.20"),
        ("100 kWh/(m²·a)", amounts.KWH_M2, "100"),
        ("24 Monate", amounts.MONTHS, "24"),
        ("−5", amounts.EURO, "-5"),
        ("٨٥٠", amounts.EURO, "850"),
        ("\N{ZERO WIDTH SPACE}850", amounts.EURO, "850"),
    ],
)
def test_what_people_type_is_read(typed: str, unit: amounts.Unit, figure: str) -> None:
    assert str(amounts.read(typed, unit=unit)) == figure


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1,250", TWO.format("1,250", "1250", "1,25")),
        ("1,250.5", TWO.format("1,250.5", "1250,5", "1,2505")),
        ("1,250.50", TWO.format("1,250.50", "1250,50", "1,2505")),
        ("1.250.50", TWO.format("1.250.50", "125050", "1250,50")),
        ("1,250,50", TWO.format("1,250,50", "125050", "1250,50")),
        ("1,250,000", TWO.format("1,250,000", "1250000", "1250")),
        ("80 kg", "„80 kg“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("850 $", "„850 $“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("$850", "„$850“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("850 CHF", "„850 CHF“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("850 € pro Woche", "„850 € pro Woche“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("8,50 €/m²", "„8,50 €/m²“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("80 m²", "„80 m²“ hat eine andere Einheit. Bitte schreiben Sie die Zahl in € im Monat."),
        ("8,3333", "„8,3333“ ist zu genau. Bitte schreiben Sie höchstens 2 Stellen nach dem Komma."),
        *(
            (typed, f"„{typed}“ ist keine einzelne Zahl. Bitte schreiben Sie zum Beispiel 1250,50.")
            for typed in (
                "ab 850", "850-900", "850 VB", "12 1/2", "1 25", "1..250", "1.25.0", "850 Bananen", "80/100", "NaN",
                "1e5", "0x10", "Infinity", "9" * 30,
            )
        ),
    ],
)  # fmt: skip
def test_what_could_mean_something_else_is_asked_back(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as problem:
        amounts.read(typed, unit=amounts.EURO_MONTH)

    assert problem.value.messages == [sentence]


@pytest.mark.parametrize("typed", ["", "  ", "\N{NO-BREAK SPACE}"])
def test_nothing_typed_is_no_figure(typed: str) -> None:
    assert amounts.read(typed) is None


def test_a_coordinate_has_a_point_and_no_thousands() -> None:
    read = [amounts.read(typed, places=6) for typed in ("51.5512", "51,551", "51.551")]

    assert read == [Decimal("51.5512"), Decimal("51.551"), Decimal("51.551")]


@pytest.mark.parametrize("column", ["rent_max_m2", "sales_area_m2", "power_kw", "door_width_cm", "min_term_months"])
def test_the_name_of_a_column_says_its_unit(column: str) -> None:
    units = {
        "rent_max_m2": amounts.EURO_M2,
        "sales_area_m2": amounts.M2,
        "power_kw": amounts.KW,
        "door_width_cm": amounts.CENTIMETRES,
        "min_term_months": amounts.MONTHS,
    }

    assert amounts.unit_of(column) == units[column]


@pytest.mark.parametrize("words", ["VB", "nach Vereinbarung", "8,50 €/m²", "ab 850 €", "850 VB"])
def test_a_price_may_be_said_in_words(words: str) -> None:
    field = AmountOrWordsField(decimal_places=2, max_digits=10, min_value=0, unit=amounts.EURO_MONTH)

    assert (field.clean(words), field.clean("1.250 €")) == (words, Decimal(1250))


@pytest.mark.parametrize("typed", ["80 m²", "80 kg", "850 $", "1,250", "1,250.50", "1,250,000", "1.250.50", "NaN"])
def test_what_is_no_price_is_asked_back_where_words_may_stand(typed: str) -> None:
    """Twin of the test above."""
    with pytest.raises(ValidationError):
        AmountOrWordsField(decimal_places=2, max_digits=10, min_value=0, unit=amounts.EURO_MONTH).clean(typed)


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (1250.5, "1250.50"),
        (8.3349999, "8.33"),
        (0.125, "0.13"),
        (850, "850.00"),
        ("1.250,5", "1250.50"),
        (None, "None"),
    ],
)
def test_a_number_of_a_spreadsheet_stays_one(value: object, figure: str) -> None:
    assert str(NumberCell(2).clean(value)) == figure


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), 10**13])
def test_what_is_no_number_in_a_spreadsheet_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        NumberCell(2).clean(value)


@given(MONEY, st.sampled_from(["de", "en"]), st.booleans(), st.sampled_from([".", " ", "\u00a0", "\u202f", "'"]))
def test_a_figure_is_the_same_however_it_is_typed_and_when_it_is_shown_again(
    figure: Decimal, language: str, has_unit: bool, mark: str
) -> None:
    field = AmountField(decimal_places=2, max_digits=10, unit=amounts.EURO)
    grouped = f"{figure:,}".replace(",", "#").replace(".", ",").replace("#", mark) + (" €" if has_unit else "")

    with translation.override(language):
        typed = field.clean(grouped)
        shown = field.widget.format_value(typed)
        again = [field.clean(text) for text in (shown, number_format(typed), str(typed).replace(".", ","))]

    assert [typed, *again, NumberCell(2).clean(grouped.removesuffix(" €"))] == [figure] * 5
