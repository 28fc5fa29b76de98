from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Lists leave these out: they are long and nobody reads them.
SEARCH_COLUMNS = ("search_vector", "search_text")


class Searchable(models.Model):
    """A row that the search finds. ``search.index`` writes both columns whenever the row or its topics change.

    A concrete model carries the two indexes itself, with names of its own::

        indexes = [
            GinIndex(fields=["search_vector"], name="idea_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="idea_search_text"),
        ]
    """

    # Relations that search_parts() reads; index_many() loads them along.
    search_related: tuple[str, ...] = ()

    search_vector = SearchVectorField(null=True, editable=False)
    # Folded: " words of the title \n other words \n folded=as-written …". The first line serves "is called exactly".
    search_text = models.TextField(default="", editable=False)

    class Meta:
        abstract = True

    def search_parts(self) -> dict[str, str]:
        """What is found by which text, by weight: A the name, B topics and numbers, C place and summary, D the rest."""
        raise NotImplementedError(f"{type(self).__name__} must say by which words it is found.")


class CompoundWord(models.Model):
    """A word the search knows inside longer ones: with “verein” it finds the Gartenverein. The office may add words."""

    word = models.CharField(
        _("word"),
        max_length=40,
        unique=True,
        help_text=_("In its basic form and small letters, for example: werkstatt."),
    )

    class Meta:
        ordering = ["word"]
        verbose_name = _("part of compound words")
        verbose_name_plural = _("parts of compound words")
        constraints = [
            models.CheckConstraint(
                condition=Q(word__regex=r"^[a-zäöüß]{3,}$"),
                name="compoundword_letters",
                violation_error_message=_("Please enter one word of at least three small letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        self.word = self.word.strip().lower()
