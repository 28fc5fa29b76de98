"""The law of the federal states: what differs between them is here and in templates/portal/laender, chosen by LAND.

To add a Land: a module like ``nw``, a folder of templates with the same names, and a line in ``LAENDER``.
"""

from django.conf import settings

from eving.portal.laender import nw
from eving.portal.laender.land import Land

LAENDER: dict[str, Land] = {"NW": nw.LAND}


def current() -> Land:
    return LAENDER[settings.LAND]


def is_authority() -> bool:
    """Whether a public body runs this portal; it has other duties than an association or a company."""
    return settings.OPERATOR_KIND == "authority"
