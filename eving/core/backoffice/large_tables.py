"""The check and the import of large tables: what runs in the background, and the pages in between."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.background import kinds, runs
from eving.core.background.kinds import GivenUp
from eving.core.background.tables import CHECK, IMPORT, Check, Import, TableWork, numbers_of, shown_of
from eving.core.backoffice.forms import ApplyForm
from eving.core.models import BackgroundRun, ImportBatch, User

CHECKED_AS = (
    ("new", gettext_lazy("new")),
    ("changed", gettext_lazy("changed")),
    ("same", gettext_lazy("unchanged")),
    ("wrong", gettext_lazy("with mistakes")),
)
IMPORTED_AS = (*CHECKED_AS[:3], ("skipped", gettext_lazy("left out")))
Url = Callable[[User, BackgroundRun], str]


# ---------------------------------------------------------------- what runs
def page_of(batch: ImportBatch) -> Any:
    """The admin page of the register that a table belongs to; None when there is none any more."""
    try:
        return admin.site.get_model_admin(apps.get_model(batch.register))
    except (LookupError, NotRegistered):
        return None


def may_import(user: User, batch: ImportBatch) -> bool:
    page = page_of(batch)
    if page is None or not (user.is_active and user.is_staff):
        return False
    label, name = page.opts.app_label, page.opts.model_name
    return bool(page.table.can_import and user.has_perms([f"{label}.add_{name}", f"{label}.change_{name}"]))


def may_use(user: User, run: BackgroundRun) -> bool:
    batch = ImportBatch.objects.defer("content").filter(pk=run.about).first()
    return batch is not None and may_import(user, batch)


def begin(work: type[TableWork], run: BackgroundRun) -> Any:
    batch = ImportBatch.objects.filter(pk=run.about, state=ImportBatch.State.CHECKED).first()
    if batch is None:
        raise GivenUp(_("The table was discarded meanwhile, or its time was over. Please upload it again."))
    by = run.started_by
    if by is None or not may_import(by, batch):
        raise GivenUp(_("The account that started this may not import this table any more."))
    try:
        return work(page_of(batch).table(), batch, run, by)
    except ValidationError as problem:  # another release has other columns
        raise GivenUp(" ".join(problem.messages)) from problem


def batch_url(user: User, run: BackgroundRun) -> str:
    """The page of the table, which only whoever uploaded it may open."""
    batch = ImportBatch.objects.defer("content").filter(pk=run.about, created_by=user).first()
    return page_of(batch).address("batch", run.about) if batch and may_import(user, batch) else ""


def list_url(user: User, run: BackgroundRun) -> str:
    batch = ImportBatch.objects.defer("content").filter(pk=run.about).first()
    return page_of(batch).address("changelist") if batch and may_import(user, batch) else ""


def is_open(run: BackgroundRun) -> bool:
    return ImportBatch.objects.filter(pk=run.about, state=ImportBatch.State.CHECKED).exists()


def add(
    work: type[TableWork],
    label: Any,
    *,
    url: Url,
    link_label: Any,
    counted: Sequence[tuple[str, Any]],
    still_to_do: Any = "",
) -> None:
    kinds.add(
        kinds.Kind(
            work.code,
            label,
            begin=partial(begin, work),
            may_use=may_use,
            url=url,
            link_label=link_label,
            counts=partial(numbers_of, names=counted),
            drop_url=batch_url,
            can_go_on=is_open,
            still_to_do=still_to_do,
            writes=work.writes,
        )
    )


add(
    Check,
    gettext_lazy("Check of a table"),
    url=batch_url,
    link_label=gettext_lazy("Look at the check"),
    counted=CHECKED_AS,
    still_to_do=gettext_lazy("Nothing is imported yet. Please look at the check."),
)
add(
    Import, gettext_lazy("Import of a table"), url=list_url, link_label=gettext_lazy("To the list"), counted=IMPORTED_AS
)


# ---------------------------------------------------------------- pages
def newest(kind: str, batch: ImportBatch) -> BackgroundRun | None:
    return BackgroundRun.objects.about(kind, batch.pk).first()


def progress_of(run: BackgroundRun | None) -> HttpResponse:
    if run is None:  # it ended between two looks
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:core_backgroundrun_progress", args=[run.pk]))


def order_check(batch: ImportBatch, *, total: int, by: User) -> BackgroundRun | None:
    try:
        return runs.order(CHECK, about=batch.pk, title=batch.label, total=total, by=by)
    except runs.InUse as other:
        return other.run


@transaction.atomic
def batch_page(page: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """An uploaded large table that is not applied yet: what runs, or what its check found. ``page`` is a TableAdmin."""
    if request.method == "POST":
        # Of two windows the second waits here, and finds what the first has ordered.
        stored = ImportBatch.objects.select_for_update().only("state").get(pk=batch.pk)
        if stored.state != ImportBatch.State.CHECKED:
            return HttpResponseRedirect(page.address("batch", batch.pk))
    check, importing = newest(CHECK, batch), newest(IMPORT, batch)
    if importing:
        return progress_of(importing)
    if check is None or check.state != BackgroundRun.State.DONE:
        return progress_of(check)
    if request.method == "POST" and "again" in request.POST:
        return check_again(batch, check, cast(User, request.user))
    numbers = {name: check.result.get(name, 0) for name in ("new", "changed", "same", "wrong", "warnings")}
    form = ApplyForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": str(check.pk)},
        warnings=numbers["warnings"],
    )
    may_apply = not numbers["wrong"] and bool(numbers["new"] or numbers["changed"])
    if request.method == "POST" and may_apply and form.is_valid():
        if form.cleaned_data["seen"] != str(check.pk):
            page.message_user(request, _("The table was checked again. Please look at it once more."), messages.WARNING)
            return HttpResponseRedirect(page.address("batch", batch.pk))
        return start_import(batch, check, cast(User, request.user))
    return page.check_page(request, batch, shown_of(batch), form, numbers)


def start_import(batch: ImportBatch, check: BackgroundRun, by: User) -> HttpResponse:
    try:
        return progress_of(runs.order(IMPORT, about=batch.pk, title=batch.label, total=check.total, by=by))
    except runs.InUse as other:  # two clicks
        return progress_of(other.run)


def check_again(batch: ImportBatch, check: BackgroundRun, by: User) -> HttpResponse:
    batch.checked_rows.all().delete()
    return progress_of(order_check(batch, total=check.total, by=by))


@transaction.atomic
def drop(batch: ImportBatch) -> bool:
    """Discard a table of any size. False while it is being worked on, or when it is not open any more."""
    runs_of = BackgroundRun.objects.filter(kind__in=(CHECK, IMPORT), about=batch.pk)
    # In the order in which the worker locks them.
    if any(run.is_open for run in runs_of.select_for_update()):
        return False
    stored = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=ImportBatch.State.CHECKED).first()
    if stored is None:
        return False
    runs_of.give_up()
    stored.checked_rows.all().delete()
    stored.state, stored.content = ImportBatch.State.DROPPED, None
    stored.save(update_fields=["state", "content"])
    return True
