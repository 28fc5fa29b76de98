"""The mail to whoever started a run, when it has ended."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from eving.core.background.kinds import kinds
from eving.core.background.runs import ENDED_MAIL
from eving.core.background.sentences import progress_url, still_to_do
from eving.core.messaging import mail
from eving.core.models import BackgroundRun


@mail.message(ENDED_MAIL, label=gettext_lazy("Work in the background has ended"))
def ended_mail(pk: int) -> mail.Mail | None:
    run = BackgroundRun.objects.select_related("started_by").filter(pk=pk).first()
    user = run.started_by if run else None
    # Started again meanwhile, or the account was closed.
    if run is None or user is None or not (user.is_active and user.is_staff and user.email):
        return None
    if run.state not in (BackgroundRun.State.DONE, BackgroundRun.State.FAILED):
        return None
    kind = kinds.get(run.kind)
    if kind is None:
        return None
    return mail.Mail(
        to=user.email,
        name=user.get_full_name(),
        template="admin/mails/run_ended.txt",
        context={
            "run": run,
            "kind": kind,
            "is_done": run.state == BackgroundRun.State.DONE,
            "still_to_do": still_to_do(run),
            "may_start": kind.may_use(user, run) and kind.can_go_on(run),
            "counts": kind.counts(run) if run.state == BackgroundRun.State.DONE else [],
            "url": settings.BASE_URL + progress_url(run),
        },
        language=run.language,
    )
