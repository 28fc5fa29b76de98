"""List filters of the back office that several admin pages of the portal share."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DoneFilter(admin.SimpleListFilter):
    """Open or done, by the URL parameter that the links of the work queue set."""

    title = gettext_lazy("state")
    parameter_name = "done_at__isnull"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("True", _("open")), ("False", _("done"))]

    def queryset(self, request: HttpRequest, found: QuerySet) -> QuerySet:
        return found.filter(done_at__isnull=self.value() == "True") if self.value() in {"True", "False"} else found
