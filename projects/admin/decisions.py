"""Base of office pages that decide about an idea: permission, and conflicts between two users."""

from collections.abc import Callable
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from eving.core.backoffice.transitions import TransitionPages
from eving.core.models import User
from eving.core.public.forms import changed
from projects.admin.forms import VersionedForm
from projects.models import Idea


def refused(form: VersionedForm, idea: Idea, error: ValidationError) -> None:
    """Show the reason with the current version, so that sending the form again decides on the state now displayed."""
    idea.refresh_from_db(fields=["version", "state", "prepared_transition"])
    form.data = changed(form.data, version=idea.version)
    form.add_error(None, error)  # beside the field that the error names


class DecisionPages(TransitionPages):
    """Pages whose form carries the version of the idea that the user saw."""

    def decided(
        self, request: HttpRequest, idea: Idea, form: VersionedForm, action: Callable[..., object], done: str
    ) -> HttpResponse | None:
        """Run ``action`` with text and version of the form. None when the form has to be displayed (again)."""
        if request.method != "POST" or not form.is_valid():
            return None
        given = form.cleaned_data
        try:
            action(by=cast(User, request.user), text=given["text"], seen_version=given["version"])
        except ValidationError as error:
            refused(form, idea, error)
            return None
        self.message_user(request, done)
        return HttpResponseRedirect(self.address("change", idea.pk))

    def decided_case(self, request: HttpRequest, pk: int) -> Idea:
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return self.case_or_404(request, pk)
