"""Views for reporting a content without an account."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from eving.core.models import OfficeMessage
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import ThanksPage
from eving.core.working_days import promised_date
from eving.portal.forms.reports import ReportForm
from eving.portal.services import office_messages


class ReportCreate(PublicFormView):
    template_name = "portal/reports/form.html"
    form_class = ReportForm
    scope = "report"
    submit_label = gettext_lazy("Send report")

    def get_initial(self) -> dict[str, Any]:
        """The reported page, taken from the URL; only paths of this portal are accepted."""
        path = self.request.GET.get("seite", "")[:300]
        is_ours = path.startswith("/") and not path.startswith("//") and path.isprintable()
        return {"path": path if is_ours else ""}

    def form_valid(self, form: PublicForm) -> HttpResponse:
        data = form.cleaned_data
        message, _is_new = office_messages.submit(
            kind=OfficeMessage.Kind.REPORT,
            reason=data["reason"],
            text=data["text"],
            path=data["path"],
            name=data["name"],
            email=data["email"],
            **self.sending(form),
        )
        return self.thank(form, f"{reverse('portal:report-thanks')}?nummer={message.pk}")


class ReportThanks(ThanksPage):
    template_name = "portal/reports/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.request.GET.get("nummer", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 12
        return super().get_context_data(
            promised_on=promised_date(timezone.localdate()),
            number=f"M-{number}" if is_number else "",
            **kwargs,
        )
