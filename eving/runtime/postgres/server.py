"""A private PostgreSQL server for this checkout, started on first use and stopped by its last user.

Data is in ``var/postgres/<major version>``; the server listens on a Unix socket only and trusts whoever may open it.
Every process that uses the server holds a shared lock. The process that starts the server leaves it running for the
others; the last one to leave stops it. A killed process loses its lock automatically; a server left over by ``kill
-9`` is joined by the next command, which stops it in turn.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from eving.runtime.postgres import Unavailable
from eving.runtime.postgres.accounts import Account
from eving.runtime.postgres.programs import Programs, find_programs

try:
    import fcntl
    import pwd
except ImportError:  # Windows; ensure() raises with a hint
    WINDOWS = True
else:
    WINDOWS = False

CHECKOUT = Path(__file__).resolve().parents[3]
USER = DATABASE = "eving"
PORT = 5432
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "log_checkpoints": "off",
    # Enough for two demos and for a parallel test run at the same time.
    "max_connections": 300,
}
# For data that may be lost in a power cut, but not when a process dies.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
SOCKET_PATH_LIMIT = 103  # bytes; macOS allows fewer than Linux (107)
PATIENCE = 60  # seconds for recovery after a crash
LOG_LIMIT = 1_000_000  # bytes; a longer log is truncated


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    user: str
    dbname: str


class Server:
    def __init__(self, home: Path, programs: Programs | None = None, *, durable: bool = True):
        self.home = home
        self._programs = programs
        self._durable = durable
        self._thread_lock = threading.RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._share: int | None = None
        os.register_at_fork(after_in_child=self._forget)

    def ensure(self) -> Address:
        """Start the server or join the running one, and keep it running until ``release``.

        Raises Unavailable where it cannot run.
        """
        if WINDOWS:
            raise Unavailable("The embedded database does not run on Windows: use WSL or set DATABASE_URL.")
        with self._thread_lock:
            if self._share is not None and (address := self._reachable()):
                return address
            with self._locked():
                address = self._reachable() or self._start()
                if self._share is None:
                    self._share = self._open("users")
                    fcntl.flock(self._share, fcntl.LOCK_SH)
                return address

    def release(self) -> None:
        """Leave the server; the last user to leave stops it."""
        with self._thread_lock:
            if self._share is None:
                return
            with self._locked():
                try:
                    fcntl.flock(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another process still uses it
                else:
                    self._stop()
                finally:
                    os.close(self._share)
                    self._share = None

    def stop(self) -> None:
        if not self.home.is_dir():
            return
        with self._thread_lock, self._locked():
            self._stop()

    def erase(self) -> None:
        self.stop()
        self.release()
        if self.home.is_dir():
            with self._locked():
                for path in self.home.iterdir():
                    if path.is_dir():
                        shutil.rmtree(path)

    def running(self) -> bool:
        return self.home.is_dir() and self._reachable() is not None

    @property
    def programs(self) -> Programs:
        if self._programs is None:
            self._programs = find_programs()
        return self._programs

    @property
    def data(self) -> Path:
        return self.home / str(self.programs.major)

    # ------------------------------------------------------------ locks

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open(self, name: str) -> int:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            # Opening for reading is enough for a lock, so that another account gets as far as a helpful message.
            return os.open(self.home / name, os.O_RDONLY | os.O_CREAT, 0o644)
        except OSError as error:
            raise Unavailable(f"The database folder {self.home} cannot be written: {error.strerror}.") from error

    def _forget(self) -> None:
        # The lock is the parent's; a forked child takes its own when it needs the server.
        if self._share is not None:
            os.close(self._share)
            self._share = None
        self._child = None
        self._thread_lock = threading.RLock()

    # ------------------------------------------------------------ state

    def _notice(self) -> tuple[int, str, str] | None:
        """Process id, socket folder and state from the server's postmaster.pid; None when there is no such file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError as error:
            raise Unavailable(self._foreign()) from error
        if not lines or not lines[0].isdigit():
            return None
        return int(lines[0]), lines[4] if len(lines) > 4 else "", lines[7].strip() if len(lines) > 7 else "starting"

    def _reachable(self) -> Address | None:
        notice = self._notice()
        if not notice or notice[2] != "ready":
            return None
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(f"{notice[1]}/.s.PGSQL.{PORT}")
            except OSError:
                return None
        return Address(notice[1], PORT, USER, DATABASE)

    def _process(self) -> int | None:
        """Process id of the running server of this data folder, or None; a reused id does not count."""
        notice = self._notice()
        if not notice:
            return None
        pid = notice[0]
        if self._child and self._child.pid == pid and self._child.poll() is not None:
            return None
        if Path("/proc/self").exists():
            with suppress(OSError):
                return pid if os.path.samefile(f"/proc/{pid}/cwd", self.data) else None
            return None
        listing = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return pid if str(self.data) in listing.stdout else None

    def _foreign(self) -> str:
        return (
            f"The database in {self.data} belongs to another account: "
            "run the command under that account, or set DATABASE_URL."
        )

    # ------------------------------------------------------------ start

    def _start(self) -> Address:
        if self._process():
            # It is recovering, stopping, or its socket was deleted by a clean-up of the temporary folder.
            self._wait(lambda: self._reachable() or not self._process() or self._socket_lost())
            if address := self._reachable():
                return address
            self._stop()
        account = self._account()
        if not self.data.is_dir():
            self._build(account)
        folder = self._socket_folder(account)
        if self._child:
            # A killed child stays a zombie until it is waited for, and its process id keeps the lock files valid.
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(PATIENCE / 6)
        end = time.monotonic() + PATIENCE
        while not (address := self._launch(account, folder)):
            # A killed server takes a moment to release shared memory and lock files; until then PostgreSQL refuses to
            # start.
            is_passing = any(message in self._end_of_log() for message in ("shared memory block", "lock file"))
            if not is_passing or time.monotonic() > end:
                raise Unavailable(f"The embedded database does not start: {self._end_of_log()}")
            time.sleep(0.1)
        return address

    def _launch(self, account: Account, folder: Path) -> Address | None:
        # Nobody answers and no process of this data folder is alive: the file is stale, its process id may be reused.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = SETTINGS | ({} if self._durable else NOT_DURABLE) | {"unix_socket_directories": f'"{folder}"'}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._log() as log:
            # In a session of its own: Ctrl-C in the terminal reaches only the command, which then stops the server
            # cleanly.
            child = self._child = subprocess.Popen(
                account.command(self.programs.folder / "postgres", "-D", self.data, *arguments),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **account.options(),
            )
        self._wait(lambda: self._reachable() or child.poll() is not None)
        return self._reachable()

    def _account(self) -> Account:
        """The account that owns the data; for new data the first one that can reach this folder."""
        own = Account(os.geteuid(), os.getegid())
        if self.data.is_dir():
            owner = self.data.stat()
            if owner.st_uid == 0:
                return self._mapped(own)
            if own.uid == 0:
                return Account(owner.st_uid, owner.st_gid, switch=True)
            if owner.st_uid != own.uid:
                raise Unavailable(self._foreign())
            return own
        if own.uid != 0:
            return own
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                entry = pwd.getpwnam(name)
                account = Account(entry.pw_uid, entry.pw_gid, switch=True)
                # The account may be unable to enter a private home folder, and so to reach the data or the programs.
                question = 'test -x "$1" && "$2" --version'
                if account.can("/bin/sh", "-c", question, "sh", self.home, self.programs.folder / "initdb"):
                    return account
        return self._mapped(own)

    def _mapped(self, own: Account) -> Account:
        account = Account(own.uid, own.gid, prefix=("unshare", "--user", "--map-user=65534"))
        if own.uid != 0 or not account.can("true"):
            raise Unavailable(
                "PostgreSQL does not run as root below this folder: use an ordinary account or set DATABASE_URL."
            )
        return account

    def _build(self, account: Account) -> None:
        for left_over in self.home.glob("*.unfinished"):
            shutil.rmtree(left_over, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=f"{self.programs.major}.", suffix=".unfinished", dir=self.home))
        account.own(aside)
        initdb = [self.programs.folder / "initdb", "-D", aside, "-U", USER, "--encoding=UTF8", "--locale=C.UTF-8"]
        initdb += ["--auth-local=trust", "--auth-host=reject", *([] if self._durable else ["--no-sync"])]
        self._build_step(account, initdb)
        single = [self.programs.folder / "postgres", "--single", "-D", aside, "postgres"]
        self._build_step(account, single, f"CREATE DATABASE {DATABASE}\n")
        aside.rename(self.data)

    def _build_step(self, account: Account, arguments: list[object], typed: str = "") -> None:
        options = account.options()
        del options["stdin"]
        result = subprocess.run(
            account.command(*arguments), input=typed, text=True, capture_output=True, check=False, **options
        )
        with self._log() as log:
            log.write(result.stdout + result.stderr)
        if result.returncode:
            raise Unavailable(f"The embedded database cannot be made: {self._end_of_log()}")

    def _socket_folder(self, account: Account) -> Path:
        """A short private folder, reused after a restart because running web workers remember its name."""
        record = self.home / "socket-folder"
        with suppress(OSError):
            known = Path(record.read_text())
            with suppress(FileExistsError):
                known.mkdir(mode=0o700)
                account.own(known)
            state = known.lstat()
            if state.st_uid == account.uid and state.st_mode == 0o40700:
                return known
        for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes it private
            folder = Path(tempfile.mkdtemp(prefix="eving-", dir=parent))
            account.own(folder)
            if len(os.fsencode(f"{folder}/.s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT and account.can("test", "-w", folder):
                record.write_text(str(folder))
                return folder
            folder.rmdir()
        raise Unavailable("No folder for the database's socket: set TMPDIR to a short path that everyone may enter.")

    def _socket_lost(self) -> bool:
        notice = self._notice()
        return bool(notice and notice[2] == "ready" and not Path(notice[1], f".s.PGSQL.{PORT}").exists())

    # ------------------------------------------------------------ stop

    def _stop(self) -> None:
        folder = (self._notice() or (0, "", ""))[1]
        # Fast first: open transactions are rolled back. Immediate if that hangs: the next start recovers.
        for kind in (signal.SIGINT, signal.SIGQUIT):
            if pid := self._process():
                with suppress(ProcessLookupError):
                    os.kill(pid, kind)
                self._wait(lambda: not self._process(), seconds=15)
        if self._process():
            raise Unavailable(f"The embedded database (process {pid}) does not stop.")
        if self._child:
            self._child.wait()
            self._child = None
        if folder:
            with suppress(OSError):
                Path(folder).rmdir()

    # ------------------------------------------------------------ helpers

    def _wait(self, done: Callable[[], object], seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not done() and time.monotonic() < end:
            time.sleep(0.005)

    def _log(self) -> TextIO:
        path = self.home / "server.log"
        long = path.exists() and path.stat().st_size > LOG_LIMIT
        return path.open("w" if long else "a")

    def _end_of_log(self) -> str:
        lines = (self.home / "server.log").read_text(errors="replace").strip().splitlines()
        return " ".join(lines[-3:]) or "it said nothing."


server = Server(CHECKOUT / "var/postgres")
