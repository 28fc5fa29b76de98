import pytest
from django.test import Client

from eving.core.models import User
from tests.factories import make_staff


@pytest.fixture
def boss() -> User:
    return make_staff(username="chefin", first_name="Erika", last_name="Muster")


@pytest.fixture
def staff(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client
