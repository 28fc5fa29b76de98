"""What the office has made itself keeps working when tables, columns and rights get new names."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import AnswerTemplate, Contribution, OfficeMessage, SiteText
from eving.core.people import links
from eving.portal.services import office_messages
from projects.models import Idea
from projects.services import answers
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields

pytestmark = pytest.mark.cluster  # turns the tables of its database back and forth

# The last state before tables and columns were renamed.
BEFORE = [
    ("vacancies", "0007_three_answers"),
    ("projects", "0006_support_with_news"),
    ("core", "0013_what_old_notes_are_about"),
]


def rows(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def back() -> None:
    MigrationExecutor(connection).migrate(BEFORE)
    # Only Django's command renames the content type along with its model.
    rows("UPDATE django_content_type SET model = 'note' WHERE app_label = 'core' AND model = 'officemessage'")


def test_a_role_a_mail_a_link_a_text_and_a_prepared_answer_of_before_work(
    committed: None, client: Client, sent: Any
) -> None:
    staff = make_staff()
    message, _is_new = office_messages.submit(
        key=uuid.uuid4(), kind="contact", text="Wann?", email="erika@example.org", privacy_version="test"
    )
    unconfirmed, public = make_idea(state="unconfirmed", email="nora@example.org"), make_idea()
    address = f"/bestaetigen/{links.make(Contribution.objects.get(idea=unconfirmed), 'confirm')}/"
    SiteText.objects.create(key="contact.lead", text="Klopfen Sie an.")
    AnswerTemplate.objects.create(name="Alt", register="projects.idea", transition="decline", text="Leider nein.")
    answers.prepare_answer(public, by=staff, transition="review", text="Wir prüfen das.", on=None)
    waiting = set(ProcrastinateJob.objects.filter(status="todo").values_list("args__name", flat=True))
    try:
        back()
        before = {name for (name,) in rows("SELECT codename FROM auth_permission WHERE codename LIKE '%%\\_note'")}
        role = Group.objects.create(name="Praktikum")
        role.permissions.set(Permission.objects.filter(codename__in=["view_note", "change_note"]))
        text = rows("SELECT text, remark FROM core_note")
    finally:
        call_command("migrate", verbosity=0)

    assert {"view_note", "change_note"} <= before and text == [("Wann?", "")]  # the twin: it was the state of before
    assert set(role.permissions.values_list("codename", flat=True)) == {"view_officemessage", "change_officemessage"}
    assert OfficeMessage.objects.get(pk=message.pk).text == "Wann?"
    assert {"portal.note_office", "portal.note_received"} <= waiting
    assert any(mail.to == ["erika@example.org"] for mail in sent())
    pressed = client.post(address, hidden_fields(client.get(address)))
    assert pressed.status_code == 302 and Idea.objects.get(pk=unconfirmed.pk).state == "submitted"
    assert re.search("Klopfen Sie an.", client.get("/kontakt/").content.decode())
    assert AnswerTemplate.objects.get().transition == "decline"
    prepared = Idea.objects.get(pk=public.pk)
    assert (prepared.prepared_transition, prepared.prepared_text) == ("review", "Wir prüfen das.")


def test_old_addresses_of_a_message_lead_to_the_new_page(client: Client, db: None) -> None:
    answer = client.get("/verwaltung/core/note/5/change/")

    assert (answer.status_code, answer["Location"]) == (302, "/verwaltung/core/officemessage/5/change/")
