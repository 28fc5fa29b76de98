"""What the search knows of words: parts of compounds, words that mean the same, streets, and words that say nothing.

All of it is the office's and stands in tables. A process keeps it until one of them changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save

from eving.core.caching import versions
from eving.core.models import CompoundWord, Street, SynonymGroup
from eving.core.search import german
from eving.core.search.german import Splitter, fold, street_key

MODELS = (CompoundWord, Street, SynonymGroup)
TABLES = tuple(model._meta.db_table for model in MODELS)
LONGEST_PHRASE = 4  # words of a street or of an expression in the table of synonyms

# Words of a question that name nothing. They count where nothing else was typed.
QUESTION_LIST = """
bekomme bekommen bitte brauche braucht brauchen darf dürfen finde finden findet gerne gern gibt gibts hallo kannst
kommt liegt machen macht möchte möchten müssen mag nähe nächste nächster nächstes sagen suche suchen sucht tun unser
unsere unserem unseren unserer unseres wann warum welcher wer wieso wieviel wohin woher find looking search where what
how the near for
"""
QUESTION_WORDS = frozenset(QUESTION_LIST.split())


@dataclass(frozen=True)
class Meanings:
    """What else stands for a word or an expression: other words, and topics by their token."""

    words: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    splitter: Splitter
    streets: dict[str, tuple[str, ...]] = field(default_factory=dict)  # its key: the words of its name
    meanings: dict[str, Meanings] = field(default_factory=dict)  # the key of an expression
    expressions: frozenset[str] = frozenset()  # words of the table of synonyms, folded, for slips

    def street_at(self, words: Sequence[str]) -> int:
        """How many of these words, from the first on, are the name of a street of the list; 0 for none."""
        for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
            if street_key(" ".join(words[:length])) in self.streets:
                return length
        return 0

    def expression_at(self, words: Sequence[str]) -> int:
        """As ``street_at``, for expressions of more than one word that stand for others."""
        for length in range(min(LONGEST_PHRASE, len(words)), 1, -1):
            if key_of(words[:length]) in self.meanings:
                return length
        return 0

    def meanings_of(self, words: Sequence[str]) -> Meanings:
        """Under any ending: “Büchereien” means what “Bücherei” does."""
        if len(words) > 1:
            return self.meanings.get(key_of(words), Meanings())
        for spelling in german.spellings(words[0]):
            for base in german.bases(spelling):
                if found := self.meanings.get(base):
                    return found
        return Meanings()


def key_of(words: Iterable[str]) -> str:
    return " ".join(german.unmarked(word) for word in words)


def topic_token(pk: int) -> str:
    """What stands in the index of a row for a topic that it has. The stemmer leaves words with digits alone."""
    return f"topic{pk}"


def lexicon() -> Lexicon:
    """One query, which says whether the kept one is still right."""
    return _read(versions.current(TABLES))


@lru_cache(maxsize=1)
def _read(version: int) -> Lexicon:
    meanings: dict[str, tuple[list[str], list[str]]] = {}
    groups = [(entry.words, entry.topic_id) for entry in SynonymGroup.objects.order_by("pk")]
    for texts, topic in groups:
        split = [german.words(text) for text in texts]
        for place, words in enumerate(split):
            if not words:
                continue
            others, tokens = meanings.setdefault(key_of(words), ([], []))
            if topic:
                tokens.append(topic_token(topic))
            else:
                others += [" ".join(other) for number, other in enumerate(split) if other and number != place]
    streets = {}
    for name in Street.objects.order_by().values_list("name", flat=True):
        streets[street_key(name)] = tuple(german.words(name))
    return Lexicon(
        Splitter(CompoundWord.objects.order_by().values_list("word", flat=True)),
        streets,
        {key: Meanings(tuple(dict.fromkeys(words)), tuple(tokens)) for key, (words, tokens) in meanings.items()},
        frozenset(fold(word) for texts, _topic in groups for text in texts for word in german.words(text)),
    )


def forget(**_signal: Any) -> None:
    """A transaction has one version, however often it changes a table; in this process the kept one is thrown away."""
    _read.cache_clear()


for model in MODELS:
    post_save.connect(forget, sender=model, dispatch_uid=f"eving-lexicon-{model.__name__}")
    post_delete.connect(forget, sender=model, dispatch_uid=f"eving-lexicon-{model.__name__}")


def says_nothing(word: str) -> bool:
    """Stop words, words of a question, and the names of town and district, which everything here is about."""
    names = {fold(name) for name in (settings.DISTRICT.name, settings.DISTRICT.town)}
    spellings = (word, *german.umlaut_spellings(word))
    return fold(word) in names or any(
        spelling in german.STOP_WORDS or spelling in QUESTION_WORDS for spelling in spellings
    )
