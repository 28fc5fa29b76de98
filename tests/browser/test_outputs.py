"""The embedded list inside a page of another origin, and axe on the pages that show how to take ideas along."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from eving.core.models import Topic
from tests.browser.test_accessibility import look_at  # noqa: F401 - a fixture
from tests.factories import make_idea


@contextmanager
def other_site(framed: str) -> Iterator[str]:
    """A web server of somebody else whose only page holds a frame."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            page = f'<!doctype html><html lang="de"><title>Stadt</title><iframe title="Ideen" src="{framed}"></iframe>'
            self.wfile.write(page.encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_axe_on_the_embedded_list_and_the_data_page(look_at) -> None:  # noqa: F811
    for _number in range(2):
        make_idea(topics=[Topic.objects.get(slug="gruen")])

    look_at(
        [
            "/ideen/einbetten/", "/ideen/einbetten/?thema=gruen", "/ideen/einbetten/?thema=vorbei",
            "/ideen/einbetten/?thema=wege", "/ideen/daten/?thema=gruen", "/ideen/?thema=gruen",
        ]
    )  # fmt: skip


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_code_for_other_sites_is_one_click_away(open_page, script: bool) -> None:
    page = open_page(375, script=script)
    page.goto("/ideen/?stand=neu")

    page.get_by_role("link", name="Einbetten", exact=True).click()

    field = page.get_by_label("Code zum Kopieren")
    expect(field).to_be_visible()
    assert 'einbetten/?stand=neu" title="Ideen für Eving"' in field.input_value()


@pytest.mark.parametrize("allowed", [True, False])
def test_another_site_frames_the_list_only_when_it_is_named(browser, live_server, committed, settings, allowed) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    make_idea(title="Bank am Markt", topics=[Topic.objects.get(slug="gruen")])
    with other_site(f"{live_server.url}/ideen/einbetten/?thema=gruen") as address:
        settings.EMBED_FRAME_ANCESTORS = address if allowed else "'self'"
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        link = page.frames[1].get_by_text("Bank am Markt")

        assert link.count() == (1 if allowed else 0)
        if allowed:
            link.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Bank am Markt")
            assert page.url.startswith(live_server.url), "the idea opens in the whole window"
        context.close()
