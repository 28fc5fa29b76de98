"""Languages as data: names with translations, marks on stored content, and mails in the language of their person."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from actors.models import ActorGroup
from eving.core.messaging import mail
from eving.core.models import Contribution, SiteText, Topic
from eving.core.models.translations import other_languages
from eving.core.templatetags.eving import euro
from eving.core.texts.quotes import inner_quotes
from eving.core.texts.stored import lang_attribute, stored
from projects.models import Idea
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, link_in, text_of

pytestmark = pytest.mark.django_db

IDEA = {
    "title": "A bench at the stop",
    "text": "Whoever waits for the tram wants to sit.",
    "name": "Erika Beispiel",
    "name_display": "first",
    "email": "erika@example.org",
}


def test_a_topic_is_called_in_the_readers_language_and_marked_where_it_has_no_name_there() -> None:
    topic = Topic.objects.get(slug="wohnen")
    unnamed = Topic(slug="neu", name="Neues")

    with translation.override("en"):
        english = str(topic), stored(topic), stored(unnamed)
    german = str(topic), stored(topic), stored(unnamed)

    assert english == ("Housing", "Housing", '<span lang="de">Neues</span>')
    assert german == ("Wohnen", "Wohnen", "Neues")


def test_a_group_has_a_name_for_one_and_for_many_in_each_language() -> None:
    group = ActorGroup.objects.get(code="vereine")

    with translation.override("en"):
        names = str(group), group.text_in("name")

    assert names == ("Associations", ("Association", "en"))


def test_stored_content_is_escaped_and_marked_on_pages_of_other_languages_alone() -> None:
    with translation.override("en"):
        marked = stored("<b>Bank</b>"), stored(""), str(lang_attribute())
    plain = stored("<b>Bank</b>"), str(lang_attribute())

    assert marked == ('<span lang="de">&lt;b&gt;Bank&lt;/b&gt;</span>', "", ' lang="de"')
    assert plain == ("<b>Bank</b>", "")  # the template escapes it


def test_both_names_of_a_topic_find_what_it_sorts(client: Client) -> None:
    idea = make_idea(title="Mehr Bäume", text="Bitte.", topics=[Topic.objects.get(slug="wohnen")])

    for word in ("wohnen", "housing"):
        assert idea.title in text_of(client.get("/ideen/", {"q": word}))


def test_staff_name_a_topic_in_other_languages_beside_its_german_name(client: Client) -> None:
    client.force_login(make_staff())
    topic = Topic.objects.get(slug="wohnen")
    page = reverse("admin:core_topic_change", args=[topic.pk])
    html = client.get(page).content.decode()
    [target] = re.findall(r'<label for="(\w+)">Englisch</label>', html)
    assert re.search(rf'<input type="text" name="names_en" value="Housing"[^>]* id="{target}"', html)

    words = {"synonym_groups-0-words": ", ".join(topic.synonym_groups.get().words)}
    fill_in(client, page, slug="wohnen", name="Wohnen", names_en="Homes", field=topic.field_id, sort=1, **words)

    topic.refresh_from_db()
    assert topic.names == {"en": "Homes"}


def test_mails_about_an_idea_are_in_the_language_of_its_form(client: Client, sent) -> None:
    fill_in(client, "/en/ideen/neu/", **IDEA)

    confirm = sent()[-1]
    assert Contribution.objects.get().language == "en"
    assert confirm.subject == "Please confirm your idea for Eving"
    fill_in(client, link_in(confirm.body, "/en/bestaetigen/"))
    received = sent()[-1]
    assert received.subject.endswith(" has arrived") and link_in(received.body, "/en/ideen/verwalten/")


def test_mails_to_a_german_reader_stay_german_whoever_causes_them(client: Client, sent) -> None:
    idea = make_idea(state="submitted")

    with translation.override("en"):
        mail.send_later("projects.idea_received", idea.contribution_id)

    assert link_in(sent()[-1].body, "/ideen/verwalten/")


def test_a_person_chooses_the_language_of_mails_with_the_other_details(client: Client, sent) -> None:
    make_idea(state="submitted", email="erika@example.org")
    fill_in(client, "/meine-daten/", email="erika@example.org")
    own = link_in(sent()[-1].body, "/meine-daten/")
    contribution = Contribution.objects.get()

    fill_in(client, f"{own}{contribution.pk}/berichtigen/", name="Erika", name_display="none", language="en")

    contribution.refresh_from_db()
    assert contribution.language == "en"
    assert "English" in text_of(client.get(own))


def test_the_link_to_ones_own_data_comes_in_the_language_of_the_page_that_asks(client: Client, sent) -> None:
    make_idea(state="submitted", email="erika@example.org")

    fill_in(client, "/en/meine-daten/", email="erika@example.org")

    assert link_in(sent()[-1].body, "/en/meine-daten/")


def test_an_own_text_of_a_mail_counts_in_its_language_alone(client: Client, sent) -> None:
    SiteText.objects.create(key="mail.idea_confirm", text="Nur noch ein Klick.")

    fill_in(client, "/ideen/neu/", **IDEA)
    fill_in(client, "/en/ideen/neu/", **IDEA | {"email": "emma@example.org"})

    german, english = sent()[-2:]
    assert "Nur noch ein Klick." in german.body
    assert "Nur noch" not in english.body and "idea for Eving" in english.body


def test_a_mail_whose_language_the_portal_has_given_up_is_german(sent) -> None:
    idea = make_idea(state="submitted")
    Contribution.objects.update(language="xx")

    mail.send_later("projects.idea_received", idea.contribution_id)

    assert link_in(sent()[-1].body, "/ideen/verwalten/")


def test_money_and_inner_quotation_marks_follow_the_language() -> None:
    german = euro(1250), inner_quotes('Das "Eck"')
    with translation.override("en"):
        english = euro(1250), inner_quotes('The "Eck"')

    assert german == ("1.250\N{NO-BREAK SPACE}€", "Das ‚Eck‘")
    assert english == ("€1,250", "The ‘Eck’")


@override_settings(LANGUAGES=[("de", "German"), ("en", "English"), ("fr", "French")])
def test_a_third_language_needs_no_more_than_its_line_in_the_settings(client: Client, sent) -> None:
    page = client.get("/ideen/")

    links = re.findall(r'hreflang="(\w+)">([^<]+)</a>', page.content.decode())
    assert links == [("en", "English"), ("fr", "français")]
    assert client.get("/fr/ideen/").status_code == 200
    assert other_languages() == ["en", "fr"]
    fill_in(client, "/fr/ideen/neu/", **IDEA)
    assert (Idea.objects.get().contribution.language, link_in(sent()[-1].body, "/fr/bestaetigen/")[:3]) == ("fr", "/fr")
