"""Which law holds for whoever runs this portal."""

from django.conf import settings


def is_authority() -> bool:
    """Whether a public body runs this portal; it has other duties than an association or a company."""
    return settings.OPERATOR_KIND == "authority"
