"""Public pages of ideas: list, detail, submission, and the author's pages behind the link in the mails."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.generic import DetailView, TemplateView, View

from eving.core.models import Role
from eving.core.models.compiled import RowsByKey
from eving.core.people import rate_limits
from eving.core.public.forms import PublicFormView, changed
from eving.core.public.pages import FilteredList, Gone, ThanksPage, gone, managed_contribution, public_or_redirect
from eving.core.public.steps import SteppedFormView
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import Conflict
from eving.core.working_days import promised_date
from projects import exports
from projects.cards import ideas, previews
from projects.cards.pages import idea_page, once_public_idea
from projects.filters.ideas import SORTS, IdeaFilter
from projects.forms.ideas import AnswerForm, IdeaCorrection, IdeaForm, WithdrawForm
from projects.models import Idea, IdeaHistory, IdeaState
from projects.services import counting, participation
from projects.services.ideas import KIND, author_may_correct, change_idea, submit_idea

LOOKING = ("look", "change")
SIMILAR_PER_HOUR = 600  # a school class shares one address, and each title is looked up several times


class IdeaList(FilteredList):
    template_name = "projects/ideas/list.html"
    filter_class = IdeaFilter
    orders = SORTS
    whole = RowsByKey(lambda: Idea.objects.published().for_cards())
    title = gettext_lazy("Ideas")
    counted = ngettext_lazy("%(count)s idea", "%(count)s ideas", "count")
    counted_more = gettext_lazy("More than %(count)s ideas")
    all_of_them = gettext_lazy("See all ideas")
    no_match = (
        gettext_lazy("No idea matches your filters."),
        gettext_lazy("Remove a filter, or tell us your own idea."),
    )
    nothing_yet = (gettext_lazy("There is no idea yet."), gettext_lazy("Yours can be the first."))

    def rows(self) -> QuerySet:
        return Idea.objects.published().order_by(*SORTS[self.sort][1])

    def card(self, row: Idea) -> dict[str, Any]:
        return ideas.idea_card(row)

    def actions(self) -> list[dict[str, Any]]:
        return [{"label": _("Submit idea"), "url": reverse("projects:idea-create")}]

    def list_links(self) -> list[dict[str, Any]]:
        chosen = {} if self.filter.has_errors else self.filter.chosen
        labels = {"thema": _("Follow this topic by e-mail"), "strasse": _("Follow this street by e-mail")}
        page = reverse("projects:follow-create")
        return [
            {"label": label, "url": f"{page}?{name}={chosen[name].slug}"}
            for name, label in labels.items()
            if chosen.get(name)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(outputs=exports.outputs_of(self.filter), **kwargs)


def gone_page() -> Gone:
    return Gone(
        _("This idea is no longer on the portal. Its author withdrew it, or the office removed it."),
        reverse("projects:idea-list"),
        _("See all ideas"),
    )


def public_idea(number: str, slug: str) -> tuple[Any, HttpResponse | None]:
    """The idea with all that its page shows, or a redirect to its current address. Raises Http404 or Gone."""
    return public_or_redirect(once_public_idea(number), slug, gone_page)


class IdeaDetail(DetailView):
    template_name = "projects/ideas/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object, moved = public_idea(kwargs["number"], kwargs["slug"])
        except Gone as removed:
            return gone(request, removed)
        return moved or self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**idea_page(self.object), **kwargs)


class IdeaCreate(SteppedFormView):
    template_name = "projects/ideas/form.html"
    summary_template_name = "projects/ideas/preview.html"
    form_class = IdeaForm
    scope = "idea"
    submit_label = gettext_lazy("Submit idea")
    success_url = reverse_lazy("projects:idea-thanks")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.action = request.POST.get("action", "")
        if self.action in LOOKING:
            self.scope = "idea-look"  # a preview is no submission and must not use up the limit for those
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "private": previews.private_pieces(context["form"]),
            "promised_on": promised_date(timezone.localdate()),
        }

    def finished(self, form: Any) -> HttpResponse:
        assert isinstance(form, IdeaForm)
        if self.action == "look":
            return self.summary(form)
        if self.action == "change":
            return self.go(form, form.steps[0].name)
        idea, _is_new = submit_idea(
            draft=form.draft(),
            author=form.author(),
            photo_keys=form.photo_notes(),
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), idea.contribution)

    def summary_context(self, form: Any) -> dict[str, Any]:
        return previews.as_everyone_sees_it(form)


class SimilarIdeas(View):
    """HTML fragment for the form's script: published ideas similar to the title. 204 when there are none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if rate_limits.hit("idea-similar", rate_limits.client_prefix(request)).above(SIMILAR_PER_HOUR):
            answer = HttpResponse(status=429)
            answer.headers["Retry-After"] = "3600"
            return answer
        title = request.GET.get("titel", "")[:120]
        similar = previews.similar_cards(title)
        answer = (
            render(request, "projects/ideas/_similar.html", {"similar": similar})
            if similar
            else HttpResponse(status=204)
        )
        answer.headers["X-Robots-Tag"] = "noindex"
        answer.headers["Cache-Control"] = "no-store"
        return answer


class IdeaThanks(ThanksPage):
    template_name = "projects/ideas/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)


def managed_idea(token: str) -> Idea:
    """Raises Http404 for an invalid link or one of another kind."""
    contribution = managed_contribution(token, KIND, "idea__street", "idea__merged_into", "idea__actor")
    if not hasattr(contribution, "idea"):
        raise Http404
    return contribution.idea


def open_question(idea: Idea) -> IdeaHistory | None:
    if idea.state != IdeaState.QUERY:
        return None
    return idea.history.for_its_person().filter(to_state=IdeaState.QUERY).last()


def author_history(idea: Idea) -> QuerySet:
    """Entries for the author. Once the address is confirmed, "not confirmed" is left out."""
    entries = idea.history.for_its_person()
    return entries if idea.state == IdeaState.UNCONFIRMED else entries.exclude(to_state=IdeaState.UNCONFIRMED)


def author_texts(idea: Idea) -> dict[str, Any]:
    proposals = list(idea.proposals.select_related("decision").order_by("-pk"))
    waits = any(proposal.decided_at is None for proposal in proposals)
    return {
        "question": open_question(idea),
        "proposals": [
            {"proposal": proposal, "words": proposal.decision.text if proposal.decision else ""}
            for proposal in proposals
        ],
        "can_propose": idea.is_public and not waits,
        "merged_into": counting.merge_target(idea),
    }


class IdeaManage(TemplateView):
    """The author's own page of an idea, behind the link in the mails."""

    template_name = "projects/ideas/manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        idea = managed_idea(kwargs["token"])
        return super().get_context_data(
            idea=idea,
            badge=ideas.state_badge(idea),
            timeline=ideas.timeline(author_history(idea), idea),
            transitions={transition.name for transition in idea.lifecycle.open_to(Role.AUTHOR, idea)},
            offers=participation.shared_offers(idea),
            can_correct=author_may_correct(idea),
            **author_texts(idea),
            **kwargs,
        )


class ManagedForm(PublicFormView):
    """A form behind the author's link. When it is no longer possible, the author's page explains the state."""

    scope = "idea-manage"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.idea = managed_idea(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def is_open(self) -> bool:
        raise NotImplementedError

    def is_done(self, given: dict[str, Any]) -> bool:
        """Whether the same request has just succeeded, as after a double click."""
        return False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A POST that comes too late gets its error beside the form, so that nothing typed is lost.
        return super().get(request, *args, **kwargs) if self.is_open() else redirect(self.get_success_url())

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
            if not self.is_done(form.cleaned_data):
                form.add_error(None, error.messages)
                return self.form_invalid(form)
        return redirect(self.get_success_url())


class IdeaAnswer(ManagedForm):
    template_name = "projects/ideas/answer.html"
    form_class = AnswerForm
    submit_label = gettext_lazy("Send answer")

    def is_open(self) -> bool:
        return self.idea.state == IdeaState.QUERY

    def is_done(self, given: dict[str, Any]) -> bool:
        last = self.idea.history.for_its_person().last()
        return last is not None and (last.role, last.text) == (Role.AUTHOR, given["text"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question=open_question(self.idea), **kwargs)

    def act(self, form: AnswerForm) -> None:
        lifecycle.apply(self.idea, "answer", by=Role.AUTHOR, text=form.cleaned_data["text"])


class IdeaCorrect(ManagedForm):
    template_name = "projects/ideas/correct.html"
    form_class = IdeaCorrection
    submit_label = gettext_lazy("Save changes")

    def is_open(self) -> bool:
        return author_may_correct(self.idea)

    def get_initial(self) -> dict[str, Any]:
        return IdeaCorrection.initial_of(self.idea)

    def is_done(self, given: dict[str, Any]) -> bool:
        idea = Idea.objects.filter(pk=self.idea.pk).first()
        stored = IdeaCorrection.initial_of(idea) if idea else {}
        return bool(stored) and all(stored[name] == given[name] for name in stored if name != "version")

    def act(self, form: IdeaCorrection) -> None:
        try:
            change_idea(self.idea, draft=form.draft(), seen_version=form.cleaned_data["version"])
        except Conflict:
            # Sending the form again confirms the change against the new version; nothing typed is lost.
            version = Idea.objects.filter(pk=self.idea.pk).values_list("version", flat=True).first()
            form.data = changed(form.data, version=version or 0)
            raise


class IdeaWithdraw(ManagedForm):
    template_name = "projects/ideas/withdraw.html"
    form_class = WithdrawForm
    submit_label = gettext_lazy("Withdraw idea")

    def is_open(self) -> bool:
        return any(transition.name == "withdraw" for transition in self.idea.lifecycle.open_to(Role.AUTHOR, self.idea))

    def is_done(self, given: dict[str, Any]) -> bool:
        return Idea.objects.filter(pk=self.idea.pk, state=IdeaState.WITHDRAWN).exists()

    def act(self, form: WithdrawForm) -> None:
        lifecycle.apply(self.idea, "withdraw", by=Role.AUTHOR, text=form.cleaned_data["text"])
