"""A page is drawn once, and anew with the first request after anything on it has changed."""

import gzip
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import brotli
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from eving.core.caching import store, versions
from eving.core.caching.figures import counts
from eving.core.models import Announcement, PageFigures, Role, SiteText, StoredPage, Street, Topic
from eving.core.texts import site_texts
from eving.core.workflow import lifecycle
from projects.models import Idea
from projects.services import ideas
from projects.views.ideas import IdeaList
from tests.factories import make_idea, make_staff
from tests.vacancies.make import make_listing, make_unit, staff_member, use

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _texts_as_they_are() -> None:
    site_texts.keep(None)


def text_of(answer: Any) -> str:
    body = answer.content
    encoding = answer.headers.get("Content-Encoding", "")
    return {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(body).decode()


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return text_of(answer)


@pytest.fixture
def hits(client: Client) -> Callable[[str], int]:
    """Asks for a page; 1 if it came from a copy."""

    def ask(path: str) -> int:
        before = counts.hits
        read(client, path)
        return counts.hits - before

    return ask


# ---------------------------------------------------------------- from a copy
@pytest.mark.parametrize("path", ["/", "/ideen/", "/ladenlokale/", "/impressum/", "/en/ideen/", "/ideen/feed.atom"])
def test_the_second_visitor_gets_what_the_first_one_got(hits, client: Client, path: str) -> None:
    make_idea()
    first, second = client.get(path), client.get(path)

    assert (second.content, dict(second.items())) == (first.content, dict(first.items()))
    assert hits(path) == 1


def test_a_page_from_a_copy_costs_one_query(client: Client, django_assert_num_queries) -> None:
    idea = make_idea()
    client.get(idea.get_absolute_url())

    with django_assert_num_queries(1):
        client.get(idea.get_absolute_url())


def test_a_copy_carries_the_headers_of_its_page_and_may_be_kept_by_proxies_that_ask(client: Client, settings) -> None:
    for _time in range(2):
        page = client.get("/ideen/")
        assert page.headers["Cache-Control"] == "no-cache"
        assert page.headers["Content-Language"] == "de"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "cookie" not in page.headers["Vary"].lower() and not page.cookies


def test_who_has_the_page_gets_304_until_it_changes(client: Client) -> None:
    idea = make_idea()
    path = idea.get_absolute_url()
    tag = client.get(path).headers["ETag"]

    unchanged = client.get(path, headers={"if-none-match": tag})
    Idea.objects.filter(pk=idea.pk).update(title="Zwei Bänke")
    changed = client.get(path, headers={"if-none-match": tag})

    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    assert changed.status_code == 301 or "Zwei Bänke" in text_of(changed)


def test_a_reader_that_knows_days_only_gets_304_from_the_page_drawn_and_from_the_copy(client: Client) -> None:
    make_idea()
    day = client.get("/ideen/feed.atom").headers["Last-Modified"]
    StoredPage.objects.all().delete()

    answers = [client.get("/ideen/feed.atom", headers={"if-modified-since": day}).status_code for _time in range(2)]
    early = client.get("/ideen/feed.atom", headers={"if-modified-since": "Thu, 01 Jan 2015 00:00:00 GMT"})

    assert (answers, StoredPage.objects.count(), early.status_code) == ([304, 304], 1, 200)


def test_who_asks_with_a_tag_first_leaves_a_copy_all_the_same(client: Client, hits) -> None:
    make_idea()
    for path in ("/ideen/", "/ideen/feed.atom"):
        tag = client.get(path).headers["ETag"]
        StoredPage.objects.all().delete()

        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
        assert hits(path) == 1


def test_the_language_is_in_the_address_and_so_no_copy_depends_on_that_of_the_browser(client: Client) -> None:
    assert [client.get("/ideen/").headers["Vary"] for _time in range(2)] == ["accept-encoding"] * 2


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("gzip;q=0", None), ("br;q=0, gzip", "gzip"), ("", None)],
)
def test_each_browser_gets_an_encoding_it_takes(accepted: str, encoding: str | None) -> None:
    client = Client(headers={"accept-encoding": accepted})
    pages = [client.get("/ideen/") for _time in range(2)]

    assert [page.headers.get("Content-Encoding") for page in pages] == [encoding] * 2
    assert all("</html>" in text_of(page) for page in pages)


def test_head_says_what_get_would(client: Client) -> None:
    page = client.get("/ideen/")
    client.get("/ideen/")

    head = client.head("/ideen/")

    assert (head.content, head.headers["ETag"]) == (b"", page.headers["ETag"])


def test_what_a_page_does_not_read_neither_stands_in_it_nor_makes_a_copy(client: Client, hits) -> None:
    first = read(client, "/ideen/?herkunft=%22%3E%3Cscript%3E&thema=")

    assert "herkunft" not in first
    assert hits("/ideen/") == 1
    assert hits("/ideen/?utm_source=zeitung") == 1


def test_filters_have_copies_of_their_own_whatever_their_order(client: Client, hits) -> None:
    make_idea()
    read(client, "/ideen/?stand=fertig&strasse=bergstrasse")

    assert hits("/ideen/?strasse=bergstrasse&stand=fertig") == 1
    assert hits("/ideen/?strasse=bergstrasse") == 0


def test_free_words_are_not_kept(client: Client) -> None:
    client.get("/ideen/?q=Erika+Beispiel")
    client.get("/suche/?q=Erika+Beispiel")

    assert StoredPage.objects.count() == 0


def test_a_name_that_is_not_ours_is_refused_also_for_a_page_with_a_copy(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client.get("/ideen/")

    assert client.get("/ideen/", headers={"host": "woanders.example"}).status_code == 400


def test_forms_and_pages_of_one_person_leave_no_copy(client: Client) -> None:
    idea = make_idea()
    listing = make_listing()
    for path in (
        "/ideen/neu/",
        f"/ideen/{idea.number}/unterstuetzen/",
        f"/ladenlokale/{listing.number}/anfragen/",
        "/meine-daten/",
        "/kontakt/nachricht/",
        "/verwaltung/anmelden/",
        "/ideen/neu/danke/",
        "/livez",
        "/readyz",
    ):
        client.get(path)
        client.get(path)

    assert StoredPage.objects.count() == 0


def test_what_is_missing_or_gone_leaves_no_copy_and_takes_the_old_one_along(client: Client) -> None:
    idea = make_idea()
    path = idea.get_absolute_url()
    client.get(path)
    lifecycle.apply(idea, "withdraw", by=Role.AUTHOR)

    answers = [client.get(address).status_code for address in (path, path, "/ideen/I-2020-1/")]

    assert (answers, StoredPage.objects.count()) == ([410, 410, 404], 0)


def test_an_answer_that_asked_who_reads_it_is_not_kept(client: Client, monkeypatch) -> None:
    plain = IdeaList.get

    def asks(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        request.session.get("anything")
        return plain(self, request, *args, **kwargs)

    monkeypatch.setattr(IdeaList, "get", asks)
    client.get("/ideen/")

    assert StoredPage.objects.count() == 0


# ---------------------------------------------------------------- never out of date
def publish() -> tuple[Callable[[], Any], str, str, bool]:
    idea, staff = make_idea(state="submitted", title="Eine neue Bank"), make_staff()
    return (lambda: lifecycle.apply(idea, "publish", by=staff)), "/ideen/", "Eine neue Bank", True


def hide() -> tuple[Callable[[], Any], str, str, bool]:
    idea = make_idea(title="Eine alte Bank")
    return (lambda: lifecycle.apply(idea, "withdraw", by=Role.AUTHOR)), "/ideen/", "Eine alte Bank", False


def correct() -> tuple[Callable[[], Any], str, str, bool]:
    idea = make_idea(title="Eine Bank")
    return (lambda: Idea.objects.filter(pk=idea.pk).update(title="Zwei Bänke")), "/ideen/", "Zwei Bänke", True


def erase() -> tuple[Callable[[], Any], str, str, bool]:
    idea = make_idea(title="Gehört Erika")
    return (lambda: ideas.erase_idea(idea.contribution)), "/ideen/", "Gehört Erika", False


def add_support() -> tuple[Callable[[], Any], str, str, bool]:
    idea = make_idea()

    def act() -> None:
        Idea.objects.filter(pk=idea.pk).update(support_count=4173)

    return act, "/ideen/", "4173", True


def let() -> tuple[Callable[[], Any], str, str, bool]:
    listing, staff = make_listing(title="Laden am Markt"), staff_member()
    details = {"on": date(2026, 12, 1), "use_class": use("einzelhandel"), "tenant_name": "Mieter"}
    return (
        lambda: lifecycle.apply(listing, "let", by=staff, text="Abgesprochen.", **details),
        listing.get_absolute_url(),
        "vermietet",
        True,
    )


def expire() -> tuple[Callable[[], Any], str, str, bool]:
    listing, staff = make_listing(title="Laden am Ende"), staff_member()
    return (lambda: lifecycle.apply(listing, "expire", by=staff, text="")), "/ladenlokale/", "Laden am Ende", False


def rename_street() -> tuple[Callable[[], Any], str, str, bool]:
    make_listing(unit=make_unit())
    return (
        lambda: Street.objects.filter(slug="bergstrasse").update(name="Neue Bergstraße"),
        "/ladenlokale/",
        "Neue Bergstraße",
        True,
    )


def rename_topic() -> tuple[Callable[[], Any], str, str, bool]:
    idea = make_idea()
    topic = Topic.objects.first()
    idea.topics.add(topic)
    return (
        (lambda: Topic.objects.filter(pk=topic.pk).update(name="Ganz neu")),
        idea.get_absolute_url(),
        "Ganz neu",
        True,
    )


def join_topic() -> tuple[Callable[[], Any], str, str, bool]:
    idea = make_idea()
    topic = Topic.objects.first()
    return (lambda: idea.topics.add(topic)), idea.get_absolute_url(), str(topic), True


def announce() -> tuple[Callable[[], Any], str, str, bool]:
    today = timezone.localdate()
    return (
        lambda: Announcement.objects.create(title="Freitag zu", starts_on=today, ends_on=today),
        "/",
        "Freitag zu",
        True,
    )


def reword() -> tuple[Callable[[], Any], str, str, bool]:
    return (lambda: SiteText.objects.create(key="contact.lead", text="Klopfen.")), "/kontakt/", "Klopfen.", True


CHANGES = [
    publish,
    hide,
    correct,
    erase,
    add_support,
    let,
    expire,
    rename_street,
    rename_topic,
    join_topic,
    announce,
    reword,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_next_request_shows_the_change(client: Client, change: Callable) -> None:
    act, path, words, is_there = change()
    before = [read(client, path) for _time in range(2)]
    act()
    after = [read(client, path) for _time in range(2)]

    assert [words in page for page in before] == [not is_there] * 2
    assert [words in page for page in after] == [is_there] * 2


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_that_is_rolled_back_leaves_the_copy(client: Client, hits, change: Callable) -> None:
    act, path, _words, _is_there = change()
    read(client, path)
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    site_texts.keep(None)

    assert hits(path) == 1


def test_without_versions_the_change_would_not_be_shown(client: Client) -> None:
    """The twin: a copy that knows nothing of the change."""
    act, path, words, _is_there = correct()
    read(client, path)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE projects_idea DISABLE TRIGGER {versions.TRIGGER}")
    try:
        act()
        assert words not in read(client, path)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE projects_idea ENABLE TRIGGER {versions.TRIGGER}")


def test_a_page_of_yesterday_is_drawn_anew_after_midnight(client: Client) -> None:
    Announcement.objects.create(title="Nur heute", starts_on=date(2026, 1, 15), ends_on=date(2026, 1, 15))
    seen = []
    for moment in ("2026-01-14T22:30Z", "2026-01-14T23:30Z", "2026-01-15T22:59Z", "2026-01-15T23:01Z"):
        with time_machine.travel(moment, tick=False):
            seen.append(["Nur heute" in read(client, "/") for _time in range(2)])

    assert seen == [[False] * 2, [True] * 2, [True] * 2, [False] * 2]


def test_what_is_free_from_the_first_of_the_month_says_so_on_that_day(client: Client) -> None:
    with time_machine.travel("2027-01-31T10:00Z", tick=False):
        listing = make_listing(available_from=date(2027, 2, 1))
    seen = []
    for moment in ("2027-01-31T22:59Z", "2027-01-31T23:01Z"):
        with time_machine.travel(moment, tick=False):
            seen.append([read(client, listing.get_absolute_url()) for _time in range(2)])

    assert [pages[0] == pages[1] for pages in seen] == [True, True]
    assert "ab sofort" not in seen[0][0] and "ab sofort" in seen[1][0]


def test_every_reader_sees_every_change_in_a_storm() -> None:
    """200 changes while eight read: whoever asks after a commit sees it, or a later one."""
    idea = make_idea(title="Nummer 0")
    path = "/ideen/"
    committed, wrong, is_over = [0], [], threading.Event()

    def look() -> None:
        client = Client(headers={"accept-encoding": "gzip"})
        while not is_over.is_set():
            least = committed[0]
            page = read(client, path)
            number = int(page.split("Nummer ")[1].split("<")[0].split(" ")[0])
            if number < least:
                wrong.append((least, number))
        connections.close_all()

    readers = [threading.Thread(target=look) for _reader in range(8)]
    for reader in readers:
        reader.start()
    for number in range(1, 201):
        Idea.objects.filter(pk=idea.pk).update(title=f"Nummer {number}")
        committed[0] = number
    is_over.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    assert "Nummer 200" in read(Client(), path)


# ---------------------------------------------------------------- limits and operation
def test_a_limit_counts_copies_as_well(client: Client, settings) -> None:
    settings.PUBLIC_EXPORTS_PER_HOUR = 3
    make_idea()

    answers = [client.get("/ideen/export.json").status_code for _time in range(5)]

    assert answers == [200, 200, 200, 429, 429]


def test_another_release_or_setting_makes_new_copies(client: Client, hits, settings) -> None:
    read(client, "/ideen/")
    settings.OFFICE = {**settings.OFFICE, "phone": "0231 1234567"}

    assert hits("/ideen/") == 0


def test_the_newest_copies_stay_when_there_is_no_more_room(client: Client, settings) -> None:
    for path in ("/ideen/", "/ladenlokale/", "/projekte/"):
        client.get(path)
    sizes = list(StoredPage.objects.order_by("-stored_at").values_list("size", flat=True))
    settings.PAGE_CACHE_MB = (sizes[0] + sizes[1]) / 1_000_000

    store.clear()

    assert list(StoredPage.objects.order_by("-stored_at").values_list("size", flat=True)) == sizes[:2]


def test_copies_of_past_days_are_purged(client: Client) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        client.get("/ideen/")
    client.get("/projekte/")

    assert store.purge(timezone.now(), dry_run=True) == 1
    assert (store.purge(timezone.now()), StoredPage.objects.count()) == (1, 1)


def test_switched_off_nothing_is_kept(client: Client, settings) -> None:
    settings.PAGE_CACHE = False
    client.get("/ideen/")

    assert StoredPage.objects.count() == 0


def test_hits_and_size_can_be_read(client: Client, capsys) -> None:
    counts.write()
    PageFigures.objects.all().delete()
    tag = client.get("/ideen/").headers["ETag"]
    client.get("/ideen/")
    client.get("/ideen/", headers={"if-none-match": tag})
    counts.write()

    call_command("page_cache")

    text = capsys.readouterr().out
    assert "2 of 3 pages from a copy (67 %), 1 of them unchanged" in text
    assert "1 copies, 0.0 of 64 MB." in text


def test_all_copies_can_be_thrown_away(client: Client, capsys) -> None:
    client.get("/ideen/")

    call_command("page_cache", "--empty")

    assert (capsys.readouterr().out, StoredPage.objects.count()) == ("1 copies deleted.\n", 0)
