"""The search columns of Searchable rows, one row or a batch of them in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet, prefetch_related_objects

from eving.core.models import Searchable
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.models.translations import in_all_languages
from eving.core.search import german
from eving.core.search.german import Splitter, fold
from eving.core.search.lexicon import lexicon, topic_token

CONFIG = "german"
WEIGHTS = "ABCD"
LONGEST_PART = 100_000  # characters of one part of a row; a tsvector holds at most 1 MB
LONGEST_WORD = 100
CHUNK = 200  # rows whose texts are in memory at a time

# What is the same is not written: each night most rows are.
UPDATE = """
WITH texts AS MATERIALIZED (
    SELECT given.id, given.folded,
           setweight(to_tsvector('{config}', given.a), 'A') || setweight(to_tsvector('{config}', given.b), 'B')
           || setweight(to_tsvector('{config}', given.c), 'C') || setweight(to_tsvector('{config}', given.d), 'D')
           AS vector
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS given (id, a, b, c, d, folded)
)
UPDATE {table} AS stored SET search_vector = texts.vector, search_text = texts.folded
FROM texts WHERE stored.id = texts.id
    AND (stored.search_text <> texts.folded OR stored.search_vector IS DISTINCT FROM texts.vector)
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with all that the index holds for it."""

    folded: str
    others: tuple[str, ...]  # further spellings
    parts: tuple[str, ...]  # of a compound


class Vocabulary:
    """Takes words apart. Texts repeat their words, and so do rows: each is looked at once."""

    def __init__(self, splitter: Splitter) -> None:
        self.splitter = splitter
        self.words: dict[str, Word] = {}
        self.spellings: dict[str, list[str]] = {}  # of parts, which are words of the splitter's vocabulary

    def word(self, text: str) -> Word:
        if (known := self.words.get(text)) is None:
            if len(self.words) >= german.MOST_REMEMBERED:
                self.words.clear()
            others, parts = german.spellings(text)[1:], self.splitter.all_parts(text) or self.splitter.pieces(text)
            known = self.words[text] = Word(fold(text), tuple(others), tuple(parts))
        return known

    def spellings_of(self, part: str) -> list[str]:
        if part not in self.spellings:
            self.spellings[part] = german.spellings(part)
        return self.spellings[part]


def index(obj: Searchable) -> None:
    """Update the search columns of a row. Call it in the transaction that changed the row or its topics."""
    _write([obj], Vocabulary(lexicon().splitter))


def index_together(rows: Sequence[Searchable]) -> None:
    """As ``index`` for several rows of one model; their relations are read anew, for all of them together."""
    if rows:
        for row in rows:
            row._prefetched_objects_cache = {}  # type: ignore[attr-defined] # read before they changed
        prefetch_related_objects(rows, *rows[0].search_related)
        _write(rows, Vocabulary(lexicon().splitter))


def index_many(rows: QuerySet, chunk: int = CHUNK) -> int:
    """Update the search columns of stored rows, one transaction per chunk; returns how many rows were read."""
    vocabulary, related = Vocabulary(lexicon().splitter), rows.model.search_related
    count, last = 0, 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:chunk]):
        with transaction.atomic():
            # Locked, so that the index of a row saved meanwhile is not overwritten with its older text.
            locked = rows.model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk")
            _write(locked.defer(*SEARCH_COLUMNS).prefetch_related(*related), vocabulary)
        count, last = count + len(pks), pks[-1]
    return count


def _write(rows: Iterable[Searchable], vocabulary: Vocabulary) -> None:
    rows = list(rows)
    if not rows:
        return
    columns = zip(*((row.pk, *_texts(row, vocabulary)) for row in rows), strict=True)
    sql = UPDATE.format(config=CONFIG, table=f'"{rows[0]._meta.db_table}"')
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(column) for column in columns])


def _texts(row: Searchable, vocabulary: Vocabulary) -> tuple[str, str, str, str, str]:
    """The text of each weight, and the folded one."""
    parts = {weight: _words(text) for weight, text in row.search_parts().items()}
    if row.kind_words:
        parts["D"] = [*parts.get("D", []), *_words(in_all_languages(row.kind_words))]
    texts: dict[str, list[str]] = {weight: [] for weight in WEIGHTS}
    folded: dict[str, str] = {}
    for weight, words in parts.items():
        looked_up = [vocabulary.word(word) for word in words]
        lighter = WEIGHTS[min(WEIGHTS.index(weight) + 1, len(WEIGHTS) - 1)]
        # The text itself comes first and unchanged, so that phrases match.
        others = dict.fromkeys(spelling for word in looked_up for spelling in word.others)
        texts[weight] = [*words, *others, *texts[weight]]
        inner = dict.fromkeys(part for word in looked_up for part in word.parts)
        texts[lighter] += [spelling for part in inner for spelling in vocabulary.spellings_of(part)]
        folded |= {word: known.folded for word, known in zip(words, looked_up, strict=True)}
    texts["D"] += [topic_token(topic.pk) for topic in row.search_topics()]
    a, b, c, d = (" ".join(texts[weight]) for weight in WEIGHTS)
    return a, b, c, d, _folded_text(parts, folded)


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in german.words(str(text)[:LONGEST_PART])]


def _folded_text(parts: dict[str, list[str]], folded: dict[str, str]) -> str:
    name = " ".join(folded[word] for word in parts.get("A", []))
    rest = " ".join(folded[word] for weight in WEIGHTS[1:] for word in parts.get(weight, []))
    written = " ".join(f"{plain}={word}" for word, plain in folded.items() if plain != word)
    return f" {name} \n {rest} \n {written} "
