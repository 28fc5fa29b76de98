"""Public pages to support, help and follow ideas without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import RedirectView, TemplateView

from eving.core.messaging import subscriptions
from eving.core.models import Street, Topic
from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import Gone, ThanksPage, gone
from projects.cards import participation as cards
from projects.forms.participation import FollowForm, HelpForm, SupportForm
from projects.models import Idea
from projects.services import counting, participation
from projects.services.subscriptions import list_address


def public_idea(number: str) -> Idea:
    """Raises Http404 for an unknown number, Gone when the idea is no longer public."""
    idea = Idea.objects.once_public().filter(number=number).select_related("street", "merged_into").first()
    if idea is None:
        raise Http404
    if not idea.is_public:
        raise Gone(_("This idea is no longer on the portal."), reverse("projects:idea-list"), _("See all ideas"))
    return idea


def closed(idea: Idea) -> Gone:
    if target := counting.merge_target(idea):
        sentence = _("This idea continues as part of another one.")
        return Gone(sentence, target.get_absolute_url(), f"{target.title} ({target.number})")
    sentence = _("The office has closed this idea. Its page says what became of it.")
    return Gone(sentence, idea.get_absolute_url(), _("See the idea"))


class OnIdea(PublicFormView):
    """Answers with an explanation once the idea is closed."""

    success_url = reverse_lazy("projects:participation-thanks")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.idea = public_idea(kwargs["number"])
        except Gone as removed:
            return gone(request, removed)
        if not participation.is_open(self.idea):
            return gone(request, closed(self.idea))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(idea=self.idea, back_url=self.idea.get_absolute_url(), **kwargs)


class SupportCreate(OnIdea):
    template_name = "projects/participation/support.html"
    form_class = SupportForm
    scope = "idea-support"
    submit_label = gettext_lazy("Support the idea")

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, SupportForm)
        row = participation.support(
            self.idea,
            email=form.cleaned_data["email"],
            also_follow=form.cleaned_data["also_follow"],
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), row.contribution)


class HelpCreate(OnIdea):
    template_name = "projects/participation/help.html"
    form_class = HelpForm
    scope = "idea-help"
    submit_label = gettext_lazy("Offer help")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "kind": self.request.GET.get("art", "")}

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, HelpForm)
        offer, _is_new = participation.offer_help(
            self.idea,
            draft=form.draft(),
            helper=form.offered_by(),
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), offer.contribution)


class FollowIdea(RedirectView):
    """Short address on an idea's page; one page serves all kinds of subscriptions."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        return f"{reverse('projects:follow-create')}?idee={kwargs['number']}"


def follow_choice(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "projects/participation/follow_choice.html",
        {"topics": Topic.objects.filter(is_active=True), "streets": Street.objects.all()},
    )


class FollowCreate(PublicFormView):
    template_name = "projects/participation/follow.html"
    form_class = FollowForm
    scope = "follow"
    submit_label = gettext_lazy("Get news by e-mail")
    success_url = reverse_lazy("projects:participation-thanks")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(request.GET.get(name) for name in ("idee", "thema", "strasse")):
            is_read = request.method in ("GET", "HEAD")
            return follow_choice(request) if is_read else redirect("projects:follow-create")
        try:
            self.kind, self.target = self.wanted(request)
        except Gone as removed:
            return gone(request, removed)
        return super().dispatch(request, *args, **kwargs)

    def wanted(self, request: HttpRequest) -> tuple[str, str]:
        """Raises Http404 for an unknown target, Gone for an idea no longer public."""
        asked = request.GET
        if number := asked.get("idee"):
            idea = public_idea(number)
            # A merged idea has no news of its own any more.
            return participation.IDEA, str((counting.merge_target(idea) or idea).number)
        if slug := asked.get("thema"):
            if Topic.objects.filter(slug=slug, is_active=True).exists():
                return participation.TOPIC, slug
        elif (slug := asked.get("strasse")) and Street.objects.filter(slug=slug).exists():
            return participation.STREET, slug
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title, url = subscriptions.sources[self.kind].describe(self.target) or ("", list_address())
        return super().get_context_data(followed=title, is_idea=self.kind == participation.IDEA, back_url=url, **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, FollowForm)
        row = subscriptions.follow(
            kind=self.kind,
            target=self.target,
            email=form.cleaned_data["email"],
            **self.sending(form),
        )
        return self.thank(form, self.get_success_url(), row.contribution)


class ParticipationThanks(ThanksPage):
    """The same text for everybody, so that it does not disclose who supports what."""

    template_name = "projects/participation/thanks.html"


class ParticipationDone(TemplateView):
    """After the confirmation link."""

    template_name = "projects/participation/done.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            idea = public_idea(kwargs["number"])
        except Gone:
            return redirect("projects:idea-list")
        is_open = participation.is_open(idea)
        place = participation.place_in(request.GET.get("als", ""), idea)
        context = {
            "idea": idea,
            "is_help": request.GET.get("mit") == "hilfe",
            "is_open": is_open,
            "counted": cards.counted_as(idea, place) if is_open else "",
            "goes_on": cards.goes_on(idea),
        }
        return self.render_to_response(self.get_context_data(**context))
