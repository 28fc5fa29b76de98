"""The steps of an idea as staff meet them: what each does, which usually comes next, and what each asks."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.cases import StepForm
from eving.core.forms import bare_helper
from projects.forms import CallNote
from projects.models import IdeaState

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
    "merge": gettext_lazy(
        "The idea stays public and leads to the other one. Its supporters count there, each person once, and get a"
        " mail. Its followers get the news of the other idea as well. Offers of help stay here, because people agreed"
        " on this author."
    ),
    "unmerge": gettext_lazy(
        "The idea stands for itself again and is under review. Its supporters and followers come back and no longer"
        " count for the other one."
    ),
    "reconsider": gettext_lazy("The idea is back among the new ideas, with a new date by which we answer."),
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


class QuestionForm(StepForm):
    """A question to the author."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your question")
        self.fields["text"].error_messages["required"] = _("Please write your question.")


def call_helper(form: CallNote) -> FormHelper:
    """The note of a call in the order in which a call goes."""
    helper = bare_helper(form)
    helper.layout = Layout(
        Fieldset(_("The idea"), "street", "place_note", "title", "text", "own_contribution", "cost_text", "actor_name"),
        Fieldset(_("Sorting"), "field", "topics"),
        Fieldset(_("The person"), "channel", "name", "name_display", "email", "phone", "privacy_told"),
        "form_key",
    )
    return helper
