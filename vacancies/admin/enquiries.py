"""Enquiries as cases."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import search
from eving.core.admin import overdue_badge, short_date
from eving.core.cases import CaseAdmin, badge_column
from eving.core.forms import PRIVACY_VERSION, FormKey, bare_helper, changed
from eving.core.models import User
from eving.core.transfers import TableAdmin
from vacancies import cards, services
from vacancies.forms import CallNote
from vacancies.models import (
    Enquiry,
    EnquiryState,
    Listing,
)
from vacancies.models.listing import LIVE
from vacancies.resources import EnquiryTable
from vacancies.steps import ENQUIRY_EFFECTS, ENQUIRY_USUAL, NoteForm


@admin.register(Enquiry)
class EnquiryAdmin(TableAdmin, CaseAdmin):
    table = EnquiryTable
    shortcut = gettext_lazy("Note an enquiry")
    list_display = ["person", "listing", "state_shown", "promise", "received_on"]
    list_display_links = ["person"]
    list_filter = ["state", "intended_use"]
    list_select_related = ["listing", "contribution"]
    search_fields = ["listing__number", "text", "company", "contribution__name", "contribution__participant__email"]
    search_help_text = gettext_lazy("Number of the listing, text, name or e-mail address")
    ordering = [Case(When(state=EnquiryState.NEW, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    effects, usual = ENQUIRY_EFFECTS, ENQUIRY_USUAL
    bulk_steps = ("contact", "lose", "spam")
    silent = set(ENQUIRY_EFFECTS)  # the office answers in its own words
    step_forms = dict.fromkeys(ENQUIRY_EFFECTS, NoteForm)
    fields = ["company", "intended_use", "start_wanted", "wants_viewing", "wants_call", "answer_due_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("listing__unit__street", "contribution__participant", "intended_use").defer(
            *(f"listing__{column}" for column in search.COLUMNS)
        )

    @admin.display(description=gettext_lazy("from"))
    def person(self, enquiry: Enquiry) -> str:
        name = enquiry.contribution.name if enquiry.contribution else ""
        return ", ".join(part for part in (name, enquiry.company) if part) or _("name deleted")

    @admin.display(description=gettext_lazy("received"), ordering="created_at")
    def received_on(self, enquiry: Enquiry) -> str | None:
        return short_date(enquiry.created_at)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, enquiry: Enquiry) -> SafeString:
        return badge_column(self.badge(enquiry))

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, enquiry: Enquiry) -> Any:
        due = self.due_on(enquiry)
        return overdue_badge(due) if due and due < timezone.localdate() else short_date(due)

    def due_on(self, obj: Any) -> Any:
        return obj.answer_due_on if obj.state == EnquiryState.NEW else None

    def badge(self, obj: Any) -> dict[str, Any]:
        return {"label": obj.get_state_display(), "tone": cards.ENQUIRY_TONES.get(obj.state, "neutral")}

    def take_step(self, obj: Any, step: str, **given: Any) -> Any:
        return services.take_enquiry_step(obj, step, **given)

    def following(self) -> Enquiry | None:
        return Enquiry.objects.new().order_by("answer_due_on", "pk").first()

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        wishes = [word for word, wanted in ((_("viewing"), obj.wants_viewing), (_("call"), obj.wants_call)) if wanted]
        listing_url = reverse("admin:vacancies_listing_change", args=[obj.listing_id])
        return [
            {"label": _("Listing"), "value": obj.listing, "url": listing_url},
            {"label": _("Address"), "value": obj.listing.unit.address},
            {"label": _("Intended use"), "value": obj.intended_use},
            {"label": _("Firm or club"), "value": obj.company},
            {"label": _("Wanted from"), "value": obj.start_wanted},
            {"label": _("Wishes"), "value": ", ".join(wishes)},
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """“Note an enquiry”: for somebody without web form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        listings = Listing.objects.filter(state__in=LIVE).defer(*search.COLUMNS).order_by("number")
        start = {"form_key": FormKey.fresh().sign("enquiry-call"), "listing": request.GET.get("listing", "")}
        form = CallNote(request.POST or None, listings=listings, initial=start)
        if request.method == "POST" and form.is_valid():
            key = FormKey.read(form.cleaned_data["form_key"], "enquiry-call")
            if key is None:
                form.data = changed(form.data, form_key=FormKey.fresh().sign("enquiry-call"))
                form.add_error(None, _("This page was open for a long time. Please send it once more."))
            else:
                enquiry, _is_new = services.record_enquiry(
                    form.cleaned_data["listing"],
                    key=key.key,
                    draft=form.draft(),
                    person=form.person(),
                    channel=form.cleaned_data["channel"],
                    privacy_version=PRIVACY_VERSION,
                    by=cast(User, request.user),
                )
                self.tell(request, _("The enquiry is noted."))
                return HttpResponseRedirect(self.address("change", enquiry.pk))
        return self.page(
            request,
            "admin/vacancies/enquiry/call.html",
            _("Note an enquiry"),
            None,
            form=form,
            helper=bare_helper(form),
        )
