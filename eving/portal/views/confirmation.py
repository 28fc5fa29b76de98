"""Views behind the links of confirmation mails: confirm, ask for a fresh link, correct the address."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from eving.core import registry
from eving.core.messaging import mail, submissions
from eving.core.models import Contribution
from eving.core.people import links, participants
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import ThanksPage
from eving.portal.forms.confirmation import AddressChange, Confirmation


class Confirm(PublicFormView):
    """The page behind the link of a confirmation mail; only its button changes anything.

    Whoever opens the link has the mailbox. What else waits for it is listed below and confirmed where it is ticked: a
    stranger may have typed the address, and the number of mails to one address per day is limited.
    """

    template_name = "portal/confirmation/confirm.html"
    form_class = Confirmation
    scope = "confirm"
    submit_label = gettext_lazy("Confirm now")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = links.parse(kwargs["token"], "confirm")
        row = Contribution.objects.select_related("participant").filter(pk=token.pk).first() if token else None
        kind = registry.contribution_kinds.get(row.kind) if row else None
        if token is None or row is None or not token.valid_for(row) or kind is None or kind.confirm is None:
            return render(request, "portal/confirmation/invalid.html", status=404)
        self.contribution, self.kind = row, kind
        self.is_late = token.age > timedelta(days=settings.LINK_DAYS)
        # An old link may have leaked: it must not open anything else.
        self.others = [] if self.is_late else participants.open_ones(row)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "others": self.others}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        confirmed_at = self.contribution.confirmed_at
        # An old link may have leaked: it must not lead to the management page.
        next_url = self.kind.show(self.contribution).manage_url if confirmed_at and not self.is_late else ""
        context = {
            "question": self.kind.confirm_question(self.contribution) if self.kind.confirm_question else "",
            "is_late": self.is_late,
            "confirmed_at": confirmed_at,
            "next_url": next_url,
            "others": self.others,
            "just_confirmed": participants.just_confirmed(self.contribution)
            if confirmed_at and not self.is_late
            else [],
        }
        if self.is_late:
            context["submit_label"] = _("Send me a new link")
        elif confirmed_at:
            context["submit_label"] = _("Confirm what is ticked")
        return {**super().get_context_data(**kwargs), **context}

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, Confirmation)  # form_class
        if self.is_late:
            return self.send_fresh_link()
        ticked = form.ticked()
        if "only" in self.request.POST and not ticked:
            form.add_error("also" if self.others else None, _("Please tick what you want to confirm."))
            return self.form_invalid(form)
        confirmed = ticked if "only" in self.request.POST else [self.contribution, *ticked]
        addresses = [confirm(row) for row in confirmed]
        if confirmed and self.contribution.participant:
            participants.mark_right(self.contribution.participant)
        # When there are several, this page itself lists what is confirmed now.
        return redirect(addresses[0] if len(addresses) == 1 and not ticked else self.request.path)

    @transaction.atomic
    def send_fresh_link(self) -> HttpResponse:
        """The old link may have leaked: the next page names no address and changes none."""
        if self.contribution.confirmed_at or not self.kind.confirm_mail:
            return redirect(self.request.path)
        url = reverse("portal:confirm-resent")
        if not mail.confirmation_allowed(self.contribution.email):
            return redirect(f"{url}?heute=keiner")
        mail.send_later(self.kind.confirm_mail, self.contribution.pk)
        return redirect(url)


def confirm(row: Contribution) -> str:
    """Confirm a contribution through its register; returns the URL to go to."""
    act = registry.contribution_kinds[row.kind].confirm
    assert act is not None  # kinds without ``confirm`` have no link and are not in the list
    return act(row, None)


class ChangeAddress(PublicFormView):
    """Correct the address that was typed a moment ago: the old link ends, a new mail goes out."""

    template_name = "portal/confirmation/change_address.html"
    form_class = AddressChange
    scope = "change-address"
    submit_label = gettext_lazy("Change the address")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        submission = submissions.behind_link(kwargs["token"], submissions.CHANGE)
        if submission is None:
            return render(request, "portal/confirmation/change_address_expired.html", status=410)
        self.submission = submission
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(receipt=submissions.receipt(self.submission), **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        try:
            changed = submissions.change_address(self.submission, form.cleaned_data["email"])
        except ValidationError as error:
            form.add_error("email", error.messages)
            return self.form_invalid(form)
        return redirect(submissions.thanks_address(reverse("portal:address-changed"), changed))


class AddressChanged(ThanksPage):
    template_name = "portal/confirmation/address_changed.html"


class ConfirmResent(TemplateView):
    template_name = "portal/confirmation/resent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(was_mailed=self.request.GET.get("heute") != "keiner", **kwargs)
