"""Admin pages of answer templates, with a check of their placeholders."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, StaffAdmin
from eving.core.models import AnswerTemplate
from eving.core.texts import answer_templates, site_texts


class AnswerTemplateForm(GuardedForm):
    register = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    transition = forms.ChoiceField(label=gettext_lazy("For the step"), required=False)

    class Meta:
        model = AnswerTemplate
        fields = ["name", "register", "transition", "text", "sort", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "register" in self.fields:  # absent for whoever may only view
            self.fields["register"].choices = [("", _("all registers")), *answer_templates.registers()]  # type: ignore[attr-defined]
            self.fields["transition"].choices = [("", _("every step")), *answer_templates.transitions()]  # type: ignore[attr-defined]
            self.initial["transition"] = answer_templates.standing_for(self.initial.get("transition", ""))
            self.fields["text"].help_text = format_html_join(
                "; ", "<code>{{{}}}</code> {}", answer_templates.PLACEHOLDERS.items()
            )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if errors := site_texts.check(text, answer_templates.PLACEHOLDERS):
            raise forms.ValidationError(errors)
        return text


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(StaffAdmin):
    form = AnswerTemplateForm
    copyable = True
    copy_leaves_out = ("name",)
    list_display = ["name", "register_display", "transition_display", "is_active", "sort"]
    list_filter = ["is_active"]
    search_fields = ["name", "text"]
    fields = ["name", "register", "transition", "text", "sort", "is_active"]

    @admin.display(description=gettext_lazy("for"), ordering="register")
    def register_display(self, template: AnswerTemplate) -> Any:
        return dict(answer_templates.registers()).get(template.register, _("all registers"))

    @admin.display(description=gettext_lazy("for the step"), ordering="transition")
    def transition_display(self, template: AnswerTemplate) -> Any:
        return dict(answer_templates.transitions()).get(
            answer_templates.standing_for(template.transition), _("every step")
        )
