"""Forms of the office pages of one idea."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.public.forms import bare_helper
from projects.models import Idea
from projects.services import answers


class VersionedForm(forms.Form):
    """Carries the version of the idea that the user saw, to detect conflicts."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class PrepareForm(VersionedForm):
    """A transition to be sent later."""

    transition = forms.ChoiceField(
        label=gettext_lazy("Step"), error_messages={"required": gettext_lazy("Please choose a step.")}
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Once it is out, everyone reads this on the public page, and the person by e-mail."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    on = forms.DateField(
        label=gettext_lazy("Goes out on"),
        required=False,
        help_text=gettext_lazy("In the morning of this day. Without a day it waits until somebody sends it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    field_order = ["transition", "text", "on", "version"]

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [transition for transition in answers.preparable() if transition.fits(idea)]
        cast(forms.ChoiceField, self.fields["transition"]).choices = [
            ("", _("Please choose")),
            *((transition.name, transition.label) for transition in fitting),
        ]


class CorrectionForm(VersionedForm):
    text = forms.CharField(
        label=gettext_lazy("This is right"),
        max_length=3000,
        help_text=gettext_lazy("Everyone reads this on the public page, and the person by e-mail."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write down what is right.")},
    )
    field_order = ["text", "version"]


class LetterForm(VersionedForm):
    """A mail to the author alone."""

    text = forms.CharField(
        label=gettext_lazy("Your message to the author"),
        max_length=3000,
        help_text=gettext_lazy("The person reads this by e-mail. It is not shown publicly, and the state stays."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write something.")},
    )
    field_order = ["text", "version"]


class CallBackForm(forms.Form):
    """What was asked or said by telephone, and the day of the next call."""

    internal_note = forms.CharField(
        label=gettext_lazy("What do you want to ask, or what was said?"),
        max_length=3000,
        help_text=gettext_lazy(
            "Only the office reads this. Please write anything that changes the idea into its description."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write something.")},
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("Call again on"),
        required=False,
        help_text=gettext_lazy("On this day it comes back under “To do today”."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class ProposalForm(VersionedForm):
    text = forms.CharField(
        label=gettext_lazy("Your message to the author"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy(
            "The person reads this by e-mail and on their own page. A reason is required if you do not adopt it."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["text", "version"]
