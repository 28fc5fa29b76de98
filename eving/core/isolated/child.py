"""The main function of a reader process: set limits, read one file from stdin, answer on stdout."""

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from eving.core.isolated import Refused

MEGABYTE = 1024 * 1024
NICENESS = 10  # below the server's processes


def serve(read: Callable[[bytes], Any]) -> None:
    """Never returns. The answer is a line "read", "refused", "too costly" or "broken", followed by its details."""
    limit(megabytes=int(sys.argv[1]), seconds=int(sys.argv[2]))
    # stdout goes to stderr from now on, so that nothing a library prints looks like an answer.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        content = sys.stdin.buffer.read()
        result = json.dumps(read(content), ensure_ascii=False).encode("utf-8", "surrogatepass")
        output.write(b"read\n" + result)
    except Refused as refusal:
        output.write(b"refused\n" + json.dumps(refusal.code).encode())
    except (MemoryError, RecursionError):
        output.write(b"too costly\n")
    except Exception as error:  # a parser may raise anything on a crafted file
        output.write(b"broken\n" + place_of(error).encode())
    output.close()
    # Without cleanup, for which no CPU time may be left.
    os._exit(0)


def limit(*, megabytes: int, seconds: int) -> None:
    """Limit this process. Where the system does not support a limit, the parent's timeout still holds."""
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
    """Type and line of an error, without its message, which may contain a piece of the file."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{type(error).__name__} at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
