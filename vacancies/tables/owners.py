"""Owners and managers as a table, for export only."""

from django.utils.translation import gettext_lazy

from eving.core.tables.columns import PERSONAL, ChoiceCell, Column, DateCell, TelephoneCell
from eving.core.tables.table import Table
from vacancies.models import PropertyContact


class OwnerTable(Table):
    """All columns are personal: the export asks for a reason."""

    model = PropertyContact
    can_import = False

    name = Column(gettext_lazy("name"), level=PERSONAL)
    kind = Column(gettext_lazy("kind"), ChoiceCell(PropertyContact.Kind), level=PERSONAL)
    postal_address = Column(gettext_lazy("postal address"), level=PERSONAL)
    email = Column(gettext_lazy("e-mail address"), level=PERSONAL)
    phone = Column(gettext_lazy("telephone"), TelephoneCell(), level=PERSONAL)
    note = Column(gettext_lazy("note"), level=PERSONAL)
    informed_on = Column(gettext_lazy("informed about data protection"), DateCell(), level=PERSONAL)
    purge_on = Column(gettext_lazy("to be deleted on"), DateCell(), level=PERSONAL)
