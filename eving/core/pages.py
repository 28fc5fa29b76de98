"""What public pages of all registers have in common: filtered lists and addresses that outlive their objects."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import ListView

from eving.core import links
from eving.core.models import Contribution


class Gone(Exception):
    """What stood here was public once; the page says so and offers a next step."""

    def __init__(self, sentence: str, next_url: str, next_label: str) -> None:
        super().__init__(sentence)
        self.sentence, self.next_url, self.next_label = sentence, next_url, next_label


def gone(request: HttpRequest, what: Gone) -> HttpResponse:
    return render(request, "pages/410.html", {"gone": what}, status=410)


class FilteredList(ListView):
    """A public list: published rows, a filter in the address, chips to remove it, pages in words."""

    paginate_by = 24
    page_kwarg = "seite"
    filter_class: type

    def rows(self) -> QuerySet:
        """The published rows with all that a card shows."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        self.filter = self.filter_class(self.request.GET, queryset=self.rows(), request=self.request)
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(filter=self.filter, chips=self.chips(), **kwargs)
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        return {**context, "base_query": query.urlencode(), "result": getattr(self.filter, "result", None)}

    def chips(self) -> list[dict[str, str]]:
        """The active filters, each with the address of the list without it."""
        form = self.filter.form
        chips = []
        for name in form.fields:
            if not form.is_valid() or form.cleaned_data.get(name) in (None, "", []):
                continue
            query = self.request.GET.copy()
            query.pop(name, None)
            query.pop(self.page_kwarg, None)
            shown = form.cleaned_data[name]
            choices = dict(getattr(form.fields[name], "choices", ())) if isinstance(shown, str) else {}
            chips.append(
                {
                    "label": f"{form.fields[name].label}: {choices.get(shown, shown)}",
                    "url": f"{self.request.path}?{query.urlencode()}" if query else self.request.path,
                }
            )
        return chips


def find_or_redirect(
    request: HttpRequest, rows: QuerySet, number: str, slug: str, gone: Gone
) -> tuple[Any, HttpResponse | None]:
    """The row with this number, or the redirect to its right address.

    The number decides: a wrong or old slug is redirected for good. Raises Http404 when nothing was ever public
    under this number, Gone when it was and no longer is. ``rows`` are those once public.
    """
    obj = rows.filter(number=number).first()
    if obj is None:
        raise Http404
    if not obj.is_public:
        raise gone
    if obj.slug and slug != obj.slug:
        return obj, redirect(obj.get_absolute_url(), permanent=True)
    return obj, None


def managed_contribution(text: str, kind: str, *related: str) -> Contribution:
    """The deed behind a management link; valid until its nonce changes. Raises Http404 for anything else."""
    token = links.parse(text, "manage")
    row = Contribution.objects.filter(pk=token.pk, kind=kind).select_related(*related).first() if token else None
    if token is None or row is None or not token.valid_for(row):
        raise Http404
    return row
