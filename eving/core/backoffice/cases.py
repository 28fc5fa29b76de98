"""Admin pages of cases: the case page with its history, and one page for each transition."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from eving.core.backoffice.assignment import AssignmentPages
from eving.core.backoffice.base import screening_reason
from eving.core.backoffice.forms import BulkTransitionForm, RedactForm, TemplateForm, TransitionForm
from eving.core.models import AnswerTemplate, Contribution, Role, Searchable, User
from eving.core.public.forms import changed
from eving.core.search import engine
from eving.core.texts import answer_templates
from eving.core.workflow import lifecycle
from eving.core.workflow.bulk import BulkAction
from eving.core.workflow.lifecycle import Case, Transition


class CaseAdmin(AssignmentPages):
    """Base of the admin of idea, listing, enquiry, actor and project; the hooks below are what a register overrides."""

    transition_forms: ClassVar[dict[str, type[TransitionForm]]] = {}  # transitions that ask for more than a text
    bulk_transitions: ClassVar[tuple[str, ...]] = ()  # transitions for many cases at once, with one text for all
    view_on_site = False  # the case's page links the public page when there is one
    add_form_template = "admin/change_form.html"  # a new case has no history yet
    change_form_template = "admin/case/change_form.html"

    # ------------------------------------------------------------ hooks for registers
    # badge() and facts() return contexts of components/badge.html and components/description_list.html; preview()
    # returns template and context of the public page.
    def badge(self, obj: Case) -> dict[str, Any]:
        raise NotImplementedError

    def preview(self, request: HttpRequest, obj: Case) -> tuple[str, dict[str, Any]] | None:
        return None

    def has_preview(self, obj: Case) -> bool:
        return type(self).preview is not CaseAdmin.preview

    def facts(self, obj: Case) -> list[dict[str, Any]]:
        return []

    def next_case(self) -> Case | None:
        return None

    def due_on(self, obj: Case) -> Any:
        return getattr(obj, "answer_due_on", None)

    def body(self, obj: Case) -> str:
        return getattr(obj, "text", "")

    def blocking_reasons(self, obj: Case) -> list[str]:
        return []

    def contribution(self, obj: Case) -> Contribution | None:
        return getattr(obj, "contribution", None)

    # ------------------------------------------------------------ pages
    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/schritt/<str:name>/", view(self.transition_view), name=f"{name}_transition"),
            path("<int:pk>/bearbeitung/", view(self.assignment_view), name=f"{name}_assignment"),
            path("<int:pk>/vorschau/", view(self.preview_view), name=f"{name}_preview"),
            path("<int:pk>/verlauf/<int:entry>/schwaerzen/", view(self.redact_view), name=f"{name}_redact"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # cases are closed, withdrawn or erased by their person; the purge deletes

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff may take transitions, which the change permission alone does not allow."""
        return request.user.has_perm(f"{self.opts.app_label}.decide_{self.opts.model_name}")

    def may_see_person(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.view_contribution")

    def staff_transitions(self, obj: Case) -> list[Transition]:
        """What staff may do now. Only the person confirms an address, through the mail or by telephone."""
        return [transition for transition in obj.lifecycle.open_to(Role.STAFF, obj) if transition.name != "confirm"]

    # ------------------------------------------------------------ bulk actions
    def bulk_actions(self, request: HttpRequest) -> list[BulkAction]:
        return [*super().bulk_actions(request), *(self.bulk_transition(name) for name in self.bulk_transitions)]

    def bulk_transition(self, name: str) -> BulkAction:
        transition: Transition = self.model.lifecycle.transition(name)

        def refusal(case: Case) -> str:
            if not transition.fits(case):
                return _("This step is not possible from “%(state)s”.") % {"state": case.get_state_display()}
            return " ".join(self.blocking_reasons(case)) if name == "publish" else ""

        def act(case: Case, *, by: User, seen_version: int | None, text: str) -> None:
            lifecycle.apply(case, name, by=by, text=text, seen_version=seen_version)

        class Form(BulkTransitionForm):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.fields["text"].required = transition.text_required

        return BulkAction(
            name,
            transition.label,
            may=self.has_decide_permission,
            refusal=refusal,
            act=act,
            form=Form,
            help=transition.help,
            is_loss=transition.is_loss,
        )

    def recipients_text(self, obj: Case, transition: Transition) -> str:
        contribution = self.contribution(obj)
        if transition.sends_no_mail or contribution is None:
            return _("Nobody gets an e-mail.")
        if contribution.participant and contribution.participant.wrong_since:
            if contribution.phone:
                return _("The e-mail address is wrong: please call %(phone)s.") % {"phone": contribution.phone}
            return _("Nobody can be notified: the e-mail address is wrong and there is no telephone number.")
        if contribution.participant:
            return _("The person is notified by e-mail to %(email)s.") % {"email": contribution.email}
        if contribution.phone:
            return _("There is no e-mail address: please call %(phone)s.") % {"phone": contribution.phone}
        return _("Nobody can be notified: there is no e-mail address and no telephone number.")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"widget": forms.CheckboxSelectMultiple, **kwargs})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no adding of streets or topics from a case's page
        return field

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.address("change", obj.pk))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        obj.version = lifecycle.locked(obj).version + 1  # a transition may have been taken since the row was read
        own = {field.name for field in self.opts.concrete_fields}
        obj.save(update_fields=["version", *(name for name in form.changed_data if name in own)])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if isinstance(form.instance, Searchable):
            engine.index(form.instance)

    def badge_with_date(self, obj: Case) -> dict[str, Any]:
        return {**self.badge(obj), "date": timezone.localdate(obj.state_changed_at)}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            return super().change_view(request, object_id, form_url, extra_context)  # redirects with a message
        may_decide = self.has_decide_permission(request)
        transitions = self.staff_transitions(obj) if may_decide else []
        primary = [transition for transition in transitions if obj.state in transition.primary_from]
        contribution = self.contribution(obj)
        due_on = self.due_on(obj)
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                "case": obj,
                "contribution": contribution,
                "may_decide": may_decide,
                "may_see_person": self.may_see_person(request),
                "badge": self.badge_with_date(obj),
                "due_on": due_on,
                "is_overdue": bool(due_on) and due_on < timezone.localdate(),
                "primary_transition": self.linked(obj, primary),
                "other_transitions": self.linked(
                    obj,
                    [transition for transition in transitions if transition not in primary and not transition.is_loss],
                ),
                "losing_transitions": self.linked(
                    obj, [transition for transition in transitions if transition.is_loss]
                ),
                "blocking_reasons": self.blocking_reasons(obj),
                "facts": self.facts(obj),
                "body": self.body(obj),
                "screening": screening_reason(contribution),
                "entries": self.entries(obj, may_redact=may_decide),
                "preview_url": self.address("preview", obj.pk) if self.has_preview(obj) else "",
                "public_url": obj.get_absolute_url() if getattr(obj, "is_public", False) else "",
                "log_url": self.address("history", obj.pk),
                "assignment_form": self.assignment_form(obj) if self.has_change_permission(request, obj) else None,
                "assignment_url": self.address("assignment", obj.pk),
                "is_mine": obj.assigned_to_id == request.user.pk,
                "show_save_and_add_another": False,
                "show_save_and_continue": False,
                **(extra_context or {}),
            },
        )

    def linked(self, obj: Case, transitions: list[Transition]) -> list[dict[str, Any]]:
        return [
            {"label": transition.label, "url": self.address("transition", obj.pk, transition.name)}
            for transition in transitions
        ]

    def entries(self, obj: Case, *, may_redact: bool = False) -> list[dict[str, Any]]:
        states = dict(obj._meta.get_field("state").choices)
        return [
            {
                "entry": entry,
                "who": entry.by or entry.get_role_display(),
                "title": self.entry_title(obj, entry, states),
                "redact_url": self.address("redact", obj.pk, entry.pk) if may_redact else "",
            }
            for entry in obj.history.select_related("by", "redacted_by")
        ]

    def entry_title(self, obj: Case, entry: Any, states: dict[str, Any]) -> Any:
        if entry.is_internal_note:
            return _("Internal note")
        if wording := obj.lifecycle.wording(entry.from_state, entry.to_state, entry.role):
            return wording
        return states[entry.to_state] if entry.from_state else _("Received")

    def transition_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        if not self.has_decide_permission(request):
            raise PermissionDenied
        obj = self.case_or_404(request, pk)
        transition = obj.lifecycle.by_name.get(name)
        if transition is None or Role.STAFF not in transition.who or name == "confirm":
            raise Http404
        form = self.transition_forms.get(name, TransitionForm)(
            request.POST or None,
            transition=transition,
            is_public=getattr(obj, "is_public", False) or name == "publish",
            sends_no_mail=transition.sends_no_mail or self.contribution(obj) is None,
            initial={"version": obj.version},
        )
        offered = answer_templates.fitting(self.opts.label_lower, transition)
        if request.method == "POST" and "_insert" in request.POST:
            # Inserting a template appends it to the typed text and takes no transition.
            form = self.with_template(request, form, offered, obj)
        elif request.method == "POST":
            if form.is_valid() and self.taken(request, obj, transition, form):
                return HttpResponseRedirect(self.address("change", obj.pk))
        elif transition not in self.staff_transitions(obj):
            state = obj.get_state_display()
            self.message_user(
                request, _("This step is not possible from “%(state)s”.") % {"state": state}, messages.WARNING
            )
            return HttpResponseRedirect(self.address("change", obj.pk))
        return self.page(
            request,
            "admin/case/transition.html",
            transition.label,
            obj,
            transition=transition,
            form=form,
            template_form=self.template_form(offered, request.POST.get("template")),
            transition_help=transition.help,
            recipients=self.recipients_text(obj, transition) if self.may_see_person(request) else "",
            badge=self.badge_with_date(obj),
            body=self.body(obj),
            blocking_reasons=self.blocking_reasons(obj) if name == "publish" else [],
            latest=self.entries(obj)[-1:] if form.non_field_errors() else [],
        )

    def template_form(self, offered: QuerySet[AnswerTemplate], chosen: str | None) -> TemplateForm | None:
        form = TemplateForm(initial={"template": chosen})
        field = cast(forms.ModelChoiceField, form.fields["template"])
        field.queryset = offered
        field.choices = list(cast(Any, field.choices))  # read once
        return form if len(field.choices) > 1 else None

    def with_template(
        self, request: HttpRequest, form: TransitionForm, offered: QuerySet[AnswerTemplate], obj: Case
    ) -> TransitionForm:
        """The form as typed, not validated, with the chosen template appended to its text."""
        chosen, typed = request.POST.get("template", ""), request.POST.get("text", "")
        text = answer_templates.insert_template(typed, offered, chosen, obj, cast(User, request.user))
        given = {name: value for name, value in request.POST.items() if name in form.fields}
        return type(form)(**form.made_of, initial={**given, "text": text})

    def taken(self, request: HttpRequest, obj: Case, transition: Transition, form: TransitionForm) -> bool:
        """Take the transition; False when it was refused, with the reason in the form's errors."""
        given = {name: value for name, value in form.cleaned_data.items() if name not in {"text", "version"}}
        try:
            lifecycle.apply(
                obj,
                transition.name,
                by=cast(User, request.user),
                text=form.cleaned_data["text"],
                seen_version=form.cleaned_data["version"],
                **given,
            )
        except ValidationError as error:
            # The page comes back with the new state and version: whoever sends it again decides knowingly.
            form.data = changed(form.data, version=obj.version)
            form.add_error(None, error.messages)
            return False
        sentence: Any = f"{obj}: {transition.done}."
        if next_case := self.next_case():
            address = self.address("change", next_case.pk)
            sentence = format_html('{} <a href="{}">{}</a>', sentence, address, _("Check the next one"))
        self.message_user(request, sentence)
        return True

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.case_or_404(request, pk)
        preview = self.preview(request, obj)
        if preview is None:
            raise Http404
        template, context = preview
        return TemplateResponse(
            request, template, {**context, "is_preview": True, "back_url": self.address("change", obj.pk)}
        )

    def redact_view(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        if not self.has_decide_permission(request):
            raise PermissionDenied
        obj = self.case_or_404(request, pk)
        row = get_object_or_404(obj.history, pk=entry)
        form = RedactForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            lifecycle.redact(row, reason=form.cleaned_data["reason"], by=cast(User, request.user))
            self.message_user(request, _("The text was removed from the history."))
            return HttpResponseRedirect(self.address("change", pk))
        return self.page(
            request, "admin/case/redact.html", _("Remove a text from the history"), obj, entry=row, form=form
        )
