"""Public pages to support, help and follow ideas."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import formats, timezone

from eving.core.messaging import subscriptions
from eving.core.models import Contribution, Participant, Street, Subscription, Topic
from eving.core.people import links, participants
from eving.core.workflow import lifecycle
from projects.mails.ideas import manage_address
from projects.models import HelpOffer, Idea, Support
from projects.services import participation
from projects.services.participation import HelpDraft, Helper
from tests.crawl.reading import read
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, sitemap, text_of

pytestmark = pytest.mark.django_db
FIRST = "Sie sind hier die erste Person, die diese Idee unterstützt."


def ask_for_support(client: Client, idea: Idea, email: str, **more: Any):
    return fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email=email, **more)


def press(client: Client, body: str):
    return fill_in(client, link_in(body, "/bestaetigen/"))


def make_support(idea: Idea, email: str, *, confirmed: bool = True, also_follow: bool = False) -> Support:
    row = participation.support(idea, key=uuid.uuid4(), email=email, also_follow=also_follow, privacy_version="test")
    if confirmed:
        participation.confirm_support(row.contribution)
    row.refresh_from_db()
    return row


def make_offer(
    idea: Idea, *, confirmed: bool = True, share: bool = False, screening: str = "", **who: str
) -> HelpOffer:
    helper = {"name": "Hilde Hilfreich", "email": "hilde@example.org", "phone": "0231 1", **who}
    offer, _is_new = participation.offer_help(
        idea, key=uuid.uuid4(), draft=HelpDraft("time", "Zwei Stunden am Samstag", share), helper=Helper(**helper),
        privacy_version="test", screening=screening,
    )  # fmt: skip
    if confirmed:
        participation.confirm_help(offer.contribution)
    offer.refresh_from_db()
    return offer


def counts(idea: Idea) -> tuple[int, int]:
    idea.refresh_from_db()
    return idea.support_count, idea.help_count


# ---------------------------------------------------------------- support
def test_a_support_counts_once_its_address_is_confirmed(client: Client, sent) -> None:
    idea = make_idea()
    sent().clear()

    answer = ask_for_support(client, idea, "uli@example.org")

    assert answer.status_code == 302 and answer["Location"].startswith("/ideen/mitmachen/danke/?")
    assert counts(idea) == (0, 0)
    [letter] = sent()
    assert idea.title in letter.body
    client.get(link_in(letter.body, "/bestaetigen/"))
    assert counts(idea) == (0, 0)  # mail scanners open every link
    done = press(client, letter.body)
    assert done["Location"].partition("?")[0] == f"/ideen/{idea.number}/dabei/"
    assert counts(idea) == (1, 0)
    assert idea.title in text_of(client.get(done["Location"]))
    press_again = client.get(link_in(letter.body, "/bestaetigen/"))
    assert press_again.status_code == 200 and counts(idea) == (1, 0)


def counted_sentence(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return re.findall(r'<p class="lead"><strong>.*?</strong>(?:<br>(.*?))?</p>', page, re.DOTALL)[0]


def test_a_supporter_reads_which_of_them_they_are(client: Client, sent) -> None:
    idea = make_idea()
    places = []

    for name in ("anna", "berta", "carla"):
        sent().clear()
        ask_for_support(client, idea, f"{name}@example.org")
        [letter] = sent()
        places.append(counted_sentence(client, press(client, letter.body)["Location"]))

    assert places == [
        FIRST,
        "Sie sind die 2. Person, die diese Idee hier unterstützt.",
        "Sie sind die 3. Person, die diese Idee hier unterstützt.",
    ]


def test_signatures_on_paper_are_named_beside_the_place(client: Client) -> None:
    idea = make_idea()
    address = f"/ideen/{idea.number}/dabei/?als={participation.signed_place(make_support(idea, 'uli@example.org'))}"

    sentences = []
    for paper in (0, 1, 37):
        Idea.objects.filter(pk=idea.pk).update(paper_support_count=paper)
        sentences.append(counted_sentence(client, address).removeprefix(FIRST))

    assert sentences == ["", " Dazu kommt 1 Unterschrift auf Papier.", " Dazu kommen 37 Unterschriften auf Papier."]


def test_a_person_of_merged_ideas_has_one_place(client: Client) -> None:
    idea, other = make_idea(), make_idea()
    early = make_support(other, "anna@example.org")
    make_support(other, "berta@example.org")
    lifecycle.apply(other, "merge", into=idea, by=make_staff(), text="Dasselbe.")

    again = make_support(idea, "berta@example.org")
    last = make_support(idea, "carla@example.org")

    idea.refresh_from_db()
    assert [participation.place_of(row) for row in (early, again, last)] == [1, 2, 3]
    assert idea.support_count == 3


@pytest.mark.parametrize("made_up", ["", "13", "13.", "13.abc", "x.y", "2.{own}", "1.{other}"])
def test_nobody_makes_up_a_place(client: Client, made_up: str) -> None:
    idea, other = make_idea(), make_idea()
    place, foreign = (participation.signed_place(make_support(one, "uli@example.org")) for one in (idea, other))
    text = made_up.format(own=place.removeprefix("1."), other=foreign.removeprefix("1."))

    assert counted_sentence(client, f"/ideen/{idea.number}/dabei/?als={text}") == ""
    assert counted_sentence(client, f"/ideen/{idea.number}/dabei/?als={place}") == FIRST


def test_who_presses_twice_reads_the_same_place(client: Client, sent) -> None:
    idea = make_idea()
    sent().clear()
    ask_for_support(client, idea, "uli@example.org")
    [letter] = sent()
    path = link_in(letter.body, "/bestaetigen/")
    fields = hidden_fields(client.get(path))

    first, second = (client.post(path, fields)["Location"] for _time in range(2))

    assert first == second
    assert counts(idea) == (1, 0)


def test_the_page_after_a_support_says_what_the_office_does_next(client: Client) -> None:
    idea = make_idea()
    said = {}

    for state in ("published", "under_review", "accepted", "in_progress", "done"):
        Idea.objects.filter(pk=idea.pk).update(state=state)
        page = client.get(f"/ideen/{idea.number}/dabei/").content.decode().partition("<main")[2]
        said[state] = re.findall(r"</h2>\s*<p>(.*?)</p>", page.partition("</main>")[0])

    assert said == {
        "published": ["Als Nächstes prüft das Büro die Idee. Auf ihrer Seite steht, was daraus wird."],
        "under_review": ["Das Büro prüft die Idee gerade. Auf ihrer Seite steht, was daraus wird."],
        "accepted": ["Das Büro hat die Idee angenommen. Auf ihrer Seite steht, wie es weitergeht."],
        "in_progress": ["Die Idee wird gerade umgesetzt. Auf ihrer Seite steht, wie es weitergeht."],
        "done": [],
    }


def test_the_form_of_support_asks_for_the_address_and_folds_the_rest(client: Client) -> None:
    path = f"/ideen/{make_idea().number}/unterstuetzen/"

    empty = client.get(path).content.decode()
    ticked = client.post(path, {"also_follow": "on"}).content.decode()

    asked, _fold, folded = empty.partition("form-fold")
    assert 'name="email"' in asked and 'name="also_follow"' not in asked
    assert 'name="also_follow"' in folded
    opened = [re.findall(r"<details[^>]*form-fold[^>]*?( open)?>", page) for page in (empty, ticked)]
    assert opened == [[""], [" open"]]


def test_who_supports_already_meets_the_same_page_and_counts_once(client: Client, sent) -> None:
    idea = make_idea()
    make_support(idea, "uli@example.org")
    sent().clear()

    known = ask_for_support(client, idea, " ULI@example.org")
    fresh = ask_for_support(client, idea, "neu@example.org")

    assert (known.status_code, known["Location"].partition("=")[0]) == (302, fresh["Location"].partition("=")[0])
    pages = [text_of(client.get(answer["Location"])) for answer in (known, fresh)]
    assert pages[0] == pages[1].replace("neu@example.org", "uli@example.org")
    assert Support.objects.filter(idea=idea).count() == 2
    assert counts(idea) == (1, 0)
    to_known, to_fresh = sent()
    assert "/bestaetigen/" not in to_known.body and "/bestaetigen/" in to_fresh.body


def test_an_address_gets_no_more_confirmation_mails_than_others_do(client: Client, sent, settings) -> None:
    idea = make_idea()
    sent().clear()

    for _number in range(settings.MAIL_CONFIRMATIONS_PER_DAY + 3):
        assert ask_for_support(client, idea, "uli@example.org").status_code == 302

    assert len(sent()) == settings.MAIL_CONFIRMATIONS_PER_DAY
    assert Support.objects.count() == 1


def test_the_same_form_twice_is_one_support(client: Client, sent) -> None:
    idea = make_idea()
    path = f"/ideen/{idea.number}/unterstuetzen/"
    fields = {**hidden_fields(client.get(path)), "email": "uli@example.org", "also_follow": "on"}

    client.post(path, fields)
    client.post(path, fields)

    assert (Support.objects.count(), Subscription.objects.count()) == (1, 1)


def test_one_press_confirms_support_and_news(client: Client, sent) -> None:
    idea = make_idea()
    sent().clear()

    ask_for_support(client, idea, "uli@example.org", also_follow="on")

    [letter] = sent()
    press(client, letter.body)
    row = Subscription.objects.get()
    assert (row.kind, row.target, row.confirmed_at is not None) == ("idea", idea.number, True)
    assert counts(idea) == (1, 0)


def test_without_the_tick_no_news_begin_even_if_a_stranger_asked_for_them(client: Client, sent) -> None:
    idea = make_idea()
    subscriptions.follow(
        kind="idea", target=idea.number, key=uuid.uuid4(), email="uli@example.org", privacy_version="test"
    )

    make_support(idea, "uli@example.org")

    assert Subscription.objects.get().confirmed_at is None
    make_support(idea, "uli@example.org", also_follow=True)
    assert Subscription.objects.get().confirmed_at is None  # the support counts already: a mail of its own asks


@pytest.mark.parametrize("page", ["unterstuetzen", "helfen"])
@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("submitted", 404),
        ("published", 200),
        ("in_progress", 200),
        ("done", 410),
        ("declined", 410),
        ("withdrawn", 410),
    ],
)
def test_only_running_ideas_can_be_joined(client: Client, page: str, state: str, status: int) -> None:
    idea = make_idea(state=state)

    assert client.get(f"/ideen/{idea.number}/{page}/").status_code == status
    assert client.get(f"/ideen/I-1999-1/{page}/").status_code == 404


def test_a_merged_idea_leads_whoever_wants_to_join_to_the_one_that_goes_on(client: Client) -> None:
    old, goes_on = make_idea(), make_idea(title="Bänke für Eving")
    lifecycle.apply(old, "merge", into=goes_on, by=make_staff(), text="Dasselbe.")

    for page in ("unterstuetzen", "helfen"):
        answer = client.get(f"/ideen/{old.number}/{page}/")
        assert answer.status_code == 410
        assert f'href="{goes_on.get_absolute_url()}"' in answer.content.decode()
    path = f"/folgen/?idee={old.number}"
    assert "Bänke für Eving" in text_of(client.get(path))
    fill_in(client, path, email="uli@example.org")
    assert Subscription.objects.get(participant__email="uli@example.org").target == goes_on.number


def test_the_summary_of_errors_names_the_fields_as_they_stand_on_the_page(client: Client) -> None:
    answer = fill_in(client, f"/ideen/{make_idea().number}/helfen/", name_display="none")

    listed = answer.content.decode().split('id="error-summary"')[1].split("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', listed) == ["id_kind", "id_name", "id_email"]


def test_a_person_takes_a_support_back_under_my_data(client: Client) -> None:
    idea = make_idea()
    support = make_support(idea, "uli@example.org", also_follow=True)
    other = make_support(idea, "ina@example.org")
    mine = f"/meine-daten/{links.make(support.participant, 'my-data')}/"
    page = text_of(client.get(mine))
    assert idea.title in page

    fill_in(client, f"{mine}{support.contribution_id}/loeschen/", agreed="on", agree="on", sure="on")

    assert counts(idea) == (1, 0)
    assert list(Support.objects.all()) == [other]


def test_erasing_a_person_takes_everything_back(client: Client) -> None:
    idea = make_idea()
    support = make_support(idea, "uli@example.org", also_follow=True)
    make_offer(idea, email="uli@example.org")
    make_support(idea, "ohne@example.org", confirmed=False)

    participants.erase_participant(support.participant)
    participants.erase_participant(Participant.objects.get(email="ohne@example.org"))

    assert counts(idea) == (0, 0)
    assert not Contribution.objects.exclude(kind="idea").exists()
    assert not Subscription.objects.exists()


def test_card_page_and_order_show_web_and_paper(client: Client) -> None:
    few, many = make_idea(title="Wenig gefragt"), make_idea(title="Viel gefragt")
    make_idea(title="Ganz neu")
    make_support(few, "uli@example.org")
    Idea.objects.filter(pk=many.pk).update(paper_support_count=37)
    make_support(many, "uli@example.org")

    page = text_of(client.get("/ideen/?sortierung=unterstuetzung"))

    assert page.index("Viel gefragt") < page.index("Wenig gefragt") < page.index("Ganz neu")
    assert "37" in page
    assert "37" in text_of(client.get(many.get_absolute_url()))


# ---------------------------------------------------------------- help
def test_help_is_offered_confirmed_and_reaches_office_and_author(client: Client, sent, settings) -> None:
    settings.FORM_MIN_SECONDS = 0
    idea = make_idea(email="erika@example.org")
    sent().clear()
    page = client.get(f"/ideen/{idea.number}/helfen/")
    assert "checked" in page.content.decode()  # how the name is shown: not at all, unless chosen

    answer = fill_in(
        client, f"/ideen/{idea.number}/helfen/", kind="equipment", text="Ein Anhänger", name="Hilde Hilfreich",
        name_display="first", email="hilde@example.org", share_with_author="on",
    )  # fmt: skip

    assert answer["Location"].startswith("/ideen/mitmachen/danke/?")
    [letter] = sent()
    assert letter.to == ["hilde@example.org"]
    assert "Anhänger" not in letter.body and "Hilde" not in letter.body
    press(client, letter.body)
    assert counts(idea) == (0, 1)
    _confirm, to_office, to_author = sent()
    assert "buero@" in to_office.to[0]
    assert "hilde@example.org" in to_author.body and "Ein Anhänger" in to_author.body
    assert to_author.reply_to == ["hilde@example.org"]
    manage = text_of(client.get(manage_address(idea.contribution)))
    assert "hilde@example.org" in manage and "Ein Anhänger" in manage


def test_without_consent_the_author_learns_nothing(client: Client, sent) -> None:
    idea = make_idea(email="erika@example.org")
    sent().clear()

    make_offer(idea)

    assert [letter.to for letter in sent() if "erika@example.org" in letter.to[0]] == []
    assert "hilde@example.org" not in client.get(manage_address(idea.contribution)).content.decode()


def test_what_looks_machine_made_reaches_the_author_after_the_office_has_read_it(client: Client, sent) -> None:
    idea = make_idea(email="erika@example.org")
    sent().clear()
    offer = make_offer(idea, share=True, screening="too fast")
    assert not any("erika@example.org" in letter.to[0] for letter in sent())
    assert "hilde@example.org" not in client.get(manage_address(idea.contribution)).content.decode()

    participation.finish_help(offer, is_done=True)
    participation.finish_help(offer, is_done=True)

    assert sum("erika@example.org" in letter.to[0] for letter in sent()) == 1


def test_the_page_counts_kinds_and_names_whom_the_office_has_read(client: Client) -> None:
    idea = make_idea()
    named = make_offer(idea, name_display="full", name="Nora Nennmich", email="nora@example.org")
    make_offer(idea, name_display="none", name="Niemand Nirgends", email="niemand@example.org")
    make_offer(idea, name="Frank Frisch", name_display="full", email="frank@example.org", confirmed=False)

    page = text_of(client.get(idea.get_absolute_url()))
    assert "2 ×" in page and "Nora Nennmich" not in page
    for offer in HelpOffer.objects.all():
        participation.finish_help(offer, is_done=True)

    page = text_of(client.get(idea.get_absolute_url()))
    assert named.contribution.name in page
    assert not any(word in page for word in ("Niemand", "Frank", "example.org", "Zwei Stunden"))


def test_the_office_finds_reads_and_closes_an_offer(client: Client) -> None:
    idea = make_idea()
    offer = make_offer(idea)
    make_offer(idea, email="offen@example.org", confirmed=False)
    client.force_login(make_staff())

    assert "hilde@example.org" in client.get(f"/verwaltung/projects/idea/{idea.pk}/change/").content.decode()
    start = text_of(client.get("/verwaltung/"))
    assert "1 neues Hilfsangebot" in start or "1 new offer of help" in start
    listed = client.get("/verwaltung/projects/helpoffer/?waiting=yes").content.decode()
    assert "Hilde Hilfreich" in listed and "offen@example.org" not in listed
    fill_in(client, f"/verwaltung/projects/helpoffer/{offer.pk}/change/", is_done="on")

    offer.refresh_from_db()
    assert offer.done_at is not None
    assert not participation.new_offers().exists()


def test_an_offer_that_is_not_done_yet_has_no_day(client: Client) -> None:
    idea = make_idea()
    offer = make_offer(idea)
    client.force_login(make_staff())
    address = f"/verwaltung/projects/idea/{idea.pk}/change/"

    before = read(client.get(address).content.decode())
    participation.finish_help(offer, is_done=True)

    assert before.leftovers == []
    assert formats.date_format(timezone.localdate(), "SHORT_DATE_FORMAT") in text_of(client.get(address))


def test_who_may_see_no_persons_sees_no_offers(client: Client) -> None:
    idea = make_idea()
    make_offer(idea)
    editor = make_staff(is_superuser=False)
    editor.groups.add(Group.objects.get(name="Redaktion"))
    client.force_login(editor)

    page = client.get(f"/verwaltung/projects/idea/{idea.pk}/change/")

    assert page.status_code == 200 and "hilde@example.org" not in page.content.decode()
    assert client.get("/verwaltung/projects/helpoffer/").status_code == 403


# ---------------------------------------------------------------- follow
def test_an_idea_is_followed_after_a_press_and_ended_by_the_link(client: Client, sent) -> None:
    idea = make_idea()
    sent().clear()
    assert client.get(f"/ideen/{idea.number}/folgen/")["Location"] == f"/folgen/?idee={idea.number}"

    fill_in(client, f"/folgen/?idee={idea.number}", email="uli@example.org")

    [letter] = sent()
    assert Subscription.objects.get().confirmed_at is None
    assert press(client, letter.body)["Location"] == "/folgen/bestaetigt/"
    row = Subscription.objects.get()
    assert row.confirmed_at is not None
    stop = subscriptions.stop_address(row.contribution).split("8000", 1)[1]
    assert client.get(stop).status_code == 200 and Subscription.objects.exists()
    assert Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists() and not Participant.objects.filter(email="uli@example.org").exists()
    assert client.post(stop).status_code == 200  # pressed twice


def test_a_link_ends_all_and_leaves_the_rest_of_the_person(client: Client) -> None:
    idea = make_idea()
    support = make_support(idea, "uli@example.org", also_follow=True)
    for kind, target in [("topic", "gruen"), ("street", "bergstrasse")]:
        subscriptions.follow(
            kind=kind, target=target, key=uuid.uuid4(), email="uli@example.org", privacy_version="test"
        )
    stop = subscriptions.stop_all_address(support.participant).split("8000", 1)[1]

    assert client.get(stop).status_code == 200
    assert Subscription.objects.count() == 3
    client.post(stop)

    assert not Subscription.objects.exists()
    assert counts(idea) == (1, 0)


def test_a_forged_link_ends_nothing(client: Client) -> None:
    idea = make_idea()
    support = make_support(idea, "uli@example.org", also_follow=True)
    row = Subscription.objects.get()

    for token in [
        links.make(row.contribution, "manage"),
        links.make(support.participant, subscriptions.STOP),
        f"{row.contribution_id}.1.x",
        "unsinn",
    ]:
        assert client.post(f"/folgen/ende/{token}/").status_code == 200

    assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("thema=gruen", 200), ("strasse=bergstrasse", 200), ("thema=gibtsnicht", 404), ("anderes=1", 200),
        ("strasse=x%00y", 400), ("strasse=" + "x" * 5000, 404),
        ("idee=I-1999-1", 404), ("idee=%00", 400), ("idee=" + "9" * 5000, 404),
    ],
)  # fmt: skip
def test_only_what_exists_can_be_followed(client: Client, query: str, status: int) -> None:
    assert client.get(f"/folgen/?{query}").status_code == status


def test_without_a_subject_the_page_offers_what_can_be_followed(client: Client) -> None:
    assert Topic.objects.filter(slug="gruen").update(is_active=False) == 1

    page = client.get("/folgen/")

    html = page.content.decode()
    offered = re.findall(r'href="(/folgen/\?[^"]+)"', html)
    topics = [f"/folgen/?thema={slug}" for slug in Topic.objects.filter(is_active=True).values_list("slug", flat=True)]
    streets = [f"/folgen/?strasse={slug}" for slug in Street.objects.values_list("slug", flat=True)]
    assert offered == [*topics, *streets] and topics and streets
    assert {client.get(address).status_code for address in offered} == {200}
    assert 'href="/ideen/"' in html and '<form method="post"' not in html
    assert page.cookies == {} and "noindex" not in html
    # Nobody can follow what is not named.
    assert client.post("/folgen/", {"email": "uli@example.org"})["Location"] == "/folgen/"
    assert client.get("/folgen/?thema=gruen").status_code == 404


def test_the_choice_is_found_from_every_page_and_by_search_engines(client: Client) -> None:
    assert 'href="/folgen/"' in client.get("/").content.decode()
    assert "/folgen/</loc>" in sitemap(client)


def test_the_choice_costs_the_same_for_more_streets(client: Client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(10) as few:
        client.get("/folgen/")
    for number in range(3):
        Street.objects.create(name=f"Neue Straße {number}", name_sort=f"neue strasse {number}", slug=f"neu-{number}")

    with django_assert_max_num_queries(10) as more:
        client.get("/folgen/")

    assert len(few) == len(more)


def test_a_hidden_idea_cannot_be_followed(client: Client) -> None:
    assert client.get(f"/folgen/?idee={make_idea(state='withdrawn').number}").status_code == 410
    assert client.get(f"/folgen/?idee={make_idea(state='submitted').number}").status_code == 404


def test_the_filtered_list_offers_to_follow(client: Client) -> None:
    make_idea(street=Street.objects.get(slug="bergstrasse"), topics=[Topic.objects.get(slug="gruen")])

    page = client.get("/ideen/?thema=gruen&strasse=bergstrasse").content.decode()

    assert "/folgen/?thema=gruen" in page and "/folgen/?strasse=bergstrasse" in page
    assert "/folgen/?thema" not in client.get("/ideen/").content.decode()


def test_who_follows_already_is_told_by_mail_only(client: Client, sent) -> None:
    idea = make_idea()
    make_support(idea, "uli@example.org", also_follow=True)
    sent().clear()

    answer = fill_in(client, f"/folgen/?idee={idea.number}", email="uli@example.org")

    assert answer["Location"].startswith("/ideen/mitmachen/danke/?")
    [letter] = sent()
    assert "/folgen/ende/" in letter.body and "/bestaetigen/" not in letter.body
    assert Subscription.objects.count() == 1


# ---------------------------------------------------------------- the end
def test_the_purge_forgets_persons_and_keeps_the_figures(settings) -> None:
    old, fresh = make_idea(state="published"), make_idea()
    make_support(old, "uli@example.org", also_follow=True)
    make_offer(old)
    kept = make_support(fresh, "uli@example.org")
    never = make_support(fresh, "nie@example.org", confirmed=False)
    lifecycle.apply(old, "decline", by=make_staff(), text="Zu teuer.")
    now = timezone.now()
    Idea.objects.filter(pk=old.pk).update(state_changed_at=now - timedelta(days=30 * settings.PURGE_IDEA_MONTHS + 1))
    Contribution.objects.filter(support=never).update(
        created_at=now - timedelta(days=settings.PURGE_UNCONFIRMED_DAYS + 1)
    )
    planned = participation.purge_participation(now, True)

    assert participation.purge_participation(now, False) == planned == 4
    assert participation.purge_participation(now, False) == 0
    assert list(Support.objects.all()) == [kept]
    assert counts(old) == (1, 1) and counts(fresh) == (1, 0)
    assert not HelpOffer.objects.exists() and not Subscription.objects.exists()
    assert not Participant.objects.filter(email__in=["hilde@example.org", "nie@example.org"]).exists()


def test_pages_keep_their_budgets(client: Client, django_assert_max_num_queries) -> None:
    idea = make_idea(topics=[Topic.objects.get(slug="gruen")], street=Street.objects.get(slug="bergstrasse"))
    seen = []
    for number in range(3):
        make_offer(idea, email=f"h{number}@example.org", name_display="full")
        make_support(idea, f"u{number}@example.org")
        row = []
        for path in [idea.get_absolute_url(), f"/ideen/{idea.number}/unterstuetzen/", f"/ideen/{idea.number}/helfen/",
                     "/folgen/?thema=gruen", manage_address(idea.contribution)]:  # fmt: skip
            client.get(path)
            with django_assert_max_num_queries(10) as queries:
                assert client.get(path).status_code == 200
            row.append(len(queries))
        seen.append(row)

    assert seen[0] == seen[1] == seen[2]
    assert max(seen[0][1:4]) <= 6


def test_posts_keep_their_budget(client: Client, django_assert_max_num_queries) -> None:
    idea = make_idea()
    path = f"/ideen/{idea.number}/unterstuetzen/"
    fields = {**hidden_fields(client.get(path)), "email": "uli@example.org", "also_follow": "on"}

    with django_assert_max_num_queries(1000) as queries:
        assert client.post(path, fields).status_code == 302

    own = [query["sql"][:150] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 15, "\n".join(own)


def test_no_link_goes_out_for_an_idea_that_is_gone(sent) -> None:
    idea = make_idea()
    make_support(idea, "uli@example.org", confirmed=False)
    lifecycle.apply(idea, "withdraw", by=make_staff())

    assert not any(letter.to == ["uli@example.org"] for letter in sent())
