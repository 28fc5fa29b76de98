"""Views behind the links that start and end a subscription."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from eving.core.messaging import subscriptions
from eving.core.models import Subscription
from eving.core.texts.quotes import inner_quotes


class Followed(TemplateView):
    template_name = "portal/subscriptions/followed.html"


@method_decorator(csrf_exempt, name="dispatch")
class Unfollow(View):
    """Ends one subscription. Mail programs post here for their reader (RFC 8058), so no CSRF cookie is required.

    The signed URL is enough, because all it can do is to unsubscribe. An ended subscription leaves no row, so it
    cannot be told apart from a wrong link, and the page says both.
    """

    purpose = subscriptions.STOP

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        row = subscriptions.behind_link(token, self.purpose)
        return self.page(request, question=self.question(row) if row else "", is_done=row is None)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if row := subscriptions.behind_link(token, self.purpose):
            self.end(row)
        return self.page(request, question="", is_done=True)

    def question(self, row: Any) -> str:
        found = Subscription.objects.filter(contribution=row).first()
        title = inner_quotes(subscriptions.describe(found)[0]) if found else ""
        return _("Should we stop writing to you about “%(title)s”? Everything else you follow continues.") % {
            "title": title
        }

    def end(self, row: Any) -> None:
        subscriptions.end(row)

    def page(self, request: HttpRequest, *, question: str, is_done: bool) -> HttpResponse:
        context = {"question": question, "is_done": is_done}
        return render(request, "portal/subscriptions/unfollow.html", context)


class UnfollowAll(Unfollow):
    purpose = subscriptions.STOP_ALL

    def question(self, row: Model) -> str:
        return _(
            "Should we stop sending you news altogether? Answers to your own ideas and messages will still reach you."
        )

    def end(self, row: Any) -> None:
        subscriptions.end_all(row)
