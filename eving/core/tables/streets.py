"""The streets of the district as a table; an official list of streets is read as it comes."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import DistrictPart, Street, User
from eving.core.search.german import fold, sort_key
from eving.core.tables.columns import PUBLIC, Column, RelatedCell, TextCell, YesNoCell, plain_text
from eving.core.tables.saving import Candidate
from eving.core.tables.table import Table


class StreetTable(Table):
    model = Street
    name_column = "name"
    key_column = "slug"

    name = Column(
        gettext_lazy("name"),
        level=PUBLIC,
        required=True,
        also=("Straßenname", "Straße", "Straßenbezeichnung", "Bezeichnung"),
        example="Lange Gasse",
    )
    part = Column(
        gettext_lazy("part of the district"),
        RelatedCell(DistrictPart.objects.all, "name", "slug"),
        level=PUBLIC,
        also=("Stadtteil", "Statistischer Bezirk"),
        help=gettext_lazy("One of the parts of the district in the back office."),
    )
    is_focus = Column(
        gettext_lazy("focus street"),
        YesNoCell(),
        level=PUBLIC,
        usual=False,
        help=gettext_lazy("With a street band of its own."),
        example="nein",
    )
    district = Column(
        gettext_lazy("district"),
        TextCell(),
        level=PUBLIC,
        get=lambda _street: settings.DISTRICT.name,
        help=gettext_lazy("Of a list of the whole town. Rows of other districts are refused."),
    )
    slug = Column(
        gettext_lazy("address"),
        level=PUBLIC,
        help=gettext_lazy("Empty: a new street, or the one of that name. Only with it a street gets another name."),
    )

    def rows(self) -> QuerySet:
        return Street.objects.select_related("part")

    def public_rows(self, rows: QuerySet) -> QuerySet:
        return rows

    def key_of(self, obj: Street) -> str:
        return obj.slug

    def load(self) -> None:
        super().load()
        self.taken = set(Street.objects.values_list("slug", flat=True))

    def blank(self, values: dict[str, Any]) -> Street:
        super().blank(values)  # refuses an address that no street has
        slug = free_slug(plain_text(values["name"]), self.taken)
        self.taken.add(slug)
        return Street(slug=slug)

    def put(self, obj: Street, values: dict[str, Any]) -> None:
        super().put(obj, {name: value for name, value in values.items() if name != "slug"})

    def check(self, obj: Street, values: dict[str, Any]) -> None:
        district = plain_text(values.get("district"))
        if district and fold(district) != fold(settings.DISTRICT.name):
            raise ValidationError({"district": _("This street lies in another district. Please remove the row.")})
        if not sort_key(obj.name):
            raise ValidationError({"name": _("A street has a name.")})

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        for row in rows:
            row.obj.name_sort = sort_key(row.obj.name)
        Street.objects.bulk_create([row.obj for row in rows if row.is_new])
        Street.objects.bulk_update(
            [row.obj for row in rows if not row.is_new], ["name", "name_sort", "part", "is_focus"]
        )


def free_slug(name: str, taken: Collection[str]) -> str:
    """An address that no street has yet: two names may fold to the same one."""
    wanted = slugify(fold(name))[:45] or "strasse"
    return next(slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, 999))) if slug not in taken)
