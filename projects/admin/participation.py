"""Back office of help offers: on the page of their idea, and as a list."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, StaffAdmin, screening_reason, short_date
from eving.core.backoffice.columns import OneLineFields
from projects.models import HelpOffer
from projects.services import participation


class WaitingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("yes", _("new")), ("no", _("done"))]

    def queryset(self, request: HttpRequest, offers: QuerySet) -> QuerySet:
        if self.value() == "yes":
            return offers.filter(done_at__isnull=True)
        return offers.filter(done_at__isnull=False) if self.value() == "no" else offers


class OfferForm(GuardedForm):
    is_done = forms.BooleanField(
        label=gettext_lazy("Dealt with"),
        required=False,
        help_text=gettext_lazy(
            "You have read the offer and brought people together. From now on the idea's page shows the name, "
            "if the person wants that."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_done" in self.fields:
            self.initial["is_done"] = self.instance.done_at is not None


class SeesPersons(BaseModelAdmin):
    """Offers hold names and addresses: visible only with the right to see who sent a contribution."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        sees_persons = request.user.has_perm("core.view_contribution")
        return sees_persons and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # offers come from the public, who confirm their address

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # taken back by the person; deleted by the nightly purge


class HelpOfferInline(SeesPersons, OneLineFields, admin.TabularInline):
    """Read-only; each row links to its offer."""

    model = HelpOffer
    readonly_fields = ["offer", "who", "contact", "text", "author_sees", "done_on"]
    fields = [*readonly_fields]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(confirmed_at__isnull=False)
        return rows.select_related("contribution__participant", "idea")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("offer of help"))
    def offer(self, offer: HelpOffer) -> SafeString:
        url = reverse("admin:projects_helpoffer_change", args=[offer.pk])
        return format_html('<a href="{}">{}</a>', url, offer.get_kind_display())

    @admin.display(description=gettext_lazy("name"))
    def who(self, offer: HelpOffer) -> str:
        return offer.contribution.name

    @admin.display(description=gettext_lazy("contact"))
    def contact(self, offer: HelpOffer) -> str:
        return ", ".join(part for part in (offer.contribution.email, offer.contribution.phone) if part)

    @admin.display(description=gettext_lazy("author may see it"), boolean=True)
    def author_sees(self, offer: HelpOffer) -> bool:
        return offer.share_with_author

    @admin.display(description=gettext_lazy("done"))
    def done_on(self, offer: HelpOffer) -> str:
        return short_date(offer.done_at) or self.get_empty_value_display()


@admin.register(HelpOffer)
class HelpOfferAdmin(SeesPersons, StaffAdmin):
    form = OfferForm
    list_display = ["kind_display", "idea", "who", "received_on", "done_on"]
    list_filter = [WaitingFilter, "kind"]
    list_select_related = ["idea", "contribution"]
    search_fields = [
        "idea__number", "idea__title", "text", "contribution__name", "contribution__phone",
        "contribution__participant__email",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Number or title of the idea, words of the offer, name, telephone or e-mail")
    ordering = ["done_at", "-confirmed_at"]
    readonly_fields = ["idea", "kind", "text", "who", "contact", "share_with_author", "public_name", "flagged"]
    fields = [*readonly_fields, "is_done"]
    who, contact, done_on = HelpOfferInline.who, HelpOfferInline.contact, HelpOfferInline.done_on

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(confirmed_at__isnull=False)
        return rows.select_related("idea", "contribution__participant")

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_display(self, offer: HelpOffer) -> str:
        return offer.get_kind_display()

    @admin.display(description=gettext_lazy("received"), ordering="confirmed_at")
    def received_on(self, offer: HelpOffer) -> str | None:
        return short_date(offer.confirmed_at)

    @admin.display(description=gettext_lazy("shown publicly"))
    def public_name(self, offer: HelpOffer) -> str:
        return offer.contribution.public_name or _("no name")

    @admin.display(description=gettext_lazy("flagged"))
    def flagged(self, offer: HelpOffer) -> str:
        return screening_reason(offer.contribution)

    def save_model(self, request: HttpRequest, obj: HelpOffer, form: Any, change: bool) -> None:
        participation.finish_help(obj, is_done=form.cleaned_data["is_done"])
