"""Admin pages for importing and exporting a register as a CSV or XLSX table."""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any, ClassVar, cast

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import formats, timezone, translation
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.audit import log
from eving.core.background.tables import LARGE, SHOWN
from eving.core.backoffice import large_tables
from eving.core.backoffice.base import StaffAdmin
from eving.core.backoffice.forms import ApplyForm, ReasonForm, UploadForm
from eving.core.models import ExportRecord, ImportBatch, User
from eving.core.search.german import fold
from eving.core.tables.columns import PERSONAL, PUBLIC, STAFF
from eving.core.tables.headers import checked_sheet
from eving.core.tables.reading import keep_unpacked
from eving.core.tables.remarks import remarks
from eving.core.tables.saving import Outcome
from eving.core.tables.table import Changed, Table, fingerprint
from eving.core.tables.writing import CONTENT_TYPES, csv_lines, xlsx_file

LEVELS = {"public": PUBLIC, "staff": STAFF, "personal": PERSONAL}
# The reason in the ExportRecord of exports that ask for none.
WITHOUT_PERSONS = {
    "public": gettext_lazy("without personal data: what is public"),
    "staff": gettext_lazy("without personal data: what the office knows"),
}


def count(outcomes: list[Outcome]) -> dict[str, int]:
    numbers = {kind: sum(outcome.kind == kind for outcome in outcomes) for kind in ("new", "changed", "same", "wrong")}
    return {**numbers, "warnings": sum(bool(outcome.warning) for outcome in outcomes)}


class TableAdmin(StaffAdmin):
    """Adds import and export to a list; a register only sets ``table``."""

    table: ClassVar[type[Table]]

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [path("tabelle/ausgeben/", self.admin_site.admin_view(self.export_view), name=f"{name}_export")]
        pages.append(
            path(
                "tabelle/ausgeben/<str:level>.<str:kind>",
                self.admin_site.admin_view(self.file_view),
                name=f"{name}_file",
            )
        )
        if self.table.can_import:
            pages += [
                path("tabelle/einlesen/", self.admin_site.admin_view(self.import_view), name=f"{name}_import"),
                path(
                    "tabelle/einlesen/vorlage.<str:kind>",
                    self.admin_site.admin_view(self.template_view),
                    name=f"{name}_template",
                ),
                path(
                    "tabelle/einlesen/<int:batch_id>/",
                    self.admin_site.admin_view(self.batch_view),
                    name=f"{name}_batch",
                ),
            ]
        return [*pages, *super().get_urls()]

    def may_import(self, request: HttpRequest) -> bool:
        return self.table.can_import and self.has_add_permission(request) and self.has_change_permission(request)

    def may_export(self, request: HttpRequest, level: str) -> bool:
        if not self.has_view_permission(request):
            return False
        if level == "personal":
            return request.user.has_perm("core.export_personal") and self.has_level(PERSONAL)
        if level == "public":
            return self.has_level(PUBLIC)
        return bool(self.table().columns_for(STAFF)) and self.has_change_permission(request)

    def has_level(self, level: int) -> bool:
        return any(column.level == level for column in self.table().columns.values())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        query = request.GET.urlencode()
        links = []
        if self.may_import(request):
            links.append((_("Import a table"), self.address("import")))
        if any(self.may_export(request, level) for level in LEVELS):
            links.append((_("Export as a table"), self.address("export") + (f"?{query}" if query else "")))
        return super().changelist_view(request, {"table_links": links, **(extra_context or {})})

    def table_page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        return TemplateResponse(
            request,
            f"admin/transfers/{template}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "opts": self.opts,
                "list_url": self.address("changelist"),
                **context,
            },
        )

    # ------------------------------------------------------------ import
    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        table = self.table()
        today = formats.date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
        start = {"label": _("Table of %(day)s") % {"day": today}}
        form = UploadForm(request.POST or None, request.FILES or None, initial=start, table=table)
        if request.method == "POST" and form.is_valid():
            by = cast(User, request.user)
            with transaction.atomic():
                batch = ImportBatch.objects.create(
                    register=self.opts.label_lower,
                    label=form.cleaned_data["label"],
                    file_name=form.cleaned_data["file"].name[-120:],
                    content=form.content,
                    created_by=by,
                )
                if form.rows > LARGE:
                    return large_tables.progress_of(large_tables.order_check(batch, total=form.rows, by=by))
            return HttpResponseRedirect(self.address("batch", batch.pk))
        return self.table_page(
            request,
            "import",
            _("Import a table"),
            form=form,
            columns=table.import_columns(),
            template_csv=self.address("template", "csv"),
            template_xlsx=self.address("template", "xlsx"),
        )

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        table = self.table()
        header = [column.header for column in table.import_columns()]
        return self.send(kind, header, iter([table.example()]), self.plural() + "-" + "vorlage")

    def batch_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """The check of an uploaded table, later its result. Only whoever uploaded it may open it."""
        if not self.may_import(request):
            raise PermissionDenied
        batch = get_object_or_404(
            ImportBatch, pk=batch_id, register=self.opts.label_lower, created_by=cast(User, request.user)
        )
        if request.method == "POST" and "drop" in request.POST and batch.state == ImportBatch.State.CHECKED:
            return self.drop(request, batch)
        if batch.state != ImportBatch.State.CHECKED:
            return self.table_page(
                request, "result", batch.label, batch=batch, run=large_tables.newest(large_tables.IMPORT, batch)
            )
        if large_tables.newest(large_tables.CHECK, batch):
            return large_tables.batch_page(self, request, batch)
        try:
            keep_unpacked(batch)
        except ValidationError as problem:
            self.message_user(request, " ".join(problem.messages), messages.ERROR)
            return HttpResponseRedirect(self.address("import"))
        if request.method == "POST":
            return self.apply(request, batch)
        return self.check_page(request, batch, self.dry_run(request, batch))

    def dry_run(self, request: HttpRequest, batch: ImportBatch) -> list[Outcome]:
        table = self.table()
        sheet = checked_sheet(table, bytes(batch.content or b""))
        with transaction.atomic():
            return table.read(sheet, by=cast(User, request.user), keep=False)

    def check_page(
        self,
        request: HttpRequest,
        batch: ImportBatch,
        outcomes: list[Outcome],
        form: ApplyForm | None = None,
        numbers: dict[str, int] | None = None,
    ) -> HttpResponse:
        """``numbers`` are given where ``outcomes`` are only those that are shown."""
        is_large = numbers is not None
        shown = SHOWN if is_large else LARGE
        numbers = numbers or count(outcomes)
        wrong = [outcome for outcome in outcomes if outcome.kind == "wrong"]
        altering = [outcome for outcome in outcomes if outcome.kind in ("new", "changed")]
        form = form or ApplyForm(initial={"seen": fingerprint(outcomes)}, warnings=numbers["warnings"])
        return self.table_page(
            request,
            "check",
            _("Check the table"),
            batch=batch,
            numbers=numbers,
            counts=[(label, numbers[name]) for name, label in large_tables.CHECKED_AS],
            wrong=wrong[:shown],
            rows=altering[:shown],
            similar=[outcome for outcome in outcomes if outcome.warning][:shown],
            limit=shown,
            is_cut=max(numbers["wrong"], numbers["new"] + numbers["changed"]) > shown,
            remarks=remarks(checked_sheet(self.table(), bytes(batch.content or b""))),
            is_large=is_large,
            upload_url=self.address("import"),
            may_apply=not wrong and bool(altering),
            form=form,
        )

    def apply(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        """Import all rows or none, and only when the outcome is still the one that the check displayed."""
        outcomes = self.dry_run(request, batch)
        if count(outcomes)["wrong"]:
            return self.check_page(request, batch, outcomes)
        try:
            by = cast(User, request.user)
            with log.acting(by, label=batch.label, batch=batch.pk), transaction.atomic():
                # Of two clicks the second waits here and then finds the table applied.
                open_batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                if open_batch.state != ImportBatch.State.CHECKED:
                    return HttpResponseRedirect(self.address("batch", batch.pk))
                table = self.table()
                sheet = checked_sheet(table, bytes(open_batch.content or b""))
                outcomes = table.read(sheet, by=by, keep=True)
                numbers = count(outcomes)
                form = ApplyForm(request.POST, warnings=numbers["warnings"])
                if not form.is_valid() or numbers["wrong"] or form.cleaned_data["seen"] != fingerprint(outcomes):
                    raise Changed
                open_batch.state, open_batch.content = ImportBatch.State.APPLIED, None
                open_batch.applied_at = timezone.now()
                open_batch.rows_new, open_batch.rows_changed = numbers["new"], numbers["changed"]
                open_batch.rows_same = numbers["same"]
                open_batch.save()
        except Changed:
            unticked = None if form.is_valid() else form
            if unticked is None:
                self.message_user(
                    request,
                    _("Entries have changed since the check. Nothing was imported. Please look at the table again."),
                    messages.WARNING,
                )
            return self.check_page(request, batch, outcomes, unticked)
        return HttpResponseRedirect(self.address("batch", batch.pk))

    def drop(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        if large_tables.drop(batch):
            sentence = (
                _("The table was discarded. What had been imported stays.")
                if batch.rows_new or batch.rows_changed
                else _("The table was discarded. Nothing has changed.")
            )
            self.message_user(request, sentence, messages.SUCCESS)
        else:
            self.message_user(request, _("The table is being worked on. Please stop that first."), messages.WARNING)
        return HttpResponseRedirect(self.address("changelist"))

    # ------------------------------------------------------------ export
    def chosen_rows(self, request: HttpRequest, level: str) -> QuerySet:
        try:
            listed = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as problem:
            raise Http404 from problem
        table = self.table()
        rows = table.rows().filter(pk__in=listed.order_by().values("pk"))
        return table.public_rows(rows) if level == "public" else rows

    def export_view(self, request: HttpRequest) -> HttpResponse:
        levels = [level for level in LEVELS if self.may_export(request, level)]
        if not levels:
            raise PermissionDenied
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        table = self.table()
        form = ReasonForm(request.POST or None) if "personal" in levels else None
        if request.method == "POST":
            kind = request.POST.get("kind", "")
            if form is None or kind not in CONTENT_TYPES:
                raise PermissionDenied
            if form.is_valid():
                return self.send_noted(request, "personal", kind, form.cleaned_data["reason"])
        return self.table_page(
            request,
            "export",
            _("Export as a table"),
            is_filtered=bool(query),
            back_url=self.address("changelist") + query,
            levels=[
                {
                    "code": level,
                    "rows": self.chosen_rows(request, level).count(),
                    "columns": ", ".join(table.headers(LEVELS[level])),
                    "files": [(kind.upper(), self.address("file", level, kind) + query) for kind in CONTENT_TYPES],
                }
                for level in levels
            ],
            form=form,
        )

    def file_view(self, request: HttpRequest, level: str, kind: str) -> HttpResponse:
        if level not in ("public", "staff") or kind not in CONTENT_TYPES:
            raise Http404
        if not self.may_export(request, level):
            raise PermissionDenied
        return self.send_noted(request, level, kind, str(WITHOUT_PERSONS[level]))

    def send_noted(self, request: HttpRequest, level: str, kind: str, reason: str) -> HttpResponse:
        """Write the ExportRecord and the file in one transaction: no export without record, no record without file."""
        table = self.table()
        rows = self.chosen_rows(request, level)
        with transaction.atomic():
            ExportRecord.objects.create(
                register=self.opts.label_lower,
                file_format=kind,
                reason=reason,
                filters=self.filter_names(request),
                rows=rows.count(),
                by=cast(User, request.user),
            )
            return self.send(kind, table.headers(LEVELS[level]), table.lines(rows, LEVELS[level]), self.plural())

    def filter_names(self, request: HttpRequest) -> str:
        """The filters that were set, at most 500 characters; the search term may be a person's name and is left out."""
        return ", ".join(
            name if name == "q" else f"{name}={value}"[:120] for name, value in request.GET.items() if value
        )[:500]

    def plural(self) -> str:
        with translation.override("de"):
            return slugify(fold(str(self.opts.verbose_name_plural)))

    def send(self, kind: str, header: list[str], lines: Iterator[list[Any]], name: str) -> HttpResponse:
        """The table as an attachment with German headings, written to disk first to keep memory small."""
        if kind not in CONTENT_TYPES:
            raise Http404
        file: IO[bytes]
        with translation.override("de"):
            if kind == "xlsx":
                file = xlsx_file(header, lines, capfirst(str(self.opts.verbose_name_plural)))
            else:
                with ExitStack() as on_error:
                    file = on_error.enter_context(TemporaryFile())
                    file.writelines(csv_lines(header, lines))
                    file.seek(0)
                    on_error.pop_all()  # from here on the response closes it
        response = FileResponse(
            file,
            as_attachment=True,
            filename=f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}",
            content_type=CONTENT_TYPES[kind],
        )
        response["Cache-Control"] = "no-store"
        return response  # type: ignore[return-value]
