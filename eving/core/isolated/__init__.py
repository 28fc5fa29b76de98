"""Sandbox for uploaded files: parsed in a child process with limits on memory and time, without secrets.

A picture, a table or a PDF can be made so that parsing it takes gigabytes, never ends, or crashes. Here that costs one
child process. It gets no secret, no setting and no database connection, and it cannot write a file.

Nothing in this package imports Django: the child starts in a tenth of a second.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

log = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parents[3]
# The variables that Python itself needs; the rest of our environment holds keys and passwords.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "LANG", "TMPDIR")
# Wall-clock limit as a multiple of the CPU limit: the child runs with low priority, so that pages come first.
CLOCK_TIMES = 4
# SIGXCPU, then SIGKILL, when the CPU time is used up; SIGKILL also when the machine runs out of memory.
KILLED_FOR_COST = {-24, -9}


class Refused(Exception):
    """The reader rejected this file; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooCostly(Exception):
    """Reading the file would have taken more memory or time than it may."""


class Broken(Exception):
    """The reader crashed on the file."""


def read(reader: str, content: bytes, *, megabytes: int, seconds: int) -> bytes:
    """Run a reader, a module of this package, on a file; returns its result as JSON.

    Limits: megabytes of memory, seconds of CPU time. Raises Refused, TooCostly or Broken.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-s", "-m", f"{__name__}.{reader}", str(megabytes), str(seconds)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=CHECKOUT,
            env=environment(),
            timeout=seconds * CLOCK_TIMES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooCostly from None
    except OSError as error:
        # No memory for one more process. TooCostly becomes an error of the form, which keeps what was typed.
        log.error("No process could be started to read a file: %s", error.strerror)
        raise TooCostly from error
    kind, _line, output = done.stdout.partition(b"\n")
    if done.returncode == 0 and kind == b"read":
        return output
    if done.returncode == 0 and kind == b"refused":
        raise Refused(json.loads(output))
    if kind == b"too costly" or done.returncode in KILLED_FOR_COST:
        raise TooCostly
    # The answer is the place of the error, without any content of the file.
    log.warning("The reader of %s ended with %s: %s", reader, done.returncode, output[:200].decode(errors="replace"))
    raise Broken


def environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed, "MALLOC_ARENA_MAX": "2"}  # the arenas of malloc would count as used memory
