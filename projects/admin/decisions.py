"""Pages of the office for one idea that decide something: who may, and what happens when somebody else was faster."""

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
    """Say why; whoever reads it and the new state, and sends once more, decides anew."""
    idea.refresh_from_db(fields=["version", "state", "prepared_transition"])
    form.data = changed(form.data, version=idea.version)
    form.add_error(None, error)  # beside the field that it names


class DecisionPages(TransitionPages):
    """A page with a form and the version that the person saw."""

    def decided(
        self, request: HttpRequest, idea: Idea, form: VersionedForm, action: Callable[..., object], done: str
    ) -> HttpResponse | None:
        """Do what the form says, with its words and the version that was seen; None where it has to be shown."""
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
        """The idea, for somebody who may decide about it."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return self.case_or_404(request, pk)
