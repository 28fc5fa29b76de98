import uuid

import pytest


@pytest.fixture
def form_key() -> uuid.UUID:
    return uuid.uuid4()
