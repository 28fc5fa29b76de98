"""Files of strangers are opened in a process of their own, which may use little memory and time and knows nothing.

A picture, a table or a PDF can be made so that whoever reads it takes gigabytes, never ends, or falls over. Here that
costs one child process. It gets no secret, no setting and no line to the database, and it cannot write a file.

Nothing in this package imports Django: the child begins in a tenth of a second.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

log = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parents[3]
# What Python itself needs to find its own files; the rest of our environment holds keys and passwords.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "LANG", "TMPDIR")
# A child is slowed down for the sake of the pages, so by the clock it may take longer than by the processor.
CLOCK_TIMES = 4
# The kernel ends a process that is over its time with SIGXCPU, then with SIGKILL; so it does when memory runs out.
KILLED_FOR_COST = {-24, -9}


class Refused(Exception):
    """The reader does not take this file; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooCostly(Exception):
    """Reading the file would have taken more memory or time than it may."""


class Broken(Exception):
    """The reader fell over the file."""


def read(reader: str, content: bytes, *, megabytes: int, seconds: int) -> bytes:
    """What the reader of this name (a module beside this one) makes of a file, as JSON.

    It may use so much memory and so many seconds of the processor. Raises Refused, TooCostly or Broken.
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
        # No memory is left for one more process. The form it came with must not be lost over that.
        log.error("No process could be started to read a file: %s", error.strerror)
        raise TooCostly from error
    kind, _line, answer = done.stdout.partition(b"\n")
    if done.returncode == 0 and kind == b"read":
        return answer
    if done.returncode == 0 and kind == b"refused":
        raise Refused(json.loads(answer))
    if kind == b"too costly" or done.returncode in KILLED_FOR_COST:
        raise TooCostly
    # Where it fell over, without a word of the file.
    log.warning("The reader of %s ended with %s: %s", reader, done.returncode, answer[:200].decode(errors="replace"))
    raise Broken


def environment() -> dict[str, str]:
    """What a reader finds in its environment."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed, "MALLOC_ARENA_MAX": "2"}  # memory set aside for threads would count as used
