"""Pages of an author for a public idea, behind the link in the mails: propose changes, show or hide the name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from eving.core.models import Contribution, NameDisplay
from eving.core.public.forms import PublicForm
from projects.forms.ideas import IdeaFields
from projects.models import IdeaState
from projects.services import proposals
from projects.views.ideas import ManagedForm


class ProposalForm(PublicForm):
    form_name = "idea-proposal"
    privacy_purpose = gettext_lazy("We use your proposal only to change your idea.")
    title = IdeaFields.base_fields["title"]
    text = IdeaFields.base_fields["text"]


class NameForm(PublicForm):
    form_name = "idea-name"
    privacy_purpose: Any = ""  # collects no new data
    name_display = forms.ChoiceField(
        label=gettext_lazy("How may we show your name?"), choices=NameDisplay.choices, widget=forms.RadioSelect
    )


class IdeaPropose(ManagedForm):
    template_name = "projects/ideas/propose.html"
    form_class = ProposalForm
    submit_label = gettext_lazy("Send proposal")

    def is_open(self) -> bool:
        return self.idea.is_public  # before publication the author edits the idea, afterwards it is closed

    def is_done(self, given: dict[str, Any]) -> bool:
        return self.idea.proposals.filter(decided_at=None, title=given["title"], text=given["text"]).exists()

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.idea.title, "text": self.idea.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.idea.proposals.filter(decided_at=None).first()
        return super().get_context_data(waiting=waiting, **kwargs)

    def act(self, form: ProposalForm) -> None:
        proposals.propose_change(self.idea, title=form.cleaned_data["title"], text=form.cleaned_data["text"])


class IdeaName(ManagedForm):
    template_name = "projects/ideas/name.html"
    form_class = NameForm
    submit_label = gettext_lazy("Save")

    def is_open(self) -> bool:
        return self.idea.state != IdeaState.WITHDRAWN

    @property
    def contribution(self) -> Contribution:
        assert self.idea.contribution is not None  # the link was made for the contribution of this idea
        return self.idea.contribution

    def get_initial(self) -> dict[str, Any]:
        return {"name_display": self.contribution.name_display}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        my_name = self.contribution.name
        return super().get_context_data(my_name=my_name, **kwargs)

    def act(self, form: NameForm) -> None:
        proposals.show_name(self.contribution, form.cleaned_data["name_display"])
