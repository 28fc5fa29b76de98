"""The postbox of the demo: mails as files, read in the browser."""

from datetime import timedelta

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from icalendar import Calendar

import eving.urls
from eving.core.workflow import lifecycle
from eving.demo import postbox
from eving.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django reads them here
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.vacancies.make import make_enquiry

pytestmark = pytest.mark.django_db
# As with EVING_ENV=demo; the addresses of the portal are decided when the settings are read.
urlpatterns = [
    *i18n_patterns(path("demo/postfach/", include("eving.demo.urls")), prefix_default_language=False),
    *eving.urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.EMAIL_BACKEND = "eving.demo.postbox.Backend"


def open_first(client: Client) -> HttpResponse:
    box = client.get("/demo/postfach/").content.decode()
    address = box.split('<ol class="dates postbox">')[1].split('href="')[1].split('"')[0]
    return client.get(address)


def test_the_demo_has_a_postbox_and_other_installations_have_none(client: Client, settings) -> None:
    with_demo = client.get("/demo/postfach/").status_code
    settings.ROOT_URLCONF = "eving.urls"

    assert (with_demo, client.get("/demo/postfach/").status_code) == (200, 404)


def test_an_empty_postbox_says_how_to_get_a_mail(client: Client) -> None:
    page = client.get("/demo/postfach/")

    assert "Noch keine E-Mail." in text_of(page)
    assert 'href="/ideen/neu/"' in page.content.decode()


def test_a_mail_can_be_read_and_its_link_be_pressed(client: Client, drain) -> None:
    make_idea(state="submitted", title="Ein Brunnen für Lindenhorst", email="erika@example.org", name="Erika Ütz")
    drain()

    page = open_first(client)

    shown, source = text_of(page), page.content.decode()
    assert "Ein Brunnen für Lindenhorst" in shown and "Erika Ütz" in shown and "erika@example.org" in shown
    link = source.split('<p class="letter">')[1].split('href="')[1].split('"')[0]
    assert link.startswith("/ideen/verwalten/")
    assert client.get(link).status_code == 200


def test_the_postbox_can_be_read_in_english(client: Client, drain) -> None:
    make_idea(state="submitted", title="Ein Brunnen für Lindenhorst")
    drain()

    box = client.get("/en/demo/postfach/")
    letter = client.get(box.content.decode().split('<ol class="dates postbox">')[1].split('href="')[1].split('"')[0])

    assert all('<html lang="en"' in page.content.decode() for page in (box, letter))
    assert "Postbox of the demo" in text_of(box)
    assert "Ein Brunnen für Lindenhorst" in text_of(letter)
    assert letter.wsgi_request.path.startswith("/en/demo/postfach/")


def test_the_newest_mail_stands_first(client: Client, drain) -> None:
    numbers = []
    for _mail in range(2):
        numbers.append(make_idea(state="submitted").number)
        drain()

    shown = text_of(client.get("/demo/postfach/"))

    assert shown.index(numbers[1]) < shown.index(numbers[0])


def test_nothing_in_a_mail_is_run_and_no_foreign_address_is_a_link(client: Client, drain, settings) -> None:
    base = settings.BASE_URL
    make_idea(
        state="submitted",
        title="<script>alert(1)</script> <b>fett</b>",
        name=f"https://boese.example/x {base}//boese.example/y {base}.boese.example/z",
    )
    drain()

    for page in (client.get("/demo/postfach/"), open_first(client)):
        main = page.content.decode().split("<main")[1].split("</main>")[0]
        assert "<script" not in main and "<b>" not in main
        assert "boese.example" not in "".join(part.split('"')[0] for part in main.split('href="')[1:])


@pytest.mark.parametrize(
    "name", ["..", "../secret-key", "..%2Fsecret-key", "nichts", "a.b", "%2e%2e%2fsecret-key", "x" * 300, "ü", "a\nb"]
)
def test_only_files_of_the_postbox_are_read(client: Client, tmp_path, settings, name: str) -> None:
    (settings.DEMO_MAIL_DIR / "..").mkdir(parents=True, exist_ok=True)
    (tmp_path / "secret-key.eml").write_text("Subject: geheim\n\ngeheim")

    page = client.get(f"/demo/postfach/{name}/")

    assert page.status_code in (301, 302, 404)
    assert "geheim" not in page.content.decode()


def test_each_mail_is_a_whole_file_of_its_own(drain, settings) -> None:
    make_idea(state="unconfirmed", email="erika@example.org")
    drain()
    make_idea(state="unconfirmed", email="otto@example.org")
    drain()

    files = sorted(settings.DEMO_MAIL_DIR.iterdir())

    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert [postbox.read(file)["To"].addresses[0].addr_spec for file in files] == [
        "erika@example.org",
        "otto@example.org",
    ]


def test_a_mail_with_a_file_shows_its_words_and_hands_the_file_over(client: Client, drain) -> None:
    enquiry = make_enquiry()
    drain()
    at = timezone.now() + timedelta(days=3)
    lifecycle.apply(enquiry, "view", by=make_staff(), viewing_at=at, invite=True)
    drain()

    page = open_first(client)

    assert "wir haben mit Ihnen eine Besichtigung" in text_of(page) and "besichtigung.ics" in text_of(page)
    link = page.content.decode().split("/anhang/")[0].rpartition('href="')[2] + "/anhang/1/"
    file = client.get(link)
    assert (file["Content-Type"], file["Content-Disposition"]) == (
        "text/calendar", 'attachment; filename="besichtigung.ics"',
    )  # fmt: skip
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    assert event["DTSTART"].dt == at.replace(microsecond=0)
    assert [client.get(link.replace("/1/", f"/{number}/")).status_code for number in (0, 2)] == [404, 404]


def test_a_mail_without_a_file_offers_none(client: Client, drain) -> None:
    make_idea(state="unconfirmed")
    drain()

    page = open_first(client)

    assert "Angehängte Dateien" not in text_of(page)
    assert client.get(f"{page.request['PATH_INFO']}anhang/1/").status_code == 404
