"""Where someone's name stands in a text, in whatever script and writing, and the text without it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from agenda.programme.slugs import LONGEST, ascii_slug

WITHHELD = "Name withheld"
ADDRESS_WITHHELD = "address withheld"
SHORTEST = 4
"""Letters of a one-word name that is looked for in running text: a shorter one is too often another word."""

_SLUG = "name-withheld"
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "h.e", "hon", "sir", "dame"})
# Letters of scripts that put a space between words, as `_letters` leaves them: next to these a name is part of a
# longer word. Thai, Khmer, Burmese, Lao and Chinese put none; Arabic, Hebrew and Korean join particles to a name.
_SPACED = "0-9a-z\u00df-\u058f"
_IS_SPACED = re.compile(f"[{_SPACED}]")
_GAP = "[ -]"


class Wording:
    """Texts without someone's names: called with a text, it gives the text with what stands for them.

    A name is found as a whole phrase, with or without a title, in any letter case, with or without accents. A name of
    one word needs `SHORTEST` letters (a Chinese character counts as two) and its capital. `tokens` are identifiers and
    slugs with what replaces them: those of one plain word only in a path, for they may be any word. `mailboxes` are
    e-mail addresses.
    """

    def __init__(
        self,
        names: Iterable[str],
        honorifics: Iterable[str] = (),
        mailboxes: Iterable[str] = (),
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        titles = _titles(honorifics)
        wanted = sorted(
            {name.strip() for name in names} - {"", WITHHELD}, key=lambda name: (-len(name), name)
        )
        self._names = [(name, _name_pattern(name, titles)) for name in wanted if _is_telling(name)]
        given = (tokens or {}).items()
        self._addresses = [(_token_pattern(one, "/"), new) for one, new in given]
        self._tokens = [(_token_pattern(one), new) for one, new in given if re.search(r"[\d._-]", one)]
        self._mailboxes = [_mailbox_pattern(one) for one in mailboxes]
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The text without the names; the same string where there are none. Answers are kept: texts come back."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._worded(text)
        return known

    def slug(self, slug: str) -> str:
        """A session's slug without a name of several words; the same where there is none."""
        for name, _pattern in self._names:
            inner = ascii_slug(name)
            if "-" in inner:
                slug = re.sub(rf"(?<![a-z0-9]){inner}(?![a-z0-9])", _SLUG, slug)
        return slug[:LONGEST].strip("-")

    def _worded(self, text: str) -> str:
        for pattern in self._mailboxes:
            text = pattern.sub(ADDRESS_WITHHELD, text)
        for pattern, new in self._addresses:  # before names: a slug is written like one
            text = pattern.sub(new, text)
        for name, pattern in self._names:
            text = _without_name(text, name, pattern)
        for pattern, new in self._tokens:
            text = pattern.sub(new, text)
        return text


def _without_name(text: str, name: str, pattern: re.Pattern[str]) -> str:
    """The text with WITHHELD for each whole occurrence of the name."""
    letters, places = _folded(text)
    parts = _parts(name)
    if parts[0] not in letters:
        return text
    one_word = len(parts) == 1
    pieces, done = [], 0
    for match in pattern.finditer(letters):
        start, end = places[match.start()], places[match.end()]
        inside = places[match.end() - 1] == end or (match.start() and places[match.start() - 1] == start)
        goes_on = match.end() < len(letters) and unicodedata.category(letters[match.end()]).startswith("M")
        small = one_word and name[0].isupper() and not text[places[match.start("name")]].isupper()
        if not (inside or goes_on or small):
            pieces += [text[done:start], WITHHELD]
            done = end
    return "".join([*pieces, text[done:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in plain small letters, and for each letter (and the end) the place in the text it comes from."""
    letters, places = [], []
    for place, char in enumerate(text):
        for letter in _letters(char):
            letters.append(letter)
            places.append(place)
    return "".join(letters), [*places, len(text)]


@lru_cache(maxsize=4096)
def _letters(char: str) -> str:
    """A character without case, width and accent; '' for what is not seen. Vowel signs, as Thai has them, stay."""
    if char.isspace():
        return " "
    if char.isascii():
        return char.lower()
    kind = unicodedata.category(char)
    if kind == "Cf":
        return ""
    if kind == "Pd":
        return "-"
    plain = "'" if char in "‘’ʼ" else ascii_slug(char)
    if plain:
        return plain
    return "".join(
        one for one in unicodedata.normalize("NFKD", char).casefold() if not "\u0300" <= one <= "\u036f"
    )


def _parts(name: str) -> list[str]:
    return [part for part in re.split(f"{_GAP}+", _folded(name)[0]) if part]


def _is_telling(name: str) -> bool:
    """Whether a name may be looked for in running text."""
    parts = _parts(name)
    if len(parts) != 1:
        return bool(parts)
    return sum(2 if char >= "\u2e80" else 1 for char in parts[0] if char.isalnum()) >= SHORTEST


def _name_pattern(name: str, titles: str) -> re.Pattern[str]:
    parts = _parts(name)
    body = re.escape(parts[0])
    for before, part in pairwise(parts):
        apart = _IS_SPACED.match(before[-1]) and _IS_SPACED.match(part[0])
        body += f"{_GAP}{'+' if apart else '*'}{re.escape(part)}"
    begin = f"(?<![{_SPACED}])" if _IS_SPACED.match(parts[0][0]) else ""
    end = f"(?![{_SPACED}])" if _IS_SPACED.match(parts[-1][-1]) else ""
    return re.compile(f"{titles}{begin}(?P<name>{body}){end}")


def _titles(honorifics: Iterable[str]) -> str:
    """The pattern of what may stand before a name: the honorifics given, and the usual English ones."""
    given = {_folded(one)[0].strip().rstrip(".") for one in honorifics} - {""}
    spaced = sorted(
        {*given, *_TITLES} - {one for one in given if not one.isascii()}, key=lambda one: (-len(one), one)
    )
    others = sorted(one for one in given if not one.isascii())
    known = rf"(?<![{_SPACED}])(?:{'|'.join(map(re.escape, spaced))})(?:\. *| +)"
    return f"(?:{'|'.join([known, *(f'{re.escape(one)} *' for one in others)])})*"


def _token_pattern(token: str, before: str = "") -> re.Pattern[str]:
    """A slug or identifier as a whole, anywhere or only after `before`."""
    begin = f"(?<={re.escape(before)})" if before else r"(?<![\w.-])"
    return re.compile(rf"{begin}{re.escape(token)}(?![\w-]|\.\w)", re.ASCII)


def _mailbox_pattern(address: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.%+-]){re.escape(address.strip())}(?![\w-]|\.\w)", re.IGNORECASE | re.ASCII)
