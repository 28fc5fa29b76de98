"""Template tags for the page of one thing: what decides, its action, folds, history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from eving.core.public import facts, folds, parts, timelines

register = template.Library()


@register.simple_tag
def history(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    return parts.history(entries)


@register.simple_tag
def gallery(photos: Sequence[Mapping[str, Any]]) -> SafeString:
    return parts.gallery(photos)


@register.simple_tag
def state_line(state: Mapping[str, Any], since: date | None) -> SafeString:
    return parts.state_line(state, since)


@register.simple_tag
def fact_table(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    return facts.fact_table(rows)


@register.simple_tag
def fact_strip(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    return parts.fact_strip(rows)


@register.simple_tag
def progress_line(steps: Iterable[Mapping[str, Any]]) -> SafeString:
    return parts.progress_line(steps)


@register.simple_tag
def office_word(title: str, entry: Mapping[str, Any]) -> SafeString:
    return timelines.word(title, entry)


@register.simple_tag
def support(count: int, words: Any, more: Any = "") -> SafeString:
    return parts.support(count, words, more)


@register.simple_tag
def key_buttons(action: Mapping[str, Any], others: Iterable[Mapping[str, Any]] = ()) -> SafeString:
    return parts.key_buttons(action, others or ())


@register.simple_tag
def key_links(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    return parts.key_links(rows or ())


@register.simple_tag
def action_bar(action: Mapping[str, Any], others: Iterable[Mapping[str, Any]] = ()) -> SafeString:
    return parts.action_bar(action, others or ())


@register.simple_tag
def last_line(*pieces: Any) -> SafeString:
    return parts.last_line(pieces)


@register.simple_tag
def file_link(url: str, label: Any) -> SafeString:
    return parts.file_link(url, label)


@register.simple_tag
def link(text: Any, url: str) -> Any:
    return facts.link(text, url)


@register.simple_tag
def report(path: str) -> SafeString:
    return parts.report(path)


@register.simple_block_tag
def fold(content: str, title: Any, answer: Any = "", **details: Any) -> SafeString:
    """`{% fold _("Costs") answer %}…{% endfold %}`, with heading, name, is_open, is_form as in folds.fold."""
    return folds.fold(title, answer, content.strip() and mark_safe(content), **details)  # noqa: S308 - of the template


@register.simple_tag
def report_link(path: str) -> SafeString:
    return parts.report_link(path)
