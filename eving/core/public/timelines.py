"""What happened to a thing and when, as components/timeline.html shows it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from eving.core.texts.stored import lang_attribute


def timeline(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    lang = lang_attribute()
    lines = "".join([_entry(entry, lang) for entry in entries])
    return mark_safe(f'<ol class="timeline">{lines}</ol>')  # noqa: S308 - each part is escaped


def word(title: Any, entry: Mapping[str, Any]) -> SafeString:
    """The newest answer as a box of its own; an entry of the timeline."""
    lang, day = lang_attribute(), _day(entry["at"])
    corrections = "".join([_correction(each, lang) for each in entry.get("corrections", ())])
    return mark_safe(  # noqa: S308 - each part is escaped
        f'<section class="office-word" aria-labelledby="word"><h2 id="word">{conditional_escape(title)}</h2>'
        f'<p class="timeline__when">{_time(day)} · {conditional_escape(entry["who"])}</p>'
        f"<p><strong>{conditional_escape(entry['title'])}</strong></p>"
        f'<div class="timeline__text"{lang}>{linebreaks(entry["text"], autoescape=True)}</div>{corrections}</section>'
    )


def _entry(entry: Mapping[str, Any], lang: str) -> str:
    day, tone = _day(entry["at"]), conditional_escape(entry.get("tone") or "plain")
    parts = [f'<li class="timeline__entry kind-{tone}"><p class="timeline__when">{_time(day)}']
    if who := entry.get("who"):
        parts.append(f" · {conditional_escape(who)}")
    parts.append("</p>")
    if title := entry.get("title"):
        parts.append(f'<h3 class="timeline__title">{conditional_escape(title)}</h3>')
    if text := entry.get("text"):
        parts.append(f'<div class="timeline__text"{lang}>{linebreaks(text, autoescape=True)}</div>')
    parts += [_correction(each, lang) for each in entry.get("corrections", ())]
    return "".join([*parts, "</li>"])


def _correction(correction: Mapping[str, Any], lang: str) -> str:
    day = _day(correction["at"])
    sentence = _('corrected on <time datetime="%(iso)s">%(day)s</time>') % {"iso": day, "day": date_format(day)}
    return (
        f'<div class="timeline__text timeline__correction"><p class="timeline__when">{sentence}</p>'
        f"<div{lang}>{linebreaks(correction['text'], autoescape=True)}</div></div>"
    )


def _time(day: date) -> str:
    return f'<time datetime="{day}">{date_format(day)}</time>'


def _day(at: date) -> date:
    return timezone.localtime(at).date() if isinstance(at, datetime) else at
