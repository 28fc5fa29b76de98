"""Figures on shops for the start page of the back office."""

from django.utils.translation import gettext_lazy as _

from eving.core.registry import Figure
from eving.core.workflow.figures import counted
from vacancies.models import ListingHistory

FIGURES = [
    Figure(
        _("Shops let"),
        counted(lambda: ListingHistory.objects.filter(to_state="let").exclude(from_state="let"), "at"),
        is_better="more",
        permission="vacancies.view_listing",
        weight=40,
    ),
]
