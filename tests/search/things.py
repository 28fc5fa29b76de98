"""What may be found, by the names that tests/search/queries.toml uses."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

# Kinds by the first part of their addresses. Models by name, because the script reads this before Django is set up.
KINDS = {
    "akteure": "actors.Actor",
    "ladenlokale": "vacancies.Listing",
    "gesuche": "vacancies.SearchProfile",
    "ideen": "projects.Idea",
    "projekte": "projects.Project",
}
PAGES = (
    "/akteure/", "/akteure/eintragen/", "/barrierefreiheit/", "/barrierefreiheit/melden/", "/datenschutz/", "/folgen/",
    "/gesuche/", "/gesuche/neu/", "/ideen/", "/ideen/daten/", "/ideen/neu/", "/impressum/", "/kontakt/",
    "/kontakt/nachricht/", "/ladenlokale/", "/ladenlokale/anbieten/", "/leichte-sprache/", "/meine-daten/", "/melden/",
    "/projekte/", "/regeln/",
)  # fmt: skip
HANDBOOK = "handbuch/"
CHAPTERS = Path(__file__).parents[2] / "docs/handbook"


class Things:
    """Everything of the demo, public or not, by name; each with the addresses that lead to it."""

    def __init__(self) -> None:
        self.addresses: dict[str, set[str]] = defaultdict(set)
        self.kinds: dict[str, str] = {}
        for kind, model in KINDS.items():
            for row in apps.get_model(model).objects.all():
                # What never was public may have no address yet.
                name = row.slug or row.number or f"{kind} {row.pk}"
                self.addresses[name] |= {change_page(row)} | ({row.get_absolute_url()} if row.number else set())
                self.kinds[name] = kind
        for name, row in self.of_staff():
            self.addresses[name].add(change_page(row))
        for page in PAGES:
            self.addresses[page].add(page)
        for chapter in CHAPTERS.glob("*.md"):
            self.addresses[HANDBOOK + chapter.stem].add(HANDBOOK + chapter.stem)
        self.names = {address: name for name, addresses in self.addresses.items() for address in addresses}

    @staticmethod
    def of_staff() -> Iterator[tuple[str, Model]]:
        for unit in apps.get_model("vacancies.ShopUnit").objects.all():
            yield unit.number, unit
        for enquiry in apps.get_model("vacancies.Enquiry").objects.select_related("listing"):
            yield f"enquiry {enquiry.listing.number}", enquiry
        for owner in apps.get_model("vacancies.PropertyContact").objects.all():
            yield f"owner {owner.name}", owner
        for message in apps.get_model("core.OfficeMessage").objects.all():
            yield f"message {message.kind}", message

    def named(self, name: str) -> list[str]:
        """The full names that a name may stand for: itself, or all that begin with it."""
        if name in self.addresses:
            return [name]
        # A number or page has no shorter name: EV-1 is not the beginning of EV-18.
        return [full for full in self.addresses if full in self.kinds and full.startswith(name)]

    def at(self, address: str) -> str:
        """The name of what an address leads to, or the address itself."""
        _before, is_chapter, chapter = address.rstrip("/").partition(f"/{HANDBOOK}")
        return f"{HANDBOOK}{chapter}" if is_chapter else self.names.get(address, address)

    def is_one_of(self, full: str, names: Sequence[str]) -> bool:
        """Whether a full name is one of these names, or of a kind among them."""
        return any(self.is_of_kind(full, name) if name in KINDS else full in self.named(name) for name in names)

    def is_of_kind(self, full: str, kind: str) -> bool:
        return self.kinds.get(full) == kind or full == f"/{kind}/"


def change_page(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def unclear(things: Things, names: Sequence[str]) -> list[str]:
    """Names that stand for nothing, or for more than one thing."""
    return [name for name in names if name not in KINDS and len(things.named(name)) != 1]
