"""Site texts and announcements: placeholders, Markdown to safe HTML, and a copy in memory that holds until a change."""

import difflib
import hashlib
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.caching import versions
from eving.core.models.texts import Announcement, SiteText
from eving.core.registry import SiteTextSlot
from eving.core.texts.stored import foreign, lang_attribute, stored
from eving.core.web_addresses import has_credentials
from eving.runtime.database import outages

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# ---------------------------------------------------------------- placeholders
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def check(text: str, allowed: Iterable[str], required: Iterable[str] = ()) -> list[str]:
    allowed = list(allowed)
    known = (
        _("Allowed here: %(names)s.") % {"names": listed(allowed)} if allowed else _("No placeholder is known here.")
    )
    errors = []
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if name not in allowed:
            sentence = _("There is no placeholder {%(name)s}.") % {"name": name}
            near = difflib.get_close_matches(name.strip().casefold(), allowed, n=1, cutoff=0.5)
            meant = [_("Did you mean {%(name)s}?") % {"name": near[0]}] if near else []
            errors.append(" ".join([sentence, *meant, known]))
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        errors.append(" ".join([_("A curly bracket has no partner."), known]))
    missing = [name for name in required if f"{{{name}}}" not in text]
    if missing:
        errors.append(_("This must appear in the text: %(names)s.") % {"names": listed(missing)})
    return errors


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Replace placeholders in one pass, so that braces in a value are never taken for a placeholder."""
    return PLACEHOLDER.sub(lambda match: str(values[match[1]]) if match[1] in values else match[0], text)


def office_values() -> dict[str, str]:
    office = settings.OFFICE
    return {
        "buero": office["name"],
        "adresse": f"{office['street']}, {office['city']}",
        "telefon": office["phone"],
        "email": office["email"],
    }


def allowed_in(slot: SiteTextSlot) -> list[str]:
    return [*slot.placeholders, *office_values()]


# ---------------------------------------------------------------- Markdown and links
# http, https, mailto, tel, and paths of our own; "//" and "/\" would lead to other hosts.
LINK = re.compile(
    r"https?://[^\s\\\x00-\x1f\x7f]+|mailto:[^\s\\\x00-\x1f\x7f]+|tel:[+\d()./ -]+|/(?![/\\])[^\s\\\x00-\x1f\x7f]*"
)
EXTERNAL = re.compile(r"https?://")


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "xhtmlOut": False})
    # Pasted text is often indented, which Markdown would take for code; images would load from other hosts.
    reader.disable(["image", "code", "fence", "backticks", "html_block", "html_inline"])
    reader.validateLink = lambda url: LINK.fullmatch(url) is not None and not has_credentials(url)  # type: ignore[method-assign]
    return reader


def to_html(text: str, level: int = 2) -> SafeString:
    """Markdown as HTML with few tags. Headings begin at ``level``, and no level is skipped."""
    reader = _reader()
    tokens = reader.parse(text.replace("\0", ""))
    last = level - 1
    for token in tokens:
        token.attrs = {}
        if token.type == "heading_open":
            last = min(max(level, level + int(token.tag[1]) - 2), last + 1, 6)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{last}"
        for child in token.children or []:
            href = str(child.attrs.get("href", ""))
            child.attrs = {}
            if child.type == "link_open":
                child.attrs = {"href": href, **({"rel": "external noopener"} if EXTERNAL.match(href) else {})}
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308 - HTML in the text is escaped


WORTH_A_LINK = re.compile(
    r"https?://[^\s<>\"\\\x00-\x1f\x7f]+[^\s<>\"\\.,;:!?)\x00-\x1f\x7f]|(?<!\S)/(?![/\\])[\w/#?=&%.-]*\w/?"
)


def with_links(text: str) -> SafeString:
    """Plain text, escaped, with its line breaks; URLs and paths of our own become links."""
    parts, end = [], 0
    for match in WORTH_A_LINK.finditer(text):
        if has_credentials(match[0]):
            continue
        rel = mark_safe(' rel="external noopener"') if EXTERNAL.match(match[0]) else ""
        parts += [escape(text[end : match.start()]), format_html('<a href="{}"{}>{}</a>', match[0], rel, match[0])]
        end = match.end()
    parts.append(escape(text[end:]))
    lines = "".join(parts).replace("\r\n", "\n").strip().split("\n")
    return mark_safe("<br>".join(lines))  # noqa: S308 - every part is escaped


# ---------------------------------------------------------------- cache in memory
# After a database error the next attempt does not come with every page.
RETRY_SECONDS = 10.0


@dataclass(frozen=True)
class Snapshot:
    texts: dict[str, dict[str, str]] = field(default_factory=dict)  # key -> language -> text
    announcements: tuple[Announcement, ...] = ()
    day: date | None = None  # of these announcements
    version: int | None = None  # of both tables; None for what holds until something is saved
    next_attempt: float = 0.0  # by time.monotonic(), after the database has failed


_snapshot: Snapshot | None = None
loading = threading.Lock()


def keep(snapshot: Snapshot | None) -> None:
    global _snapshot
    _snapshot = snapshot


def warm(**content: Any) -> None:
    """Take this content for everything there is, until something is saved."""
    keep(Snapshot(**content))


def holds(known: Snapshot) -> bool:
    """Whether nothing has changed since. May raise a DatabaseError."""
    if known.version is None:
        return not known.next_attempt or time.monotonic() < known.next_attempt
    return known.day == timezone.localdate() and known.version == versions.of_texts()


def snapshot() -> Snapshot:
    """All site texts and announcements as they are now. Without a database an older copy, or an empty one."""
    cached = _snapshot
    try:
        if cached is not None and holds(cached):
            if cached.next_attempt:
                outages.doubt()
            return cached
        # The first pages of a process wait up to 0.4 s for the one that reads, but no longer, in case the database does
        # not answer. Later, whoever sees a change reads it.
        is_ours = loading.acquire(blocking=cached is None, timeout=0.4 if cached is None else -1)
        try:
            if cached is None and not is_ours:
                outages.doubt()
                return _snapshot or Snapshot()
            return read()
        finally:
            if is_ours:
                loading.release()
    except (DatabaseError, InterfaceError):
        failed = replace(cached or Snapshot(), version=None, next_attempt=time.monotonic() + RETRY_SECONDS)
        keep(failed)
        outages.doubt()
        return failed


def read() -> Snapshot:
    today, now = timezone.localdate(), versions.of_texts()
    rows = SiteText.objects.only("key", "text", "texts")
    notices = Announcement.objects.filter(ends_on__gte=today, starts_on__lte=today)
    found = Snapshot({row.key: row.by_language() for row in rows}, tuple(notices), today, now)
    keep(found)
    return found


def forget(**_kwargs: Any) -> None:
    """Signal handler: what was saved is shown at once, also before the end of its transaction."""
    keep(None)
    transaction.on_commit(lambda: keep(None))


for model in (SiteText, Announcement):
    for signal in (post_save, post_delete):
        signal.connect(forget, sender=model, dispatch_uid=f"texts-{model.__name__}-{id(signal)}")


# ---------------------------------------------------------------- display
def slot_of(key: str) -> SiteTextSlot:
    return registry.site_text_slots[key]


def custom_text(key: str) -> tuple[str, str] | None:
    """The office's text and its language, in the reader's language if available; None for the default text.

    A mail is in one language: there the default text counts more than the office's in another language.
    """
    texts = snapshot().texts.get(key, {})
    reader = get_language() or settings.LANGUAGE_CODE
    slot = registry.site_text_slots.get(key)
    languages = [reader] if slot and slot.kind == "mail" else [reader, settings.LANGUAGE_CODE]
    return next(((texts[code], code) for code in languages if texts.get(code, "").strip()), None)


def shown(slot: SiteTextSlot, text: str, values: Mapping[str, Any], language: str = "") -> SafeString:
    """A text filled in and rendered for its slot, with a ``lang`` attribute if its language is not the page's."""
    filled = fill(text.replace("\r\n", "\n"), {**office_values(), **values})
    if slot.kind == "mail":
        return mark_safe(filled.strip())  # noqa: S308 - plain text, never part of a page
    if slot.kind == "line":
        return SafeString(stored(escape(" ".join(filled.split())), language or get_language() or ""))
    html = to_html(filled, slot.level)
    attribute = lang_attribute(language) if language else ""
    return format_html("<div{}>{}</div>", attribute, html) if attribute else html


def announcements() -> list[dict[str, Any]]:
    today = timezone.localdate()
    notices = []
    for notice in snapshot().announcements:
        if notice.starts_on <= today <= notice.ends_on:
            title, language = notice.text_in("title")
            # In the language of the headline, so that one notice is in one language.
            text = notice.translations_of("text").get(language, "") if language in notice.titles else notice.text
            notices.append(
                {
                    "pk": notice.pk,
                    "tone": notice.tone,
                    "title": title,
                    "text": with_links(text),
                    "language": foreign(language),
                    # Whoever has closed a notice sees it again when it says something else.
                    "version": hashlib.sha256(f"{notice.pk}\n{title}\n{text}".encode()).hexdigest()[:8],
                }
            )
    return notices
