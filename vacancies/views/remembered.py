"""Shops that somebody has remembered: side by side, and one enquiry about all of them.

The portal stores nothing of this: the numbers stand in the address, and a script keeps them on the device.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from eving.core.public.forms import PublicForm, PublicFormView
from eving.core.public.pages import ThanksPage
from eving.core.working_days import promised_date
from vacancies.cards import comparison
from vacancies.cards.remembered import MOST, PARAMETER
from vacancies.forms.enquiries import EnquiriesForm
from vacancies.models import Listing
from vacancies.services import enquiries
from vacancies.workflow.listings import LIVE

ONLY = "nur"  # =unterschiede

LONGEST = 20  # letters of a number
NUMBER = re.compile(r"L-\d[\d-]*", re.ASCII)
TYPED = re.compile(r"L?-?(?=\d)", re.ASCII)  # how people begin a number: “l-17”, “L17”, “17”
BETWEEN = re.compile(r"[,;\s]+")


@dataclass(frozen=True)
class Remembered:
    """What became of the numbers in an address."""

    shops: Sequence[Listing] = ()  # public ones, in the order of the address
    gone: Sequence[str] = ()  # no longer public
    unknown: Sequence[str] = ()  # never public, or no number
    is_more: bool = False  # whether some were left out

    @property
    def numbers(self) -> list[str]:
        return [shop.number or "" for shop in self.shops]

    @property
    def open_ones(self) -> list[Listing]:
        """Those that may be asked about."""
        return [shop for shop in self.shops if shop.state in LIVE]


def numbers_in(texts: Iterable[str]) -> list[str]:
    """The numbers in what an address says, each once: “L-1,l-3 L4 5” are L-1, L-3, L-4 and L-5."""
    words = [word.upper() for text in texts for word in BETWEEN.split(text[:500]) if word]
    return list(dict.fromkeys(TYPED.sub("L-", word, count=1) if TYPED.match(word) else word for word in words))


def remembered(texts: Iterable[str]) -> Remembered:
    given = numbers_in(texts)
    numbers = [number for number in given if len(number) <= LONGEST and NUMBER.fullmatch(number)]
    asked = numbers[:MOST]
    if not given:
        return Remembered()
    rows = Listing.objects.once_public().filter(number__in=asked).select_related("unit__street", "unit__part")
    known = {row.number: row for row in rows.prefetch_related("wanted_uses", "excluded_uses")}
    return Remembered(
        shops=[known[number] for number in asked if number in known and known[number].is_public],
        gone=[number for number in asked if number in known and not known[number].is_public],
        unknown=[number for number in asked if number not in known],
        is_more=len(numbers) > MOST,
    )


def address_of(page: str, numbers: Iterable[str], **more: str) -> str:
    query = urlencode({**({PARAMETER: given} if (given := ",".join(numbers)) else {}), **more}, safe=",")
    return f"{reverse(page)}?{query}" if query else reverse(page)


class ShopComparison(TemplateView):
    template_name = "vacancies/remembered/compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = request.GET.getlist(PARAMETER)
        if len(given) > 1:  # a number was added by the form of the page
            return redirect(address_of("vacancies:remembered", numbers_in(given)[: MOST + 1]))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = remembered(self.request.GET.getlist(PARAMETER))
        only = self.request.GET.get(ONLY) == "unterschiede"
        numbers, page = found.numbers, "vacancies:remembered"
        left = {number: address_of(page, [other for other in numbers if other != number]) for number in numbers}
        return super().get_context_data(
            found=found,
            numbers=",".join(numbers),
            table=comparison.table(found.shops, left, only_differences=only) if found.shops else "",
            only_differences=only,
            whole_url=address_of(page, numbers),
            differences_url=address_of(page, numbers, **{ONLY: "unterschiede"}),
            ask_url=address_of("vacancies:remembered-enquiry", [shop.number or "" for shop in found.open_ones]),
            most=MOST,
            **kwargs,
        )


class RememberedEnquiry(PublicFormView):
    """One form about several shops; each of them gets an enquiry of its own."""

    template_name = "vacancies/remembered/form.html"
    form_class = EnquiriesForm
    scope = "enquiry"
    submit_label = gettext_lazy("Send enquiries")

    @cached_property
    def found(self) -> Remembered:
        return remembered(self.request.GET.getlist(PARAMETER))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # While something was typed, the form says itself that nothing is left to ask about.
        if request.method != "POST" and not self.found.open_ones:
            return redirect(address_of("vacancies:remembered", self.found.numbers))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "shops": self.found.open_ones}

    def get_success_url(self) -> str:
        return reverse("vacancies:remembered-thanks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = address_of("vacancies:remembered", self.found.numbers)
        return super().get_context_data(found=self.found, back_url=back, **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        assert isinstance(form, EnquiriesForm)
        written = enquiries.send_enquiries(
            form.chosen(), draft=form.draft(), person=form.person(), **self.sending(form)
        )
        contributions = [enquiry.contribution for enquiry in written if enquiry.contribution]
        ordered = next((row for row in contributions if row.just_ordered), None)
        return self.thank(form, self.get_success_url(), ordered)


class RememberedThanks(ThanksPage):
    template_name = "vacancies/remembered/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promised_on=promised_date(timezone.localdate()), **kwargs)
