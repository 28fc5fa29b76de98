"""Every drawing of the demo by its name, encoded once however often it hangs."""

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
    """The drawing of this name as a PNG of 1200 × 800 pixels."""
    return DRAWINGS[name]().png()


@cache
def encoded(name: str) -> encoding.EncodedPhoto:
    content = draw(name)
    # Our own drawing, no stranger's file: it needs no process of its own.
    width, height, versions = pictures.encoded(content)
    return encoding.EncodedPhoto(width, height, hashlib.sha256(content).hexdigest(), versions)


def encode_all(is_over: Callable[[], bool]) -> None:
    """Draw and encode every picture ahead of its use. Pillow works beside Python: a thread of its own costs no time."""
    for name in DRAWINGS:
        if is_over():
            return
        encoded(name)


def stored(name: str) -> dict[str, Any]:
    """Files of their own for one more picture of this drawing, as the columns of a photo."""
    picture = encoded(name)
    return {
        "key": storage.store(picture),
        "width": picture.width,
        "height": picture.height,
        "byte_size": picture.byte_size,
        "sha256": picture.sha256,
    }


def hang(model: type[Photo], name: str, alt: str, at: datetime, **columns: Any) -> Photo:
    """A picture that staff put up at a moment in the past."""
    return model._default_manager.create(alt=alt, created_at=at, rights_confirmed=True, **stored(name), **columns)
