"""The law of the Länder: what differs between them lies here and in templates/portal/laender, chosen by LAND.

Another Land is a module beside ``nw``, a folder of templates with the same names, and a line in ``LAENDER``.
"""

from django.conf import settings

from eving.portal.laender import nw
from eving.portal.laender.land import Land

LAENDER: dict[str, Land] = {"NW": nw.LAND}


def current() -> Land:
    """The Land whose law holds for this portal."""
    return LAENDER[settings.LAND]


def is_authority() -> bool:
    """Whether a public body runs this portal: other duties hold for it than for a club or a firm."""
    return settings.OPERATOR_KIND == "authority"
