"""Answer templates: selection by register and transition, and filling in of placeholders."""

from collections import Counter, defaultdict
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from eving.core import registry
from eving.core.models import AnswerTemplate, User
from eving.core.texts import site_texts
from eving.core.workflow.lifecycle import Case, Transition

# Placeholders that staff may write in braces, with their meaning.
PLACEHOLDERS = {
    "name": _("name of the person"),
    "nummer": _("number of the case"),
    "titel": _("title of the case"),
    "stand": _("state of the case"),
    "frist": _("by when we answer"),
    "heute": _("today's date"),
    "buero": _("name of the office"),
    "telefon": _("telephone number of the office"),
    "unterschrift": _("your own name"),
}


def fitting(register: str, transition: Transition | None = None) -> QuerySet[AnswerTemplate]:
    offered = AnswerTemplate.objects.filter(Q(register="") | Q(register=register), is_active=True)
    return offered.filter(Q(transition="") | Q(transition=transition.name)) if transition else offered


def filled(template: AnswerTemplate, obj: Case | Model, by: User) -> str:
    contribution = getattr(obj, "contribution", None)
    due_on = getattr(obj, "answer_due_on", None) or getattr(obj, "due_on", None)
    state = obj.get_state_display() if hasattr(obj, "get_state_display") else ""
    values = {
        "name": contribution.name if contribution else "",
        "nummer": getattr(obj, "number", None) or "",
        "titel": getattr(obj, "title", None) or str(obj),
        "stand": str(state),
        "frist": date_format(due_on, "DATE_FORMAT") if due_on else "",
        "heute": date_format(timezone.localdate(), "DATE_FORMAT"),
        "buero": settings.OFFICE["name"],
        "telefon": settings.OFFICE["phone"],
        "unterschrift": str(by),
    }
    return site_texts.fill(template.text, values)


def insert_template(typed: str, offered: QuerySet[AnswerTemplate], chosen: str, obj: Case | Model, by: User) -> str:
    """The typed text with the chosen template appended; an unknown choice adds nothing."""
    template = offered.filter(pk=int(chosen)).first() if chosen.isdigit() and len(chosen) < 10 else None
    inserted = filled(template, obj, by) if template else ""
    return "\n\n".join(part for part in (typed.strip(), inserted) if part)


def registers() -> list[tuple[str, Any]]:
    return [(registry.code_of(model), model._meta.verbose_name_plural) for model in registry.cases]


def transitions() -> list[tuple[str, str]]:
    """Each step's name and label; of steps that are called alike, the label says whose they are."""
    labels: dict[str, str] = {}
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for model in registry.cases:
        for transition in model.lifecycle.transitions:
            labels.setdefault(transition.name, str(transition.label))
            owners[transition.name].append(str(model._meta.verbose_name_plural))
    alike = Counter(labels.values())
    told = {
        name: f"{label} ({', '.join(owners[name])})" if alike[label] > 1 else label for name, label in labels.items()
    }
    return sorted(told.items(), key=lambda pair: pair[1])
