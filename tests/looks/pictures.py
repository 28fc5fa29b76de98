"""Pictures of the first screens of the main pages, small enough for a repository: phone and desk, light and dark."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.looks.journeys import Reading
from tests.looks.screens import DESK, PHONE
from tests.looks.walking import visit

LARGEST = 60_000  # bytes of one picture
QUALITIES = range(80, 10, -5)
# What of a page stands in a picture: about two screens of a phone, one of a desk. And how wide it is there.
SIZES = {"phone": (PHONE, 1500, PHONE), "desk": (DESK, 1000, 800)}
LOOKS = ("light", "dark")


@dataclass(frozen=True)
class Main(Reading):
    """One of the main pages, and the beginning of its files' names.

    ``compares``: beginning of the address of a page about several things of the list, which ends with their numbers.
    """

    code: str = ""
    compares: str = ""


PAGES = (
    Main("Home", "/", code="home"),
    Main("List of ideas", "/ideen/", code="ideas"),
    Main("Idea", "/ideen/", "/ideen/I-", code="idea"),
    Main("Submit an idea", "/ideen/neu/", code="idea-form"),
    Main("List of shops", "/ladenlokale/", code="shops"),
    Main("Shop", "/ladenlokale/", "/ladenlokale/L-", code="shop"),
    Main("Compare shops", "/ladenlokale/", "/ladenlokale/L-", code="compare", compares="/ladenlokale/merkliste/?nr="),
    Main("List of projects", "/projekte/", code="projects"),
    Main("Project", "/projekte/", "/projekte/P-", code="project"),
    Main("List of actors", "/akteure/", code="actors"),
    Main("Actor", "/akteure/", "/akteure/A-", code="actor"),
    Main("Search", "/suche/?q=Bank", code="search"),
)


def take(browser: Browser, url: str, folder: Path, *, only: Iterable[str] = ()) -> list[str]:
    """Two pictures of each page, ``<code>-phone.webp`` and ``<code>-desk.webp``; returns what is not there."""
    chosen = [page for page in PAGES if not only or page.name in only]
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for place in chosen:
        for size, (width, height, shown) in SIZES.items():
            shots = [shot(browser, url, place, look, width, height) for look in LOOKS]
            if None in shots:
                missing.append(place.name)
                break
            (folder / f"{place.code}-{size}.webp").write_bytes(small(beside(shots, shown)))
    return missing


def shot(browser: Browser, url: str, place: Main, look: str, width: int, height: int) -> Image.Image | None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=True,  # no bar to scroll with
        locale="de-DE",
        base_url=url,
        color_scheme=look,
    )
    try:
        page = context.new_page()
        visit(page, place)
        if place.compares:
            page.goto(place.compares + ",".join(first_numbers(page, place)))
        if page.locator("h1").count() == 0 or is_missing(page):
            return None
        settle(page)
        return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    finally:
        context.close()


def first_numbers(page: Page, place: Main, most: int = 3) -> list[str]:
    page.goto(place.address)
    links = page.locator(f'main a[href^="{place.first_of}"]')
    addresses = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return list(dict.fromkeys(address.split("/")[2] for address in addresses))[:most]


def is_missing(page: Page) -> bool:
    return bool(page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus >= 400"))


def settle(page: Page) -> None:
    """Fonts and the pictures of this screen are there; lazy ones further down never come."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def beside(shots: Sequence[Image.Image], width: int) -> Image.Image:
    scaled = [one.resize((width, one.height * width // one.width), Image.Resampling.LANCZOS) for one in shots]
    whole = Image.new("RGB", (width * len(scaled), max(one.height for one in scaled)), "white")
    for place, one in enumerate(scaled):
        whole.paste(one, (place * width, 0))
    return whole


def small(picture: Image.Image) -> bytes:
    """As good as its bytes allow."""
    for quality in QUALITIES:
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()
