"""A private PostgreSQL server for this checkout, where DATABASE_URL names no other one.

Uses only the standard library and PostgreSQL's own programs. Windows is out of scope: use WSL, or set DATABASE_URL.
"""


class Unavailable(RuntimeError):
    """The embedded server cannot run here; the message is one sentence for the user."""
