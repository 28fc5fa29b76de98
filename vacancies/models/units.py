"""Inventory of shop units along the streets, let or vacant."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eving.core.models import Contribution, DistrictPart, Photo, Street, tracked
from eving.core.models.places import district_postcode, district_town
from eving.core.models.translations import Translated, TranslationsField
from vacancies.models.owners import PropertyContact, Willing


class UseClass(Translated):
    """A kind of use, such as bakery or office."""

    class Group(models.TextChoices):
        RETAIL = "retail", _("retail")
        FOOD = "food", _("cafés and restaurants")
        SERVICE = "service", _("service and craft")
        HEALTH = "health", _("health and care")
        CULTURE = "culture", _("culture")
        SOCIAL = "social", _("clubs, social work, education")
        OFFICE = "office", _("office")
        OTHER = "other", _("other use")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = TranslationsField(_("name in other languages"), of="name")
    group = models.CharField(_("group"), max_length=10, choices=Group)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("use")
        verbose_name_plural = _("uses")


class Side(models.TextChoices):
    ODD = "odd", _("odd numbers")
    EVEN = "even", _("even numbers")


class Internet(models.TextChoices):
    NONE = "none", pgettext_lazy("internet", "none")
    DSL = "dsl", _("DSL")
    CABLE = "cable", _("cable")
    FIBRE = "fibre", _("fibre")


class InventoryEnd(models.TextChoices):
    DEMOLISHED = "demolished", _("pulled down")
    CONVERTED = "converted", _("converted, for example into a flat")
    MERGED = "merged", _("joined with another unit")
    SPLIT = "split", _("divided")
    NO_TRADE = "no_trade", _("no longer a place for trade")


class Gastronomy(models.TextChoices):
    YES = "yes", _("possible")
    NO = "no", _("not possible")
    UNCLEAR = "unclear", _("to be clarified")


WHEELCHAIR_DOOR_CM = 90  # DIN 18040-1 asks for a clear width of 90 cm


def positive(*names: str) -> Q:
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": 0})
    return condition


@tracked(leave_out=["property_contact", "internal_note"])
class ShopUnit(models.Model):
    """A separately lettable unit on the ground or first floor. Counted once, however often it is let."""

    number_series = "EV"  # of the office alone

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="shop_units", verbose_name=_("street")
    )
    # Whoever offers a shop may live in a street that the list lacks; nothing is published before staff choose one.
    other_street = models.CharField(
        _("other street"), max_length=80, blank=True, help_text=_("In the person's words, while no street is chosen.")
    )
    house_number = models.CharField(_("house number"), max_length=10)
    unit_label = models.CharField(_("part of the house"), max_length=40, blank=True, help_text=_("For example: left."))
    postcode = models.CharField(_("postcode"), max_length=5, default=district_postcode)
    city = models.CharField(_("town"), max_length=60, default=district_town)
    part = models.ForeignKey(
        DistrictPart, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the district")
    )
    side = models.CharField(_("side of the street"), max_length=4, choices=Side)
    position = models.PositiveIntegerField(
        _("position in the street band"), help_text=_("Small numbers come first; house number × 10 is a good start.")
    )
    floor = models.SmallIntegerField(_("floor"), default=0)

    sales_area_m2 = models.DecimalField(_("sales area (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    ancillary_area_m2 = models.DecimalField(_("side rooms (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    storage_area_m2 = models.DecimalField(_("storage (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    basement_area_m2 = models.DecimalField(_("basement (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    outdoor_area_m2 = models.DecimalField(_("outdoor area (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    total_area_m2 = models.DecimalField(
        _("area to let (m²)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Without basement and outdoor area."),
    )
    divisible_from_m2 = models.DecimalField(
        _("can be divided from (m²)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("The smallest part that can be let alone. Empty: only as a whole, or unknown."),
    )
    shopfront_width_m = models.DecimalField(
        _("shop window width (m)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    shopfront_count = models.PositiveSmallIntegerField(_("shop windows"), null=True, blank=True)
    is_corner = models.BooleanField(_("corner"), null=True, blank=True)

    entrance_steps = models.PositiveSmallIntegerField(_("steps at the entrance"), null=True, blank=True)
    entrance_step_height_cm = models.PositiveSmallIntegerField(_("step height (cm)"), null=True, blank=True)
    door_width_cm = models.PositiveSmallIntegerField(_("door width (cm)"), null=True, blank=True)
    has_ramp = models.BooleanField(_("ramp"), null=True, blank=True)
    has_accessible_wc = models.BooleanField(_("accessible toilet"), null=True, blank=True)
    has_turning_space = models.BooleanField(
        _("space to turn a wheelchair"), null=True, blank=True, help_text=_("A free square of 150 × 150 cm inside.")
    )

    ceiling_height_m = models.DecimalField(
        _("ceiling height (m)"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    power_kw = models.DecimalField(_("power connection (kW)"), max_digits=6, decimal_places=1, null=True, blank=True)
    has_three_phase = models.BooleanField(_("three-phase current"), null=True, blank=True)
    has_water = models.BooleanField(_("water connection"), null=True, blank=True)
    wc_count = models.PositiveSmallIntegerField(_("toilets"), null=True, blank=True)
    has_kitchenette = models.BooleanField(_("kitchenette"), null=True, blank=True)
    has_extract_duct = models.BooleanField(_("extractor duct"), null=True, blank=True)
    has_grease_separator = models.BooleanField(_("grease separator"), null=True, blank=True)
    gastronomy = models.CharField(
        _("café or restaurant use"), max_length=8, choices=Gastronomy, default=Gastronomy.UNCLEAR
    )
    equipment_note = models.CharField(_("more on the equipment"), max_length=300, blank=True)
    internet = models.CharField(_("internet"), max_length=6, choices=Internet, blank=True)
    delivery_access = models.CharField(
        _("deliveries"), max_length=160, blank=True, help_text=_("For example: yard, ramp, before the shop.")
    )
    parking_spaces = models.PositiveSmallIntegerField(_("parking spaces"), null=True, blank=True)
    year_built = models.PositiveSmallIntegerField(_("year built"), null=True, blank=True)
    modernised_in = models.PositiveSmallIntegerField(_("last modernised in"), null=True, blank=True)
    is_listed = models.BooleanField(_("listed building"), default=False)

    property_contact = models.ForeignKey(
        PropertyContact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("owner or manager"),
        help_text=_("Only the office sees this."),
    )
    owner_willing = models.CharField(
        _("owner wants to let"),
        max_length=10,
        choices=Willing,
        blank=True,
        help_text=_("As the owner said last. Only the office sees this."),
    )
    internal_note = models.TextField(_("internal note"), blank=True, help_text=_("Only the office sees this."))
    in_inventory = DateRangeField(
        _("in inventory"), help_text=_("From when to when this unit counts; a demolished or converted one ends.")
    )
    inventory_end_reason = models.CharField(
        _("why it no longer counts"), max_length=10, choices=InventoryEnd, blank=True
    )
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name=_("came from"),
        help_text=_("The units that this one was joined from or divided from."),
    )

    class Meta:
        ordering = ["street__name_sort", "side", "position", "pk"]
        verbose_name = _("shop unit")
        verbose_name_plural = _("shop units")
        constraints = [
            models.UniqueConstraint(
                fields=["street", "house_number", "unit_label"],
                name="shopunit_address_once",
                violation_error_message=_("This address is taken. Please name the part of the house."),
            ),
            models.CheckConstraint(
                condition=Q(street__isnull=False) | ~Q(other_street=""),
                name="shopunit_has_street",
                violation_error_message=_("Please choose a street."),
            ),
            models.CheckConstraint(
                condition=positive(
                    "sales_area_m2", "total_area_m2", "divisible_from_m2", "shopfront_width_m", "door_width_cm"
                ),
                name="shopunit_measures_positive",
                violation_error_message=_("Areas and widths are larger than zero, or empty when unknown."),
            ),
            models.CheckConstraint(
                condition=Q(total_area_m2__isnull=True)
                | Q(sales_area_m2__isnull=True)
                | Q(total_area_m2__gte=models.F("sales_area_m2")),
                name="shopunit_total_covers_sales",
                violation_error_message=_("The area to let cannot be smaller than the sales area."),
            ),
            models.CheckConstraint(
                condition=Q(divisible_from_m2__isnull=True)
                | Q(total_area_m2__isnull=True)
                | Q(total_area_m2__gte=models.F("divisible_from_m2")),
                name="shopunit_part_fits_whole",
                violation_error_message=_("A part cannot be larger than the area to let."),
            ),
            models.CheckConstraint(
                condition=Q(entrance_step_height_cm__isnull=True) | Q(entrance_steps__gt=0),
                name="shopunit_step_height_needs_steps",
                violation_error_message=_("A step height needs at least one step."),
            ),
            models.CheckConstraint(
                condition=Q(in_inventory__startswith__isnull=False) & Q(in_inventory__isempty=False),
                name="shopunit_inventory_has_beginning",
                violation_error_message=_("Please say since when the unit counts."),
            ),
        ]
        indexes = [models.Index(fields=["street", "side", "position"], name="shopunit_band")]

    def __str__(self) -> str:
        return f"{self.number} {self.address}"

    @property
    def address(self) -> str:
        label = f" ({self.unit_label})" if self.unit_label else ""
        return f"{self.street_name} {self.house_number}{label}"

    @property
    def street_name(self) -> str:
        return self.street.name if self.street else self.other_street

    @property
    def lettable_area_m2(self):
        """The area that rent per m² refers to: the lettable area, else the sales area; None when unknown."""
        return self.total_area_m2 or self.sales_area_m2

    @property
    def is_step_free(self) -> bool | None:
        """None when the entrance was never measured."""
        if self.entrance_steps is None:
            return True if self.has_ramp else None
        return self.entrance_steps == 0 or bool(self.has_ramp)

    @property
    def steps_to_climb(self) -> int | None:
        """For somebody who cannot climb steps: 0 with a ramp; None when never counted."""
        return 0 if self.has_ramp else self.entrance_steps

    @property
    def is_wheelchair_accessible(self) -> bool | None:
        """Step-free, a door of 90 cm, an accessible toilet and turning space; None while one of them is unknown.

        Conservative on purpose: one known obstacle is a no, and only four known facts are a yes.
        """
        door = None if self.door_width_cm is None else self.door_width_cm >= WHEELCHAIR_DOOR_CM
        facts = (self.is_step_free, door, self.has_accessible_wc, self.has_turning_space)
        if False in facts:
            return False
        return None if None in facts else True

    def was_in_inventory(self, day: date) -> bool:
        lower, upper = self.in_inventory.lower, self.in_inventory.upper
        return lower <= day and (upper is None or day < upper)


class UnitPhoto(Photo):
    """A photo or floor plan of a unit. It stays for the next letting."""

    of_form = "contribution__idempotency_key"

    class Kind(models.TextChoices):
        OUTSIDE = "outside", _("outside")
        INSIDE = "inside", _("inside")
        FLOOR_PLAN = "floor_plan", _("floor plan")

    unit = models.ForeignKey(ShopUnit, models.CASCADE, related_name="photos", verbose_name=_("shop unit"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OUTSIDE)
    contribution = models.ForeignKey(
        Contribution,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="unit_photos",
        verbose_name=_("came with"),
    )

    class Meta(Photo.Meta):
        abstract = False
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def is_public(self) -> bool:
        return self.approved_at is not None and self.unit.listings.published().exists()
