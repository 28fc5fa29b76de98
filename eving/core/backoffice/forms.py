"""Forms of the shared admin pages: transition, redaction, assignment, import and export."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.bulk import staff_members
from eving.core.models import AnswerTemplate, User
from eving.core.one_line import SingleLineField
from eving.core.photos.upload_handler import RefusedUpload
from eving.core.public.forms import bare_helper
from eving.core.tables.headers import checked_sheet
from eving.core.tables.reading import MAX_BYTES, unpacked
from eving.core.tables.table import Table
from eving.core.workflow.lifecycle import Transition


class TransitionForm(forms.Form):
    """The text of a transition, and the version of the case that the page displayed.

    A register that asks for more (a date, a tenant) adds fields in a subclass; the service gets them as keyword
    arguments.
    """

    text = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please give a reason. The person reads it.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, transition: Transition, is_public: bool, sends_no_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_of: dict[str, Any] = {
            "transition": transition,
            "is_public": is_public,
            "sends_no_mail": sends_no_mail,
        }
        field = self.fields["text"]
        field.required = transition.text_required
        if transition.is_public and is_public:
            field.help_text = (
                _("Everyone reads this on the public page.")
                if sends_no_mail
                else _("Everyone reads this on the public page, and the person by e-mail.")
            )
        elif sends_no_mail:
            field.label = _("Note")
            field.help_text = _("Only the office reads this.")
        else:
            field.help_text = _("The person reads this by e-mail. It is not shown publicly.")

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class RedactForm(forms.Form):
    reason = SingleLineField(
        label=gettext_lazy("Why does the text have to go?"),
        max_length=200,
        help_text=gettext_lazy("Only the office reads this. Please do not repeat what has to go."),
    )

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class TemplateForm(forms.Form):
    template = forms.ModelChoiceField(
        label=gettext_lazy("Answer template"), queryset=AnswerTemplate.objects.none(), required=False
    )


class BulkTransitionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Reason"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class AssignmentForm(forms.Form):
    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"), queryset=User.objects.none(), required=False
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("Follow up on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    internal_note = forms.CharField(
        label=gettext_lazy("Internal note"),
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Only the office reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "care_%s", **kwargs})
        field = cast(forms.ModelChoiceField, self.fields["assigned_to"])
        field.queryset, field.empty_label = staff_members(), _("nobody yet")

    @property
    def helper(self) -> FormHelper:
        return bare_helper(self)


class UploadForm(forms.Form):
    label = SingleLineField(
        label=gettext_lazy("Name of this import"),
        max_length=120,
        help_text=gettext_lazy("You will find it in the history under this name."),
    )
    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV or XLSX, at most 5 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.content = b""
        self.rows = 0

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 5 MB. Please split it."))
        if isinstance(upload, RefusedUpload):
            raise ValidationError(_("The file could not be stored. Please try again later."))
        self.content = unpacked(upload.read())
        self.rows = len(checked_sheet(self.table, self.content).rows)
        return upload


class ApplyForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    despite = forms.BooleanField(
        label=gettext_lazy("Add them anyway"),
        required=False,
        error_messages={"required": gettext_lazy("Please look at the similar entries, then tick this box.")},
    )

    def __init__(self, *args: Any, warnings: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if warnings:
            self.fields["despite"].required = True
        else:
            del self.fields["despite"]


class ReasonForm(forms.Form):
    reason = SingleLineField(
        label=gettext_lazy("What do you need these personal data for?"),
        max_length=300,
        help_text=gettext_lazy("Your answer is recorded with your name, the time and the filter."),
        error_messages={"required": gettext_lazy("Please give the reason.")},
    )
