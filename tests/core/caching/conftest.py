import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def switched_on(settings) -> None:
    settings.PAGE_CACHE = True


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-encoding": "gzip, br"})
