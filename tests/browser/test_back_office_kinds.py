"""axe finds nothing on any kind of page of the back office: lists, forms, deletion, history, tables, log-in."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from eving.core.messaging import mail
from eving.core.models import AnswerTemplate, ImportBatch, Topic
from eving.core.people import links
from tests.actors.entries import make_actor
from tests.browser.conftest import axe
from tests.browser.test_accessibility import LOOKS, look_at  # noqa: F401 - a fixture
from tests.factories import make_idea, make_staff
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_enquiry

OFFICE = "/verwaltung/"


def test_each_kind_of_page(look_at, staff_cookies) -> None:  # noqa: F811
    idea, project, actor, enquiry = make_idea(state="submitted"), make_project(), make_actor(), make_enquiry()
    template = AnswerTemplate.objects.create(name="Danke", text="Danke, {name}.")
    mail.note_failure("projects.idea_received", idea.contribution_id, str(uuid.uuid4()), "refused (550)")
    colleague = make_staff(is_superuser=False)
    topic = Topic.objects.first()

    look_at(
        [
            OFFICE, f"{OFFICE}core/", f"{OFFICE}projects/idea/?assigned=me", f"{OFFICE}core/answertemplate/add/",
            f"{OFFICE}core/answertemplate/{template.pk}/delete/", f"{OFFICE}core/answertemplate/{template.pk}/history/",
            f"{OFFICE}core/topic/add/?_popup=1", f"{OFFICE}core/topic/{topic.pk}/verwendet/",
            f"{OFFICE}projects/project/add/?copy={project.pk}", f"{OFFICE}projects/project/{project.pk}/history/",
            f"{OFFICE}projects/idea/{idea.pk}/bearbeitung/", f"{OFFICE}projects/idea/{idea.pk}/schritt/ask/",
            f"{OFFICE}vacancies/enquiry/{enquiry.pk}/change/", f"{OFFICE}verlauf/", f"{OFFICE}core/failedmail/",
            f"{OFFICE}core/failedmail/adresse/{idea.contribution_id}/", f"{OFFICE}actors/actor/{actor.pk}/change/",
            f"{OFFICE}konto/", f"{OFFICE}konto/zweiter-faktor/", f"{OFFICE}core/user/add/",
            f"{OFFICE}core/user/{colleague.pk}/change/", f"{OFFICE}auth/group/", f"{OFFICE}core/importbatch/",
            f"{OFFICE}core/exportrecord/", f"{OFFICE}gibt/es/nicht/",
        ],
        cookies=staff_cookies(),
    )  # fmt: skip


def test_the_pages_before_the_door(look_at) -> None:  # noqa: F811
    invited = make_staff(is_superuser=False)
    invited.set_unusable_password()
    invited.save()
    token = links.make(invited, "invitation")

    look_at([f"{OFFICE}passwort-vergessen/verschickt/", f"{OFFICE}einladung/1.2.x/", f"{OFFICE}einladung/{token}/"])
    look_at([f"{OFFICE}passwort-vergessen/", f"{OFFICE}einladung/{token}/"], send=True)


@pytest.mark.parametrize("register", ["actors/actor", "projects/project", "vacancies/shopunit"])
def test_tables_from_the_upload_to_the_check(open_page, staff_cookies, register: str) -> None:
    make_actor(), make_project(), make_enquiry()
    found, cookies = [], staff_cookies()
    for width, dark in LOOKS:
        page: Page = open_page(width, dark=dark, cookies=cookies, axe=True)
        page.goto(f"{OFFICE}{register}/tabelle/ausgeben/")
        found += axe(page)
        page.goto(f"{OFFICE}{register}/tabelle/einlesen/")
        found += axe(page)
        table = b"Nummer;Name\r\n;=1+1\r\nX;Ein Name\r\n"
        page.set_input_files("input[type=file]", {"name": "t.csv", "mimeType": "text/csv", "buffer": table})
        page.click("main form[method=post] button[type=submit]")
        found += axe(page)
    assert found == []
    assert ImportBatch.objects.count() in (0, len(LOOKS))


def test_many_at_once_and_two_versions(open_page, staff_cookies) -> None:
    make_idea(state="submitted"), make_idea()
    topic, found, cookies = Topic.objects.first(), [], staff_cookies()
    for width, dark in LOOKS:
        page: Page = open_page(width, dark=dark, cookies=cookies, axe=True)
        page.goto(f"{OFFICE}projects/idea/")
        for box in page.locator("#result_list tbody input[type=checkbox]").all():
            box.check()
        page.select_option("select[name=action]", "bulk_publish")
        page.click("button[name=index]")
        expect(page.locator("#bulk-affected, #bulk-skipped")).to_have_count(2)
        found += axe(page)
        page.goto(f"{OFFICE}core/topic/{topic.pk}/change/")
        Topic.objects.filter(pk=topic.pk).update(name=f"Thema {width}")
        page.fill("#id_name", "Anders")
        page.click("input[name=_save]")
        page.wait_for_selector(".conflict")
        found += axe(page)
    assert found == []
