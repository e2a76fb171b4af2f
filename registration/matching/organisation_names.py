"""When the names of two organisations are alike: the words of a search, and rows that are likely the same. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext

from registration.matching.normalise import same_name
from registration.matching.vocabulary import (
    ABBREVIATIONS,
    BEGINNINGS,
    FOREIGN_MINISTRIES,
    GENERAL,
    KINDS,
    PHRASES,
    SCHOOLS,
    SPELLING,
    STOP,
)

Key = TypeVar("Key", bound=Hashable)

# A ministry that is renamed gains at most so many words ("Invalids and Social Affairs").
GAINED = 3
# In Vietnamese a word has two syllables or so, each written apart.
GAINED_SYLLABLES = 8
BODIES = KINDS | FOREIGN_MINISTRIES
ALIKE = 0.85

ISE = re.compile(r"(?<=[a-z]{2})([iy])z")
PLURAL = re.compile(r"(?:(ss|x|ch|sh)es|([^siu])s)$")
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
# Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese and Korean words are not, or not always, parted by spaces.
UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Thai, Lao and Khmer: "ministry" stands before what it is of; alone it has fewer letters than this.
KIND_FIRST, LEAST_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff]"), 9


def words(text: str) -> tuple[str, ...]:
    """The comparable words of a text, in its order.

    Without case, accents of Latin letters, punctuation and stop words (unless there are no others); abbreviations
    written out, in one spelling, in the singular; countries of several words as one ("Viet Nam": "vietnam").
    """
    found = [_meant(token)[0] for token in _tokens(text)]
    at = 0
    while at < len(found):
        for phrase, country in PHRASES.items():
            if tuple(found[at : at + len(phrase)]) == phrase:
                found[at : at + len(phrase)] = [country]
                # The country may end another phrase: "Republic of South Korea".
                at = max(-1, at - 6)
                break
        at += 1
    return tuple(found)


def search_text(names: Iterable[str], acronyms: Iterable[str], country_names: Iterable[str]) -> str:
    """The search text of an organisation, for `conditions`: a space before each word, each word once.

    The words as written and as compared, all that abbreviations may stand for, acronyms, and the initials of each name
    with and without "of" ("molisa", "mlisa").
    """
    names = tuple(names)
    kept: dict[str, None] = {}
    for text in (*names, *acronyms, *country_names):
        for token in _tokens(text):
            kept |= dict.fromkeys((token, *_meant(token)))
        kept |= dict.fromkeys(words(text))
    # The words may be asked in any order: "Nam, Viet" is asked as "vietnam" too.
    kept |= {country: None for phrase, country in PHRASES.items() if kept.keys() >= set(phrase)}
    kept |= dict.fromkeys(initials for name in names for initials in sorted(_initials(name)))
    return "".join(f" {word}" for word in kept)


def conditions(asked: str) -> tuple[str, ...]:
    """The texts that must all occur in a `search_text`: a space and the beginning of a word; a piece of text for Thai and the like.

    Empty when nothing is asked: then every organisation matches. For a column: AND of `contains` (no wildcards inside).
    """
    typed = {_meant(token)[0]: token for token in _tokens(asked)}
    sought: dict[str, None] = {}
    for word in words(asked):
        token = typed.get(word, word)
        # "min" is the beginning of "ministry" and of "mining": half-typed words find both.
        beginning = token if word.startswith(token) else BEGINNINGS.get(token, word)
        sought[beginning if UNSPACED.search(beginning) else f" {beginning}"] = None
    return tuple(sought)


def matches(search_text: str, asked: str) -> bool:
    """Whether all that is asked occurs in a `search_text`, in any order."""
    return all(condition in f" {search_text}" for condition in conditions(asked))


def rank(search_text: str, name: str, acronym: str, asked: str) -> int:
    """The place among the answers: 0 the acronym, 1 the name, 2 one of them begins so, 3 other matches, 4 no match."""
    short, sought = _acronym(asked), " ".join(words(asked))
    if not sought:
        return 3
    if acronym and short == _acronym(acronym):
        return 0
    whole, typed = " ".join(words(name)), " ".join(_tokens(asked))
    if sought == whole:
        return 1
    if (
        whole.startswith(sought)
        or " ".join(_tokens(name)).startswith(typed)
        or _acronym(acronym).startswith(short)
    ):
        return 2
    return 3 if matches(search_text, asked) else 4


class Known(NamedTuple):
    """An organisation as the register knows it: all its names, its country's ISO code or "", its parent's name."""

    names: tuple[str, ...]
    acronym: str
    country: str
    parent: str | None = None


class _Face(NamedTuple):
    """The parts of an organisation that are compared."""

    names: tuple[frozenset[str], ...]
    joined: frozenset[str]
    short: frozenset[str]
    initials: frozenset[str]
    country: str
    parent: frozenset[str]


def likely_pairs(knowns: Sequence[tuple[Key, Known]]) -> list[tuple[Key, Key, str]]:
    """All pairs that are likely one organisation, in the order of the rows, each with the reason in a few words for people.

    Never across countries, nor with two known parents of different names, nor a body and its own parent. A row without
    a country is only compared with the others by its whole name. Only rows that share an acronym, a name or a rare word
    are compared.
    """
    faces = [_face(known) for _, known in knowns]
    pairs = sorted(_candidates(faces))
    reasons = ((one, other, _reason(faces[one], faces[other])) for one, other in pairs)
    return [(knowns[one][0], knowns[other][0], reason) for one, other, reason in reasons if reason]


def _tokens(text: str) -> list[str]:
    """The words as written: without case, accents, punctuation; without stop words, unless there are no others."""
    shown = text if text.isascii() else "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    closed = DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), shown)
    # Twice: "™" becomes "TM" first, then "tm".
    plain = same_name(same_name(closed))
    parted = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain)
    found = [token for token in parted.split() if any(sign.isalnum() for sign in token)]
    return [token for token in found if token not in STOP] or found


def _meant(token: str) -> list[str]:
    """The meanings of a word, the likeliest first: in one spelling, English words in the singular."""
    if not (token.isascii() and token.isalpha()):
        return [token]
    word = ISE.sub(r"\1s", token)
    if len(word) > 4:
        word = f"{word[:-3]}y" if word.endswith("ies") else PLURAL.sub(r"\1\2", word)
    word = SPELLING.get(word, word)
    return ABBREVIATIONS.get(word, word).split()


def _acronym(text: str) -> str:
    """The letters of an acronym: "M.O.L.I.S.A." is "molisa"."""
    return "".join(sign for sign in same_name(text) if sign.isalnum())


def _initials(name: str) -> frozenset[str]:
    """The initials of a name of two words or more in Latin letters, with "of" and without."""
    tokens = _tokens(name)
    if len(tokens) < 2 or not all(token.isascii() for token in tokens):
        return frozenset()
    linked = [word for word in same_name(name).split() if word == "of" or word in tokens]
    return frozenset("".join(word[0] for word in some) for some in (tokens, linked))


def _face(known: Known) -> _Face:
    compared = [words(name) for name in known.names]
    short = {_acronym(known.acronym)} if known.acronym.strip() else set()
    # People write the acronym where the name belongs.
    short |= {_acronym(name) for name in known.names if name.isupper() and len(name.split()) == 1}
    initials = frozenset().union(*(_initials(name) for name in known.names))
    return _Face(
        names=tuple(dict.fromkeys(frozenset(some) for some in compared if some)),
        joined=frozenset("".join(some) for some in compared if some),
        short=frozenset(letters for letters in short if len(letters) > 1),
        initials=frozenset(letters for letters in initials if len(letters) > 3),
        country=known.country.strip().upper(),
        parent=frozenset(words(known.parent or "")),
    )


def _reason(a: _Face, b: _Face) -> str:
    whole = bool(set(a.names) & set(b.names) or a.joined & b.joined)
    if (a.parent and b.parent and a.parent != b.parent) or a.parent in b.names or b.parent in a.names:
        return ""
    if a.country != b.country:
        return gettext("same name, one without country") if whole and not (a.country and b.country) else ""
    if whole:
        return gettext("same name")
    if a.short & b.short:
        return gettext("same acronym")
    if (not b.short and a.short & b.initials) or (not a.short and b.short & a.initials):
        return gettext("the acronym of one is the initials of the other")
    near = any(_fuller(one, other) or _mistyped(one, other) for one in a.names for other in b.names)
    near = near or any(_goes_on(one, other) for one in a.joined for other in b.joined)
    return gettext("nearly the same name") if near else ""


def _fuller(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one name is the other with a few words more, of the same kind of body."""
    less, more = sorted((one, other), key=len)
    gained = GAINED_SYLLABLES if less & FOREIGN_MINISTRIES else GAINED
    if not less < more or len(more - less) > gained or less & BODIES != more & BODIES:
        return False
    if less & SCHOOLS and not more - less <= GENERAL:
        return False
    enough = len(less - GENERAL - BODIES) >= (1 if less & BODIES else 2)
    return enough and not any(word.isdigit() for word in more - less)


def _goes_on(one: str, other: str) -> bool:
    """Whether a name in a script without spaces, where the kind of body comes first, is the beginning of the other."""
    less, more = sorted((one, other), key=len)
    return LEAST_UNSPACED <= len(less) < len(more) and more.startswith(less) and bool(KIND_FIRST.match(less))


def _mistyped(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names differ in a letter or two of one long word, or their order; not in its first letter."""
    if len(one) != len(other) or len(one) < 2 or len(one - other) != 1:
        return False
    (this,), (that,) = one - other, other - one
    if this[0] != that[0] or min(len(this), len(that)) < 5 or not (this.isalpha() and that.isalpha()):
        return False
    return sorted(this) == sorted(that) or SequenceMatcher(None, this, that, autojunk=False).ratio() >= ALIKE


def _candidates(faces: Sequence[_Face]) -> set[tuple[int, int]]:
    """Pairs of places that may be the same."""
    buckets: dict[Hashable, list[int]] = defaultdict(list)
    for place, face in enumerate(faces):
        for key in set(_shared(face)):
            buckets[key].append(place)
    pairs = {pair for places in buckets.values() for pair in combinations(places, 2)}
    return pairs | set(_rarest(faces)) | set(_beginnings(faces))


def _shared(face: _Face) -> Iterator[Hashable]:
    """The keys that two rows share: a mistyped name, the same name or the same acronym."""
    yield from (("name", name) for name in (*face.names, *face.joined))
    yield from (("letters", face.country, letters) for letters in face.short | face.initials)
    for name in face.names:
        if len(name) > 1:
            yield from ((face.country, name - {word}, word[0]) for word in name if len(word) > 4)


def _rarest(faces: Sequence[_Face]) -> Iterator[tuple[int, int]]:
    """Rows with a fuller name than another of their country: it has the rarest word of the shorter one too."""
    having: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place, face in enumerate(faces):
        for word in frozenset().union(*face.names):
            having[face.country, word].add(place)
    for place, face in enumerate(faces):
        for name in face.names:
            for other in min((having[face.country, word] for word in name), key=len):
                if other != place and any(name < longer for longer in faces[other].names):
                    yield min(place, other), max(place, other)


def _beginnings(faces: Sequence[_Face]) -> Iterator[tuple[int, int]]:
    """Rows of a name that goes on from that of another: in order, they follow it."""
    names = sorted(
        (name, place) for place, face in enumerate(faces) for name in face.joined if KIND_FIRST.match(name)
    )
    for at, (name, place) in enumerate(names):
        for longer, other in names[at + 1 :]:
            if not longer.startswith(name):
                break
            if len(name) >= LEAST_UNSPACED and other != place:
                yield min(place, other), max(place, other)
