"""Every public address answers hostile input with a page or a refusal, never with a 5xx."""

import uuid
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import actors.urls
import eving.portal.urls
import projects.urls
import vacancies.urls
from eving.core.messaging import subscriptions
from eving.core.models import Subscription, Topic
from eving.core.people import links
from eving.core.workflow import lifecycle
from projects.services import participation
from tests.actors.entries import add_contact, make_actor
from tests.factories import make_idea
from tests.pages import hidden_fields
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing, make_profile, staff_member
from vacancies.services import rechecks

pytestmark = pytest.mark.django_db
PARTS = (actors.urls, projects.urls, vacancies.urls, eving.portal.urls)
MEAN = [
    "\0",
    "\ud800",
    "1" + "0" * 60,
    "-1",
    "-0",
    "1e9",
    "1e999999999",
    "٣",
    "NaN",
    "sNaN",
    "-Infinity",
    "9999-12-31",
    "0001-01-01",
    "2027-02-29",
    "<script>alert(1)</script>",
    "\r\nBcc: boese@example.org",
    "' & | ! :* (",
    "%",
    "=1+1",
    "x" * 5000,
    "",
]
# All that an address of a list or a form may say.
QUERY = [
    "q", "seite", "sortierung", "thema", "strasse", "stand", "art", "flaeche_ab", "flaeche_bis", "miete_bis",
    "miete_m2_bis", "nutzung", "zugang", "gastronomie", "ausstattung", "frei_bis", "ohne_angabe", "gesuch", "anzahl",
    "auch", "idee", "mit", "nummer", "title", "text", "gruppe", "ort", "stufenlos", "mitmachen", "feld", "rahmen",
]  # fmt: skip
LISTS = [
    "/ladenlokale/", "/gesuche/", "/gesuche/neu/", "/ladenlokale/anbieten/", "/ideen/", "/ideen/feed.atom",
    "/ideen/export.csv", "/ideen/export.json", "/ideen/daten/", "/ideen/einbetten/", "/ideen/aehnlich/", "/suche/",
    "/folgen/", "/melden/", "/melden/danke/", "/akteure/", "/projekte/", "/en/akteure/", "/sitemap.xml",
    "/sitemap-ideen.xml",
]  # fmt: skip
GOOD = {  # by the kind of field: what it takes
    forms.EmailField: "erika@example.org",
    forms.DateField: "2027-01-15",
    forms.DecimalField: "120",
    forms.IntegerField: "12",
    forms.BooleanField: "on",
    forms.CharField: "Ein kurzer Text",
}

few = hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture
def browser(settings) -> Client:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = settings.PUBLIC_EXPORTS_PER_HOUR = 10**6
    return Client(raise_request_exception=False)


@pytest.fixture
def addresses() -> list[str]:
    """Every public address of the parts, with something real behind each."""
    listing, idea, actor = make_listing(), make_idea(), make_actor()
    add_contact(actor, "public", email="laden@example.org")
    project = make_project()
    profile = make_profile(wants_ad=True, title="Werkstatt sucht Laden", text="Wir reparieren Räder.")
    lifecycle.apply(profile, "publish", by=staff_member())
    topic = Topic.objects.filter(is_active=True).first()
    assert topic is not None
    subscriptions.follow(
        kind=participation.TOPIC, target=topic.slug, key=uuid.uuid4(), email="folgt@example.org", privacy_version="test"
    )
    followed = Subscription.objects.get().contribution
    tokens = {
        "listing-recheck": rechecks.recheck_link(listing),
        "profile-manage": links.make(profile.contribution, "manage"),
        "profile-edit": links.make(profile.contribution, "manage"),
        "profile-stop": links.make(profile.contribution, "stop-alerts"),
        "unfollow": links.make(followed, subscriptions.STOP),
        "unfollow-all": links.make(followed.participant, subscriptions.STOP_ALL),
        "confirm": links.make(followed, "confirm"),
        "idea": links.make(idea.contribution, "manage"),
        "my": links.make(idea.contribution.participant, "my-data"),
        "actor": links.make(actor.contribution, "manage"),
    }
    things = {"profile": profile, "project": project, "actor": actor, "message": actor}
    found = []
    for part in PARTS:
        for pattern in part.urlpatterns:
            name = pattern.name
            thing = things.get(name.split("-")[0], listing if part is vacancies.urls else idea)
            values = {
                "number": thing.number,
                "slug": thing.slug,
                "token": tokens.get(name) or tokens.get(name.split("-")[0]),
                "pk": idea.contribution.pk,
                "key": "0" * 32,
            }
            names = pattern.pattern.converters
            found.append(reverse(f"{part.app_name}:{name}", kwargs={name: values[name] for name in names}))
    # Sheets are slow to set and read no query.
    return [address for address in found if not address.endswith((".pdf", ".jpg"))]


def ask(browser: Client, address: str, pairs: list[tuple[str, str]]) -> int:
    given = [(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs]
    answer = browser.get(address, QUERY_STRING=urlencode(given))
    b"".join(answer)  # a file that is read to its end is closed
    return answer.status_code


def test_no_public_address_breaks_on_a_mean_query(browser: Client, addresses: list[str]) -> None:
    for number, address in enumerate(addresses):
        value = MEAN[number % len(MEAN)]

        assert ask(browser, address, []) < 500, address
        assert ask(browser, address, [(name, value) for name in QUERY]) < 500, (address, value)


@few
@given(st.sampled_from(LISTS), st.sampled_from(QUERY), st.sampled_from(MEAN))
def test_no_list_breaks_on_one_mean_parameter(browser: Client, address: str, name: str, value: str) -> None:
    assert ask(browser, address, [(name, value)]) < 500
    assert ask(browser, address, [(name, "1"), (name, value)]) < 500  # said twice


def test_no_public_address_breaks_on_a_mean_part_of_its_path(browser: Client, db: None) -> None:
    """Numbers, names and tokens that nothing has, in an address that is otherwise right."""
    patterns = [(part, pattern) for part in PARTS for pattern in part.urlpatterns if pattern.pattern.converters]
    for number, (part, pattern) in enumerate(patterns):
        for value in (MEAN[number % len(MEAN)], MEAN[(number + 7) % len(MEAN)], "L-" + "9" * 30, "I-2026-" + "9" * 30):
            names = pattern.pattern.converters
            given = {name: "7" if name == "pk" else "x" for name in names}
            address = reverse(f"{part.app_name}:{pattern.name}", kwargs=given)
            mean = quote(value.encode("utf-8", "surrogatepass") or b"-", safe="")

            answer = browser.get(address.replace("/x/", f"/{mean}/"))

            assert "/x/" in address
            assert answer.status_code < 500, (pattern.name, value)


def good_values(form: forms.Form) -> dict[str, Any]:
    """Something that each visible field takes."""
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        if field.widget.is_hidden or name in ("homepage2", "photos"):
            continue
        choices = [value for value, _label in getattr(field, "choices", ()) if str(value)]
        if choices:
            values[name] = str(choices[0])
        else:
            values[name] = next((text for kind, text in GOOD.items() if isinstance(field, kind)), "Ein kurzer Text")
    return values


def send(browser: Client, address: str, values: dict[str, Any]) -> HttpResponse:
    given = [(name, str(value).encode("utf-8", "surrogatepass")) for name, value in values.items()]
    return browser.generic(
        "POST", address, urlencode(given), content_type="application/x-www-form-urlencoded", HTTP_HOST="localhost"
    )


@few
@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(MEAN))
def test_no_public_form_breaks_on_a_mean_field(
    browser: Client, addresses: list[str], place: int, field: int, value: str
) -> None:
    """All other fields hold something good, so that the mean one reaches the action behind the form."""
    address = addresses[place % len(addresses)]
    page = browser.get(address)
    b"".join(page)
    form = page.context and page.context.get("form")
    given = {**hidden_fields(page), **good_values(form)} if form else {}
    names = [*given, "action", "listing", "form_key", "email"]
    name = names[field % len(names)]

    assert send(browser, address, {**given, name: value}).status_code < 500


@pytest.mark.parametrize("value", MEAN)
@pytest.mark.parametrize("action", ["dismiss", "take-back"])
def test_a_mean_number_behind_the_link_of_a_search_changes_nothing(browser: Client, action: str, value: str) -> None:
    profile = make_profile()
    address = reverse("vacancies:profile-manage", args=[links.make(profile.contribution, "manage")])

    answer = send(browser, address, {"action": action, "listing": value})

    assert (answer.status_code, profile.matches.count()) == (302, 0)
