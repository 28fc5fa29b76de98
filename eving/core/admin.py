"""The module Django's autodiscover imports; the admin pages themselves stand in the package backoffice."""

from eving.core.backoffice import answer_templates, base, places, runs, transfers, words

__all__ = ["answer_templates", "base", "places", "runs", "transfers", "words"]
