"""Back office of enquiries about shops."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import badge_column, overdue_badge, short_date
from eving.core.backoffice.tables import TableAdmin
from eving.core.backoffice.transitions import TransitionPages
from eving.core.models import Assignable, User
from eving.core.public.forms import PRIVACY_VERSION, bare_helper
from eving.core.search import engine
from eving.core.workflow.lifecycle import Transition
from vacancies.admin.transitions import ENQUIRY_FORMS
from vacancies.forms.enquiries import CallNote
from vacancies.mails.calendar_files import FILE_NAME, KIND, calendar_file
from vacancies.models import (
    Enquiry,
    EnquiryState,
    Listing,
)
from vacancies.services import viewings
from vacancies.services.enquiries import deleted_on, record_enquiry
from vacancies.tables.enquiries import EnquiryTable
from vacancies.workflow.enquiries import OPEN, TONES
from vacancies.workflow.listings import LIVE


class ViewingFilter(admin.SimpleListFilter):
    title = gettext_lazy("viewing")
    parameter_name = "viewing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("soon", _("today and tomorrow")), ("ahead", _("still to come"))]

    def queryset(self, request: HttpRequest, enquiries: QuerySet) -> QuerySet:
        ahead = enquiries.filter(state__in=OPEN, viewing_at__gte=start_of_day(0))
        if self.value() == "soon":
            return ahead.filter(viewing_at__lt=start_of_day(2))
        return ahead if self.value() == "ahead" else enquiries


def start_of_day(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time.min))


@admin.register(Enquiry)
class EnquiryAdmin(TableAdmin, TransitionPages):
    table = EnquiryTable
    shortcut = gettext_lazy("Note an enquiry")
    list_display = ["person", "listing_display", "state_display", "promise", "comes_next", "received_on"]
    list_display_links = ["person"]
    list_filter = ["state", "intended_use", ViewingFilter]
    list_select_related = ["listing", "contribution"]
    search_fields = [
        "listing__number", "listing__title", "listing__unit__number", "listing__unit__street__name", "text", "company",
        "contribution__name", "contribution__phone", "contribution__participant__email",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Number, title or street of the listing, text, name, telephone or e-mail address")
    ordering = [Case(When(state=EnquiryState.NEW, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    bulk_transitions = ("contact", "lose", "spam")
    transition_forms = dict(ENQUIRY_FORMS)
    fields = [
        "next_action", "company", "intended_use", "start_wanted", "wants_viewing", "wants_call", "owner_may_know",
        "answer_due_on",
    ]  # fmt: skip

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_calendar"
        return [
            path("<int:pk>/termin.ics", self.admin_site.admin_view(self.calendar_view), name=name),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("listing__unit__street", "contribution__participant", "intended_use").defer(
            *(f"listing__{column}" for column in engine.COLUMNS)
        )

    @admin.display(description=gettext_lazy("from"))
    def person(self, enquiry: Enquiry) -> str:
        name = enquiry.contribution.name if enquiry.contribution else ""
        return ", ".join(part for part in (name, enquiry.company) if part) or _("name deleted")

    def hit_note(self, obj: Any) -> str:
        return self.person(obj)

    @admin.display(description=gettext_lazy("listing"), ordering="listing__number")
    def listing_display(self, enquiry: Enquiry) -> str:
        return str(enquiry.listing)  # plain text may wrap, so that the next action stays visible in the row

    @admin.display(description=gettext_lazy("received"), ordering="created_at")
    def received_on(self, enquiry: Enquiry) -> str | None:
        return short_date(enquiry.created_at)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, enquiry: Enquiry) -> SafeString:
        return badge_column(self.badge(enquiry))

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, enquiry: Enquiry) -> Any:
        due = self.due_on(enquiry)
        return overdue_badge(due) if due and due < timezone.localdate() else short_date(due)

    @admin.display(description=gettext_lazy("next step"), ordering="next_action")
    def comes_next(self, enquiry: Enquiry) -> str | None:
        return next_action_text(enquiry) or None

    @admin.display(description=gettext_lazy("assigned to"), ordering="assigned_to__first_name")
    def in_hand(self, case: Assignable) -> str | None:
        return str(case.assigned_to) if case.assigned_to else None

    def due_on(self, obj: Any) -> Any:
        return obj.answer_due_on if obj.state == EnquiryState.NEW else None

    def badge(self, obj: Any) -> dict[str, Any]:
        return {"label": obj.get_state_display(), "tone": TONES.get(obj.state, "neutral")}

    def next_case(self) -> Enquiry | None:
        return Enquiry.objects.new().order_by("answer_due_on", "pk").first()

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        wishes = [word for word, wanted in ((_("viewing"), obj.wants_viewing), (_("call"), obj.wants_call)) if wanted]
        listing_url = reverse("admin:vacancies_listing_change", args=[obj.listing_id])
        facts = [
            {"label": _("Next step"), "value": next_action_text(obj)},
            *self.viewing_facts(obj),
            {"label": _("Listing"), "value": obj.listing, "url": listing_url},
            {"label": _("Address"), "value": obj.listing.unit.address},
            {"label": _("Intended use"), "value": obj.intended_use},
            {"label": _("Firm or club"), "value": obj.company},
            {"label": _("Wanted from"), "value": obj.start_wanted},
            {"label": _("Wishes"), "value": ", ".join(wishes)},
            {"label": _("To the owner"), "value": owner_hears(obj)},
        ]
        if day := deleted_on(obj):
            facts.append({"label": _("Is deleted on"), "value": formats.date_format(day, "DATE_FORMAT")})
        return facts

    def viewing_facts(self, obj: Enquiry) -> list[dict[str, Any]]:
        if obj.viewing_at is None:
            return []
        when, calendar = viewings.viewing_text(obj), self.address("calendar", obj.pk)
        if viewings.viewing_fell_away(obj):
            return [
                {"label": _("Viewing"), "value": _("%(when)s – does not take place") % {"when": when}},
                {"label": _("Calendar"), "value": _("Remove the viewing from your calendar"), "url": calendar},
            ]
        return [
            {"label": _("Viewing"), "value": when},
            {"label": _("Meeting point"), "value": obj.viewing_place},
            {"label": _("Calendar"), "value": _("Add the viewing to your calendar"), "url": calendar},
        ]

    def calendar_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        enquiry = self.case_or_404(request, pk)
        if enquiry.viewing_at is None:
            raise Http404
        disposition = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
        return HttpResponse(calendar_file(enquiry), content_type=f"{KIND}; charset=utf-8", headers=disposition)

    # ------------------------------------------------------------ transitions
    def linked(self, obj: Any, transitions: list[Transition]) -> list[dict[str, Any]]:
        links = super().linked(obj, transitions)
        for transition, link in zip(transitions, links, strict=True):
            if is_move(obj, transition):
                link["label"] = _("Move the viewing")
        return links

    def transition_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Passes the enquiry to the form, which then knows the agreed viewing and whether mails can be sent."""
        answer = super().transition_view(request, pk, name)
        if isinstance(answer, TemplateResponse) and answer.context_data:
            is_fresh, sees_person = request.method == "GET", self.may_see_person(request)
            case, transition = answer.context_data["case"], answer.context_data["transition"]
            answer.context_data["form"].know(case, is_fresh=is_fresh, sees_person=sees_person)
            if is_move(case, transition):
                answer.context_data |= {
                    "title": _("Move the viewing"),
                    "transition": replace(transition, label=_("Move the viewing")),
                }
        return answer

    def recipients_text(self, obj: Any, transition: Transition) -> str:
        by_mail = transition.name == "view" or (transition.name == "lose" and viewings.viewing_lies_ahead(obj))
        if not by_mail or not obj.contribution:
            return super().recipients_text(obj, transition)
        if viewings.may_be_mailed(obj):
            return _("An e-mail goes to %(email)s only if you leave the tick below.") % {
                "email": obj.contribution.email
            }
        if obj.contribution.phone:
            return _("Nobody gets an e-mail: please call %(phone)s.") % {"phone": obj.contribution.phone}
        return _("Nobody gets an e-mail.")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """“Note an enquiry”: record one for somebody who does not use the web form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        listings = Listing.objects.filter(state__in=LIVE).defer(*engine.COLUMNS).order_by("number")
        form = CallNote(request.POST or None, listings=listings, initial={"listing": request.GET.get("listing", "")})
        if request.method == "POST" and form.is_valid() and (key := form.key()):
            enquiry, _is_new = record_enquiry(
                form.cleaned_data["listing"],
                key=key.key,
                digest=form.content_digest,
                draft=form.draft(),
                person=form.person(),
                channel=form.cleaned_data["channel"],
                privacy_version=PRIVACY_VERSION,
                by=cast(User, request.user),
            )
            self.message_user(request, _("The enquiry is noted."))
            return HttpResponseRedirect(self.address("change", enquiry.pk))
        return self.page(
            request,
            "admin/vacancies/enquiry/call.html",
            _("Note an enquiry"),
            None,
            form=form,
            helper=bare_helper(form),
        )


def owner_hears(enquiry: Enquiry) -> str:
    if enquiry.owner_may_know:
        return _("name, firm and plan may be named")
    return _("no name, no firm, no plan: there is no consent")


def is_move(enquiry: Enquiry, transition: Transition) -> bool:
    return transition.name == "view" and enquiry.state == EnquiryState.VIEWING


def next_action_text(enquiry: Enquiry) -> str:
    return ", ".join(part for part in (enquiry.next_action, short_date(enquiry.follow_up_on)) if part)
