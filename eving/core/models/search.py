"""Search columns that searchable models share, and the words that compounds are split by."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# For defer() on lists: long columns that no page displays.
SEARCH_COLUMNS = ("search_vector", "search_text")


class Searchable(models.Model):
    """A row that the search finds. Whoever changes the row or its topics calls ``search.engine.index`` afterwards.

    A concrete model carries the two indexes itself, with names of its own::

        indexes = [
            GinIndex(fields=["search_vector"], name="idea_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="idea_search_text"),
        ]
    """

    # Relations that search_parts() reads; index_many() prefetches them.
    search_related: tuple[str, ...] = ()

    search_vector = SearchVectorField(null=True, editable=False)
    # Folded text: " title \n further words \n folded=as-written …". The first line serves the exact match of a title.
    search_text = models.TextField(default="", editable=False)

    class Meta:
        abstract = True

    def search_parts(self) -> dict[str, str]:
        """The searched texts by PostgreSQL weight: A name, B topics and numbers, C place and summary, D the rest."""
        raise NotImplementedError(f"{type(self).__name__} must say by which words it is found.")


class CompoundWord(models.Model):
    """A word that the search finds inside compounds: with “verein” it finds the Gartenverein. Staff may add words."""

    word = models.CharField(
        _("word"),
        max_length=40,
        unique=True,
        help_text=_("In its basic form and lower case, for example: werkstatt."),
    )

    class Meta:
        ordering = ["word"]
        verbose_name = _("part of compound words")
        verbose_name_plural = _("parts of compound words")
        constraints = [
            models.CheckConstraint(
                condition=Q(word__regex=r"^[a-zäöüß]{3,}$"),
                name="compoundword_letters",
                violation_error_message=_("Please enter one word of at least three lower-case letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        self.word = self.word.strip().lower()
