"""Admin pages for unconfirmed contributions: correct a mistyped address, or confirm by telephone."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import registry
from eving.core.addresses import AddressField
from eving.core.backoffice.base import StaffAdmin, short_date
from eving.core.models import Contribution, User
from eving.core.people import participants
from eving.core.public.forms import bare_helper
from eving.portal.services import unconfirmed


class AddressForm(forms.Form):
    email = AddressField(
        label=gettext_lazy("E-mail address"),
        required=False,
        asks_back=False,
        help_text=gettext_lazy("As the person spells it on the telephone. Empty: no e-mail goes out."),
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [(code, registry.contribution_kinds[code].label) for code in registry.confirmable()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() in registry.confirmable() else queryset


@admin.register(Contribution)
class UnconfirmedAdmin(StaffAdmin):
    """Shows only contributions that wait for a confirmation; all others are shown by their register."""

    list_display = ["kind_label", "address_display", "phone", "name", "received", "goes_on"]
    list_filter = [KindFilter]
    list_select_related = ["participant"]
    ordering = ["created_at", "pk"]
    list_title = gettext_lazy("Without confirmation")
    actions = None

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="core_contribution_changelist"),
            path("<path:object_id>/change/", view(self.change_view), name="core_contribution_change"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the actions below need only the right to see the person

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the purge deletes what nobody confirms

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return unconfirmed.waiting()

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_label(self, contribution: Contribution) -> Any:
        return registry.contribution_kinds[contribution.kind].label

    @admin.display(description=gettext_lazy("received"), ordering="created_at")
    def received(self, contribution: Contribution) -> str | None:
        return short_date(contribution.created_at)

    @admin.display(description=gettext_lazy("e-mail address"))
    def address_display(self, contribution: Contribution) -> str:
        return contribution.email

    @admin.display(description=gettext_lazy("deleted on"))
    def goes_on(self, contribution: Contribution) -> str | None:
        return short_date(contribution.created_at + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"list_title": self.list_title, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Contribution.objects.select_related("participant", "confirmed_by")
        contribution = (
            rows.filter(pk=object_id, kind__in=registry.confirmable()).first() if object_id.isdigit() else None
        )
        if contribution is None:
            # It was confirmed, corrected or deleted meanwhile; correcting the address of a support makes a new row.
            self.message_user(request, _("This no longer waits for a confirmation."), messages.INFO)
            return HttpResponseRedirect(self.address("changelist"))
        form = AddressForm(request.POST or None, initial={"email": contribution.email})
        if request.method == "POST" and form.is_valid() and self.done(request, contribution, form):
            next_open = unconfirmed.waiting().exclude(pk=contribution.pk).order_by("created_at", "pk").first()
            address = self.address("change", next_open.pk) if next_open else reverse("admin:index")
            return HttpResponseRedirect(address)
        return self.page(request, contribution, form)

    def done(self, request: HttpRequest, contribution: Contribution, form: AddressForm) -> bool:
        """Run the action of the pressed button; False when it was refused, with the reason in the form."""
        by, email = cast(User, request.user), form.cleaned_data["email"]
        try:
            if "_correct" in request.POST:
                if not email:
                    form.add_error("email", _("Please enter the right address."))
                    return False
                if unconfirmed.correct(contribution, email, by=by):
                    self.message_user(request, _("The link is on its way to %(address)s.") % {"address": email})
                else:
                    sentence = _("The address is corrected, but %(address)s has already had today's e-mails.")
                    self.message_user(request, sentence % {"address": email}, messages.WARNING)
            elif "_confirmed" in request.POST:
                unconfirmed.confirm_by_telephone(contribution, email, by=by)
                self.message_user(request, _("Confirmed by telephone."))
            elif "_leave" in request.POST:
                unconfirmed.leave(contribution, by=by)
                self.message_user(request, _("It is left as it is and deleted when its time is up."))
            else:
                return False
        except ValidationError as error:
            form.add_error(None, error.messages)
            return False
        return True

    def page(self, request: HttpRequest, contribution: Contribution, form: AddressForm) -> HttpResponse:
        kind = registry.contribution_kinds[contribution.kind]
        case = unconfirmed.case_of(contribution)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.list_title,
            "form": form,
            "helper": bare_helper(form),
            "contribution": contribution,
            "kind": kind,
            "view": kind.show(contribution),
            "case_url": reverse(f"admin:{case._meta.app_label}_{case._meta.model_name}_change", args=[case.pk])
            if case
            else "",
            "is_waiting": participants.waits_for_confirmation(contribution),
            "counts_by_address": kind.readdress is not None,
            "deleted_on": contribution.created_at + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS),
            "list_url": self.address("changelist"),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/core/contribution/change_form.html", context, status=status)
