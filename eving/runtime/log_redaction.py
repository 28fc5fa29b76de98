"""A log filter that removes signed links, query strings, e-mail addresses and rows of the database.

The lines stay useful: which page, which error, where in the source. A token is recognised by its form, not by its
page, so that links added later are removed as well.
"""

import logging
import re

# Made by eving.core.people.links (number, time, signature); also truncated or altered by a mail program.
LINK = r"(?<!\d)\d{1,15}\.\d{6,15}\.[\w%~-]*"
# Made by django.core.signing: any text, a colon, a signature.
SIGNED = r"(?<![\w.+%~-])[\w.+%~-]*(?::|%3[Aa])(?:[\w-]{4,12}(?::|%3[Aa]))?[A-Za-z0-9_-]{27,}"
# Made by the module secrets: long, with small and capital letters and digits.
RANDOM = r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,}"

TOKEN = re.compile(f"{LINK}|{SIGNED}")
SECRET = re.compile(f"{LINK}|{SIGNED}|{RANDOM}")
# Somebody may have searched for a person's name.
QUERY = re.compile(r"(?<=[^\s?])\?[\w.%\[\]-]+=[^\s\"'<>]*")
WORD = r"[^\s<>\"'(),;:=\[\]{}|/]"
ADDRESS = re.compile(rf"(?<!{WORD}){WORD}+(?:@|%40){WORD}+")
# PostgreSQL appends the row that it refused, or the part of the statement with its values.
ROW = re.compile(
    r"^(DETAIL|LINE \d+|CONTEXT):.*?(?=^\S*(?:HINT|CONTEXT|QUERY):|\n\n(?:The above|During)|\Z)", re.M | re.S
)

# Attributes of every record; any other was passed to the logger as “extra”, such as the request.
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def holds_token(address: str) -> bool:
    return TOKEN.search(address) is not None


def redacted(text: str) -> str:
    """The text without secrets and personal data; idempotent."""
    text = ROW.sub(r"\1: […]\n", text)
    text = SECRET.sub("[token]", text)
    text = QUERY.sub("?[…]", text)
    return ADDRESS.sub("[e-mail]", text)


class Redaction(logging.Filter):
    """Belongs on every handler. Redacts each part of a record, before a formatter can join them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(whole_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        # From here on the traceback is text: the next handler would format the exception itself anew.
        record.exc_info = None
        record.exc_text = redacted(record.exc_text) if record.exc_text else None
        record.stack_info = redacted(record.stack_info) if record.stack_info else None
        for name in vars(record).keys() - ORDINARY:
            setattr(record, name, plain(getattr(record, name)))
        return True


def whole_message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # The logging module would print message and arguments to stderr, past every filter.
        return f"{record.msg} [with arguments that do not fit]"


def plain(value: object) -> object:
    # The text of an object may hold addresses, only numbers are safe.
    return value if value is None or isinstance(value, bool | int | float) else redacted(str(value))
