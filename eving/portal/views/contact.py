"""Pages for messages to the office and reports of barriers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from eving.core.models import OfficeMessage
from eving.core.public import found
from eving.core.public.facts import fact
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import ThanksPage
from eving.core.working_days import promised_date
from eving.portal.forms.contact import BarrierForm, OfficeMessageForm
from eving.portal.services import office_messages


class Contact(TemplateView):
    template_name = "portal/contact/contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        office = settings.OFFICE
        facts = [
            fact(_("Address"), f"{office['street']}, {office['city']}"),
            fact(_("Office hours"), office["hours"]),
            fact(_("Telephone"), office["phone"], f"tel:{office['phone'].replace(' ', '')}"),
            fact(_("E-mail"), office["email"], f"mailto:{office['email']}"),
        ]
        return super().get_context_data(facts=facts, **kwargs)


class OfficeMessageCreate(PublicFormView):
    template_name = "portal/contact/form.html"
    form_class = OfficeMessageForm
    kind = OfficeMessage.Kind.CONTACT
    scope = "note"
    submit_label = gettext_lazy("Send message")
    success_url = reverse_lazy("portal:message-thanks")

    def get_initial(self) -> dict[str, Any]:
        """Who comes from a search that found nothing need not type the words again."""
        initial = super().get_initial()
        if sought := found.shortened(" ".join(self.request.GET.get(found.SOUGHT, "").split())):
            initial.setdefault("text", _("I searched the portal for “%(words)s”.") % {"words": sought} + "\n\n")
        return initial

    def form_valid(self, form: PublicForm) -> HttpResponse:
        data = form.cleaned_data
        office_messages.submit(
            kind=self.kind,
            text=data["text"],
            path=data.get("path", ""),
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            **self.sending(form),
        )
        return super().form_valid(form)


class BarrierCreate(OfficeMessageCreate):
    template_name = "portal/contact/barrier.html"
    form_class = BarrierForm
    kind = OfficeMessage.Kind.BARRIER
    success_url = reverse_lazy("portal:barrier-thanks")


class OfficeMessageThanks(ThanksPage):
    template_name = "portal/contact/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = promised_date(timezone.localdate())
        return super().get_context_data(promised_on=due, **kwargs)


class BarrierThanks(ThanksPage):
    template_name = "portal/contact/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = timezone.localdate() + timedelta(days=settings.BARRIER_ANSWER_DAYS)
        return super().get_context_data(promised_on=due, **kwargs)
