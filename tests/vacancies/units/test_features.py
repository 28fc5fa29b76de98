"""Features of premises: one declaration drives facts, filter, searches and matches."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import translation

from eving.core.models import Contribution
from tests.databases import World
from tests.factories import make_staff
from tests.pages import fill_in, link_in, text_of
from tests.vacancies.make import make_listing, make_profile, make_unit
from vacancies.forms.profiles import ProfileChange
from vacancies.matching.comparison import Verdict, compare
from vacancies.matching.premises import Premises, premises_of
from vacancies.matching.requirements import PremisesRequirements, need_of
from vacancies.matching.selection import may_fit, who_may_fit
from vacancies.models import Alert, Listing, SearchProfile, ShopUnit
from vacancies.models.features import CODE_LENGTH, FEATURES, Feature, Group
from vacancies.privacy import PROFILE
from vacancies.services import list_columns

pytestmark = [pytest.mark.django_db, pytest.mark.server]


# ---------------------------------------------------------------- the declaration
NO_FEATURE = {"has_ramp": "who looks for a way without steps names the steps, and a ramp counts as none"}


def complaints(features: Sequence[Feature], fields: Sequence[models.Field]) -> list[str]:
    """What is wrong with the declaration: columns that nobody can look for, codes that would not work."""
    answers = {field.name for field in fields if isinstance(field, models.BooleanField) and field.null}
    columns = [feature.column for feature in features]
    codes = [feature.code for feature in features]
    return [
        *(f"{name} is no feature, and nobody says why" for name in sorted(answers - set(columns) - set(NO_FEATURE))),
        *(f"{name} has no three answers" for name in columns if name not in answers),
        *(f"{code} cannot stand in an address" for code in codes if not re.fullmatch(r"[a-z][a-z-]*", code)),
        *(f"{code} is too long" for code in codes if len(code) > CODE_LENGTH),
        *(f"{code} stands there twice" for code in sorted({code for code in codes if codes.count(code) > 1})),
    ]


def test_each_fact_with_three_answers_is_a_feature_or_says_why_not() -> None:
    assert complaints(FEATURES, ShopUnit._meta.fields) == []


def test_a_wrong_declaration_is_found() -> None:
    awning = models.BooleanField(name="has_awning", null=True)
    wrong = [
        *FEATURES,
        Feature("denkmal", "is_listed", Group.EQUIPMENT),
        Feature("Hof & Garten", "has_water", Group.AREAS),
        Feature("sehr-" * 6 + "gross", "has_water", Group.AREAS),
        Feature("abluft", "has_water", Group.AREAS),
    ]

    assert complaints(wrong, [*ShopUnit._meta.fields, awning]) == [
        "has_awning is no feature, and nobody says why",
        "is_listed has no three answers",
        "Hof & Garten cannot stand in an address",
        "sehr-sehr-sehr-sehr-sehr-sehr-gross is too long",
        "abluft stands there twice",
    ]


def test_a_feature_is_called_as_its_column_in_each_language() -> None:
    duct = next(feature for feature in FEATURES if feature.code == "abluft")

    labels = {}
    for language in ("de", "en"):
        with translation.override(language):
            labels[language] = str(duct.label)

    assert labels == {"de": "Abluft", "en": "Extractor duct"}


# ---------------------------------------------------------------- the list
def make_three() -> None:
    make_listing(title="Laden Ja", unit=make_unit(has_extract_duct=True, has_water=True))
    make_listing(title="Laden Nein", unit=make_unit(has_extract_duct=False, has_water=True))
    make_listing(title="Laden Offen", unit=make_unit(has_water=True))


THREE = World(make_three)


@pytest.fixture
def three(db: None) -> None:
    THREE.put()


def groups(client: Client, query: str) -> dict[str, dict[str, str]]:
    """By the heading above them: the titles, each with what is missing."""
    page = client.get(f"/ladenlokale/?{query}").context["groups"]
    return {group.get("title", ""): {card["title"]: card["note"] for card in group["cards"]} for group in page}


def test_yes_fits_no_does_not_and_unknown_stands_apart(client: Client, three: None) -> None:
    assert groups(client, "ausstattung=abluft") == {
        "Passt": {"Laden Ja": ""},
        "Angabe fehlt": {"Laden Offen": "Angabe fehlt: Abluft"},
    }
    assert groups(client, "ausstattung=abluft&ohne_angabe=nein") == {"": {"Laden Ja": ""}}


def test_several_features_have_to_be_there_at_once(client: Client, three: None) -> None:
    assert groups(client, "ausstattung=wasseranschluss") == {
        "Passt": {"Laden Ja": "", "Laden Nein": "", "Laden Offen": ""}
    }
    assert groups(client, "ausstattung=wasseranschluss&ausstattung=abluft&ausstattung=starkstrom") == {
        "Angabe fehlt": {
            "Laden Ja": "Angabe fehlt: Starkstrom",
            "Laden Offen": "Angabe fehlt: Starkstrom und Abluft",
        }
    }


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.code)
def test_each_feature_can_be_looked_for(client: Client, feature: Feature) -> None:
    for title, answer in (("Laden Ja", True), ("Laden Nein", False), ("Laden Offen", None)):
        make_listing(title=title, unit=make_unit(**{feature.column: answer}))

    assert groups(client, f"ausstattung={feature.code}") == {
        "Passt": {"Laden Ja": ""},
        "Angabe fehlt": {"Laden Offen": f"Angabe fehlt: {feature.label}"},
    }


def test_a_chip_takes_one_feature_away_and_keeps_the_others(client: Client, three: None) -> None:
    response = client.get("/ladenlokale/?ausstattung=abluft&ausstattung=wasseranschluss&zugang=stufenlos&seite=1")

    assert [(str(chip["label"]), chip["url"]) for chip in response.context["chips"]] == [
        ("Zugang: stufenlos", "/ladenlokale/?ausstattung=abluft&ausstattung=wasseranschluss"),
        ("Ausstattung: Abluft", "/ladenlokale/?ausstattung=wasseranschluss&zugang=stufenlos"),
        ("Ausstattung: Wasseranschluss", "/ladenlokale/?ausstattung=abluft&zugang=stufenlos"),
    ]
    ticked = re.findall(r'name="ausstattung"[^>]*value="([a-z-]+)"[^>]*checked', response.content.decode())
    assert ticked == ["wasseranschluss", "abluft"]


def test_a_feature_that_nobody_knows_asks_for_nothing(client: Client, three: None) -> None:
    everything = {"": {"Laden Ja": "", "Laden Nein": "", "Laden Offen": ""}}

    assert groups(client, "ausstattung=hubschrauberlandeplatz") == groups(client, "") == everything


@pytest.mark.parametrize("query", ["ausstattung=abluft", "ausstattung=abluft&ausstattung=starkstrom"])
def test_features_cost_the_same_queries_for_one_row_and_for_three(
    client: Client, django_assert_max_num_queries: Callable[..., Any], query: str
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(1000) as captured:
            assert client.get(f"/ladenlokale/?{query}").status_code == 200
        return len(captured)

    make_listing(unit=make_unit(has_extract_duct=True, has_three_phase=True))
    count()
    one = count()
    for answer in (True, None, None):
        make_listing(unit=make_unit(has_extract_duct=answer, has_three_phase=True))

    assert one == count() <= 6


def test_a_changed_unit_is_found_by_its_new_answer_once_its_service_ran(client: Client) -> None:
    listing = make_listing(title="Laden", unit=make_unit(has_extract_duct=True, has_water=False))
    unit = listing.unit

    ShopUnit.objects.filter(pk=unit.pk).update(has_extract_duct=None, has_water=True)
    assert groups(client, "ausstattung=abluft") == {"Passt": {"Laden": ""}}  # the copy does not know yet

    list_columns.unit_changed(unit)

    listing.refresh_from_db()
    assert (listing.list_features, listing.list_without) == (["wasseranschluss"], [])
    assert groups(client, "ausstattung=abluft") == {"Angabe fehlt": {"Laden": "Angabe fehlt: Abluft"}}


# ---------------------------------------------------------------- searches
SEEKER = {"name": "Sami", "name_display": "none", "email": "sami@example.org", "alert": "never"}


def test_a_search_begins_with_the_features_of_the_list_and_keeps_them(client: Client, sent: Any) -> None:
    form = client.get("/gesuche/neu/?ausstattung=abluft&ausstattung=starkstrom").context["form"]
    assert form.initial["features"] == ["abluft", "starkstrom"]

    answer = fill_in(client, "/gesuche/neu/", **SEEKER, features=["abluft", "starkstrom"])

    assert answer.status_code == 302, text_of(answer)
    profile = SearchProfile.objects.get()
    assert profile.features == ["abluft", "starkstrom"]
    assert ProfileChange.initial_of(profile)["features"] == ["abluft", "starkstrom"]
    fields = PROFILE.show(Contribution.objects.get()).fields
    assert fields["Nötige Ausstattung"] == "Starkstrom, Abluft"


def test_a_feature_that_does_not_exist_is_refused(client: Client) -> None:
    answer = fill_in(client, "/gesuche/neu/", **SEEKER, features=["sternwarte"])

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"features"}


def test_the_person_changes_features_and_the_office_reads_them(client: Client, sent: Any) -> None:
    profile = make_profile(features=["abluft"], alert=Alert.NEVER)
    path = link_in(next(mail.body for mail in sent() if "/gesuche/verwalten/" in mail.body), "/gesuche/verwalten/")

    answer = fill_in(client, f"{path}aendern/", features=["teekueche", "ecklage"], alert="never")

    assert answer.status_code == 302, text_of(answer)
    profile.refresh_from_db()
    assert profile.features == ["teekueche", "ecklage"]
    client.force_login(make_staff())
    case = client.get(reverse("admin:vacancies_searchprofile_change", args=[profile.pk]))
    assert "Nötige Ausstattung Ecklage, Teeküche" in text_of(case)
    ticked = re.findall(r'name="features"[^>]*value="([a-z-]+)"[^>]*checked', case.content.decode())
    assert ticked == ["ecklage", "teekueche"]


def test_an_alert_tells_what_has_it_then_what_may_and_not_what_lacks_it(sent: Callable[[], list], three: None) -> None:
    make_profile(features=["abluft"])

    alert = sent()[-1]
    certain, _cut, possible = alert.body.partition("Und das passt vielleicht. Eine Angabe fehlt noch, fragen Sie uns:")
    assert "Laden Ja" in certain and "Laden Offen" not in certain
    assert "Laden Offen" in possible and "unbekannt: Abluft" in possible
    assert "Laden Nein" not in alert.body


# ---------------------------------------------------------------- matches
def test_each_required_feature_is_a_criterion_with_its_own_reason() -> None:
    need = PremisesRequirements(features=frozenset({"abluft", "starkstrom", "wasseranschluss"}))
    fit = compare(need, Premises(features=frozenset({"abluft"}), without=frozenset({"starkstrom"})))

    assert [(row.label, row.verdict, row.reason) for row in fit.criteria] == [
        ("Wasseranschluss", Verdict.UNKNOWN, "unbekannt"),
        ("Starkstrom", Verdict.FAILS, "nein"),
        ("Abluft", Verdict.FITS, "ja"),
    ]
    assert (fit.is_possible, fit.is_certain, fit.score) == (False, False, 50)
    assert fit.sentence == "passt: Abluft; passt nicht: Starkstrom; unbekannt: Wasseranschluss"


@pytest.mark.parametrize(("answer", "expected"), [(True, True), (None, True), (False, False)])
def test_the_database_drops_what_is_known_to_lack_a_feature(answer: bool | None, expected: bool) -> None:
    listing = make_listing(unit=make_unit(has_grease_separator=answer))
    profile = make_profile(features=["fettabscheider"], alert=Alert.NEVER)
    need, premises = need_of(profile), premises_of(listing)

    assert compare(need, premises).is_possible == expected
    assert may_fit(need, Listing.objects.all()).exists() == expected
    assert who_may_fit(premises, SearchProfile.objects.all()).exists() == expected


def test_a_feature_that_was_given_up_asks_for_nothing_any_more(client: Client, three: None) -> None:
    profile = make_profile(alert=Alert.NEVER)
    SearchProfile.objects.update(features=["sternwarte"])
    profile.refresh_from_db()
    need = need_of(profile)

    assert compare(need, premises_of(Listing.objects.first())).criteria == ()
    assert may_fit(need, Listing.objects.all()).count() == 3
