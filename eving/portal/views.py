from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from eving.core import links, mail, participants, registry
from eving.core.forms import PRIVACY_VERSION, PublicFormView
from eving.core.models import Contribution, Note
from eving.core.places import promised_date
from eving.portal import home, notes, privacy_notice, texts
from eving.portal.forms import Agreement, BarrierForm, NoteForm


class Home(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            doors=home.doors(),
            ideas=home.newest_ideas(),
            units=home.newest_listings(),
            street=home.street_band(),
            figures=home.figures(),
            **kwargs,
        )


class Confirm(PublicFormView):
    """Behind the link of a confirmation mail: shows what it is about; only the button acts."""

    template_name = "portal/confirm.html"
    form_class = Agreement
    scope = "confirm"
    submit_label = gettext_lazy("Confirm now")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = links.parse(kwargs["token"], "confirm")
        row = Contribution.objects.select_related("participant").filter(pk=token.pk).first() if token else None
        kind = registry.deeds.get(row.kind) if row else None
        if token is None or row is None or not token.valid_for(row) or kind is None or kind.confirm is None:
            return render(request, "portal/confirm_invalid.html", status=404)
        self.contribution, self.kind = row, kind
        self.is_late = token.age > timedelta(days=settings.LINK_DAYS)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        confirmed_at = self.contribution.confirmed_at
        # An old link that fell into other hands must not open the way to the management page.
        next_url = self.kind.show(self.contribution).manage_url if confirmed_at and not self.is_late else ""
        context = {
            "question": self.kind.confirm_question(self.contribution) if self.kind.confirm_question else "",
            "is_late": self.is_late,
            "confirmed_at": confirmed_at,
            "next_url": next_url,
        }
        if self.is_late:
            context["submit_label"] = _("Send me a fresh link")
        return {**super().get_context_data(**kwargs), **context}

    def form_valid(self, form: Agreement) -> HttpResponse:
        if not self.is_late:
            next_url = self.kind.confirm(self.contribution)
            if self.contribution.participant:
                participants.mark_right(self.contribution.participant)
            return redirect(next_url)
        if self.contribution.confirmed_at:
            return redirect(self.request.path)
        if self.kind.confirm_mail:
            mail.send_to_claimed(self.contribution.email, self.kind.confirm_mail, self.contribution.pk)
        return redirect("portal:confirm-resent")


class ConfirmResent(TemplateView):
    template_name = "portal/confirm_resent.html"


class Contact(TemplateView):
    template_name = "portal/contact.html"


class NoteCreate(PublicFormView):
    template_name = "portal/note_form.html"
    form_class = NoteForm
    kind = Note.Kind.CONTACT
    scope = "note"
    submit_label = gettext_lazy("Send message")
    success_url = reverse_lazy("portal:note-thanks")

    def form_valid(self, form: NoteForm) -> HttpResponse:
        data = form.cleaned_data
        notes.send_note(
            key=form.key.key,
            kind=self.kind,
            text=data["text"],
            path=data.get("path", ""),
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            privacy_version=PRIVACY_VERSION,
            screening=self.screening(form),
        )
        return super().form_valid(form)


class BarrierCreate(NoteCreate):
    template_name = "portal/barrier_form.html"
    form_class = BarrierForm
    kind = Note.Kind.BARRIER
    success_url = reverse_lazy("portal:barrier-thanks")


class NoteThanks(TemplateView):
    template_name = "portal/note_thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = promised_date(timezone.localdate())
        return super().get_context_data(promised_on=due, **kwargs)


class BarrierThanks(TemplateView):
    template_name = "portal/note_thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = timezone.localdate() + timedelta(days=settings.BARRIER_ANSWER_DAYS)
        return super().get_context_data(promised_on=due, **kwargs)


class Imprint(TemplateView):
    template_name = "portal/imprint.html"


class Privacy(TemplateView):
    template_name = "portal/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**privacy_notice.context(), version=PRIVACY_VERSION, **kwargs)


class Accessibility(TemplateView):
    template_name = "portal/accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**texts.statement(), **kwargs)


class Rules(TemplateView):
    template_name = "portal/rules.html"


class EasyLanguage(TemplateView):
    template_name = "portal/easy_language.html"
