"""Placeholders in texts that staff write: ``{nummer}`` stands for the number of a case."""

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def check(text: str, allowed: Collection[str], required: Collection[str] = ()) -> None:
    """Raise ValidationError when a text holds braces that stand for nothing, or lacks what it cannot do without."""
    names = PLACEHOLDER.findall(text)
    unknown = sorted({f"{{{name}}}" for name in names} - {f"{{{name}}}" for name in allowed})
    known = ", ".join(f"{{{name}}}" for name in allowed)
    if unknown or re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        what = ", ".join(unknown) or "{ }"
        raise ValidationError(
            _("%(what)s stands for nothing here. You may use: %(known)s") % {"what": what, "known": known}
        )
    if missing := [name for name in required if name not in names]:
        raise ValidationError(
            _("The text needs: %(missing)s") % {"missing": ", ".join(f"{{{name}}}" for name in missing)}
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each known placeholder replaced; unknown ones stay as they are."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
