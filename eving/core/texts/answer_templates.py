"""Answer templates: selection by register and transition, and filling in of placeholders."""

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
    if transition is None:
        return offered
    alike = [name for name, label in _labels() if label == str(transition.label)]
    return offered.filter(Q(transition="") | Q(transition__in=[transition.name, *alike]))


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
    """Name and label of each step; of steps that are called alike the first stands for all."""
    names: dict[str, str] = {}
    for name, label in _labels():
        names.setdefault(label, name)
    return sorted(((name, label) for label, name in names.items()), key=lambda pair: pair[1])


def standing_for(name: str) -> str:
    """The step in ``transitions`` that stands for this one."""
    label = dict(_labels()).get(name)
    return next((first for first, said in _labels() if said == label), name)


def _labels() -> list[tuple[str, str]]:
    labels: dict[str, str] = {}
    for model in registry.cases:
        for transition in model.lifecycle.transitions:
            labels.setdefault(transition.name, str(transition.label))
    return list(labels.items())
