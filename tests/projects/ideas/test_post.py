"""What the POST of a form costs, whoever sends it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eving.core.models import Contribution, FormSubmission, Participant
from projects.models import Idea
from tests.pages import hidden_fields

pytestmark = [pytest.mark.django_db, pytest.mark.server]

FORM = "/ideen/neu/"
IDEA = {"title": "Ein Trinkbrunnen", "text": "Im Sommer ist es heiß.", "name": "Erika", "name_display": "first"}


def queries_of_a_post(client: Client, **values: str) -> list[str]:
    """All statements, those that begin and end a transaction included."""
    page = client.get(FORM)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(FORM, {**hidden_fields(page), **IDEA, **values})
    assert answer.status_code == 302
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.parametrize("sender", ["192.0.2.7", "2001:db8::7"])
def test_an_idea_costs_nine_queries_from_a_new_address_and_from_a_known_one(client: Client, sender: str) -> None:
    client.defaults["REMOTE_ADDR"] = sender
    queries_of_a_post(client, email="warm@example.org")

    for email in ("neu@example.org", "neu@example.org"):
        queries = queries_of_a_post(client, email=email)
        assert len(queries) <= 9, "\n".join(queries)

    assert Idea.objects.count() == Contribution.objects.count() == FormSubmission.objects.count() == 3
    assert Participant.objects.count() == 2
