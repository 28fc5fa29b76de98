"""/meine-daten/: a person sees, downloads, corrects and erases their data, by a link valid for a short time."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin

from eving.core import registry
from eving.core.messaging import mail
from eving.core.models import Contribution, Participant
from eving.core.people import links, participants, rate_limits
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.typed import typed_in
from eving.portal.forms.confirmation import Agreement
from eving.portal.forms.my_data import ContributionCorrection, MyDataRequest

PURPOSE = "my-data"


@mail.message("portal.my_data", label=gettext_lazy("Link to “My data”"))
def my_data_link(pk: int) -> mail.Mail | None:
    participant = Participant.objects.filter(pk=pk).first()
    if participant is None:
        return None
    address = reverse("portal:my-data-show", args=[links.make(participant, PURPOSE)])
    return mail.Mail(
        to=participant.email,
        language=participant.language,  # of a mail that staff send again; else the page that asked says it
        is_user_requested=True,
        template="portal/my_data/mails/link.txt",
        context={"link": links.absolute(address)},
    )


def participant_behind(token: str) -> Participant | None:
    """Whose data a link opens; None when it is forged, outdated by an erasure, or too old."""
    parsed = links.parse(token, PURPOSE)
    if parsed is None or parsed.age > timedelta(minutes=settings.MY_DATA_LINK_MINUTES):
        return None
    participant = Participant.objects.filter(pk=parsed.pk).first()
    return participant if participant and parsed.valid_for(participant) else None


class MyDataAsk(PublicFormView):
    """Asks for an address and mails a link; the answer does not reveal whether the address is known."""

    template_name = "portal/my_data/ask.html"
    form_class = MyDataRequest
    scope = "my-data"
    submit_label = gettext_lazy("Send link")

    def form_valid(self, form: PublicForm) -> HttpResponse:
        """Render the next page as the answer to the POST, so that no URL holds the address."""
        email = form.cleaned_data["email"]
        is_allowed = self.ask_for_link(form, email)
        context = {"address": email, "is_allowed": is_allowed}
        return render(self.request, "portal/my_data/sent.html", context)

    @transaction.atomic
    def ask_for_link(self, form: PublicForm, email: str) -> bool:
        """Queue the mail if the address is known; returns whether the rate limit allows it, known or not."""
        sending = f"{form.key.key.hex} {email}"
        if rate_limits.hit("my-data-form", sending, timedelta(days=1)).above(1):
            # A second press of the button gets the same answer as the first.
            return not rate_limits.has_hit("my-data-refused", sending)
        if not mail.may_send_link("my-data-mail", email, rate_limits.client_prefix(self.request)):
            rate_limits.hit("my-data-refused", sending, timedelta(days=1))
            return False
        if participant := Participant.objects.filter(email_key=participants.email_key(email)).first():
            mail.send_later("portal.my_data", participant.pk, language=get_language() or "")
        return True


class MyDataSent(TemplateView):
    """The former URL of the page after the form; it knows nothing about a request."""

    template_name = "portal/my_data/sent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_allowed=True, **kwargs)


class BehindLink(ContextMixin, View):
    """A page that only the person behind the link sees."""

    participant: Participant

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        participant = participant_behind(kwargs["token"])
        if participant is None:
            return render(request, "portal/my_data/expired.html", {"typed": typed_in(request)}, status=410)
        self.participant = participant
        # The general Referrer-Policy (same-origin) keeps the URL from other sites; "no-referrer" would make browsers
        # send the forms of these pages with "Origin: null", which the CSRF protection refuses.
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("portal:my-data-show", args=[self.kwargs["token"]])
        return super().get_context_data(participant=self.participant, back_url=back_url, **kwargs)


class MyDataShow(BehindLink, TemplateView):
    template_name = "portal/my_data/show.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Whoever opens this page has the mailbox, so unconfirmed contributions can be confirmed from here.
        contributions = [
            (row, kind, view, reverse("portal:confirm", args=[links.make(row, "confirm")]))
            if kind.confirm and row.confirmed_at is None
            else (row, kind, view, "")
            for row, kind, view in participants.contributions_of(self.participant)
        ]
        return super().get_context_data(contributions=contributions, token=self.kwargs["token"])


class MyDataDownload(BehindLink, TemplateView):
    """All data of a person as one JSON file (Art. 15 and 20 GDPR)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        contributions = [
            {
                "kind": str(kind.label),
                "received": row.created_at,
                "confirmed": row.confirmed_at,
                "channel": row.get_channel_display(),
                "name": row.name,
                "telephone": row.phone,
                "language_of_emails": row.language,
                "name_shown": row.get_name_display_display(),
                "privacy_notice": row.privacy_version,
                "deleted_on": row.purge_on,
                "state": view.state,
                **{str(label): value for label, value in view.fields.items()},
                "photos": [links.absolute(file) for file in view.files],
            }
            for row, kind, view in participants.contributions_of(self.participant)
        ]
        return JsonResponse(
            {"email": self.participant.email, "since": self.participant.created_at, "contributions": contributions},
            json_dumps_params={"ensure_ascii": False, "indent": 2},
            headers={"Content-Disposition": 'attachment; filename="meine-daten.json"'},
        )


class ContributionForm(BehindLink, PublicFormView):
    """A form about one contribution of the person, or about all of them."""

    scope = "my-data-change"

    @property
    def contribution(self) -> Contribution:
        return get_object_or_404(self.participant.contributions, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("portal:my-data-show", args=[self.kwargs["token"]])


class ContributionCorrect(ContributionForm):
    template_name = "portal/my_data/correct.html"
    form_class = ContributionCorrection
    submit_label = gettext_lazy("Save changes")

    def get_initial(self) -> dict[str, Any]:
        contribution = self.contribution
        kind = registry.contribution_kinds.get(contribution.kind)
        own = kind.current(contribution) if kind else {}
        return {
            "name": contribution.name,
            "phone": contribution.phone,
            "language": contribution.language,
            "name_display": contribution.name_display,
            **own,
        }

    def get_form(self, form_class: type[ContributionCorrection] | None = None) -> ContributionCorrection:
        form = super().get_form(form_class)
        kind = registry.contribution_kinds.get(self.contribution.kind)
        if len(settings.LANGUAGES) == 1:
            del form.fields["language"]
        if kind is None or kind.confirm is None:
            del form.fields["name_display"]  # only a confirmed contribution can become public under a name
        for name, field in (kind.correctable if kind else {}).items():
            form.fields[name] = deepcopy(field)
        return form

    def form_valid(self, form: PublicForm) -> HttpResponse:
        contribution = self.contribution
        names: list[str] = [name for name in ("name", "phone", "name_display") if name in form.cleaned_data]
        if form.cleaned_data.get("language"):
            names.append("language")
        for name in names:
            setattr(contribution, name, form.cleaned_data[name])
        contribution.save(update_fields=names)
        if (kind := registry.contribution_kinds.get(contribution.kind)) and kind.correctable:
            kind.correct(contribution, {name: form.cleaned_data[name] for name in kind.correctable})
        return super().form_valid(form)


class ContributionErase(ContributionForm):
    template_name = "portal/my_data/erase.html"
    form_class = Agreement
    submit_label = gettext_lazy("Erase for good")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.contribution
        entries = [entry for entry in participants.contributions_of(self.participant) if entry[0].pk == row.pk]
        if not entries:
            raise Http404
        return super().get_context_data(title=_("Erase this contribution?"), contributions=entries, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.participant.contributions.filter(pk=kwargs["pk"]).exists():
            return redirect(self.get_success_url())  # a second press of the button: it is deleted already
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        participants.erase_contribution(self.contribution)
        if not Participant.objects.filter(pk=self.participant.pk).exists():
            return redirect("portal:my-data-erased")
        return super().form_valid(form)


class EraseAll(ContributionForm):
    template_name = "portal/my_data/erase.html"
    form_class = Agreement
    submit_label = gettext_lazy("Erase everything for good")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Erase all your data?"), contributions=participants.contributions_of(self.participant), **kwargs
        )

    def form_valid(self, form: PublicForm) -> HttpResponse:
        participants.erase_participant(self.participant)
        return redirect("portal:my-data-erased")


class Erased(TemplateView):
    template_name = "portal/my_data/erased.html"
