"""Static files that the portal itself reads: fonts, and the drawings of the district."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage


def static_file(name: str) -> Path:
    """The path of a static file: among the sources, or after collectstatic under a hashed name."""
    if source := finders.find(name):
        return Path(source)
    collected: Any = staticfiles_storage  # one with hashed names
    return Path(collected.path(collected.stored_name(name)))


def brand_name(name: str) -> str:
    """The name of a static file among the drawings of the district."""
    return f"brand/{settings.DISTRICT.brand}/{name}"


def brand_file(name: str) -> Path:
    return static_file(brand_name(name))
