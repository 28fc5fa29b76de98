"""The steps of an idea as staff meet them: what each does, which usually comes next, and what each asks."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django.utils.translation import gettext as _

from eving.core.backoffice.forms import StepForm
from eving.core.public.forms import bare_helper
from projects.forms.ideas import CallNote


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
