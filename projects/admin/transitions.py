"""Forms of transitions that ask for more than a text, and the form for a call."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.forms import TransitionForm
from eving.core.public.forms import SingleLineField, bare_helper
from projects.forms.ideas import CallNote
from projects.models import Idea


class QuestionForm(TransitionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your question")
        self.fields["text"].error_messages["required"] = _("Please write your question.")


class MergeForm(TransitionForm):
    """Asks for the idea that this one is merged into."""

    into = SingleLineField(
        label=gettext_lazy("Number of the idea that continues"),
        max_length=20,
        help_text=gettext_lazy("For example I-2026-12. Everyone must be able to see that idea."),
        error_messages={"required": gettext_lazy("Please enter the number of the idea that continues.")},
    )
    field_order = ["into", "text", "version"]

    def clean_into(self) -> Idea:
        number = self.cleaned_data["into"].upper()
        target = Idea.objects.published().filter(number=number).first()
        if target is None:
            raise ValidationError(_("There is no public idea with the number %(number)s.") % {"number": number})
        return target


def call_helper(form: CallNote) -> FormHelper:
    helper = bare_helper(form)
    helper.layout = Layout(
        Fieldset(_("The idea"), "street", "place_note", "title", "text", "own_contribution", "cost_text", "actor_name"),
        Fieldset(_("Sorting"), "field", "topics"),
        Fieldset(_("The person"), "channel", "name", "name_display", "email", "phone", "privacy_informed"),
        "form_key",
    )
    return helper
