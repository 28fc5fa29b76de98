"""What is done to a portal, and what came of it. Each case leaves the portal as it found it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread

from tests.faults.portal import Answer, Portal
from tests.photo_files import jpeg

PAGES = ("/", "/ideen/", "/projekte/", "/ladenlokale/", "/akteure/", "/suche/?q=Bank")
WITHOUT_DATABASE = "/impressum/"
AT_ONCE = 0.9  # seconds; whoever waits for an answer of the database gives up later (CheckedPool.check_seconds)
NOTE, IDEA = "/kontakt/nachricht/", "/ideen/neu/"


@dataclass
class Seen:
    """The answers of one part of a case."""

    case: str
    part: str
    answers: list[Answer]

    @property
    def statuses(self) -> dict[int, int]:
        return dict(sorted(Counter(answer.status for answer in self.answers).items()))

    @property
    def slowest(self) -> float:
        return max(answer.seconds for answer in self.answers)

    @property
    def failed(self) -> int:
        """How many have got no page: nothing at all, or an error of the server."""
        return sum(answer.status == 0 or answer.status >= 500 for answer in self.answers)

    @property
    def given_up(self) -> int:
        """How many failed at once, or without a question to the database. Load makes a page late and does neither."""
        return sum(
            answer.status != 200 and (answer.seconds < AT_ONCE or not answer.was_asked) for answer in self.answers
        )

    @property
    def median(self) -> float:
        return sorted(answer.seconds for answer in self.answers)[len(self.answers) // 2]


def pages(portal: Portal, count: int) -> list[Answer]:
    """One after the other, as a visitor reads."""
    return [portal.read(PAGES[number % len(PAGES)]) for number in range(count)]


def together(portal: Portal, count: int) -> list[Answer]:
    paths = [PAGES[number % len(PAGES)] for number in range(count)]
    return portal.at_once([lambda path=path: portal.get(path) for path in paths])


def afterwards(portal: Portal, case: str) -> Seen:
    """Raises AssertionError where the portal stays closed."""
    portal.wait_until_all_is_back(PAGES)
    return Seen(case, "12 pages afterwards", pages(portal, 12))


# ---------------------------------------------------------------- the database goes
def restart(portal: Portal) -> list[Seen]:
    """The server is started anew while every process holds as many connections as it may."""
    portal.warm()
    portal.restart_database()
    after = pages(portal, 24)
    portal.warm()
    portal.proxy.set("cut")
    cut = pages(portal, 24)
    return [Seen("restart", "24 pages after it", after), Seen("restart", "24 pages after all lines were cut", cut)]


def refused(portal: Portal, *, seconds: float = 6) -> list[Seen]:
    """Nobody is let in, for some seconds; then everybody."""
    portal.warm()
    portal.proxy.set("refuse")
    end = time.monotonic() + seconds
    meanwhile = together(portal, 12)
    while time.monotonic() < end:
        meanwhile += pages(portal, 1)
    legal = [portal.get(WITHOUT_DATABASE)]
    ready = [portal.get("/readyz")]
    portal.proxy.set("ok")
    after = pages(portal, 24)
    return [
        Seen("refused", "12 pages at once, then one after the other", meanwhile),
        Seen("refused", "a legal page", legal),
        Seen("refused", "/readyz", ready),
        Seen("refused", "24 pages afterwards", after),
    ]


def silent(portal: Portal, *, rounds: int = 6) -> list[Seen]:
    """The server takes every connection and answers nothing, while three times as many ask as there are threads."""
    portal.warm()
    portal.proxy.set("blackhole")
    count = 3 * portal.threads
    paths = [PAGES[number % len(PAGES)] for number in range(count)] + ["/livez", WITHOUT_DATABASE] * 4
    answers = portal.at_once([lambda path=path: portal.get(path) for path in paths])
    first, alive = answers[:count], answers[count:]
    one = pages(portal, rounds)
    legal = [portal.get(WITHOUT_DATABASE)]
    ready = [portal.get("/readyz")]
    portal.proxy.set("ok")
    after = pages(portal, 24)
    return [
        Seen("silent", f"{count} pages at once", first),
        Seen("silent", "/livez and a legal page among them", alive),
        Seen("silent", f"{rounds} pages one after the other", one),
        Seen("silent", "a legal page", legal),
        Seen("silent", "/readyz", ready),
        Seen("silent", "24 pages afterwards", after),
    ]


def slow(portal: Portal) -> list[Seen]:
    """Each piece of each answer comes later, but it comes."""
    portal.proxy.set("latency")
    answers = pages(portal, 6)
    portal.wait_until_all_is_back(PAGES)
    portal.proxy.set("ok")
    return [Seen("slow line", "6 pages, 10 ms each way", answers)]


def locked(portal: Portal) -> list[Seen]:
    """Somebody holds a table that pages need, as a migration does."""
    portal.warm()
    portal.sql("DELETE FROM core_storedpage")  # a page with a copy needs no table but that one
    with portal.locked("projects_idea"):
        names = ("/ideen/", "/", "/suche/?q=Bank", "/ideen/export.json", "/ideen/feed.atom", "/verwaltung/login/")
        needy = portal.at_once([lambda path=path: portal.get(path) for path in names[:-1]])
        free = ("/akteure/", "/readyz", names[-1])
        other = [portal.get(path) for path in free]
        portal.wait_until_all_is_back(free)
    after = pages(portal, 12)
    return [
        Seen("locked table", "5 pages, JSON and feed that need it", needy),
        Seen("locked table", "pages that do not", other),
        Seen("locked table", "12 pages afterwards", after),
    ]


# ---------------------------------------------------------------- many at once
def message(number: int, mark: str) -> dict[str, str]:
    return {
        "text": f"Meldung {mark} {number:04}",
        "name": "Erika Beispiel",
        "email": f"erika{mark}{number}@example.org",
    }


def stored(portal: Portal, mark: str) -> Counter[str]:
    """How often each message of a case lies in the database."""
    rows = portal.sql(
        "SELECT text, count(*) FROM core_officemessage WHERE text LIKE %s GROUP BY text", f"Meldung {mark} %"
    )
    return Counter(dict(rows))


def posts(portal: Portal, count: int = 60, mark: str = "gleichzeitig") -> list[Seen]:
    """So many people press the button in the same moment; whoever gets a 503 presses once more later."""
    portal.warm()
    forms = [portal.open_form(NOTE) for _number in range(count)]
    sent = [
        lambda form=form, number=number: form.send(message(number, mark), visitor=number)
        for number, form in enumerate(forms)
    ]
    answers = portal.at_once(sent)
    return [Seen("posts at once", f"{count} messages", answers)]


def supports(portal: Portal, count: int = 60, mark: str = "unterstuetzt", *, seconds: float = 1) -> list[Seen]:
    """So many people open an idea's form within a second and send it at once, as after a report in the news."""
    portal.warm()
    [[number]] = portal.sql("SELECT number FROM projects_idea WHERE state = 'published' ORDER BY number LIMIT 1")
    path = f"/ideen/{number}/unterstuetzen/"

    def support(person: int) -> tuple[Answer, Answer]:
        time.sleep(seconds * person / count)
        page = portal.get(path)
        form = portal.form_of(path, page)
        return page, form.send({"email": supporter(person, mark)}, visitor=person) if form else page

    both = portal.at_once([lambda person=person: support(person) for person in range(count)])
    opened, sent = ([pair[place] for pair in both] for place in (0, 1))
    return [Seen("supports", f"{count} forms opened", opened), Seen("supports", f"{count} forms sent", sent)]


def supporter(person: int, mark: str) -> str:
    return f"{mark}{person}@example.org"


def supported(portal: Portal, mark: str) -> Counter[str]:
    """How often each person of a case has supported."""
    rows = portal.sql(
        "SELECT p.email, count(*) FROM projects_support s JOIN core_participant p ON p.id = s.participant_id"
        " WHERE p.email LIKE %s GROUP BY p.email",
        f"{mark}%",
    )
    return Counter(dict(rows))


def beside(
    portal: Portal, storm: Callable[[], list[Answer]], paths: Sequence[str]
) -> tuple[list[Answer], list[Answer]]:
    """Answers of the storm, and of readers who go on reading all the while."""
    is_over = Event()
    read: list[Answer] = []

    def reader(own: Sequence[str]) -> None:
        number = 0
        while not is_over.is_set():
            read.append(portal.get(own[number % len(own)]))
            number += 1

    readers = [Thread(target=reader, args=(paths[shift:] + paths[:shift],)) for shift in (0, 2)]
    for each in readers:
        each.start()
    try:
        answers = storm()
    finally:
        is_over.set()
        for each in readers:
            each.join()
    return answers, read


def uploads(portal: Portal, count: int = 14, size: tuple[int, int] = (4000, 3000)) -> list[Seen]:
    """So many people send an idea with three photos each, and two read."""
    portal.warm()
    photo = jpeg(*size)
    forms = [portal.open_form(IDEA) for _number in range(count)]
    values = {
        "text": "Zum Lesen in der Sonne, auch für ältere Menschen.",
        "name": "Erika Beispiel",
        "name_display": "none",
        "photo_rights": "on",
        "photo_persons": "on",
    }
    sent = [
        lambda form=form, number=number: form.send(
            {**values, "title": f"Eine Bank Nummer {number}", "email": f"upload{number}@example.org"},
            [photo] * 3,
            visitor=number,
        )
        for number, form in enumerate(forms)
    ]
    answers, read = beside(portal, lambda: portal.at_once(sent), PAGES)
    return [
        Seen("uploads at once", f"{count} ideas with 3 photos", answers),
        Seen("uploads at once", "readers beside them", read),
        afterwards(portal, "uploads at once"),
    ]


def documents(portal: Portal, count: int = 60) -> list[Seen]:
    """So many documents to print are asked for in the same moment, each of another idea, and two read."""
    portal.warm()
    numbers = [row[0] for row in portal.sql("SELECT number FROM projects_idea WHERE state = 'published' LIMIT 60")]
    paths = [f"/ideen/{numbers[index % len(numbers)]}/aushang.pdf" for index in range(count)]
    asked = [lambda path=path: portal.get(path) for path in paths]
    answers, read = beside(portal, lambda: portal.at_once(asked), PAGES)
    return [
        Seen("documents at once", f"{count} PDFs", answers),
        Seen("documents at once", "readers beside them", read),
        afterwards(portal, "documents at once"),
    ]


# ---------------------------------------------------------------- kill -9
@dataclass
class Count:
    """What became of the messages of the case below."""

    sent: int
    acknowledged: int
    lost: int
    doubled: int
    repeated: int  # presses that got no thanks page
    failed_after: dict[str, int]  # pages after each start of a process or server


def kills(portal: Portal, count: int = 300, *, mark: str = "kill", writers: int = 6) -> Count:
    """Messages come in while processes are killed; whoever gets no thanks page presses the button again."""
    portal.warm()
    thanked: list[int] = []
    repeated: list[int] = []
    numbers = iter(range(count))

    def write(_writer: int) -> None:
        for number in numbers:
            form = portal.open_form(NOTE)
            end = time.monotonic() + 120
            while (answer := form.send(message(number, mark), visitor=number)).status != 302:
                repeated.append(answer.status)
                assert answer.status in {0, 503}, f"a message was answered by {answer.status}"
                assert time.monotonic() < end, "a message was never taken"
                time.sleep(0.2)
            thanked.append(number)

    failed: dict[str, int] = {}
    with ThreadPoolExecutor(writers) as threads:
        work = [threads.submit(write, number) for number in range(writers)]

        def reach(share: float) -> None:
            while len(thanked) < share * count:
                for each in work:
                    if each.done():
                        each.result()
                time.sleep(0.02)

        def after(what: str) -> None:
            failed[what] = Seen("kill -9", what, pages(portal, 12)).failed
            portal.wait_until_all_is_back(PAGES)

        reach(0.15)
        portal.kill_process(portal.web_workers()[0])
        portal.wait_until_ready()
        after("a web process")
        reach(0.3)
        portal.kill("worker")
        portal.start_worker()
        reach(0.45)
        portal.kill_database()
        after("the database")
        reach(0.6)
        portal.kill("web")
        portal.start_web()
        after("the web server")
        reach(0.8)
        portal.kill_database()
        after("the database again")
        for each in work:
            each.result()
    found = stored(portal, mark)
    return Count(
        sent=count,
        acknowledged=len(thanked),
        lost=sum(found[message(number, mark)["text"]] == 0 for number in thanked),
        doubled=sum(times > 1 for times in found.values()),
        repeated=len(repeated),
        failed_after=failed,
    )
