"""Django looks here for the pages of the back office; they stand in the package backoffice."""

from eving.core.backoffice import base

__all__ = ["base"]
