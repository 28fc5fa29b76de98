"""States of a project and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.history import Role
from eving.core.workflow.lifecycle import Lifecycle, Transition


class ProjectState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    DONE = "done", _("carried out")
    CANCELLED = "cancelled", _("cancelled")


PS = ProjectState
PUBLIC = (PS.PLANNED, PS.RUNNING, PS.PAUSED, PS.DONE, PS.CANCELLED)
# Tone of the badge; states not listed here are neutral.
TONES: dict[str, str] = {
    PS.DRAFT: "info",
    PS.PLANNED: "info",
    PS.RUNNING: "success",
    PS.PAUSED: "warning",
    PS.DONE: "success",
}

STAFF = Role.STAFF

LIFECYCLE = Lifecycle(
    Transition(
        "publish",
        (PS.DRAFT,),
        PS.PLANNED,
        (STAFF,),
        _("Publish as planned"),
        _("Published"),
        help=_("Everyone sees the project, marked as planned."),
        is_public=True,
        primary_from=(PS.DRAFT,),
    ),
    Transition(
        "start",
        (PS.DRAFT, PS.PLANNED, PS.PAUSED),
        PS.RUNNING,
        (STAFF,),
        _("Mark as running"),
        _("Running"),
        help=_("Everyone sees the project, marked as running."),
        is_public=True,
        primary_from=(
            PS.PLANNED,
            PS.PAUSED,
        ),
    ),
    Transition(
        "pause",
        (PS.PLANNED, PS.RUNNING),
        PS.PAUSED,
        (STAFF,),
        _("Pause"),
        _("Paused"),
        help=_("The project's page says that it is paused."),
        text_required=True,
        is_public=True,
    ),
    Transition(
        "finish",
        (PS.RUNNING, PS.PLANNED),
        PS.DONE,
        (STAFF,),
        _("Mark as carried out"),
        _("Done"),
        help=_("The project's page says what came of it."),
        text_required=True,
        is_public=True,
        primary_from=(PS.RUNNING,),
    ),
    Transition(
        "cancel",
        (PS.PLANNED, PS.RUNNING, PS.PAUSED),
        PS.CANCELLED,
        (STAFF,),
        _("Cancel the project"),
        _("Cancelled"),
        help=_("The project's page says that it was cancelled, and why."),
        text_required=True,
        is_public=True,
        is_loss=True,
    ),
    Transition(
        "reopen",
        (PS.DONE, PS.CANCELLED),
        PS.RUNNING,
        (STAFF,),
        _("Take up again"),
        _("Taken up again"),
        help=_("The project counts as running again."),
        text_required=True,
        is_public=True,
    ),
    Transition(
        "unpublish",
        PUBLIC,
        PS.DRAFT,
        (STAFF,),
        _("Take off the portal"),
        _("Taken off the portal"),
        help=_("The project leaves the portal and is a draft again."),
        is_loss=True,
    ),
)
