"""Texts that the office owns: placeholders, few marks instead of HTML, and a copy in memory that costs pages nothing."""

import difflib
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from eving.core import registry
from eving.core.models.office import Announcement, SiteText
from eving.core.registry import TextSlot

# ---------------------------------------------------------------- placeholders
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def check(text: str, allowed: Iterable[str], required: Iterable[str] = ()) -> list[str]:
    """What is wrong with the placeholders of a text, as sentences for whoever wrote it; empty when all is well."""
    allowed = list(allowed)
    known = _("Allowed here: %(names)s.") % {"names": listed(allowed)} if allowed else _("No placeholder is known here.")
    wrong = []
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if name not in allowed:
            sentence = _("There is no placeholder {%(name)s}.") % {"name": name}
            near = difflib.get_close_matches(name.strip().casefold(), allowed, n=1, cutoff=0.5)
            meant = [_("Did you mean {%(name)s}?") % {"name": near[0]}] if near else []
            wrong.append(" ".join([sentence, *meant, known]))
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        wrong.append(" ".join([_("A curly bracket has no partner."), known]))
    missing = [name for name in required if f"{{{name}}}" not in text]
    if missing:
        wrong.append(_("This must appear in the text: %(names)s.") % {"names": listed(missing)})
    return wrong


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Put values in for their placeholders, once: what a value holds is never read as a placeholder again."""
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]) if found[1] in values else found[0], text)
