"""Abstract model of photos with their file names and addresses, and the photos of unfinished forms."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.isolated.sizes import scaled_height, widths_up_to

# URL prefix of photos, fixed here so that core needs no URL name of the portal.
ADDRESS = "/medien/"
PRIVATE_LINK_AGE = timedelta(hours=1)
PERMIT = "eving.photo.permit"
# Width to height of the boxes in which cards and galleries show photos (static/css/components.css).
BOX = 3 / 2


def new_key() -> str:
    """A name nobody can guess: 22 characters, 128 random bits."""
    return secrets.token_urlsafe(16)


class Photo(models.Model):
    """A photo of the district, re-encoded without any metadata. Each owning model has its own concrete table."""

    # Relations that is_public() follows; the photo view passes them to select_related().
    owner_relations: tuple[str, ...] = ()
    # Lookup from the photo to the key of the public form it came with; empty where no public form has photos.
    of_form: str = ""

    key = models.CharField(_("key"), max_length=32, unique=True, default=new_key, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    byte_size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("checksum of the upload"), max_length=64, editable=False)
    alt = models.CharField(
        _("description"), max_length=200, blank=True, help_text=_("What the photo shows, for people who cannot see it.")
    )
    sort = models.PositiveSmallIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    approved_at = models.DateTimeField(_("approved for the public"), null=True, blank=True)
    rights_confirmed = models.BooleanField(_("rights confirmed"), default=False)

    class Meta:
        abstract = True
        ordering = ["sort", "pk"]

    def __str__(self) -> str:
        return self.alt or self.key

    def is_public(self) -> bool:
        """Whether anybody may see this photo: it is approved and its owner is public."""
        raise NotImplementedError(f"{type(self).__name__} must say when its photos are public.")

    @property
    def stored_widths(self) -> list[int]:
        """The widths in pixels that exist as WebP, ascending; a photo is never enlarged."""
        return widths_up_to(self.width)

    def stored_width(self, wanted: int) -> int:
        """The smallest stored width that fills ``wanted`` pixels; the largest when none does."""
        return filling(self.stored_widths, wanted)

    def stored_height(self, width: int) -> int:
        return scaled_height(self.width, self.height, width)

    def url(self, width: int = 800) -> str:
        return address(self.key, self.stored_width(width))

    @property
    def src(self) -> str:
        return self.url()

    def private_url(self, width: int = 800) -> str:
        """A signed address for whoever uploaded the photo: works for an hour, public or not."""
        permit = TimestampSigner(salt=PERMIT).sign(self.key).removeprefix(f"{self.key}:")
        return f"{self.url(width)}?permit={permit}"

    def is_opened_by(self, permit: str) -> bool:
        try:
            TimestampSigner(salt=PERMIT).unsign(f"{self.key}:{permit}", max_age=PRIVATE_LINK_AGE)
        except BadSignature:
            return False
        return True

    @property
    def srcset(self) -> str:
        return srcset(self.key, self.stored_widths)

    @property
    def jpeg_url(self) -> str:
        return f"{ADDRESS}{self.key}-{self.width}.jpg"

    @property
    def file_names(self) -> list[str]:
        return [*(f"{self.key}-{width}.webp" for width in self.stored_widths), f"{self.key}-{self.width}.jpg"]

    def paths(self) -> Iterator[Path]:
        for name in self.file_names:
            yield path_of(name)

    def picture(self, width: int) -> dict[str, Any]:
        """Context of a picture in a card or gallery, for about so many pixels."""
        return picture_of({"key": self.key, "width": self.width, "height": self.height, "alt": self.alt}, width)


def first_approved(photos: type[Photo], **owner: models.OuterRef) -> models.Subquery:
    """The first approved photo of the owner as values of ``Photo``, so that a list needs no query for its pictures."""
    rows = photos._default_manager.filter(approved_at__isnull=False, **owner).order_by("sort", "pk")
    values = JSONObject(**{name: name for name in ("key", "width", "height", "alt")})
    return models.Subquery(rows.values(json=values)[:1])


def picture_of(photo: dict[str, Any], wanted: int) -> dict[str, Any]:
    """As ``Photo.picture``, from what ``first_approved`` found."""
    key, widths = photo["key"], widths_up_to(photo["width"])
    is_whole = not keeps_its_middle(photo["width"], photo["height"], BOX)
    # Of what is wider than its box only the middle is shown, larger.
    stretch = 1 if is_whole else max(1, photo["width"] / photo["height"] / BOX)
    width = filling(widths, wanted)
    return {
        "src": address(key, width),
        "srcset": srcset(key, widths),
        # A card is about 400 pixels of the page wide; fine screens draw two or more in each of them.
        "small": address(key, filling(widths, round(400 * stretch))),
        "double": address(key, filling(widths, round(800 * stretch))),
        "is_whole": is_whole,
        "alt": photo["alt"],
        "width": width,
        "height": scaled_height(photo["width"], photo["height"], width),
    }


def keeps_its_middle(width: int, height: int, box: float) -> bool:
    """Whether a photo cropped to a box, given as width to height, shows its middle third: what it was taken for."""
    shape = width / height
    return min(shape / box, box / shape) > 0.33


def address(key: str, width: int) -> str:
    return f"{ADDRESS}{key}-{width}.webp"


def srcset(key: str, widths: list[int]) -> str:
    return ", ".join(f"{address(key, width)} {width}w" for width in widths)


def filling(widths: list[int], wanted: int) -> int:
    """The smallest of the ascending widths that fills ``wanted`` pixels; the largest when none does."""
    return next((width for width in widths if width >= wanted), widths[-1])


class PendingPhoto(Photo):
    """A photo accepted before its form as a whole was valid. Purged after a day when the form is never sent."""

    form_key = models.UUIDField(_("form"), editable=False)
    name = models.CharField(_("file name"), max_length=60, editable=False)

    class Meta(Photo.Meta):
        verbose_name = _("photo of an unfinished form")
        verbose_name_plural = _("photos of unfinished forms")
        constraints = [
            models.UniqueConstraint(
                fields=["form_key", "sha256"],
                name="pending_photo_once_per_form",
                violation_error_message=_("This photo has already been added."),
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="pending_photo_age")]

    def is_public(self) -> bool:
        return False


def photo_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "photos"


def path_of(file_name: str) -> Path:
    """The path of a stored version of a photo; subfolders by two letters of the key keep folders small."""
    return photo_folder() / file_name[:2] / file_name
