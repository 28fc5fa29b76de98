"""Fourteen people send three photos each, and everybody else goes on reading."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.contrib.admin import site
from django.db import connection
from django.forms import FileField
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart
from PIL import Image

from eving.core.models import PendingPhoto
from eving.core.photos import encoding, pending
from eving.core.tables import reading
from eving.runtime.database.pause import give_back_connections
from eving.runtime.turns import Turns
from projects.admin.projects import ProjectAdmin
from projects.forms.ideas import IdeaForm
from projects.models import Idea, IdeaPhoto
from projects.services import documents
from tests.actors.entries import make_actor
from tests.actors.test_admin import forms_of
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of
from tests.photo_files import as_bytes, jpeg, upload
from tests.projects.ideas.test_submission import FORM, IDEA
from tests.projects.projects.rows import PDF, make_project
from tests.web_server import Server, served

UPLOADS = 14
TYPED = "Im Sommer ist es heiß."


# ---------------------------------------------------------------- a real server
def photo(number: int) -> bytes:
    chance = random.Random(number)
    small = Image.frombytes("RGB", (400, 300), chance.randbytes(400 * 300 * 3))
    return as_bytes(small.resize((1000, 750), Image.Resampling.BILINEAR), "JPEG", quality=90)


def bodies(server: Server, count: int) -> list[tuple[bytes, str]]:
    """One filled-in form for each person, with the cookie of its page."""
    three = [photo(number) for number in range(3)]
    made = []
    for number in range(count):
        _status, page, cookie = server.ask(FORM)
        token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        fields = {
            **IDEA,
            "text": TYPED,
            "form_key": IdeaForm().key.sign(IdeaForm.form_name),
            "csrfmiddlewaretoken": token,
            "email": f"person{number}@example.org",
            "photo_rights": "on",
            "photo_persons": "on",
            "action": "send",
            "photos": [upload(content, f"{place}.jpg") for place, content in enumerate(three)],
        }
        made.append((encode_multipart(BOUNDARY, fields), cookie.split(";")[0]))
    return made


def send_all(server: Server) -> list[tuple[int, str]]:
    """Status and page of each form, all sent at once; meanwhile two visitors and one of the staff read."""
    forms = bodies(server, UPLOADS)
    cookie = staff_cookie()
    answers: list[tuple[int, str]] = []
    read: Counter = Counter()
    is_over = threading.Event()

    def send(body: bytes, cookie: str) -> None:
        status, page, _cookie = server.ask(FORM, body, cookie)
        answers.append((status, page))

    def go_on_reading(paths: list[str], cookie: str = "") -> None:
        while not is_over.is_set():
            for path in paths:
                read[server.ask(path, cookies=cookie)[0]] += 1
                is_over.wait(0.3)

    readers = [threading.Thread(target=go_on_reading, args=[["/", "/ideen/"]]) for _reader in range(2)]
    readers.append(threading.Thread(target=go_on_reading, args=[["/verwaltung/projects/idea/"], cookie]))
    senders = [threading.Thread(target=send, args=form) for form in forms]
    for thread in readers + senders:
        thread.start()
    for thread in senders:
        thread.join()
    is_over.set()
    for thread in readers:
        thread.join()
    # How many were answered by 503 is a question of the machine (python -m tests.faults uploads).
    assert {200} <= set(read) <= {200, 503}, read
    return answers


def staff_cookie() -> str:
    client = Client()
    client.force_login(make_staff())
    return f"{portal.SESSION_COOKIE_NAME}={client.cookies[portal.SESSION_COOKIE_NAME].value}"


@pytest.mark.cluster
def test_of_fourteen_uploads_at_once_each_is_stored_whole_or_handed_back(committed, tmp_path: Path) -> None:
    make_idea()

    with served("eving.wsgi:application", tmp_path / "media") as server:
        answers = send_all(server)
        server.wait_for("/ideen/")

    assert {302} <= {status for status, _page in answers} <= {302, 422, 503}
    taken, late = ([status for status, _page in answers].count(status) for status in (302, 503))
    ideas = Idea.objects.filter(text=TYPED).count()
    assert taken <= ideas <= taken + late
    assert IdeaPhoto.objects.count() == 3 * ideas
    for status, page in answers:
        if status == 422:
            assert TYPED in page and "Gerade senden viele Menschen Fotos" in page


# ---------------------------------------------------------------- as many wait as there are connections
def fill_up(server: Server, media: Path, **kinds: int) -> None:
    """So many uploads and documents that wait for their turn and never get it."""
    number = make_idea().number
    [(body, cookie)] = bodies(server, 1)
    ask = {
        "uploads": lambda: server.ask(FORM, body, cookie),
        "documents": lambda: server.ask(f"/ideen/{number}/aushang.pdf"),
    }

    def insist(kind: str) -> None:
        while ask[kind]()[0] == 503:  # where the machine is busy
            time.sleep(0.1)

    for kind, count in kinds.items():
        for _request in range(count):
            # Nobody joins them: the end of the server ends them.
            threading.Thread(target=insist, args=[kind], daemon=True).start()
    end = time.monotonic() + 90
    while len((media / "waiting").read_text().split() if (media / "waiting").exists() else []) < sum(kinds.values()):
        assert time.monotonic() < end, "they do not wait"
        time.sleep(0.05)


@pytest.mark.cluster
def test_readers_get_their_pages_while_uploads_and_documents_wait(committed, tmp_path: Path) -> None:
    with served("tests.stuck_work:application", tmp_path, processes=1, patience=1, WEB_CONNECTIONS="3") as server:
        fill_up(server, tmp_path, uploads=3, documents=3)

        server.wait_for("/")
        server.wait_for("/ideen/")


@pytest.mark.cluster
@pytest.mark.parametrize("kind", ["uploads", "documents"])
def test_kept_connections_would_close_the_portal(committed, tmp_path: Path, kind: str) -> None:
    """The twin."""
    with served(
        "tests.stuck_and_careless:application", tmp_path, processes=1, patience=1, WEB_CONNECTIONS="3"
    ) as server:
        fill_up(server, tmp_path, **{kind: 3})

        assert [server.ask(path)[0] for path in ("/", "/ideen/")] == [503, 503]


# ---------------------------------------------------------------- who holds a connection while a photo is read
def lines() -> set[int]:
    """The lines to this database beside the one that asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def while_waiting(send: Callable[[], object], turns: Turns = encoding.encoder) -> int:
    """How many connections are held while a request waits for its turn."""
    answered = []

    def run() -> None:
        try:
            answered.append(send())
        finally:
            connection.close()

    before = lines()
    thread = threading.Thread(target=run)
    with turns.lock:
        thread.start()
        end = time.monotonic() + 60
        while not turns.inside:
            assert time.monotonic() < end and thread.is_alive(), "nobody waits"
            time.sleep(0.01)
        for _look in range(40):  # the server notices a moment later that a line was closed
            if not (held := lines() - before):
                break
            time.sleep(0.05)
    thread.join()
    assert answered
    return len(held)


def idea_with_photo() -> object:
    return fill_in(
        Client(), FORM, **IDEA, action="send", photo_rights="on", photo_persons="on", photos=[upload(jpeg())]
    )


def actor_with_logo() -> object:
    return fill_in(Client(), "/akteure/eintragen/", name="Verein", photos=[upload(jpeg())])


def offer_with_photo() -> object:
    return fill_in(Client(), "/ladenlokale/anbieten/", name="Erika", photos=[upload(jpeg())])


def page_of_staff(path: str, name: str, content: bytes = jpeg()) -> Callable[[], object]:
    def send() -> object:
        client = Client()
        client.force_login(make_staff())
        # The form need not be whole: its files are read before it is.
        return client.post(path, {name: upload(content), "label": "Probe"})

    return send


@pytest.mark.parametrize("send", [idea_with_photo, actor_with_logo, offer_with_photo])
def test_no_visitor_holds_a_connection_while_a_photo_waits(committed, settings, send) -> None:
    settings.PHOTO_WAIT_SECONDS = 60

    assert while_waiting(send) == 0


@pytest.mark.parametrize("kind", ["project", "actor", "unit"])
def test_no_page_of_the_office_holds_one_either(committed, settings, kind: str) -> None:
    settings.PHOTO_WAIT_SECONDS = 60
    path, prefix = {
        "project": lambda: (f"/verwaltung/projects/project/{make_project().pk}/change/", "photos"),
        "actor": lambda: (f"/verwaltung/actors/actor/{make_actor().pk}/change/", "logos"),
        "unit": lambda: ("/verwaltung/vacancies/shopunit/add/", "photos"),
    }[kind]()

    assert while_waiting(page_of_staff(path, f"{prefix}-0-upload")) == 0


def test_read_within_its_transaction_a_file_keeps_one(committed, settings, monkeypatch) -> None:
    """The twin: the admin's own way."""
    settings.PHOTO_WAIT_SECONDS = 60
    monkeypatch.setattr(ProjectAdmin, "read_first", {})
    project = make_project()
    path = f"/verwaltung/projects/project/{project.pk}/change/"
    client = Client()
    client.force_login(make_staff())
    values = forms_of(client, path, **{"photos-0-alt": "Eine Bank", "photos-0-rights_confirmed": "on"})

    assert while_waiting(lambda: client.post(path, {**values, "photos-0-upload": upload(jpeg())})) == 1


def test_every_page_of_the_office_that_takes_files_reads_them_first(db, rf) -> None:
    """A register that gets photos tomorrow is held to it as well."""
    request = rf.get("/")
    request.user = make_staff()
    found = []
    for model_admin in site._registry.values():
        for inline in model_admin.inlines:
            fields = getattr(inline.form, "declared_fields", {})
            if any(isinstance(field, FileField) for field in fields.values()):
                prefix = inline(model_admin.model, site).get_formset(request).get_default_prefix()
                found.append((type(model_admin).__name__, prefix))
                assert prefix in model_admin.read_first, found[-1]
    assert len(found) >= 4


def test_nobody_holds_one_while_a_pdf_or_a_table_waits(committed, settings) -> None:
    settings.READ_WAIT_SECONDS = 60
    project = make_project()
    document = page_of_staff(f"/verwaltung/projects/project/{project.pk}/change/", "documents-0-upload", PDF)
    table = page_of_staff("/verwaltung/projects/project/tabelle/einlesen/", "file", b"Titel;In einem Satz\nA;B\n")

    assert while_waiting(document, documents.reading) == 0
    assert while_waiting(table, reading.reading) == 0


def test_without_giving_it_back_one_is_held(committed, settings, monkeypatch) -> None:
    """The twin."""
    settings.PHOTO_WAIT_SECONDS = 60
    monkeypatch.setattr("eving.runtime.turns.give_back_connections", lambda: None)

    assert while_waiting(idea_with_photo) == 1


def test_within_a_transaction_nothing_is_given_back(db) -> None:
    make_idea()

    give_back_connections()

    assert Idea.objects.count() == 1


# ---------------------------------------------------------------- what does not fit
@pytest.fixture
def busy_encoder(settings) -> Iterator[None]:
    settings.PHOTO_QUEUE = 0
    with encoding.encoder.take(waiting=0, seconds=1):
        yield


@pytest.mark.django_db
def test_who_does_not_fit_into_the_queue_keeps_all_that_was_typed(client: Client, settings, request) -> None:
    first = fill_in(
        client,
        FORM,
        **{**IDEA, "email": ""},
        photo_rights="on",
        photo_persons="on",
        photos=[upload(jpeg(50), "erstes.jpg")],
    )
    assert first.status_code == 422 and PendingPhoto.objects.count() == 1
    request.getfixturevalue("busy_encoder")
    key = first.content.decode().split('name="form_key" value="', 1)[1].split('"', 1)[0]

    answer = client.post(
        FORM,
        {
            **IDEA,
            "form_key": key,
            "photo_rights": "on",
            "photo_persons": "on",
            "photos": [upload(jpeg(60), "zweites.jpg")],
        },
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert answer["Retry-After"] == "30"
    assert "„zweites.jpg“: Gerade senden viele Menschen Fotos." in page and "gleich noch einmal" in page
    assert "Kinder haben Durst." in page and "erstes.jpg" in page
    assert PendingPhoto.objects.count() == 1 and not Idea.objects.exists()


@pytest.mark.django_db
def test_photos_of_unsent_forms_take_no_more_room_than_they_may(client: Client, settings) -> None:
    settings.PENDING_PHOTOS_MB = 1
    kept = pending.keep_pending(IdeaForm().key.key, upload(jpeg(50)))
    PendingPhoto.objects.update(byte_size=999_999)
    values = {**IDEA, "photo_rights": "on", "photo_persons": "on"}
    fits = fill_in(client, FORM, **values, action="send", photos=[upload(jpeg(60))])
    assert fits.status_code == 302  # the twin: there is room for the last byte
    PendingPhoto.objects.update(byte_size=1_000_000)

    answer = fill_in(client, FORM, **values, action="send", photos=[upload(jpeg(70), "zu-viel.jpg")])

    page = text_of(answer)
    assert answer.status_code == 422 and "„zu-viel.jpg“: Für weitere Fotos ist gerade kein Platz." in page
    assert "Kinder haben Durst." in page
    assert list(PendingPhoto.objects.values_list("key", flat=True)) == [kept.key]
    again = fill_in(client, FORM, **{**IDEA, "title": "Ohne Foto"}, action="send")
    assert again.status_code == 302 and Idea.objects.filter(title="Ohne Foto").exists()


@pytest.mark.django_db
def test_a_hundred_unreadable_files_are_not_all_looked_at() -> None:
    files = [upload(b"\xff\xd8" + bytes([number]) * 50, f"{number}.jpg") for number in range(30)]

    kept, refused = pending.keep_uploads(IdeaForm().key.key, files)

    codes = Counter(problem.code for _file, problem in refused)
    assert kept == [] and codes == {"not_a_photo": 6, "too_many": 24}
