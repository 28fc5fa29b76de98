"""The inside of a reading process: limits first, then one file in and one answer out."""

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from eving.core.isolated import Refused

MEGABYTE = 1024 * 1024
NICENESS = 10  # pages come first


def serve(read: Callable[[bytes], Any]) -> None:
    """Read the file on the standard input and answer on the standard output."""
    limit(megabytes=int(sys.argv[1]), seconds=int(sys.argv[2]))
    # Whatever a library prints must not look like an answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        content = sys.stdin.buffer.read()
        result = json.dumps(read(content), ensure_ascii=False).encode("utf-8", "surrogatepass")
        answer.write(b"read\n" + result)
    except Refused as refusal:
        answer.write(b"refused\n" + json.dumps(refusal.code).encode())
    except (MemoryError, RecursionError):
        answer.write(b"too costly\n")
    except Exception as error:  # a reader may raise anything when it trips over bytes made for that
        answer.write(b"broken\n" + place_of(error).encode())
    answer.close()
    # Nothing is tidied up: after a mishap that may take the time which is not left.
    os._exit(0)


def limit(*, megabytes: int, seconds: int) -> None:
    """From here on this process has little; where the system knows no such limit, the parent's clock still holds."""
    limits = {
        resource.RLIMIT_AS: megabytes * MEGABYTE,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    with suppress(OSError):
        os.nice(NICENESS)


def place_of(error: BaseException) -> str:
    """Which error at which line: its own text may hold a piece of the file."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{type(error).__name__} at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
