"""Template tags and filters for every page: icons, page numbers, numbers with units, site texts."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.apps import apps
from django.conf import settings
from django.contrib.admin.helpers import AdminReadonlyField
from django.core.paginator import Page
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockNode
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from eving.core import registry, static_files, telephones
from eving.core.models.translations import TranslationsField, texts_display
from eving.core.people import links
from eving.core.public import components, facts, panel, parts, rows, sharing, timelines
from eving.core.public import drawing as form_drawing
from eving.core.public.filters import ListFilter
from eving.core.registry import SiteTextSlot
from eving.core.texts import site_texts, wording
from eving.core.texts import stored as stored_texts

register = template.Library()

# Between a number and its unit, so that they stay on one line.
NO_BREAK = "\N{NO-BREAK SPACE}"


@register.simple_tag
def icon(name: str) -> SafeString:
    return components.icon(name)


@register.simple_tag
def badge(label: Any, tone: str = "", icon_name: str = "", date: Any = None) -> SafeString:
    return components.badge(label, tone, icon_name, date)


@register.simple_tag
def badges(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    return components.badges(rows)


@register.simple_tag
def cards(rows: Sequence[Mapping[str, Any]], heading: str = "", is_in_view: bool = False) -> SafeString:
    return components.cards(rows, heading or "h3", is_in_view=is_in_view)


@register.simple_tag
def card_rows(
    listed: Sequence[Mapping[str, Any]], heading: str = "", is_in_view: bool = False, is_small: bool = False
) -> SafeString:
    return rows.rows(listed, heading or "h3", is_in_view=is_in_view, is_small=is_small)


@register.simple_tag
def drawing(name: str) -> SafeString:
    """A drawing of the district, `static/brand/<brand>/<name>.svg`; decorative unless what surrounds it says a text."""
    return _drawing(static_files.brand_file(f"{name}.svg"))


@cache
def _drawing(path: Path) -> SafeString:
    return mark_safe(path.read_text(encoding="utf-8").strip())  # noqa: S308 - a file of the installation


@register.simple_tag
def mark() -> SafeString:
    """The mark of the district in a header: its frame, and in it `#mark` of the file, which a browser loads once."""
    drawn = drawing("mark")
    if 'id="mark"' not in drawn:
        return drawn
    frame = drawn[: drawn.index(">") + 1].replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return format_html('{}<use href="{}#mark"/></svg>', mark_safe(frame), brand_file("mark.svg"))  # noqa: S308 - ours


@register.simple_tag
def brand_file(name: str) -> str:
    """The address of a file in `static/brand/<brand>`."""
    return static(static_files.brand_name(name))


@register.simple_tag
def style_sheets() -> SafeString:
    """The links to the style sheets of every page: one where files were collected, else one for each sheet."""
    link = '<link rel="stylesheet" href="{}">'
    return format_html_join("\n  ", link, ((address,) for address in static_files.style_addresses()))


@register.simple_tag
def site_root() -> str:
    return parts.site_root()


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> SafeString:
    """The content of the block "title" again, so that a page defines its title only once."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block("title").nodelist.render(context)


@register.simple_tag
def page_window(page: Page) -> list[tuple[int, bool]]:
    """Page numbers to link: first, last, current and its neighbours, and whether others are left out before each."""
    ellipsis = page.paginator.ELLIPSIS
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    before = [None, *numbers]
    return [(int(number), before[at] == ellipsis) for at, number in enumerate(numbers) if number != ellipsis]


@register.simple_tag
def short_choices(field: Any) -> SafeString:
    return mark_safe(form_drawing.short_choices(field))  # noqa: S308 - each part is escaped


@register.simple_tag
def filter_panel(filters: ListFilter, sort: str = "", sorts: Sequence[Mapping[str, Any]] = ()) -> SafeString:
    return panel.panel(filters, sort, sorts)


@register.simple_tag
def description_list(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    return facts.description_list(rows)


@register.simple_tag
def timeline(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    return timelines.timeline(entries)


@register.simple_tag
def breadcrumbs(current: Any, crumbs: Iterable[Mapping[str, Any]]) -> SafeString:
    return parts.breadcrumbs(current, crumbs)


@register.simple_tag(takes_context=True)
def share(context: Context, title: str) -> SafeString:
    """`{% share idea.title %}`: the way to hand on this page; its script is static/js/share.js."""
    return sharing.share(links.absolute(context["frame"].paths[get_language() or ""]), title)


@register.simple_tag
def buttons(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    return parts.buttons(rows)


@register.simple_tag
def side_action(action: Mapping[str, Any] | None = None, **named: Any) -> SafeString:
    """`{% side_action action %}`, or its parts by name."""
    return parts.side_action(action or named)


@register.simple_tag
def district() -> str:
    return settings.DISTRICT.name


@register.filter
def telephone(text: str) -> SafeString:
    """The text with each telephone number in it as a link that dials."""
    return telephones.linked(text or "")


@register.filter
def here(text: str) -> str:
    """`{{ _("Ideas for {district}")|here }}`: the names of district and town in a text of the portal."""
    return wording.here(text)


@register.filter
def stored(text: Any, language: str = "") -> Any:
    """`{{ idea.title|stored }}`: marks German content on pages of other languages; not for attributes and <option>."""
    return stored_texts.stored(text, language)


@register.simple_tag
def stored_lang(language: str = "") -> SafeString:
    """`<div{% stored_lang %}>`: the same for a whole element."""
    return stored_texts.lang_attribute(language)


@register.filter
def read_only(field: AdminReadonlyField) -> Any:
    """What a field of an admin page holds that may only be read; Django shows texts in several languages as data."""
    row, name = field.form.instance, field.field["field"]
    column = next((column for column in row._meta.fields if column.name == name), None)
    if not isinstance(column, TranslationsField):
        return field.contents()
    return texts_display(getattr(row, column.attname) or {}) or field.empty_value_display


@register.simple_tag
def portal_address(page: str) -> str:
    return links.address(page)


@register.simple_tag
def crumbs(*pairs: str) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in zip(pairs[::2], pairs[1::2], strict=True)]


@register.filter
def euro(amount: Decimal | float | None) -> str:
    """`1.250 €`, in English `€1,250`; cents only where there are some; empty when the amount is not known."""
    if amount is None or amount == "":
        return ""
    amount = Decimal(str(amount))
    places = 0 if amount == amount.to_integral_value() else 2
    figure = number_format(amount, decimal_pos=places, force_grouping=True)
    return pgettext("money", "€%(amount)s") % {"amount": figure}


@register.filter
def square_metres(area: Decimal | float | None) -> str:
    """`85 m²`, with at most one decimal; empty when the area is not known."""
    if area is None or area == "":
        return ""
    area = round(Decimal(str(area)), 1)
    places = 0 if area == area.to_integral_value() else 1
    return number_format(area, decimal_pos=places, force_grouping=True) + f"{NO_BREAK}m²"


class MetadataNode(template.Node):
    """What search engines and messengers read of a page, from its blocks "title", "description" and "head".

    A page whose head says "noindex" gets none of it: nothing of such a page is to be found.
    """

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.blocks = {block.name: block for block in nodelist if isinstance(block, BlockNode)}

    def render(self, context: Context) -> SafeString:
        text = sharing.description(context.get("page_description") or self.blocks["description"].render(context))
        own_head = self.blocks["head"].render(context).strip()
        lines = [f'<meta name="description" content="{components.escape(text)}">', own_head]
        frame = context.get("frame")
        if frame and BLOCK_CONTEXT_KEY in context.render_context and sharing.NOT_FOUND not in own_head:
            lines.append(
                sharing.head(
                    title=page_title(context),
                    text=text,
                    paths=frame.paths,
                    own=context.get("sharing"),
                    query=sharing.page_query(context.get("page_obj"), context.get("view"), context.get("chips")),
                )
            )
        return mark_safe("\n  ".join(filter(None, lines)))  # noqa: S308 - every value in it was escaped


@register.tag
def metadata(parser: Parser, token: Token) -> MetadataNode:
    """`{% metadata %}{% block description %}…{% endblock %}{% block head %}…{% endblock %}{% endmetadata %}`."""
    nodelist = parser.parse(("endmetadata",))
    parser.delete_first_token()
    return MetadataNode(nodelist)


class SiteTextNode(template.Node):
    """Renders the office's own text if there is one, else the default text between the tags."""

    def __init__(self, key: str, values: dict[str, FilterExpression], target: str, nodelist: NodeList) -> None:
        self.key, self.values, self.target, self.nodelist = key, values, target, nodelist

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        own = site_texts.custom_text(self.key)
        if own is None:
            with context.push(**values):
                text = SafeString(
                    self.nodelist.render(context).strip()
                )  # as own texts: lines of the source do not count
        else:
            text = site_texts.shown(site_texts.slot_of(self.key), own[0], values, own[1])
        if self.target:
            context[self.target] = text
            return mark_safe("")
        return text


# Attributes of the slot; all others are placeholders.
OF_SLOT = ("label", "kind", "page", "level", "required")


@register.tag
def site_text(parser: Parser, token: Token) -> SiteTextNode:
    """`{% site_text "key" name=value … as target %}default text{% endsite_text %}`; the values are its placeholders.

    With `label=_("…")` the tag declares its slot itself, with kind, page, level and required as in SiteTextSlot; group
    is the app of the template's folder. Other slots are declared by their register (registry.add_site_texts).
    """
    _tag, key, *rest = token.split_contents()
    target = rest[-1] if rest[-2:-1] == ["as"] else ""
    pairs = rest[:-2] if target else rest
    values = token_kwargs(pairs, parser)
    if pairs or key[0] not in "\"'":
        raise template.TemplateSyntaxError("site_text takes a key in quotes, then name=value, then perhaps as target")
    own: dict[str, FilterExpression] = {name: values.pop(name) for name in OF_SLOT if name in values}
    if "label" in own:
        name = str(parser.origin.template_name) if parser.origin else ""
        declare_slot(key[1:-1], name, tuple(values), own)
    nodelist = parser.parse(("endsite_text",))
    parser.delete_first_token()
    return SiteTextNode(key[1:-1], values, target, nodelist)


def declare_slot(
    key: str, template_name: str, placeholders: tuple[str, ...], given: dict[str, FilterExpression]
) -> None:
    def value(name: str, default: Any) -> Any:
        return given[name].resolve(Context()) if name in given else default

    app = template_name.partition("/")[0]
    configs = {config.name.rpartition(".")[2]: config for config in apps.get_app_configs()}
    group = configs[app].verbose_name if app in configs else ""
    registry.site_text_slots[key] = SiteTextSlot(
        key,
        lazy(given["label"].resolve, str)(Context()),
        template_name,
        kind=value("kind", "line"),
        group=group,
        page=value("page", ""),
        placeholders=placeholders,
        required=tuple(value("required", "").split()),
        level=value("level", 2),
    )
