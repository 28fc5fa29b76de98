"""Messages and progress in the terminal, in German."""

import sys
import time
from typing import NoReturn


def say(text: str) -> None:
    print(text, flush=True)


_last_said = 0.0


def progress(text: str) -> None:
    global _last_said
    if sys.stdout.isatty():
        print(f"\r\033[K  {text}", end="", flush=True)
    elif time.monotonic() - _last_said > 3:
        _last_said = time.monotonic()
        say(f"  {text}")


def end_progress() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def fail(text: str) -> NoReturn:
    sys.exit(text)
