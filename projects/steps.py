"""The steps of an idea as staff meet them: which are open, what each does, who is told, and its form."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.lifecycle import Step
from eving.core.models import Role
from projects.forms import CallNote
from projects.models import Idea, IdeaState

# What a step does, in one sentence for whoever is about to take it.
EFFECTS = {
    "ask": gettext_lazy("The idea waits until the author answers. The public does not see it."),
    "resume": gettext_lazy("The idea counts as new again and waits for your check."),
    "publish": gettext_lazy("Everyone sees the idea, its photos and the author's name as they want it shown."),
    "review": gettext_lazy("The idea's page says that the office looks into it."),
    "accept": gettext_lazy("The idea's page says that it will be taken up."),
    "start": gettext_lazy("The idea's page says that the work has begun."),
    "finish": gettext_lazy("The idea's page says what came of it. The idea is closed."),
    "decline": gettext_lazy("The idea is closed. A public idea stays public, with your reason."),
    "forward": gettext_lazy("The idea is closed here. A public idea stays public and says who goes on with it."),
    "reopen": gettext_lazy("The idea is open again and under review."),
    "archive": gettext_lazy("The idea leaves the list of running ideas. Its page stays."),
    "withdraw": gettext_lazy("The idea disappears from the portal. This cannot be undone."),
    "spam": gettext_lazy("The idea is set aside and deleted after a while. You can take it back until then."),
    "not_spam": gettext_lazy("The idea is back among the new ideas, with a new date by which we answer."),
}
# The step that usually comes next: the one filled button of the page.
USUAL = {
    IdeaState.SUBMITTED: "publish",
    IdeaState.QUERY: "resume",
    IdeaState.PUBLISHED: "review",
    IdeaState.UNDER_REVIEW: "accept",
    IdeaState.ACCEPTED: "start",
    IdeaState.IN_PROGRESS: "finish",
    IdeaState.DONE: "archive",
    IdeaState.DECLINED: "archive",
    IdeaState.FORWARDED: "archive",
    IdeaState.ARCHIVED: "reopen",
    IdeaState.SPAM: "not_spam",
}
SILENT = {"spam", "not_spam"}


def who_is_told(idea: Idea, step: Step) -> str:
    """Says whether the author hears of a step, and how."""
    contribution = idea.contribution
    if step.name in SILENT:
        return _("Nobody gets a mail.")
    if contribution and contribution.participant:
        return _("The author is told by mail to %(email)s.") % {"email": contribution.email}
    if contribution and contribution.phone:
        return _("There is no e-mail address: please call %(phone)s.") % {"phone": contribution.phone}
    return _("Nobody can be told: the author left no e-mail address and no telephone number.")


def staff_steps(idea: Idea) -> list[Step]:
    """What staff may do with an idea now. Only authors confirm their address."""
    return [step for step in idea.lifecycle.open_to(Role.STAFF, idea.state) if step.name != "confirm"]


class StepForm(forms.Form):
    """The text that goes with a decision, and the version of the idea that the person saw."""

    text = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please give a reason. The author reads it.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, is_public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.required = step.text_required
        if step.name == "ask":
            field.label = _("Your question")
            field.error_messages["required"] = _("Please write your question.")
            field.help_text = _("The author reads this by mail. It is not shown publicly.")
        elif step.is_public and is_public:
            field.help_text = _("Everyone reads this on the idea's page, and the author by mail.")
        elif step.name in SILENT:
            field.label = _("Note")
            field.help_text = _("Only the office reads this.")
        else:
            field.help_text = _("The author reads this by mail. It is not shown publicly.")

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class RedactForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why does the text have to go?"),
        max_length=200,
        help_text=gettext_lazy("Only the office reads this. Please do not repeat what has to go."),
    )

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


def bare_helper(form: forms.Form) -> FormHelper:
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def call_helper(form: CallNote) -> FormHelper:
    """The note of a call in the order in which a call goes."""
    helper = bare_helper(form)
    helper.layout = Layout(
        Fieldset(_("The idea"), "title", "text", "street", "place_note"),
        Fieldset(_("Sorting"), "field", "topics"),
        Fieldset(_("The person"), "channel", "name", "name_display", "email", "phone", "privacy_told"),
        "form_key",
    )
    return helper
