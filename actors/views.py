"""Public pages of actors: list, entry, registration, management by link, messages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.generic import DetailView, TemplateView

from actors import cards, messages, pages, services
from actors.filters import ActorFilter, numbers_of
from actors.forms import ActorForm, MessageForm, WithdrawForm
from actors.models import Actor, ActorState
from eving.core.models import Role
from eving.core.models.compiled import RowsByKey
from eving.core.plan.counting import Numbers
from eving.core.plan.pages import PlanOfList
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import FilteredList, Gone, ThanksPage, gone, managed_contribution, public_or_redirect
from eving.core.public.steps import SteppedFormView
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date


class ActorList(FilteredList):
    template_name = "actors/list.html"
    filter_class = ActorFilter
    whole = RowsByKey(lambda: cards.with_card(Actor.objects.published()))
    title = gettext_lazy("Local organisations")
    counted = ngettext_lazy("%(count)s local organisation", "%(count)s local organisations", "count")
    counted_more = gettext_lazy("More than %(count)s local organisations")
    list_name, plan_name = "actors:actor-list", "actors:actor-plan"
    all_of_them = gettext_lazy("See all local organisations")
    no_match = (
        gettext_lazy("No organisation matches your filters."),
        gettext_lazy("Remove a filter, or register an organisation that is missing."),
    )
    nothing_yet = (gettext_lazy("No organisation has registered yet."), gettext_lazy("Yours can be the first."))

    def rows(self) -> QuerySet:
        return Actor.objects.published().order_by("name_sort", "pk")

    def card(self, row: Actor) -> dict[str, Any]:
        return cards.actor_row(row, step_free=self.filter.chosen.get("stufenlos") == "ja")

    def actions(self) -> list[dict[str, Any]]:
        return [{"label": _("Register an organisation"), "url": reverse("actors:actor-register")}]


class ActorPlan(PlanOfList, ActorList):
    street_value = ("ort", "street-%s")
    part_value = ("ort", "part-%s")
    kind = "actor"

    def numbers(self, rows: QuerySet) -> Numbers:
        return numbers_of(rows)


def gone_page() -> Gone:
    return Gone(
        _("This entry is no longer on the portal. The organisation withdrew it, or the office archived it."),
        reverse("actors:actor-list"),
        _("See all local organisations"),
    )


class ActorDetail(DetailView):
    template_name = "actors/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            actor = pages.once_public_actor(kwargs["number"])
            self.object, moved = public_or_redirect(actor, kwargs["slug"], gone_page)
        except Gone as removed:
            return gone(request, removed)
        return moved or self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**pages.actor_page(self.object), **kwargs)


class ActorRegister(SteppedFormView):
    template_name = "actors/form.html"
    summary_template_name = "actors/summary.html"
    form_class = ActorForm
    scope = "actor"
    submit_label = gettext_lazy("Register")
    success_url = reverse_lazy("actors:actor-thanks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)

    def finished(self, form: Any) -> HttpResponse:
        assert isinstance(form, ActorForm)
        services.register_actor(
            draft=form.draft(),
            place=form.location(),
            contact=form.contact(),
            registrant=form.registrant(),
            logo_keys=form.photo_notes(),
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url())


class ActorThanks(ThanksPage):
    template_name = "actors/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)


def managed_actor(token: str) -> Actor:
    """Raises Http404 for an invalid link or one of another kind."""
    contribution = managed_contribution(token, services.KIND, "actor__group")
    if not hasattr(contribution, "actor"):
        raise Http404
    return contribution.actor


def author_history(actor: Actor) -> QuerySet:
    """Entries for the registrant. Once the address is confirmed, "not confirmed" is left out."""
    entries = actor.history.for_its_person()
    return entries if actor.state == ActorState.UNCONFIRMED else entries.exclude(to_state=ActorState.UNCONFIRMED)


class ActorManage(TemplateView):
    """The registrant's own page behind the link in the mails."""

    template_name = "actors/manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = managed_actor(kwargs["token"])
        return super().get_context_data(
            actor=actor,
            badge=cards.state_badge(actor),
            timeline=cards.timeline(author_history(actor), actor),
            transitions={transition.name for transition in actor.lifecycle.open_to(Role.AUTHOR, actor)},
            **kwargs,
        )


class ActorWithdraw(PublicFormView):
    template_name = "actors/withdraw.html"
    form_class = WithdrawForm
    scope = "actor-manage"
    submit_label = gettext_lazy("Withdraw entry")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.actor = managed_actor(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("actors:actor-manage", args=[self.kwargs["token"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(actor=self.actor, back_url=self.get_success_url(), **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, WithdrawForm)
        try:
            lifecycle.apply(self.actor, "withdraw", by=Role.AUTHOR, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return redirect(self.get_success_url())


class MessageCreate(PublicFormView):
    """The sender never learns the actor's address."""

    template_name = "actors/messages/form.html"
    form_class = MessageForm
    scope = "actor-message"
    submit_label = gettext_lazy("Send message")
    success_url = reverse_lazy("actors:message-thanks")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Actor.objects.once_public().prefetch_related("contacts")
        actor = rows.filter(number=kwargs["number"]).first()
        try:
            self.actor, _moved = public_or_redirect(actor, kwargs["slug"], gone_page)
        except Gone as removed:
            return gone(request, removed)
        if not messages.can_be_written_to(self.actor):
            if request.method != "POST":
                raise Http404
            sentence = _("This organisation can no longer be written to through the portal.")
            return gone(request, Gone(sentence, self.actor.get_absolute_url(), _("See the entry")))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(actor=self.actor, back_url=self.actor.get_absolute_url(), **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, MessageForm)
        given = form.cleaned_data
        messages.write_to_actor(
            self.actor,
            text=given["text"],
            name=given["name"],
            email=given["email"],
            shares_address=given["shares_address"],
            **self.sending(form),
        )
        return super().form_valid(form)


class MessageThanks(ThanksPage):
    template_name = "actors/messages/thanks.html"


class MessageSent(TemplateView):
    template_name = "actors/messages/sent.html"


class MessageKept(TemplateView):
    """Shown when a confirmed message could not be sent; see ``messages.can_be_passed_on``."""

    template_name = "actors/messages/kept.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(most_a_day=messages.MOST_A_DAY, **kwargs)
