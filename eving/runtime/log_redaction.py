"""What must not stand in a log: signed links, queries, e-mail addresses, rows of the database.

The lines stay useful: which page, which error, where in the source. A token is known by its form, not by its page, so
that a link of tomorrow is left out as well.
"""

import logging
import re

# What eving.core.people.links makes (number, time, signature), also cut short or altered by a mail program.
LINK = r"(?<!\d)\d{1,15}\.\d{6,15}\.[\w%~-]*"
# What django.core.signing makes: anything, a colon, a signature.
SIGNED = r"(?<![\w.+%~-])[\w.+%~-]*(?::|%3[Aa])(?:[\w-]{4,12}(?::|%3[Aa]))?[A-Za-z0-9_-]{27,}"
# What the module secrets makes: long, with small and capital letters and figures.
RANDOM = r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,}"

TOKEN = re.compile(f"{LINK}|{SIGNED}")
SECRET = re.compile(f"{LINK}|{SIGNED}|{RANDOM}")
# Somebody may have searched for a name.
QUERY = re.compile(r"(?<=[^\s?])\?[\w.%\[\]-]+=[^\s\"'<>]*")
WORD = r"[^\s<>\"'(),;:=\[\]{}|/]"
ADDRESS = re.compile(rf"(?<!{WORD}){WORD}+(?:@|%40){WORD}+")
# PostgreSQL adds the whole row that it refused, or the piece of the statement with its values.
ROW = re.compile(
    r"^(DETAIL|LINE \d+|CONTEXT):.*?(?=^\S*(?:HINT|CONTEXT|QUERY):|\n\n(?:The above|During)|\Z)", re.M | re.S
)

# What every record has; everything else was handed to the logger as “extra”, such as the request.
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def holds_token(address: str) -> bool:
    """Whether a path or a query holds something that looks like one of our signed tokens."""
    return TOKEN.search(address) is not None


def redacted(text: str) -> str:
    """The text without what must not stand in a log; redacting twice changes nothing more."""
    text = ROW.sub(r"\1: […]\n", text)
    text = SECRET.sub("[token]", text)
    text = QUERY.sub("?[…]", text)
    return ADDRESS.sub("[e-mail]", text)


class Redaction(logging.Filter):
    """Belongs on every handler. Each part of a record is redacted, before any formatter can put them together."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(whole_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        # The traceback is text from here on: the exception itself would be formatted anew by the next handler.
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
    """A number as it is, anything else as redacted text: objects would carry their addresses along."""
    return value if value is None or isinstance(value, bool | int | float) else redacted(str(value))
