import fcntl
import hashlib
import ipaddress
import secrets
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, Error, connection, transaction
from django.utils.translation import gettext as _

from eving.demo.filling import pictures
from eving.runtime.database import turns
from eving.runtime.postgres.server import server
from eving.runtime.processes import Ended, Family, Stopped, stop_on_signals, was_stopped

MARK = "eving demo"
STAFF = "quartier"
READY_SECONDS = 60


class Command(BaseCommand):
    help = "Show the portal with invented content: database, web server and job worker in one."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="Delete everything entered so far and begin anew.")

    def handle(self, *, host: str, port: int, reset: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("The demo never runs with EVING_ENV=%(env)s.") % {"env": settings.EVING_ENV})
        check_port(host, port)
        stop_on_signals()
        family = Family()
        try:
            with own_account() as name:
                password = self.prepare(name, reset=reset)
                address = f"http://{bracketed(host)}:{port}"
                family.start("worker", "worker", BASE_URL=address)
                family.start("web", "serve", "--host", host, "--port", str(port), "--verbosity", "0", BASE_URL=address)
                wait_until_ready(address, family)
                self.announce(host, address, name, password)
                family.watch(each_moment=keep_database)
        except (Stopped, CommandError, Error) as error:
            if not was_stopped(error):
                raise
            self.say(_("Stopping …"))
        except Ended as end:
            text = _("The process “%(name)s” ended by itself (%(code)s); everything has been stopped.")
            raise CommandError(text % {"name": end.name, "code": end.code}) from None
        finally:
            family.stop()
            connection.close()

    def prepare(self, name: str, *, reset: bool) -> str:
        """Migrate, fill and collect files, and give this account a new password, which is returned."""
        with (
            held("demo.lock", lambda: self.say(_("Another demo of this folder is being prepared: waiting for it …"))),
            ExitStack() as turn,
        ):
            # Demos in other folders may share this database.
            try:
                turn.enter_context(turns.alone(self.announce_wait))
            except DatabaseError as error:
                raise unusable(error) from error
            if reset and others_run(name):
                raise CommandError(_("Another demo of this folder is running: stop it before you start again."))
            self.say(_("Preparing the database …"))
            claim_database()
            if reset:
                erase()
            # Side by side, because migrations wait for the database and static files for the disk.
            is_over = threading.Event()
            with ThreadPoolExecutor(2) as beside:
                collected = beside.submit(collect_static)
                if is_fresh():
                    beside.submit(pictures.encode_all, is_over.is_set)
                try:
                    call_command("migrate", verbosity=0, interactive=False)
                except BaseException:
                    is_over.set()
                    raise
            if collected.result():
                self.say(_("Collected the files for the pages."))
            self.say(_("Filling in the demo content …"))
            call_command("demo_data", verbosity=2, stdout=self.stdout)
            return renew_password(name)

    def announce_wait(self) -> None:
        self.say(_("Another command is changing this database: waiting for it …"))

    def announce(self, host: str, address: str, name: str, password: str) -> None:
        self.say("")
        self.say(_("The portal is running at %(address)s/") % {"address": address})
        self.say(_("E-mails are not sent, you can read them at %(address)s/demo/postfach/") % {"address": address})
        if not is_loopback(host):
            self.say(
                self.style.WARNING(
                    _("Everybody in the network can open this demo, e-mails included. Enter no data of real people.")
                )
            )
        self.say(_("Stop with Ctrl-C."))
        self.say(_("Staff: %(address)s/verwaltung/") % {"address": address})
        self.say(_("User name %(name)s, password %(password)s") % {"name": name, "password": password})

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


# ------------------------------------------------------------ several demos in one folder
@contextmanager
def held(name: str, wait: Callable[[], object]) -> Iterator[None]:
    """Hold a file lock of this folder; calls ``wait`` before waiting for its owner. A killed process releases it."""
    with open(settings.VAR_DIR / name, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def own_account() -> Iterator[str]:
    """The name of an account that no other running demo uses, because each start sets and prints a new password."""
    number = 1
    while True:
        name = STAFF if number == 1 else f"{STAFF}{number}"
        with open(account_lock(name), "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                number += 1
                continue
            yield name
            return


def account_lock(name: str) -> Path:
    return Path(settings.VAR_DIR) / f"demo-{name}.lock"


def others_run(name: str) -> bool:
    for path in Path(settings.VAR_DIR).glob(account_lock(f"{STAFF}*").name):
        if path != account_lock(name):
            with path.open("a") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
    return False


# ------------------------------------------------------------ database and files of the demo


def claim_database() -> None:
    """Mark an empty database as the demo's own. Raises CommandError for one that holds anything else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database'),"
                " EXISTS (SELECT FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))"
                " FROM pg_database WHERE datname = current_database()"
            )
            mark, filled = cursor.fetchone()
            if mark == MARK or connection.settings_dict.get("EMBEDDED"):
                return
            if filled:
                raise CommandError(
                    _("The database in DATABASE_URL holds data that are not the demo's: give the demo an empty one.")
                )
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{MARK}'")
    except DatabaseError as error:
        raise unusable(error) from error


def unusable(error: DatabaseError) -> CommandError:
    return CommandError(_("The demo cannot use this database: %(reason)s") % {"reason": first_line(error)})


def is_fresh() -> bool:
    return not connection.introspection.table_names()


def erase() -> None:
    # Uploads outside var/ may belong to somebody else, so they are kept.
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    except DatabaseError as error:
        text = _("The demo cannot start again, is another one still running? (%(reason)s)")
        raise CommandError(text % {"reason": first_line(error)}) from error
    connection.close()  # the connection has cached types of the old schema
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.DEMO_MAIL_DIR)):
        if folder.is_relative_to(settings.VAR_DIR) and folder.is_dir():
            shutil.rmtree(folder)


def keep_database() -> None:
    if connection.settings_dict.get("EMBEDDED"):
        server.ensure()


# ------------------------------------------------------------ static files and account


def collect_static() -> bool:
    """Returns whether they were collected; skipped while the sources have not changed since last time."""
    sources = [
        (path, storage.size(path), storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    state = hashlib.sha256(repr(sorted(sources)).encode()).hexdigest()
    record = Path(settings.STATIC_ROOT) / ".collected"
    if record.exists() and record.read_text() == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    record.write_text(state)
    return True


def renew_password(name: str) -> str:
    """Set a new password at each start, because the former one is stored nowhere.

    The account has the role “Leitung”: it shows what the office will see, and no more.
    """
    password = secrets.token_urlsafe(9)
    names = {"first_name": "Demo", "last_name": "Quartier", "email": f"{name}@eving.example"}
    rights = {"is_staff": True, "is_superuser": False, "is_active": True}
    user, _created = get_user_model().objects.get_or_create(username=name, defaults=names)
    for right, value in rights.items():
        setattr(user, right, value)
    user.set_password(password)
    user.save(update_fields=["password", *rights])
    user.groups.set(Group.objects.filter(name="Leitung"))
    return password


# ------------------------------------------------------------ address


def check_port(host: str, port: int) -> None:
    """Raises CommandError when the port is in use or the host is not local."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except (OSError, OverflowError) as error:
            text = _("Port %(port)s at %(host)s is not free (%(reason)s): choose another one with --port.")
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(text % {"port": port, "host": host, "reason": reason}) from error


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bracketed(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - named, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def wait_until_ready(address: str, family: Family) -> None:
    end = time.monotonic() + READY_SECONDS
    # The machine's proxy settings must not apply to the demo itself.
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end:
        family.check()
        try:
            browser.open(f"{address}/readyz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise CommandError(_("The web server does not get ready."))


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
