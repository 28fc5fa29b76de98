"""Readers of environment variables for the settings.

They raise nothing but append to ``problems``, so that one start names all problems; the settings raise at their end.
"""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import overload

problems: list[str] = []  # sentences for the person who starts the portal


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_number(name: str, default: int) -> int:
    text = env(name, str(default))
    if not text.isdigit():
        problems.append(f"{name} must be a whole number, not “{text}”.")
        return default
    return int(text)


@overload
def env_day(name: str) -> date | None: ...
@overload
def env_day(name: str, default: str) -> date: ...
def env_day(name: str, default: str = "") -> date | None:
    """A date such as 2027-01-31; None when nothing is set and there is no default."""
    text = env(name) or default
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.append(f"{name} must be a day such as 2027-01-31, not “{text}”.")
        return date.fromisoformat(default) if default else None


def env_switch(name: str, default: bool) -> bool:
    text = env(name).lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    if text:
        problems.append(f"{name} must be 1 or 0, not “{text}”.")
    return default


def is_production() -> bool:
    return env("EVING_ENV") == "production"


def demanded(name: str, sentence: str, default: str = "") -> str:
    """The value of a variable that production cannot do without; its absence there is appended to ``problems``."""
    value = env(name)
    if not value and is_production():
        problems.append(f"{name} is missing: {sentence}")
    return value or default


def example(name: str, value: str) -> str:
    """The value of a variable; outside production an invented one, so that pages show what could stand there."""
    return env(name) or ("" if is_production() else value)


def own_secret_key(folder: Path) -> str:
    """A key stored in this checkout, so that signed links outlive a restart without any configuration."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        draft = path.with_name(f"secret-key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
