"""Whatever takes the focus shows it, by the pixels of the screen: light, dark, and in colours of the system."""

import io
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page

from eving.core.models import Street
from tests.factories import make_idea
from tests.vacancies.make import make_listing, make_unit

SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
AROUND = 10  # pixels around a box that its line may take
LEAST_CONTRAST = 3  # between a pixel with and without the focus
# One of each kind: what has the same element, type and classes looks the same.
FIND = """() => {
  document.querySelectorAll("main details, details.site-menu").forEach(details => { details.open = true; });
  const kinds = new Set();
  const found = document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex='0']");
  return [...found].flatMap((element, place) => {
    const kind = [element.localName, element.type || element.getAttribute("role") || "", element.className].join(" ");
    const box = element.getBoundingClientRect();
    const isThere = element.checkVisibility({visibilityProperty: true}) && box.width * box.height > 0;
    const isReached = isThere && !element.disabled && element.tabIndex >= 0 && !element.closest(".honeypot");
    if (!isReached || kinds.has(kind)) return [];
    kinds.add(kind);
    element.dataset.focusKind = place;
    return [[kind, `[data-focus-kind="${place}"]`]];
  });
}"""
# A link that is stretched over its card shows the focus on the card.
BOX = """async element => {
  element.focus({preventScroll: true});
  // Where motion is reduced, whatever changes has arrived in the next frame.
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const stretched = element.matches(".kern-link--stretched") && element.closest(".kern-card--interactive");
  const box = (stretched || element).getBoundingClientRect();
  return [box.x + scrollX, box.y + scrollY, box.width, box.height];
}"""


def luminance(colour: tuple[int, ...]) -> float:
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def clearly_changed(before: Image.Image, after: Image.Image) -> int:
    """How many pixels have another colour, in good contrast to the one before."""
    pairs = Counter(zip(before.get_flattened_data(), after.get_flattened_data(), strict=True))
    return sum(
        count for (one, other), count in pairs.items() if one != other and contrast(one, other) >= LEAST_CONTRAST
    )


def picture(page: Page, clip: dict | None = None) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")


def hardly_seen(page: Page) -> Iterator[str]:
    """Kinds of elements whose focus changes fewer pixels than a line of two pixels around half of them would."""
    kinds = page.evaluate(FIND)
    page.evaluate("document.activeElement.blur()")
    # A window as high as the page, so that nothing has to be scrolled.
    page.set_viewport_size({"width": 1280, "height": page.evaluate("document.documentElement.scrollHeight")})
    before = picture(page)
    assert kinds
    for kind, selector in kinds:
        x, y, width, height = page.locator(selector).evaluate(BOX)
        start = (max(0, int(x) - AROUND), max(0, int(y) - AROUND))
        end = (min(before.width, int(x + width) + AROUND), min(before.height, int(y + height) + AROUND))
        size = {"width": end[0] - start[0], "height": end[1] - start[1]}
        assert min(size.values()) > 0, f"{kind} lies outside of the page at {x:.0f}, {y:.0f}"
        after = picture(page, {"x": start[0], "y": start[1], **size})
        changed = clearly_changed(before.crop((*start, *end)), after)
        if changed < 2 * (width + height):
            yield f"{kind}: {changed} pixels of a box of {width:.0f} × {height:.0f}"


def public_pages() -> list[str]:
    Street.objects.filter(slug="bergstrasse").update(is_focus=True)
    idea = make_idea(state="accepted")
    for _number in range(13):
        make_listing(unit=make_unit())
    listing = make_listing(unit=make_unit())
    return [
        "/",
        "/ladenlokale/?strasse=bergstrasse",
        "/ladenlokale/?seite=2",
        "/ideen/?stand=umsetzung&sortierung=neu",
        idea.get_absolute_url(),
        listing.get_absolute_url(),
        "/ideen/neu/",
        "/akteure/eintragen/",
        reverse("vacancies:enquiry-create", args=[listing.number]),
        "/suche/?q=Bank",
        "/datenschutz/",
    ]


def office_pages() -> list[str]:
    idea = make_idea(state="submitted")
    return [
        reverse("admin:index"),
        reverse("admin:projects_idea_changelist"),
        reverse("admin:projects_idea_change", args=[idea.pk]),
        reverse("admin:vacancies_shopunit_add"),
        reverse("admin:account"),
    ]


def walk(page: Page, paths: list[str], scheme: str) -> list[str]:
    page.emulate_media(reduced_motion="reduce", **SCHEMES[scheme])
    found = []
    for path in paths:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path, wait_until="networkidle")
        found += [f"{path}: {kind}" for kind in hardly_seen(page)]
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_seen_on_every_kind_of_public_page(open_page: Callable[..., Page], scheme: str) -> None:
    assert walk(open_page(), public_pages(), scheme) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_seen_in_the_back_office(
    open_page: Callable[..., Page], staff_cookies: Callable[[], list], scheme: str
) -> None:
    assert walk(open_page(cookies=staff_cookies()), office_pages(), scheme) == []


def test_a_kind_that_hides_the_focus_would_be_found(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.route("**/base.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto("/datenschutz/", wait_until="networkidle")

    assert [kind.partition(":")[0] for kind in hardly_seen(page) if "kern-table-responsive" in kind] == [
        "div region kern-table-responsive"
    ]
