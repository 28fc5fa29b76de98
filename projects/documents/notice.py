"""Printable notice of an idea: A4 for notice boards, with a code that leads to its page."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.documents import components
from eving.core.documents.render import Document, make_document
from eving.core.people import links
from eving.core.texts.wording import here
from projects.models import Idea
from projects.workflow.ideas import RUNNING

TEMPLATE = Path(__file__).parent / "notice.typ"
FIRST_WORDS = 60


def notice(idea: Idea) -> Document:
    """Needs the idea's street. The idea must be public."""
    # The short address holds the number alone, so printed notices survive a change of title.
    address = links.absolute(reverse("projects:idea-short", args=[idea.number]))
    data = {
        **components.frame(address),
        "number": idea.number,
        "title": idea.title,
        "place": idea.place or _("Whole district"),
        "state": idea.get_state_display(),
        "text": components.paragraphs(beginning_of(idea.text)),
        "words": words(idea),
    }
    return make_document(TEMPLATE, data, [], timezone.localdate())


def beginning_of(text: str) -> str:
    """The first FIRST_WORDS words with their paragraphs, with an ellipsis when there is more."""
    words = list(islice(re.finditer(r"\S+", text), FIRST_WORDS + 1))
    return text if len(words) <= FIRST_WORDS else f"{text[: words[-2].end()]} …"


def words(idea: Idea) -> dict[str, Any]:
    runs = idea.state in RUNNING
    return {
        "document": _("Notice"),
        "kind": here(_("An idea for {district}")),
        "call": _("Support this idea") if runs else _("Read what became of it"),
        "state": _("State on %(day)s"),
        "scan": _("Scan the code with your telephone or type:"),
        "account": _("You do not need an account.") if runs else "",
        "ask": _("Questions? The office is here for you."),
        "phone": _("Telephone %(phone)s"),
    }
