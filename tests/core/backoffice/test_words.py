"""Words of the same meaning: what the office enters is checked, kept as it was written, and found at once."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.models import SynonymGroup, Topic
from eving.core.search import engine
from projects.models import Idea
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of

pytestmark = pytest.mark.django_db
ADD = "/verwaltung/core/synonymgroup/add/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    SynonymGroup.objects.all().delete()
    return client


def groups() -> list[list[str]]:
    return list(SynonymGroup.objects.order_by("pk").values_list("words", flat=True))


def errors_of(client: Client, words: str, **fields: Any) -> list[str]:
    page = client.post(ADD, {"words": words, "topic": "", **fields})
    return page.context["adminform"].form.errors.get("words", []) if page.status_code == 200 else []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bücherei, Bibliothek", ["Bücherei", "Bibliothek"]),
        ("Bücherei; Bibliothek ,, \u200bStadt  Bücherei,", ["Bücherei", "Bibliothek", "Stadt Bücherei"]),
        ("Türkçe, türkisch, TÜRKISCH, tuerkisch", ["Türkçe", "türkisch"]),
        ("українська, ukrainisch", ["українська", "ukrainisch"]),
    ],
)
def test_words_are_kept_as_they_were_written_each_once(staff: Client, typed: str, kept: list[str]) -> None:
    staff.post(ADD, {"words": typed, "topic": ""})

    assert groups() == [kept]


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("Bücherei", "mindestens zwei Wörter"),
        ("Bücherei, bücherei", "mindestens zwei Wörter"),
        ("", "zwingend erforderlich"),
        ("Bücherei, !!", "„!!“ enthält keine Buchstaben"),
        (f"Bücherei, {'x' * 61}", "ist zu lang: höchstens 4 Wörter und 60 Zeichen"),
        ("Bücherei, ein Ort um in Ruhe zu lesen", "ist zu lang: höchstens 4 Wörter und 60 Zeichen"),
        (", ".join(f"wort{chr(97 + number)}" for number in range(14)), "höchstens 13 Wörter"),
    ],
)
def test_what_the_search_could_not_use_is_refused_in_a_sentence(staff: Client, typed: str, refused: str) -> None:
    [error] = errors_of(staff, typed)

    assert refused in error
    assert groups() == []


def test_one_word_is_enough_for_a_topic(staff: Client) -> None:
    topic = Topic.objects.first()

    staff.post(ADD, {"words": "Verschönern", "topic": topic.pk})

    assert list(topic.synonym_groups.values_list("words", flat=True)) == [["Verschönern"]]


def test_the_same_words_are_not_entered_twice(staff: Client) -> None:
    staff.post(ADD, {"words": "Bücherei, Bibliothek, Lesesaal", "topic": ""})

    [error] = errors_of(staff, "bibliothek, Buecherei")
    other = errors_of(staff, "Bibliothek, Mediathek")

    assert "Bücherei, Bibliothek, Lesesaal" in error
    assert other == [] and len(groups()) == 2


def test_a_group_is_changed_and_taken_away(staff: Client) -> None:
    staff.post(ADD, {"words": "Bücherei, Bibliothek", "topic": ""})
    page = reverse("admin:core_synonymgroup_change", args=[SynonymGroup.objects.get().pk])

    assert 'value="Bücherei, Bibliothek"' in staff.get(page).content.decode()
    fill_in(staff, page, words="Bücherei, Lesesaal", topic="")
    assert groups() == [["Bücherei", "Lesesaal"]]

    staff.post(page.replace("change", "delete"), {"post": "yes"})
    assert groups() == []


def test_what_a_colleague_changed_meanwhile_is_not_written_over(staff: Client) -> None:
    staff.post(ADD, {"words": "Bücherei, Bibliothek", "topic": ""})
    group = SynonymGroup.objects.get()
    page = reverse("admin:core_synonymgroup_change", args=[group.pk])
    seen = staff.get(page).context["adminform"].form["seen"].value()
    SynonymGroup.objects.update(words=["Bücherei", "Mediathek"])

    answer = staff.post(page, {"words": "Bücherei, Lesesaal", "topic": "", "seen": seen})

    assert "Bücherei, Mediathek" in text_of(answer)
    assert groups() == [["Bücherei", "Mediathek"]]


def test_words_of_a_topic_are_entered_on_its_page(staff: Client) -> None:
    topic = Topic.objects.first()
    page = reverse("admin:core_topic_change", args=[topic.pk])
    values = {
        "name": topic.name, "slug": topic.slug, "field": topic.field_id, "sort": topic.sort, "is_active": "on",
        "synonym_groups-0-words": "Verschönern, bunt", "synonym_groups-0-id": "", "synonym_groups-0-topic": topic.pk,
    }  # fmt: skip

    fill_in(staff, page, **values)

    assert list(topic.synonym_groups.values_list("words", flat=True)) == [["Verschönern", "bunt"]]
    assert "Verschönern, bunt" in staff.get(page).content.decode()


def test_groups_are_found_by_each_of_their_words_and_by_their_topic(staff: Client) -> None:
    topic = Topic.objects.first()
    staff.post(ADD, {"words": "Bücherei, Bibliothek", "topic": ""})
    staff.post(ADD, {"words": "Verschönern", "topic": topic.pk})

    def found(text: str) -> list[list[str]]:
        rows = staff.get("/verwaltung/core/synonymgroup/", {"q": text}).context["cl"].result_list
        return [row.words for row in rows]

    assert found("bibliothek") == found("buecherei") == [["Bücherei", "Bibliothek"]]
    assert found(topic.name) == [["Verschönern"]]
    assert found("xylophon") == []


def test_what_was_entered_finds_what_the_other_words_find(staff: Client) -> None:
    # In one transaction a process keeps the words that it has read, so they are entered first.
    staff.post(ADD, {"words": "Schmökerecke, Lesesaal", "topic": ""})
    idea = make_idea(title="Mehr Bänke im Lesesaal")

    found = {word: list(engine.find(Idea.objects.published(), word).queryset) for word in ("Schmökerecke", "Xylophon")}

    assert found == {"Schmökerecke": [idea], "Xylophon": []}


@pytest.mark.parametrize(
    ("role", "may"), [("Lesen", (200, 403)), ("Redaktion", (200, 200)), ("Moderation", (200, 200))]
)
def test_who_may_read_and_who_may_enter_words(role: str, may: tuple[int, int]) -> None:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)

    assert (client.get("/verwaltung/core/synonymgroup/").status_code, client.get(ADD).status_code) == may


def test_the_form_begins_with_a_word_that_was_searched_in_vain(staff: Client) -> None:
    page = staff.get(ADD, {"words": "tischkicker"})

    assert 'value="tischkicker"' in page.content.decode()
    assert _("Words") in text_of(page)
