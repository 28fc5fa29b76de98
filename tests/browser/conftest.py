"""A real Chromium of the machine. Missing, these tests are skipped with a reason; in CI that is a failure."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.chromium import ARGUMENTS, PROGRAM, WITH_WINDOWS
from tests.factories import make_staff

# Playwright's loop lives in this thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if "tests/browser" in item.nodeid]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if PROGRAM is None and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install the package chromium"))


@pytest.fixture(scope="session")
def launch(django_db_setup) -> Iterator[Callable[..., Browser]]:
    """Starts a Chromium; all end with the session."""
    assert PROGRAM, "CI needs the package chromium"
    started = []
    with sync_playwright() as playwright:

        def start(program: str = PROGRAM or "", **options: Any) -> Browser:
            chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, **options)
            started.append(chromium)
            return chromium

        yield start
        for chromium in started:
            chromium.close()
        # While Playwright's loop runs, this thread has database connections of its own; nobody else would close them.
        connections.close_all()


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Browser:
    return launch()


@pytest.fixture(scope="session")
def browser_with_memory(launch: Callable[..., Browser]) -> Browser:
    """As people have it: Back shows the page as it was left. Playwright switches that off, and the shell cannot."""
    assert WITH_WINDOWS, "this test needs the package chromium, not its shell alone"
    return launch(WITH_WINDOWS, ignore_default_args=["--disable-back-forward-cache"])


@pytest.fixture
def open_page(browser: Browser, live_server, committed, settings) -> Iterator[Callable[..., Page]]:
    """Opens a page in a fresh profile; every request to another host, console error and page error is a failure."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.BASE_URL = live_server.url
    settings.PAGE_CACHE = True  # as in production
    contexts, wrong = [], []

    def check(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            wrong.append(f"asks another host: {request.url}")

    def new(
        width: int = 1280, *, script: bool = True, dark: bool = False, cookies: list | None = None, axe: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            bypass_csp=axe,  # axe puts styles of its own into the page while it measures
            locale="de-DE",
            base_url=live_server.url,
        )
        contexts.append(context)
        if cookies:
            context.add_cookies(cookies)
        context.on("request", check)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on(
            "console",
            lambda message: (
                wrong.append(f"console: {message.text}")
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        return page

    yield new
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def staff_cookies(client, live_server) -> Callable[[], list]:
    """The session of a signed-in member of staff, for a browser."""

    def cookies() -> list:
        client.force_login(make_staff())
        name = settings.SESSION_COOKIE_NAME
        return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]

    return cookies


def axe(page: Page, *, is_there: bool = False) -> list[str]:
    """What axe finds, a line each: rule, what is wrong, where."""
    if not is_there:
        page.wait_for_load_state()
        page.evaluate(AXE.read_text())
    # At the end of the page the bar of a telephone stands at its own place; elsewhere it lies over what scrolls.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{page.url}: {finding['id']}: {node['target']} {node['failureSummary'][:200]}"
        for finding in found["violations"]
        for node in finding["nodes"]
    ]
