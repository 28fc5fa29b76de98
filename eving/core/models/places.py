"""Places of the district: parts, streets, crossings, and the position of what lies there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def district_name() -> str:
    return settings.DISTRICT.name


def district_postcode() -> str:
    return settings.DISTRICT.postcode


def district_town() -> str:
    return settings.DISTRICT.town


class DistrictPart(models.Model):
    """A part of the district, with a name of its own."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("part of the district")
        verbose_name_plural = _("parts of the district")

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """A street of the district. Focus streets have a street band of their own."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    # The PostgreSQL of the wheel has no German collation: lists sort by this key (DIN 5007-1).
    name_sort = models.CharField(max_length=100, editable=False, db_index=True)
    slug = models.SlugField(_("address"), unique=True)
    part = models.ForeignKey(
        DistrictPart,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="streets",
        verbose_name=_("part of the district"),
    )
    is_focus = models.BooleanField(_("focus street"), default=False)

    class Meta:
        ordering = ["-is_focus", "name_sort"]
        verbose_name = _("street")
        verbose_name_plural = _("streets")

    def __str__(self) -> str:
        return self.name


class CrossStreet(models.Model):
    """Where another street meets a focus street: the street band has a gap after this house number."""

    street = models.ForeignKey(Street, models.CASCADE, related_name="crossings", verbose_name=_("street"))
    name = models.CharField(_("name of the crossing street"), max_length=80)
    after_house_number = models.PositiveSmallIntegerField(_("after house number"))

    class Meta:
        ordering = ["street", "after_house_number"]
        verbose_name = _("crossing")
        verbose_name_plural = _("crossings")
        constraints = [
            models.UniqueConstraint(
                fields=["street", "name"],
                name="crossstreet_once",
                violation_error_message=_("This crossing is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} / {self.name}"


class Located(models.Model):
    """Something that lies in the district: a street, a landmark in words, and perhaps a point."""

    street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("street")
    )
    place_note = models.CharField(
        _("place in words"),
        max_length=160,
        blank=True,
        help_text=_("For example: opposite the church, at the bus stop."),
    )
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(47, 56), longitude__range=(5, 16)),
                name="%(class)s_point_whole",
                violation_error_message=_("A position needs both values and lies in Germany."),
            ),
        ]

    @property
    def place(self) -> str:
        """The place as one line; empty when it is unknown."""
        street = self.street.name if self.street else ""
        return ", ".join(part for part in (street, self.place_note) if part)
