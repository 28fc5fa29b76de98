"""Django looks here for the pages of the back office; they stand in the package backoffice."""

from eving.core.backoffice import answer_templates, base, transfers

__all__ = ["answer_templates", "base", "transfers"]
