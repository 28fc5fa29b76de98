"""The drawings of the demo by name, each encoded once however often it is used."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from eving.core.isolated import pictures
from eving.core.models import Photo
from eving.core.photos import encoding, storage
from eving.demo.drawings.logos import LOGOS
from eving.demo.drawings.scenes import SCENES
from eving.demo.drawings.shops import SHOPS

DRAWINGS = {**SCENES, **LOGOS, **SHOPS}


def draw(name: str) -> bytes:
    """A PNG of 1200 × 800 pixels."""
    return DRAWINGS[name]().png()


@cache
def encoded(name: str) -> encoding.EncodedPhoto:
    content = draw(name)
    # The portal's own drawing needs no isolated process, unlike an uploaded file.
    width, height, versions = pictures.encoded(content)
    return encoding.EncodedPhoto(width, height, hashlib.sha256(content).hexdigest(), versions)


def encode_all(is_over: Callable[[], bool]) -> None:
    """Encode all pictures ahead of their use. Pillow releases the GIL, so in a thread this costs no time."""
    for name in DRAWINGS:
        if is_over():
            return
        encoded(name)


def stored(name: str) -> dict[str, Any]:
    """Store one more copy of the files; returns the columns of a Photo."""
    picture = encoded(name)
    return {
        "key": storage.store(picture),
        "width": picture.width,
        "height": picture.height,
        "byte_size": picture.byte_size,
        "sha256": picture.sha256,
    }


def hang(model: type[Photo], name: str, alt: str, at: datetime, **columns: Any) -> Photo:
    return model._default_manager.create(alt=alt, created_at=at, rights_confirmed=True, **stored(name), **columns)
