"""Search columns that searchable models share, and the words that compounds are split by."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eving.core.models.frameworks import Topic

LONGEST_EXPRESSION = 60
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

    # Letters with which the number begins that people are given, such as "I" of I-2027-42; empty where there is none.
    number_series: str = ""
    # Words of which each finds all rows of this kind, as a lazy translation.
    kind_words: Any = ""
    # Relations that search_parts() reads; index_many() prefetches them.
    search_related: tuple[str, ...] = ()

    search_vector = SearchVectorField(null=True, editable=False)
    # Folded text: " title \n further words \n folded=as-written …". The first line serves the exact match of a title.
    search_text = models.TextField(default="", editable=False)

    class Meta:
        abstract = True

    def search_parts(self) -> dict[str, str]:
        """The searched texts by PostgreSQL weight: A name, B summary, place and use, C the running text, D what it is
        filed under. What a thing says of itself counts more than the drawer that it lies in.
        """
        raise NotImplementedError(f"{type(self).__name__} must say by which words it is found.")

    def search_topics(self) -> Iterable[models.Model]:
        """Topics whose words in the table of synonyms find this row as well."""
        return ()

    def search_excerpt(self) -> str:
        """Public text from which a page of results cites; each text begins in a line of its own."""
        return ""


class SynonymGroup(models.Model):
    """Words and expressions that mean the same to those who search. With a topic, they find what has this topic."""

    words = ArrayField(
        models.CharField(max_length=LONGEST_EXPRESSION), verbose_name=_("words"),
        help_text=_("In their basic form, with commas between them, for example: Bücherei, Bibliothek."),
    )  # fmt: skip
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, blank=True, related_name="synonym_groups", verbose_name=_("topic"),
        help_text=_("With a topic, these words also find everything that has it, after what holds the words itself."),
    )  # fmt: skip

    class Meta:
        ordering = ["words"]
        verbose_name = _("words of the same meaning")
        verbose_name_plural = _("words of the same meaning")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | Q(words__len__gte=2),
                name="synonymgroup_two_words",
                violation_error_message=_("Please enter at least two words, or choose a topic."),
            ),
            models.CheckConstraint(
                condition=Q(words__len__gte=1),
                name="synonymgroup_words",
                violation_error_message=_("Please enter at least one word."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.words or [])


class FruitlessSearch(models.Model):
    """Words that somebody searched for on a day and that found nothing; nobody knows who."""

    words = models.CharField(_("searched"), max_length=80)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("how often"), default=1)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-day", "-count", "words"]
        verbose_name = _("search without a hit")
        verbose_name_plural = _("searches without a hit")
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="fruitlesssearch_words_of_a_day")]

    def __str__(self) -> str:
        return self.words


class SitePage(Searchable):
    """A page of the portal itself, or a section of the office's handbook, as the search finds it.

    What it says stands in code and files; the row is a copy that ``portal.services.site_pages`` keeps equal.
    """

    code = models.CharField(_("page"), max_length=120, unique=True)
    is_internal = models.BooleanField(_("for the office alone"), default=False)
    texts = models.JSONField(_("texts"), default=dict)  # as search_parts() gives them
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        default_permissions = ()
        ordering = ["sort", "code"]
        verbose_name = _("page of the portal")
        verbose_name_plural = _("pages of the portal")
        indexes = [
            GinIndex(fields=["search_vector"], name="sitepage_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="sitepage_search_text"),
        ]

    def __str__(self) -> str:
        return self.code

    def search_parts(self) -> dict[str, str]:
        return dict(self.texts)


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
