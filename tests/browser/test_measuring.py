"""Measuring a form: on one page or in steps, with folds and complaints, until the thanks."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.looks.journeys import Sending
from tests.looks.screens import PHONE, Screen, look
from tests.looks.walking import Stuck, walk

HEAD = '<!doctype html><meta name="viewport" content="width=device-width"><style>* { margin: 0 }</style><main><h1>'
BUTTON = '<button class="kern-btn kern-btn--primary">Weiter</button></form>'
FORM = f'<form method="post" action="{{}}"><input type="hidden" name="form_key" value="x">{{}}{BUTTON}'
NAME = '<label>Name <input name="name" required></label>'
FOLDED = '<details><summary>Mehr</summary><input name="{}"></details>'
COMPLAINT = '<div id="error-summary"><a href="#id_place">Ort – Bitte ausfüllen.</a></div>'
PLACE = (
    '<fieldset id="id_place"><input type="radio" name="place" value="a"><input type="radio" name="place"></fieldset>'
)
ONE = f"{HEAD}Eins</h1>{FORM.format('/two', NAME + FOLDED.format('phone') + '<input class=honeypot name=homepage2>')}"
TWO = f"{HEAD}Zwei</h1>{FORM.format('/complains', PLACE + FOLDED.format('title'))}"
COMPLAINS = f"{HEAD}Zwei</h1>{COMPLAINT}{FORM.format('/summary', PLACE)}"
SUMMARY = f'{HEAD}Alles</h1><dl class="answers"></dl>{FORM.format("/thanks", "")}'
PAGES = {"/one": ONE, "/two": TWO, "/complains": COMPLAINS, "/summary": SUMMARY, "/thanks": f"{HEAD}Danke</h1>"}


@pytest.fixture
def open_site(browser: Browser) -> Iterator[Callable[[dict[str, str]], Page]]:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, is_mobile=True, base_url="http://site.test")

    def open_page(pages: dict[str, str]) -> Page:
        def answer(route: Route) -> None:
            path = route.request.url.removeprefix("http://site.test")
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")

        context.route("**/*", answer)
        return context.new_page()

    yield open_page
    context.close()


def test_a_form_in_steps_is_filled_in_and_sent_with_the_fewest_clicks(open_site) -> None:
    done = walk(open_site(PAGES), Sending("form", "/one", wanted=("title",)), "erika@example.org")

    assert [screen.title for screen in done.screens] == ["Eins", "Zwei", "Alles", "Danke"]
    assert [(screen.fields, screen.seen, screen.required) for screen in done.screens[:2]] == [(2, 1, 1), (2, 1, 0)]
    # Name, title and its fold, the place after the complaint; two steps, once more, the summary.
    assert (done.filled, done.pressed, done.unsaid) == (3, 5, ["place"])
    assert (done.to_summary, done.clicks_to_summary) == (2, 7)


def test_a_form_that_never_ends_and_one_that_takes_nothing_are_stuck(open_site) -> None:
    page = open_site(
        {"/one": ONE.replace("/two", "/one"), "/no": f"{HEAD}Nein</h1>{COMPLAINT}{FORM.format('/no', '')}"}
    )

    with pytest.raises(Stuck, match="form: no thanks after 9 screens, now “Eins”"):
        walk(page, Sending("form", "/one"), "erika@example.org")
    with pytest.raises(Stuck, match="form: Ort – Bitte ausfüllen"):
        walk(page, Sending("form", "/no"), "erika@example.org")


def test_a_screen_is_measured_as_an_eye_sees_it(open_site) -> None:
    fold = "<details><summary>Mehr</summary><p>Nein</p></details>"
    words = f'<p>Drei Wörter hier <span class="kern-sr-only">und keine</span></p>{fold}'
    tall = '<div style="height: {}px"></div>'
    head, _h1 = HEAD.split("<h1>")
    page = open_site({"/": f"{head}{tall.format(100)}<h1>Zwei Wörter</h1>{words}{tall.format(2000)}"})
    page.goto("/")

    screen = look(page)

    assert (screen.heading, screen.words) == (100, 6)
    assert screen.phone > 2100
    assert screen == Screen(title="Zwei Wörter", phone=screen.phone, desk=screen.desk, heading=100, words=6)
