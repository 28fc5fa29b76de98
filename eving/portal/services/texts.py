"""The portal's texts that the office may reword, and the default text of each."""

import re
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings
from django.template import Context, Engine
from django.template.backends.django import Template as DjangoTemplate
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from eving.core import registry
from eving.core.registry import SiteTextSlot, Text
from eving.core.templatetags.eving import SiteTextNode
from eving.portal import law
from eving.portal.services import privacy_notice


class Place(TypedDict):
    template: str
    group: Text
    page: str


HOME: Place = {"template": "portal/home.html", "group": _("Home page"), "page": "portal:home"}
CONTACT: Place = {"template": "portal/contact/contact.html", "group": _("Contact"), "page": "portal:contact"}
IMPRINT: Place = {"template": "portal/legal/imprint.html", "group": _("Legal notice"), "page": "portal:imprint"}
PRIVACY: Place = {"template": "portal/legal/privacy.html", "group": _("Privacy"), "page": "portal:privacy"}
RULES: Place = {"template": "portal/legal/rules.html", "group": _("Rules for contributions"), "page": "portal:rules"}
ACCESSIBILITY: Place = {
    "template": "portal/legal/accessibility.html",
    "group": _("Accessibility statement"),
    "page": "portal:accessibility",
}
MAILS = _("E-mails")

SLOTS = (
    SiteTextSlot("home.headline", _("headline"), kind="line", **HOME),
    SiteTextSlot("home.lead", _("lead"), kind="line", **HOME),
    SiteTextSlot("home.idea_title", _("door “idea”, title"), kind="line", **HOME),
    SiteTextSlot("home.idea_text", _("door “idea”, text"), kind="line", **HOME),
    SiteTextSlot("home.search_title", _("door “look for a shop”, title"), kind="line", **HOME),
    SiteTextSlot("home.search_text", _("door “look for a shop”, text"), kind="line", **HOME),
    SiteTextSlot("home.offer_title", _("door “offer a shop”, title"), kind="line", **HOME),
    SiteTextSlot("home.offer_text", _("door “offer a shop”, text"), kind="line", **HOME),
    SiteTextSlot("home.join_title", _("door “join in”, title"), kind="line", **HOME),
    SiteTextSlot("home.join_text", _("door “join in”, text"), kind="line", **HOME),
    SiteTextSlot("contact.lead", _("lead"), kind="line", **CONTACT),
    SiteTextSlot("contact.more", _("more about office hours and the way to us"), level=3, **CONTACT),
    SiteTextSlot("imprint.contributions", _("contributions by visitors"), level=3, **IMPRINT),
    SiteTextSlot("imprint.more", _("further sections"), **IMPRINT),
    SiteTextSlot("rules.lead", _("lead"), kind="line", **RULES),
    SiteTextSlot("rules.published", _("what is published"), level=3, **RULES),
    SiteTextSlot("rules.not_published", _("what is not published"), level=3, **RULES),
    SiteTextSlot("rules.decision", _("who decides, and by when"), level=3, **RULES),
    SiteTextSlot("rules.licence", _("rights in a contribution"), level=3, **RULES),
    SiteTextSlot("rules.reports", _("how to report something"), level=3, **RULES),
    SiteTextSlot("rules.complaint", _("how to complain"), level=3, **RULES),
    SiteTextSlot("privacy.lead", _("lead"), kind="line", **PRIVACY),
    SiteTextSlot("privacy.purposes", _("what for, and on which legal basis"), level=3, **PRIVACY),
    SiteTextSlot("privacy.recipients", _("who sees the details"), level=3, **PRIVACY),
    SiteTextSlot("privacy.more", _("further sections"), **PRIVACY),
    SiteTextSlot("accessibility.lead", _("lead"), kind="line", **ACCESSIBILITY),
    SiteTextSlot("accessibility.conformity", _("how accessible the portal is"), level=3, **ACCESSIBILITY),
    SiteTextSlot("accessibility.gaps", _("what is not accessible yet"), level=3, **ACCESSIBILITY),
    SiteTextSlot("accessibility.basis", _("how we know this, and the date"), level=3, **ACCESSIBILITY),
    SiteTextSlot(
        "easy.body",
        _("the whole text"),
        "portal/legal/easy_language.html",
        group=_("Easy read"),
        page="portal:easy-language",
    ),
    SiteTextSlot(
        "note.next",
        _("what happens next"),
        "portal/contact/thanks.html",
        group=_("After a message to the office"),
        page="portal:message-thanks",
        level=3,
    ),
    SiteTextSlot(
        "mail.note_received",
        _("message has arrived"),
        "portal/contact/mails/received.txt",
        "mail",
        MAILS,
        placeholders=("datum", "frist"),
        required=("frist",),
    ),
    SiteTextSlot("mail.my_data", _("link to your own data"), "portal/my_data/mails/link.txt", "mail", MAILS),
    SiteTextSlot("mail.signature", _("signature of all e-mails"), "components/signature.txt", "mail", MAILS),
)


@cache
def slots() -> dict[str, SiteTextSlot]:
    """All slots, also those that a tag of a template declares: these templates are read once, which takes a moment."""
    for folder in Engine.get_default().dirs:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in {".html", ".txt"} and DECLARES.search(path.read_text(encoding="utf-8")):
                get_template(str(path.relative_to(folder)))
    return registry.site_text_slots


DECLARES = re.compile(r"{% site_text [^%]*\blabel=")


def statement() -> dict[str, Any]:
    return {"made_on": settings.STATEMENT_MADE_ON, "checked_on": settings.STATEMENT_CHECKED_ON}


def default_text(slot: SiteTextSlot, language: str) -> SafeString:
    """The text used while the office has not reworded the slot, with its placeholders unfilled."""
    found = get_template(slot.template)
    assert isinstance(found, DjangoTemplate)  # the only template engine in TEMPLATES
    template = found.template
    tags = template.nodelist.get_nodes_by_type(SiteTextNode)
    nodes = [node for node in tags if isinstance(node, SiteTextNode) and node.key == slot.key]
    values = {name: f"{{{name}}}" for name in slot.placeholders}
    frame = {"office": settings.OFFICE, "land": settings.LAW, "is_authority": law.is_authority()}
    office = {"office": settings.OFFICE, "base_url": settings.BASE_URL, "frame": frame, **statement()}
    with translation.override(language):
        notice = privacy_notice.context() if slot.template == "portal/legal/privacy.html" else {}
    context = Context({**office, **notice, **values}, autoescape=slot.kind != "mail")
    with translation.override(language), context.bind_template(template):
        return mark_safe("".join(node.nodelist.render(context) for node in nodes[:1]).strip())  # noqa: S308 - our own
