"""Fills in a form and sends it, screen by screen, until the page of thanks: on one page, or in steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

from tests.looks.journeys import ANSWERS, Reading, Sending
from tests.looks.screens import Screen, look

MOST_SCREENS = 9
BUTTON = "button.kern-btn--primary:not([type=button])"
# Where all answers stand once more before they are sent.
SUMMARY = "main :is(.answers, .preview-frame)"
BY_TYPE = {
    "tel": "0231 5550000",
    "number": "12",
    "date": "2027-03-01",
    "url": "https://fahrrad.example",
}
# What stands in the form: its inputs by their names, in the order of the page.
CONTROLS = """(form) => [...form.querySelectorAll('input, select, textarea')]
  .filter((input) => input.name && !['hidden', 'submit', 'button', 'file'].includes(input.type))
  .map((input) => ({
    name: input.name, type: input.type, value: input.value, id: input.id,
    required: input.required, checked: input.checked || false, group: input.closest('fieldset')?.id || '',
  }))"""


class Stuck(Exception):
    """The form does not go on; says what it complains about."""


@dataclass
class Walk:
    name: str
    screens: list[Screen] = field(default_factory=list)
    filled: int = 0  # fields touched
    pressed: int = 0  # buttons and folds
    to_summary: int = 0  # screens before that with all answers; 0 where there is none
    clicks_to_summary: int = 0  # fields and buttons
    unsaid: list[str] = field(default_factory=list)  # fields that turned out to be required only by an error

    @property
    def clicks(self) -> int:
        return self.filled + self.pressed


def visit(page: Page, place: Reading | Sending) -> None:
    go(page, place.address)
    if not place.first_of:
        return
    link = page.locator(f'main a[href^="{place.first_of}"]')
    addresses = dict.fromkeys(link.evaluate_all("links => links.map((link) => link.getAttribute('href'))"))
    then = place.then if isinstance(place, Sending) else ""
    for address in addresses:
        # A thing that takes nothing any more, such as a closed idea, leads elsewhere.
        number = "/".join(address.split("/")[:3])
        target = f"{number}/{then}" if then else address
        go(page, target)
        if not then or page.locator(f"main form[method=post] {BUTTON}").count():
            return
    raise Stuck(f"{place.name}: nothing under {place.address} has it")


def go(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")


def walk(page: Page, journey: Sending, email: str) -> Walk:
    """Whoever walks gives only what is asked for, so the clicks are the fewest there are."""
    done = Walk(journey.name)
    answers = {**ANSWERS, "email": email, "contact_email": email, **journey.answers}
    visit(page, journey)
    for _number in range(MOST_SCREENS):
        done.screens.append(look(page))
        form = form_of(page)
        if form is None:
            return done
        if not done.to_summary and page.locator(SUMMARY).count():
            done.to_summary, done.clicks_to_summary = len(done.screens) - 1, done.clicks
        send(page, form, done, answers, journey.wanted)
    raise Stuck(f"{journey.name}: no thanks after {MOST_SCREENS} screens, now “{done.screens[-1].title}”")


def form_of(page: Page) -> Locator | None:
    form = page.locator("main form[method=post]").filter(has=page.locator(f"{BUTTON}:visible"))
    return form.first if form.count() else None


def send(page: Page, form: Locator, done: Walk, answers: dict[str, str], wanted: tuple[str, ...]) -> None:
    also: set[str] = set()
    for _again in range(3):
        for control in missing(form, set(wanted) | also):
            fill(form, control, done, answers)
        with page.expect_navigation():
            form.locator(f"{BUTTON}:visible").first.click()
        done.pressed += 1
        problems = page.locator("#error-summary a").evaluate_all("links => links.map((link) => link.hash.slice(1))")
        if not page.locator("#error-summary").count():
            return
        again = form_of(page)
        if again is None:
            break
        form = again
        also = {
            control["name"]
            for control in form.evaluate(CONTROLS)
            if control["group"] in problems or control["id"].rstrip("0123456789_") in problems
            or control["id"] in problems
        }  # fmt: skip
        done.unsaid += sorted(also - set(done.unsaid))
    raise Stuck(f"{done.name}: {' '.join(page.locator('#error-summary').inner_text().split())}")


def missing(form: Locator, wanted: set[str]) -> Iterator[dict[str, Any]]:
    """The first input of each field that has to be filled in and is empty."""
    controls = form.evaluate(CONTROLS)
    given = {
        control["name"]
        for control in controls
        if (control["checked"] if control["type"] in {"radio", "checkbox"} else control["value"])
    }
    for control in controls:
        if control["name"] not in given and (control["required"] or control["name"] in wanted):
            given.add(control["name"])
            yield control


def fill(form: Locator, control: dict[str, Any], done: Walk, answers: dict[str, str]) -> None:
    name, kind = control["name"], control["type"]
    field = form.locator(f'[name="{name}"]')
    open_folds(field.first, done)
    done.filled += 1
    if kind in {"radio", "checkbox"}:
        wanted = form.locator(f'[name="{name}"][value="{answers.get(name, "")}"]')
        # As people do it: by the words beside the box.
        (wanted if wanted.count() else field).first.check(force=True)
    elif kind.startswith("select"):
        field.first.select_option(index=1)
    else:
        field.first.fill(answers.get(name) or BY_TYPE.get(kind) or "Ein Satz dazu.")


def open_folds(field: Locator, done: Walk) -> None:
    folds = field.locator("xpath=ancestor::details[not(@open)]/summary")
    for fold in folds.all():
        if fold.is_visible():
            fold.click()
            done.pressed += 1
