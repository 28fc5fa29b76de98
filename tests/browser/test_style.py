"""Every component in every state on one page: axe finds nothing, and nothing is wider than a telephone."""

from typing import Any

import pytest
from django.urls import include, path

import eving.urls
from eving.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django reads them here
from tests.browser.test_accessibility import axe_in_both_looks

urlpatterns = [path("stil/", include("eving.demo.style.urls")), *eving.urls.urlpatterns]


@pytest.fixture
def style_page(open_page, settings) -> Any:
    settings.ROOT_URLCONF = __name__
    page = open_page(axe=True)
    page.goto("/stil/")
    return page


def test_axe_finds_nothing_in_any_component(style_page) -> None:
    assert axe_in_both_looks(style_page) == []


def test_no_component_is_wider_than_a_small_telephone(style_page) -> None:
    style_page.set_viewport_size({"width": 320, "height": 800})

    assert style_page.evaluate("document.documentElement.scrollWidth") <= 320
