"""A private PostgreSQL server for this checkout, where DATABASE_URL names no other one.

Only the standard library and PostgreSQL's own programs are used here. Windows is out of scope: use WSL, or set
DATABASE_URL.
"""


class Unavailable(RuntimeError):
    """The embedded server cannot run here; the text is one sentence for the person at the keyboard."""
