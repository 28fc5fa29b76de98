"""The author's page of a public idea: propose a change, show or hide the name, withdraw."""

import pytest
from django.test import Client

from eving.core.people import links
from eving.core.workflow import lifecycle
from projects.models import Idea, IdeaProposal
from projects.services import proposals
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of

pytestmark = pytest.mark.django_db


def manage(idea: Idea) -> str:
    return f"/ideen/verwalten/{links.make(idea.contribution, 'manage')}/"


def test_an_author_proposes_other_words_and_sees_what_becomes_of_them(client: Client) -> None:
    idea = make_idea(title="Eine Bank")
    page = manage(idea)
    assert "Änderung vorschlagen" in text_of(client.get(page))

    answer = fill_in(client, f"{page}vorschlagen/", title="Zwei Bänke", text="Eine ist zu wenig.")

    assert (answer.status_code, answer["Location"]) == (302, page)
    page_text = text_of(client.get(page))
    assert "Liegt beim Büro Zwei Bänke Eine ist zu wenig." in page_text and "Änderung vorschlagen" not in page_text
    assert "Zwei Bänke" not in text_of(client.get(idea.get_absolute_url()))
    proposals.decide_proposal(IdeaProposal.objects.get(), by=make_staff(), accept=True, text="Gern.")
    page_text = text_of(client.get(page))
    assert "Übernommen am" in page_text and "Das Büro schreibt:" not in page_text.split("Übernommen am")[0]
    assert "Zwei Bänke" in text_of(client.get(idea.get_absolute_url()))


def test_a_second_proposal_waits_and_what_was_typed_stays(client: Client) -> None:
    idea = make_idea()
    path = f"{manage(idea)}vorschlagen/"
    fields = hidden_fields(client.get(path))  # open in a second window
    fill_in(client, path, title="Zwei Bänke", text="Eine ist zu wenig.")

    answer = client.post(path, {**fields, "title": "Drei Bänke", "text": "Zwei sind zu wenig."})

    assert answer.status_code == 422
    assert "liegt noch beim Büro" in text_of(answer) and "Zwei sind zu wenig." in answer.content.decode()
    assert [proposal.title for proposal in IdeaProposal.objects.all()] == ["Zwei Bänke"]
    assert "Vorschlag senden" not in text_of(client.get(path))


def test_a_proposal_without_change_says_so(client: Client) -> None:
    idea = make_idea()

    answer = fill_in(client, f"{manage(idea)}vorschlagen/", title=idea.title, text=idea.text)

    assert answer.status_code == 422
    assert "Noch unterscheidet sich nichts" in text_of(answer)


def test_who_may_still_change_the_idea_alone_proposes_nothing(client: Client) -> None:
    idea = make_idea(state="submitted")
    page = manage(idea)

    assert "Änderung vorschlagen" not in text_of(client.get(page))
    assert client.get(f"{page}vorschlagen/")["Location"] == page


@pytest.mark.parametrize(
    ("state", "page"),
    [
        ("submitted", "antworten/"), ("published", "antworten/"), ("published", "aendern/"),
        ("submitted", "vorschlagen/"), ("withdrawn", "aendern/"), ("withdrawn", "name/"),
        ("withdrawn", "zurueckziehen/"),
    ],
)  # fmt: skip
def test_a_form_whose_time_is_over_leads_back_to_the_idea(client: Client, state: str, page: str) -> None:
    idea = make_idea(state=state)
    own = manage(idea)

    assert client.get(f"{own}{page}")["Location"] == own


@pytest.mark.parametrize(
    ("state", "page", "typed"),
    [
        ("query", "antworten/", {"text": "Auf der linken Seite."}),
        ("published", "vorschlagen/", {"title": "Zwei Bänke", "text": "Eine ist zu wenig."}),
        ("published", "zurueckziehen/", {"text": ""}),
    ],
)
def test_two_clicks_get_the_same_answer_and_count_once(client: Client, state: str, page: str, typed: dict) -> None:
    idea = make_idea(state=state)
    own = manage(idea)  # a link made a second later is another one
    path = f"{own}{page}"
    before = idea.history.count()
    fields = {**hidden_fields(client.get(path)), **typed}

    answers = [client.post(path, fields) for _click in range(2)]

    assert [answer["Location"] for answer in answers] == [own] * 2
    assert idea.history.count() - before + IdeaProposal.objects.count() == 1


def test_an_answer_in_other_words_comes_too_late_and_says_so(client: Client) -> None:
    idea = make_idea(state="query")
    path = f"{manage(idea)}antworten/"
    fields = hidden_fields(client.get(path))
    client.post(path, {**fields, "text": "Links."})

    answer = client.post(path, {**fields, "text": "Nein, rechts."})

    assert answer.status_code == 422 and "Nein, rechts." in answer.content.decode()


def test_nobody_reads_that_an_address_was_not_confirmed_once_it_is(client: Client) -> None:
    label = "Adresse nicht bestätigt"

    assert label in text_of(client.get(manage(make_idea(state="unconfirmed"))))
    assert label not in text_of(client.get(manage(make_idea(state="submitted"))))


@pytest.mark.parametrize(("choice", "is_shown"), [("none", False), ("first", True), ("full", True)])
def test_the_name_is_shown_or_hidden_at_once(client: Client, choice: str, is_shown: bool) -> None:
    idea = make_idea(name="Erika Beispiel", name_display="none" if is_shown else "full")

    answer = fill_in(client, f"{manage(idea)}name/", name_display=choice)

    page = text_of(client.get(idea.get_absolute_url()))
    assert answer.status_code == 302
    assert ("Erika" in page) == is_shown
    assert ("Öffentlich steht: Erika" in text_of(client.get(manage(idea)))) == is_shown


def test_the_reason_for_withdrawing_is_asked_for_and_not_demanded(client: Client) -> None:
    with_reason, without = make_idea(), make_idea()
    assert "Warum ziehen Sie die Idee zurück?" in text_of(client.get(f"{manage(without)}zurueckziehen/"))

    fill_in(client, f"{manage(without)}zurueckziehen/", text="")
    fill_in(client, f"{manage(with_reason)}zurueckziehen/", text="Die Bank steht schon.")

    assert set(Idea.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert with_reason.history.last().text == "Die Bank steht schon."


def test_the_question_of_the_office_stands_on_the_page(client: Client) -> None:
    idea = make_idea(state="submitted")
    staff = make_staff()
    lifecycle.apply(idea, "ask", by=staff, text="Auf welcher Straßenseite?")
    lifecycle.add_internal_note(idea, by=staff, text="Ruft oft an.")

    page, form = (text_of(client.get(f"{manage(idea)}{name}")) for name in ("", "antworten/"))

    assert page.index("Auf welcher Straßenseite?") < page.index("Ihr Text")
    assert "Auf welcher Straßenseite?" in form and "Ruft oft an." not in page + form


def test_my_data_shows_what_somebody_proposed(client: Client) -> None:
    idea = make_idea()
    proposals.propose_change(idea, title="Zwei Bänke", text="Eine ist zu wenig.")

    page = client.get(f"/meine-daten/{links.make(idea.contribution.participant, 'my-data')}/")

    assert "Eine ist zu wenig." in text_of(page)


def test_the_author_of_a_merged_idea_finds_the_other_one(client: Client, sent) -> None:
    old, goes_on = make_idea(email="erika@example.org"), make_idea()

    lifecycle.apply(old, "merge", into=goes_on, by=make_staff(), text="Dasselbe.")

    page = client.get(link_in(sent()[-1].body, "/ideen/verwalten/"))
    assert goes_on.get_absolute_url() in page.content.decode()


def test_a_link_of_another_idea_opens_nothing(client: Client) -> None:
    idea = make_idea()
    stranger = manage(idea).replace(str(idea.contribution.pk), str(idea.contribution.pk + 1), 1)

    for page in ("", "vorschlagen/", "name/"):
        assert client.get(f"{stranger}{page}").status_code == 404
