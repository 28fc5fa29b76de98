from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView

from eving.core import registry
from eving.core.forms import PRIVACY_VERSION, PublicFormView
from eving.core.models import Role
from eving.core.pages import FilteredList, Gone, find_or_redirect, gone, managed_contribution
from projects import cards, idea_outputs, services
from projects.filters import IdeaFilter
from projects.forms import AnswerForm, IdeaCorrection, IdeaForm, WithdrawForm
from projects.models import Idea


class IdeaList(FilteredList):
    template_name = "projects/idea_list.html"
    filter_class = IdeaFilter
    count_up_to = 360  # fifteen pages; whoever reads further narrows the search

    def rows(self) -> QuerySet:
        return Idea.objects.published().for_cards().order_by("-published_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        outputs = idea_outputs.outputs_of(self.filter)
        return {**context, "cards": [cards.idea_card(idea) for idea in context["page_obj"]], "outputs": outputs}


def public_idea(request: HttpRequest, number: str, slug: str) -> tuple[Any, HttpResponse | None]:
    """The idea with this number and all that its page shows. Raises Http404 or Gone."""
    rows = (
        Idea.objects.once_public()
        .select_related("street", "field", "contribution")
        .prefetch_related("topics", "frameworks", "photos")
    )
    was = Gone(
        _("This idea is no longer on the portal. Its author took it back, or the office removed it."),
        reverse("projects:idea-list"),
        _("See all ideas"),
    )
    return find_or_redirect(request, rows, number, slug, was)


class IdeaDetail(DetailView):
    template_name = "projects/idea_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object, moved = public_idea(request, kwargs["number"], kwargs["slug"])
        except Gone as what:
            return gone(request, what)
        return moved or self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        idea = self.object
        return super().get_context_data(
            idea=idea,
            badge=cards.state_badge(idea),
            timeline=cards.timeline(idea.history.filter(is_public=True), idea),
            photos=[cards.photo_picture(photo, 1600) for photo in idea.photos.all() if photo.approved_at],
            panels=registry.panels_of("idea", idea),
            sharing=idea_outputs.sharing(idea),
            **kwargs,
        )


class IdeaCreate(PublicFormView):
    template_name = "projects/idea_form.html"
    form_class = IdeaForm
    scope = "idea"
    submit_label = gettext_lazy("Submit idea")
    success_url = reverse_lazy("projects:idea-thanks")

    def form_valid(self, form: IdeaForm) -> HttpResponse:
        services.submit_idea(
            key=form.key.key,
            draft=form.draft(),
            author=form.author(),
            privacy_version=PRIVACY_VERSION,
            photo_keys=list(form.photo_notes()),
            screening=self.screening(form),
        )
        return super().form_valid(form)


class IdeaThanks(TemplateView):
    template_name = "projects/idea_thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=services.promised_date(timezone.localdate()), **kwargs)


def managed_idea(token: str) -> Idea:
    """The idea behind a management link."""
    contribution = managed_contribution(token, services.KIND, "idea__street")
    if not hasattr(contribution, "idea"):
        raise Http404
    return contribution.idea


class IdeaManage(TemplateView):
    """The author's own page of an idea: where it stands, questions, corrections, withdrawal."""

    template_name = "projects/idea_manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        idea = managed_idea(kwargs["token"])
        return super().get_context_data(
            idea=idea,
            badge=cards.state_badge(idea),
            timeline=cards.timeline(idea.history.for_its_person(), idea),
            steps={step.name for step in idea.lifecycle.open_to(Role.AUTHOR, idea)},
            can_correct=services.author_may_correct(idea),
            **kwargs,
        )


class ManagedForm(PublicFormView):
    """A form on an idea behind the author's link."""

    scope = "idea-manage"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.idea = managed_idea(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("projects:idea-manage", args=[self.kwargs["token"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(idea=self.idea, back_url=self.get_success_url(), **kwargs)

    def act(self, form: Any) -> None:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return redirect(self.get_success_url())


class IdeaAnswer(ManagedForm):
    template_name = "projects/idea_answer.html"
    form_class = AnswerForm
    submit_label = gettext_lazy("Send answer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.idea.history.filter(to_state="query").last()
        return super().get_context_data(question=question, **kwargs)

    def act(self, form: AnswerForm) -> None:
        services.answer_query(self.idea, text=form.cleaned_data["text"])


class IdeaCorrect(ManagedForm):
    template_name = "projects/idea_correct.html"
    form_class = IdeaCorrection
    submit_label = gettext_lazy("Save changes")

    def get_initial(self) -> dict[str, Any]:
        return IdeaCorrection.initial_of(self.idea)

    def act(self, form: IdeaCorrection) -> None:
        services.change_idea(self.idea, draft=form.draft())


class IdeaWithdraw(ManagedForm):
    template_name = "projects/idea_withdraw.html"
    form_class = WithdrawForm
    submit_label = gettext_lazy("Withdraw idea")

    def act(self, form: WithdrawForm) -> None:
        services.withdraw_idea(self.idea, by=Role.AUTHOR, text=form.cleaned_data["text"])
