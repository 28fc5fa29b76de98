"""Hidden house numbers and owners' names: checks that no public text gives them away."""

import re

from django.utils.text import slugify
from django.utils.translation import gettext as _

from eving.core import house_numbers
from eving.core.search import engine
from vacancies.models import Listing, ShopUnit

# Segments of our own URLs: a listing with such a slug could not be reached.
TAKEN_SLUGS = {"anfragen"}
KIND_OF_STREET = re.compile(r"[\s-]*(?:strasse|str\.?)$")
PUBLIC_TEXTS = ("equipment_note", "delivery_access")  # of a unit
SHORT_NAME = 4  # letters: a shorter name, such as “Ost”, is also a common word


def slug_of(listing: Listing) -> str:
    """Derived once at publication: printed flyers carry the address."""
    slug = slugify(engine.fold(listing.title))[:60].strip("-") or "ladenlokal"
    return f"laden-{slug}" if slug in TAKEN_SLUGS else slug


def public_texts(listing: Listing) -> list[str]:
    unit = listing.unit
    return [
        listing.title, listing.description, listing.location_text, listing.commission, listing.energy_carrier,
        listing.energy_exempt_reason, *(getattr(unit, name) for name in PUBLIC_TEXTS),
        *(photo.alt for photo in unit.photos.all()),
    ]  # fmt: skip


def names_house(unit: ShopUnit, text: str) -> bool:
    """Whether a text names the house number: “Evinger Str. 12 a”, “Bergstraße, Hausnr. 12”, “Hausnummer 12”.

    Of a number such as 12-14, naming either end counts.
    """
    street = engine.fold(unit.street_name)
    stem = KIND_OF_STREET.sub("", street)
    named = re.escape(stem) + (r"[\s-]*(?:strasse|str\b\.?)" if stem != street else r"\b")
    number = house_numbers.key(unit.house_number)
    ends = {end for end in (number, *number.split("-"), re.split("[ /]", number)[0]) if end[:1].isdigit()}
    houses = "|".join(re.sub(r"(?<=\d)(?=[a-z])", r"\\s?", re.escape(end)) for end in sorted(ends, key=len)[::-1])
    word = r"(?:haus)?[\s-]*(?:nummer|nr\b\.?)"
    pattern = rf"\b(?:{named}[\s,-]*(?:{word})?|haus[\s-]*(?:nummer|nr\b\.?))[\s:]*(?:{houses})(?!\w)"
    return re.search(pattern, engine.fold(text)) is not None


def names_the_house(listing: Listing) -> bool:
    return any(names_house(listing.unit, text) for text in public_texts(listing))


def names_the_owner(listing: Listing) -> bool:
    """Whether a public text of the listing names the owner or manager, who was promised anonymity."""
    contact = listing.unit.property_contact
    name = engine.fold(contact.name).strip() if contact else ""
    if len(name) <= SHORT_NAME:
        return False
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(whole.search(engine.fold(text)) for text in public_texts(listing))


def gives_away(unit: ShopUnit, text: str) -> bool:
    return bool(unit.pk) and names_house(unit, text) and unit.listings.published().filter(show_address=False).exists()


def house_number_error() -> str:
    return _("The house number of this unit is to stay hidden, but this text names it.")


def hide_in_address(listing: Listing) -> None:
    """Renew the slug of a listing whose hidden house number it contains; the old address redirects."""
    if listing.show_address or not names_house(listing.unit, listing.slug.replace("-", " ")):
        return
    listing.slug = slug_of(listing)
    listing.save(update_fields=["slug"])
