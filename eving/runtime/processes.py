"""Child processes that start and end together: web server and worker of the demo, workers of the web server."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from django.conf import settings

PR_SET_PDEATHSIG = 1
# A little longer than the web server and the worker take to finish current work.
PATIENCE = 35


class Ended(Exception):
    """A child process ended by itself."""

    def __init__(self, name: str, code: int):
        super().__init__(name)
        self.name = name
        self.code = code


class Stopped(Exception):
    """The user asked for the end: Ctrl-C, SIGTERM or a closed terminal."""


def was_stopped(error: BaseException | None) -> bool:
    """Whether Stopped is among the causes of an error: interrupted code may have raised its own error on top."""
    while error and not isinstance(error, Stopped):
        error = error.__cause__ or error.__context__
    return error is not None


def in_finalizer(frame: FrameType | None) -> bool:
    while frame and frame.f_code.co_filename != weakref.__file__:
        frame = frame.f_back
    return frame is not None


def stop_on_signals() -> None:
    """Turn the first signal that asks for the end into Stopped; later ones are ignored, so that clean-up ends."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        if in_finalizer(frame):
            # Python would print the exception and forget it, and the end with it: the signal comes once more.
            threading.Timer(0.02, os.kill, (os.getpid(), number)).start()
            return
        for later in signals:
            signal.signal(later, signal.SIG_IGN)
        raise Stopped

    for number in signals:
        signal.signal(number, stop)


class Family:
    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str, **environment: str) -> None:
        # In a session of its own, so that Ctrl-C reaches only the parent.
        self.children[name] = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def watch(self, each_moment: Callable[[], object]) -> None:
        """Call ``each_moment`` twice a second until a child ends. Raises Ended."""
        while True:
            self.check()
            each_moment()
            time.sleep(0.5)

    def check(self) -> None:
        for name, child in self.children.items():
            if (code := child.poll()) is not None:
                raise Ended(name, code)

    def stop(self) -> None:
        """End all: SIGTERM first, SIGKILL after 35 seconds, for their own children as well."""
        end = time.monotonic() + PATIENCE
        for child in self.children.values():
            child.terminate()
        wait(self.all_ended, seconds=2)
        while not self.all_ended() and time.monotonic() < end:
            # Repeated, because a web process that is still starting ignores the first signal.
            for child in self.children.values():
                signal_session(child, signal.SIGTERM)
            wait(self.all_ended, seconds=1)
        for child in self.children.values():
            signal_session(child, signal.SIGKILL)
            child.wait()
        # A killed process holds its file locks until the system has removed it.
        wait(lambda: not any(signal_session(child, 0) for child in self.children.values()), seconds=2)

    def all_ended(self) -> bool:
        return all(child.poll() is not None for child in self.children.values())


def signal_session(child: subprocess.Popen[bytes], number: int) -> bool:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return False
    return True


def wait(done: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.02)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    # Elsewhere than on Linux a child of a killed parent runs until it is stopped.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
