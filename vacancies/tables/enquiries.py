"""Enquiries as a table, for export only."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from eving.core.search import engine
from eving.core.tables.columns import PERSONAL, ChoiceCell, Column, DateCell, YesNoCell
from eving.core.tables.table import Table
from vacancies.models import Enquiry, EnquiryState


class EnquiryTable(Table):
    model = Enquiry
    can_import = False

    listing = Column(gettext_lazy("listing"), get=lambda row: row.listing.number or row.listing.title)
    state = Column(gettext_lazy("state"), ChoiceCell(EnquiryState))
    received = Column(gettext_lazy("received"), DateCell(), get=lambda row: timezone.localdate(row.created_at))
    answer_due_on = Column(gettext_lazy("answer promised by"), DateCell())
    intended_use = Column(gettext_lazy("intended use"), get=lambda row: row.intended_use or "")
    start_wanted = Column(gettext_lazy("wanted from"))
    wants_viewing = Column(gettext_lazy("would like to see the unit"), YesNoCell())
    owner_may_know = Column(gettext_lazy("the owner may be told who is asking"), YesNoCell())
    company = Column(gettext_lazy("firm"), level=PERSONAL)
    text = Column(gettext_lazy("plan"), level=PERSONAL)
    person = Column(
        gettext_lazy("name"), level=PERSONAL, get=lambda row: row.contribution.name if row.contribution else ""
    )
    email = Column(
        gettext_lazy("e-mail address"),
        level=PERSONAL,
        get=lambda row: row.contribution.email if row.contribution else "",
    )
    phone = Column(
        gettext_lazy("telephone"), level=PERSONAL, get=lambda row: row.contribution.phone if row.contribution else ""
    )

    def rows(self) -> QuerySet:
        return Enquiry.objects.select_related("listing", "intended_use", "contribution__participant").defer(
            *(f"listing__{column}" for column in engine.COLUMNS)
        )
