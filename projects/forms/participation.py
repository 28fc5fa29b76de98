"""Public forms to support an idea, offer help and follow."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from eving.core.models import HelpKind, NameDisplay
from eving.core.public.drawing import Folded
from eving.core.public.forms import PersonFields, PublicForm
from eving.core.texts.periods import sentence
from projects.services.participation import HelpDraft, Helper

UNTIL_CLOSED = sentence(_("%(time)s after the idea is closed, or until you erase it."), "PURGE_IDEA_MONTHS", "")


class SupportForm(PublicForm):
    form_name = "idea-support"
    address_is_content = True
    privacy_purpose = _("We use your address to count you once, and for the news if you want them.")
    privacy_retention = UNTIL_CLOSED

    email = PersonFields.base_fields["email"]
    also_follow = forms.BooleanField(
        label=_("Send me news about this idea by e-mail, at most one e-mail a day"), required=False
    )
    field_order = ["email", "also_follow", "homepage2", "form_key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "We send you a link. Your support counts once you have pressed the button there. Nobody sees who supports "
            "an idea."
        )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        news = Folded(_("News about the idea"), "also_follow", answer=_("optional, at most one e-mail a day"))
        helper.layout = Layout("email", news, "homepage2", "form_key")
        return helper


class HelpForm(PublicForm, PersonFields):
    form_name = "idea-help"
    privacy_purpose = _("We use your details to bring you together with those who work on the idea.")
    privacy_retention = UNTIL_CLOSED

    kind = forms.ChoiceField(label=_("What can you contribute?"), choices=HelpKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What exactly?"),
        max_length=1000,
        required=False,
        help_text=_("For example: two hours on Saturdays, or a trailer. It is not shown publicly."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    name_display = forms.ChoiceField(
        label=_("How may we show your name?"),
        choices=NameDisplay.choices,
        initial=NameDisplay.NONE,
        widget=forms.RadioSelect,
    )
    share_with_author = forms.BooleanField(
        label=_("The person who had the idea may see my name and my address"),
        required=False,
        help_text=_("They can then write to you. Without a tick only the office sees them."),
    )
    # The order of the page: the error summary follows it.
    field_order = [
        "kind", "text", "name", "email", "share_with_author", "phone", "name_display", "homepage2", "form_key",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "We send a link to this address. Apart from the office, only the people you allow below see it."
        )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Fieldset(_("Your offer"), "kind", "text"),
            Fieldset(_("Who you are"), "name", "email", "share_with_author"),
            Folded(_("Telephone"), "phone", answer=_("optional, if you would like a call")),
            Folded(
                _("Your name on the portal"), "name_display", answer=_("optional: nobody sees it unless you say so")
            ),
            "homepage2",
            "form_key",
        )
        return helper

    def draft(self) -> HelpDraft:
        given = self.cleaned_data
        return HelpDraft(kind=given["kind"], text=given["text"], share_with_author=given["share_with_author"])

    def offered_by(self) -> Helper:
        return Helper(**{name: self.cleaned_data[name] for name in Helper.__dataclass_fields__})


class FollowForm(PublicForm):
    form_name = "follow"
    address_is_content = True
    privacy_purpose: Any = _("We use your address to send you the news you ask for.")
    privacy_retention = sentence(
        _("Until you unsubscribe; for an idea: %(time)s after it is closed."), "PURGE_IDEA_MONTHS", ""
    )

    email = PersonFields.base_fields["email"]
    field_order = ["email", "homepage2", "form_key"]
