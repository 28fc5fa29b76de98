"""Search for published ideas similar to one being written, so that people support one instead of repeating it."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations
from operator import add, and_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.urls import NoReverseMatch, reverse

from eving.core.search import engine, german
from eving.core.search.german import STOP_WORDS, Splitter, fold
from eving.core.search.lexicon import lexicon
from projects.models import Idea

MOST = 5
RANKED = 1_000  # rows that are ranked, whatever the number that common words find
CANDIDATES = 60  # the best of them, compared word by word
MOST_WORDS = 6  # of a title; long words are the most distinctive
FEWEST_LETTERS, TYPO_FROM = 3, 6


def similar_ideas(title: str, text: str = "") -> list[Idea]:
    """At most five published ideas that share distinctive words with a title, the most similar first.

    Half of these words must match, and at least two; typing errors are tolerated. The text is used when the title has
    too few words. Three queries at most: vocabulary, ideas, their photos.
    """
    words = distinctive_words(title, text)
    if not words:
        return []
    splitter = lexicon().splitter
    terms = [_term(word, splitter) for word in words]
    candidates = _candidates(words, terms)
    needed = max(min(2, len(words)), (len(words) + 1) // 2)
    scored = [(_shared(idea, words, needed), idea) for idea in candidates]
    alike = [(shared, idea) for shared, idea in scored if shared >= needed]
    return [idea for _shared_words, idea in sorted(alike, key=lambda pair: -pair[0])[:MOST]]


def distinctive_words(title: str, text: str = "") -> list[str]:
    """The longest words of the title; words of the text only when the title has a single one."""
    words = _distinctive(title)
    if len(words) < 2:
        words = list(dict.fromkeys([*words, *_distinctive(text)[: 3 - len(words)]]))
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


def _distinctive(text: str) -> list[str]:
    candidates = (word for word in german.words(text[:600]) if len(word) >= FEWEST_LETTERS and word not in STOP_WORDS)
    return list(dict.fromkeys(candidates))


def _term(word: str, splitter: Splitter) -> str:
    either = [f"'{spelling}'" for spelling in german.spellings(word)]
    parts = splitter.parts(word)
    if parts and not STOP_WORDS.intersection(parts):
        either.append("(" + " & ".join(f"'{part}'" for part in parts) + ")")
    return "(" + " | ".join(either) + ")"


def _query(text: str) -> SearchQuery:
    return SearchQuery(text, config=engine.CONFIG, search_type="raw")


def _candidates(words: Sequence[str], terms: Sequence[str]) -> list[Idea]:
    """Rows that hold two of the words, or half of each of the two longest; both conditions use an index."""
    pairs = [f"({one} & {other})" for one, other in combinations(terms, 2)] or list(terms)
    held = Q(search_vector=_query(" | ".join(pairs)))
    long_words = [fold(word) for word in words if len(word) >= TYPO_FROM][:2]
    if len(long_words) == min(2, len(words)):
        held |= reduce(and_, map(_half, long_words))
    found = Idea.objects.published().filter(held).order_by().values("pk")[:RANKED]
    rows = Idea.objects.published().for_cards().filter(pk__in=found)
    rows = rows.annotate(
        hits=reduce(add, map(_one_if, terms)), search_rank=SearchRank(F("search_vector"), _query(" | ".join(terms)))
    )
    return list(rows.order_by("-hits", "-search_rank", "-pk")[:CANDIDATES])


def _half(word: str) -> Q:
    """Rows with the beginning or the end of a word: a single typing error leaves one of them intact.

    Trigram similarity is more exact, but takes a hundred times as long when the words are common.
    """
    half = len(word) // 2
    return Q(search_text__contains=f" {word[:half]}") | Q(search_text__contains=f"{word[half:]} ")


def _one_if(term: str) -> Case:
    return Case(When(search_vector=_query(term), then=Value(1)), default=Value(0), output_field=IntegerField())


def _shared(idea: Idea, words: Iterable[str], needed: int) -> int:
    """How many of the words an idea holds: as counted by the database; if too few, with typing errors tolerated."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    hits: int = idea.hits  # type: ignore[attr-defined] # annotated above
    if hits >= needed:
        return hits
    own = list({fold(word) for word in german.words(f"{idea.title} {idea.text} {idea.place}")})
    matches = (process.extractOne(fold(word), own, scorer=OSA.distance, score_cutoff=_slips(word)) for word in words)
    return max(hits, sum(word is not None for word in matches))


def _slips(word: str) -> int:
    return 0 if len(word) < TYPO_FROM else 1 if len(word) < 10 else 2


def join_address(idea: Idea) -> str:
    try:
        return reverse("projects:support-create", args=[idea.number])
    except NoReverseMatch:
        return idea.get_absolute_url()
