"""What the office page of an idea shows beyond that of other cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.models import OfficeMessage
from projects.admin.answers import AnswerPages
from projects.admin.calls import CallPages
from projects.admin.proposals import ProposalPages, diff
from projects.models import Idea
from projects.services import answers


class IdeaPages(AnswerPages, ProposalPages, CallPages):
    change_form_template = "admin/projects/idea/change_form.html"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        given = [
            (_("Own contribution"), obj.own_contribution),
            (_("Rough cost"), obj.cost_text),
            (_("On behalf of"), obj.actor),
            (_("Offers of help"), obj.help_count),
        ]
        return [{"label": label, "value": value} for label, value in given if value]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        idea = self.get_object(request, object_id)
        more = self.about(request, idea) if idea else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def about(self, request: HttpRequest, idea: Idea) -> dict[str, Any]:
        transitions = {transition.name: transition for transition in idea.lifecycle.transitions}
        prepared = transitions.get(idea.prepared_transition)
        proposal = idea.proposals.filter(decided_at=None).first()
        return {
            "prepared": prepared,
            "prepared_fits": prepared is not None and prepared.fits(idea),
            "prepare_url": self.address("prepare", idea.pk)
            if prepared or any(transition.fits(idea) for transition in answers.preparable())
            else "",
            "proposal": proposal,
            "proposal_diff": diff(proposal, idea) if proposal else [],
            "proposal_url": self.address("proposal", idea.pk),
            "merged_from": [
                {"idea": other, "url": self.address("change", other.pk)} for other in idea.merged_from.order_by("pk")
            ],
            "merged_url": self.address("change", idea.merged_into_id) if idea.merged_into_id else "",
            "reports": self.reports(request, idea),
            "write_url": self.address("write", idea.pk) if answers.can_be_written_to(idea) else "",
        }

    def reports(self, request: HttpRequest, idea: Idea) -> list[dict[str, Any]]:
        if not idea.number or not request.user.has_perm("core.view_officemessage"):
            return []
        rows = OfficeMessage.objects.filter(kind=OfficeMessage.Kind.REPORT, path__contains=f"/ideen/{idea.number}/")
        return [
            {"note": row, "url": reverse("admin:core_officemessage_change", args=[row.pk])}
            for row in rows.order_by("done_at", "-pk")[:20]
        ]

    def entries(self, obj: Any, *, may_redact: bool = False) -> list[dict[str, Any]]:
        items = super().entries(obj, may_redact=may_redact)
        titles = {item["entry"].pk: item["title"] for item in items}
        accepted = dict(obj.proposals.exclude(decision=None).values_list("decision", "is_accepted"))
        for item in items:
            entry = item["entry"]
            if entry.corrects_id:
                item["title"] = _("Corrected: %(what)s") % {"what": titles.get(entry.corrects_id, "")}
            elif entry.pk in accepted:
                taken = accepted[entry.pk]
                item["title"] = _("Proposed change adopted") if taken else _("Proposed change refused")
            if may_redact and answers.can_be_corrected(entry):
                item["correct_url"] = self.address("correct", obj.pk, entry.pk)
        return items
