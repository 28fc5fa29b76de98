"""Parts of the page of one thing, drawn in Python like the cards of a list: where it is, photos, state, what to do.

As templates, which look up each name and each word by itself, they were a third of what such a page cost. Our own words
stand as they are, as in templates; what comes from outside goes through ``escape``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eving.core.people import links
from eving.core.public import timelines
from eving.core.public.components import badge, escape, icon, safe
from eving.core.public.facts import day_text
from eving.core.texts.stored import lang_attribute


def site_root() -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def breadcrumbs(current: Any, crumbs: Iterable[Mapping[str, Any]]) -> SafeString:
    sign = icon("chevron")
    steps = [f'\n<li>{sign}<a href="{escape(crumb["url"])}">{escape(crumb["label"])}</a></li>' for crumb in crumbs]
    if current:
        steps.append(f'\n<li>{sign}<span aria-current="page">{escape(current)}</span></li>')
    return safe(
        f'<nav class="breadcrumbs wrap" aria-label="{_("You are here")}">\n<ol>\n'
        f'<li><a href="{site_root()}">{_("Home")}</a></li>{"".join(steps)}\n</ol>\n</nav>'
    )


def sharing(row: Mapping[str, Any]) -> SafeString:
    """What search engines and messengers read of a page.

    url, title, description, locale; if there is a picture: picture, picture_alt, picture_width, picture_height; data: a
    whole script element.
    """
    url, get = escape(row["url"]), row.get
    lines = [
        f'<link rel="canonical" href="{url}">',
        '<meta property="og:type" content="website">',
        f'<meta property="og:site_name" content="{escape(settings.DISTRICT.name)}">',
        f'<meta property="og:locale" content="{escape(row["locale"])}">',
        f'<meta property="og:url" content="{url}">',
        f'<meta property="og:title" content="{escape(row["title"])}">',
        f'<meta property="og:description" content="{escape(row["description"])}">',
    ]
    if picture := get("picture"):
        lines += [
            f'<meta property="og:image" content="{escape(picture)}">',
            '<meta property="og:image:type" content="image/jpeg">',
            f'<meta property="og:image:width" content="{row["picture_width"]}">',
            f'<meta property="og:image:height" content="{row["picture_height"]}">',
        ]
        if alt := get("picture_alt"):
            lines.append(f'<meta property="og:image:alt" content="{escape(alt)}">')
        lines.append('<meta name="twitter:card" content="summary_large_image">')
    return safe("\n".join([*lines, get("data", "")]))


def gallery(photos: Sequence[Mapping[str, Any]]) -> SafeString:
    """Photos of one thing, the first one large; on phones side by side, to be pushed by hand.

    src, srcset, width, height, alt; is_whole: too tall or too wide to be cropped to the box (optional); href: the large
    photo (optional); credit: who took it (optional)
    """
    lang = lang_attribute()
    drawn = [_photo(photo, lang, is_first=not place) for place, photo in enumerate(photos)]
    # What scrolls has to be reached by keyboard: by its links, or else by itself.
    reach = ' tabindex="0"' if len(drawn) > 1 and not all(photo.get("href") for photo in photos) else ""
    return safe(f'<ul class="gallery" aria-label="{_("Pictures")}"{reach}>\n{"".join(drawn)}</ul>' if drawn else "")


def _photo(photo: Mapping[str, Any], lang: str, *, is_first: bool) -> str:
    get = photo.get
    room = "48rem, 100vw" if is_first else "16rem, 33vw"
    fine = f'srcset="{photo["srcset"]}"\nsizes="(min-width: 64rem) {room}"\n' if get("srcset") else ""
    wait = 'fetchpriority="high"' if is_first else 'loading="lazy" decoding="async"'
    whole = ' class="is-whole"' if get("is_whole") else ""
    image = (
        f'<img{whole} src="{escape(photo["src"])}" alt="{escape(photo["alt"])}"{lang} width="{photo["width"]}"'
        f' height="{photo["height"]}"\n{fine}{wait}>'
    )
    if href := get("href"):
        image = f'<a href="{escape(href)}">\n{image}\n</a>'
    if credit := get("credit"):
        image += f"\n<figcaption>{_('Photo: %(name)s') % {'name': escape(credit)}}</figcaption>"
    return f'<li class="gallery__item">\n<figure>\n{image}\n</figure>\n</li>\n'


def state_line(state: Mapping[str, Any], since: date | None) -> SafeString:
    """The state of a case, {label, tone}, and the moment since when it holds."""
    day = _("since %(day)s") % {"day": day_text(since)}
    return safe(f'<p class="state-line">\n{badge(state["label"], state.get("tone", ""))}\n<span>{day}</span>\n</p>')


def history(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """The part of a page that says what became of its thing; entries as in components/timeline.html."""
    return safe(
        '<section aria-labelledby="history">\n'
        f'<h2 class="kern-heading-medium" id="history">{_("What happened so far")}</h2>\n'
        f"{timelines.timeline(entries)}\n</section>"
    )


# ---------------------------------------------------------------- the first screen
def fact_strip(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """What decides, at most four side by side: {label, value, more}, the second figure below the first."""
    lang = lang_attribute()
    drawn = [
        f"<div><dt>{escape(row['label'])}</dt><dd{lang if row.get('is_stored') else ''}><b>{escape(row['value'])}</b>"
        f"{' ' + escape(row['more']) if row.get('more') else ''}</dd></div>"
        for row in rows
        if row["value"]
    ]
    return safe(f'<dl class="fact-strip">{"".join(drawn)}</dl>' if drawn else "")


def support(count: int, words: Any, more: Any = "") -> SafeString:
    """How many want it, too: the figure, its noun, and how it is made up."""
    small = f" <small>{escape(more)}</small>" if more else ""
    return safe(
        f'<div class="support"><span class="support__count">{escape(count)}</span>'
        f'<p class="support__words">{escape(words)}{small}</p></div>'
    )


def progress_line(steps: Iterable[Mapping[str, Any]]) -> SafeString:
    """How far a case is: {label, when, is_done, is_current}; a current step that is not done is half full."""
    drawn = []
    for step in steps:
        done = ' class="is-done"' if step["is_done"] else ""
        current = ' aria-current="step"' if step["is_current"] else ""
        drawn.append(
            f"<li{done}{current}><strong>{escape(step['label'])}</strong> "
            f"<span>{escape(step.get('when', ''))}</span></li>"
        )
    return safe(f'<ol class="progress-line" aria-label="{_("How far it is")}">{"".join(drawn)}</ol>')


def key_buttons(action: Mapping[str, Any], others: Iterable[Mapping[str, Any]] = ()) -> SafeString:
    """The one action of a page, {url, label, text}, and quieter ones; on phones the bar has them."""
    drawn = [
        f'<a class="kern-btn kern-btn--{kind} kern-btn--block" href="{escape(row["url"])}">'
        f'<span class="kern-label">{escape(row["label"])}</span></a>\n'
        for kind, rows in (("primary", [action]), ("secondary", others))
        for row in rows
    ]
    why = f"<p>{escape(action['text'])}</p>\n" if action.get("text") else ""
    return safe(f'<div class="key-card__buttons">\n{"".join(drawn)}{why}</div>')


def key_links(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """What else one can do with the thing of a page, {url, label, icon}; empty where there is nothing."""
    drawn = [
        f'<a class="icon-link" href="{escape(row["url"])}">{icon(row["icon"])}{escape(row["label"])}</a>\n'
        for row in rows
    ]
    return safe("".join(drawn))


def action_bar(action: Mapping[str, Any], others: Iterable[Mapping[str, Any]] = ()) -> SafeString:
    """The one next step under the thumb, {url, label}, and at most two signs beside it, {url, label, icon}.

    Last child of main.
    """
    signs = [
        f'<a class="action-bar__icon" href="{escape(row["url"])}">{icon(row["icon"])}'
        f'<span class="kern-sr-only">{escape(row["label"])}</span></a>\n'
        for row in others
    ]
    return safe(
        f'<nav class="action-bar" aria-label="{_("Next step")}">\n'
        f'<a class="kern-btn kern-btn--primary" href="{escape(action["url"])}">'
        f'<span class="kern-label">{escape(action["label"])}</span></a>\n{"".join(signs)}</nav>'
    )


def choices(name: str, legend: Any, rows: Iterable[tuple[str, Any]]) -> SafeString:
    """One of up to seven, each as large as a thumb; none is chosen before somebody chooses."""
    drawn = [
        f'<label class="choice"><input type="radio" name="{escape(name)}" value="{escape(value)}"> '
        f"{escape(label)}</label>\n"
        for value, label in rows
    ]
    return safe(
        f'<fieldset class="choices">\n<legend>{escape(legend)}</legend>\n'
        f'<div class="choices__row">\n{"".join(drawn)}</div>\n</fieldset>'
    )


def last_line(pieces: Iterable[Any]) -> SafeString:
    """What few people look for, at the end of a page in one line: numbers, documents, reports."""
    words = [str(escape(piece)) for piece in pieces if piece]
    # A sentence has its full stop; a dot after it would be one too many.
    drawn = "".join([*(word + (" " if word.endswith(".") else " · ") for word in words[:-1]), *words[-1:]])
    return safe(f'<p class="last-line">{drawn}</p>' if drawn else "")


def file_link(url: str, label: Any) -> SafeString:
    return safe(f'<a href="{escape(url)}" type="application/pdf">{escape(label)}</a>')


# ---------------------------------------------------------------- the end of a page
def report_link(path: str) -> SafeString:
    """The way to report what stands on the page with this path."""
    return safe(f'<p class="report-link">{report(path)}</p>')


def report(path: str) -> SafeString:
    address = f"{links.address('report')}?seite={quote(path)}"
    return safe(f'<a href="{escape(address)}">{_("Report this content")}</a>')


def buttons(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """Links that look like buttons, {label, url, is_quiet}; the one action of the page is not among them."""
    drawn = [
        f'<a class="kern-btn kern-btn--{kind}" href="{escape(row["url"])}">\n'
        f'<span class="kern-label">{escape(row["label"])}</span></a>\n'
        for row in rows
        for kind in ["tertiary" if row.get("is_quiet") else "secondary"]
    ]
    return safe(f'<div class="button-row">\n{"".join(drawn)}</div>')


def side_action(action: Mapping[str, Any]) -> SafeString:
    get = action.get
    lines = [
        '<aside class="side-action" aria-labelledby="side-action-title">',
        f'<h2 class="side-action__title" id="side-action-title">{escape(action["title"])}</h2>',
    ]
    if text := get("text"):
        lines.append(f'<p class="side-action__text">{escape(text)}</p>')
    lines.append(
        f'<a class="kern-btn kern-btn--primary kern-btn--block" href="{escape(action["url"])}">'
        f'<span class="kern-label">{escape(action["label"])}</span></a>'
    )
    if second := get("second_url"):
        lines.append(
            f'<a class="kern-btn kern-btn--tertiary kern-btn--block side-action__second" href="{escape(second)}">'
            f'<span class="kern-label">{escape(action["second_label"])}</span></a>'
        )
    return safe("\n".join([*lines, "</aside>"]))
