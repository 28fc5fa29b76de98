"""A test database filled for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from eving.core.models import FruitlessSearch, RateBucket
from eving.demo.bench import rows


@contextmanager
def filled(count: int, *only: str) -> Iterator[None]:
    """So many public rows of these registers; nothing of them stays, nor of what was asked meanwhile."""
    try:
        rows.fill(count, only or rows.EVERY)
        yield
    finally:
        rows.empty(only or rows.EVERY)
        for model in (FruitlessSearch, RateBucket):
            model.objects.all().delete()
