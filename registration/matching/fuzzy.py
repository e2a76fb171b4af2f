"""Near matches: a name without its country's words, a search with a typing error. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from registration.matching.organisation_names import conditions, words
from registration.matching.vocabulary import GENERAL, STATES

MOST_WORDS, MOST_FOUND = 8, 20
"""Words of a search that are looked at, and rows that are near."""
NEAR = 0.78
"""How alike two words are (`difflib`): "minstry" and "ministry"."""
LEAST_LETTERS = 4


def core(name: str, country: str) -> frozenset[str]:
    """The comparable words of a name without those of its country, whose name is given; empty where nothing else tells."""
    found, land = frozenset(words(name)), frozenset(words(country))
    rest = found - land - STATES if land and land <= found else found
    return rest if rest - GENERAL else frozenset()


def nearest(texts: Iterable[tuple[int, str]], asked: str) -> list[int]:
    """The keys of the rows that have the most words asked for, or words like them, the best first.

    `texts` are keys and `search_text`s. A row has at least half of the words. Takes time in proportion to the different
    words of all rows: 2 000 rows take a fraction of a second.
    """
    sought = [one.strip() for one in conditions(asked)[:MOST_WORDS]]
    if not sought:
        return []
    rows = [(key, text.split()) for key, text in texts]
    vocabulary = {word for _key, found in rows for word in found}
    alike = [_alike(word, vocabulary) for word in sought]
    scores = [(sum(bool(some.intersection(found)) for some in alike), key) for key, found in rows]
    most = max((score for score, _key in scores), default=0)
    if not most or 2 * most < len(sought):
        return []
    return [key for score, key in scores if score == most][:MOST_FOUND]


def _alike(word: str, vocabulary: set[str]) -> frozenset[str]:
    """The words that begin so, else those that are like it."""
    begun = frozenset(one for one in vocabulary if one.startswith(word))
    if begun or len(word) < LEAST_LETTERS:
        return begun
    some = [one for one in vocabulary if abs(len(one) - len(word)) < 4 and one[0] == word[0]]
    return frozenset(get_close_matches(word, some, n=5, cutoff=NEAR))
