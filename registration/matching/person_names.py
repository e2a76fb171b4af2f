"""Names of people: sorted, listed and printed; nothing is forced into first and last. Pure.

The name as printed is the truth. Given and family name are said by those who have them; many have no family name.
"""

from __future__ import annotations

import re
import unicodedata

from registration.matching.normalise import one_line, same_name

# At the start of a printed name and no part of it. "Hon" and "He" without stops are family names.
TITLE = re.compile(r"(?:(?:mr|mrs|ms|miss|dr|prof)(?:\.\s*|\s+)|hon\.\s*|h\.\s?e\.?\s+)(?=\w)", re.IGNORECASE)
# Burmese words of respect. "Ko" and "Ma" are family names elsewhere, so they need a person from Myanmar.
BURMESE = re.compile(r"(u|daw|ko|ma)\.?\s+(?=\w)(?!\1\b)", re.IGNORECASE)
BURMESE_ANYWHERE = re.compile(r"(u|daw)\.?\s+(?=\w)(?!\1\b)", re.IGNORECASE)
APOSTROPHES = re.compile("['’‘`ʼ]")

# The Vietnamese alphabet: these are letters of their own, after the plain one and before the next:
# a ă â, d đ, e ê, o ô ơ, u ư. The signs sort after "z" and before all that is not ASCII.
LETTER_MARKS = {"\u0306": "{", "\u0302": "|", "\u031b": "}"}
# The order of the five tones after the level one: huyền, hỏi, ngã, sắc, nặng.
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

# Below the space: a name that ends sorts before one that goes on. A printed name cannot hold it (`one_line`).
LEVEL = "\t"
# With the two levels between them below 400 characters.
LETTERS_KEPT, TONES_KEPT, PRINTED_KEPT = 210, 24, 160

# Where passports and official English texts put the family name first. For Japan: Agreement of the ministries of
# 25 October 2019, for documents from 2020 on. Not Hungary, whose people turn their names round in English; not
# Singapore and Malaysia, where it depends on the person. What is proposed can be overwritten.
FAMILY_FIRST = frozenset({"CN", "HK", "JP", "KH", "KP", "KR", "MO", "TW", "VN"})


def sort_key(printed: str, *, given: str = "", family: str = "", country: str = "") -> str:
    """The sort key of a list of people: at most 400 characters, in plain code-point order (PostgreSQL: collation "C").

    Letters come first, without accents and case; the printed name breaks ties. Other scripts come after Latin, by code
    point. `country` is the ISO 3166 code in capitals. With a family name: family, then given. Without: the printed name
    as it stands; titles and Burmese words of respect are passed over when a word follows.

    Viet Nam: by the given name proper (the last word), then family, then middle name, as class rolls and staff lists
    there are. Letters by the Vietnamese alphabet; tones break ties only, level < huyền < hỏi < ngã < sắc < nặng
    (Vũ Xuân Lương, Vietnam Lexicography Centre, rules 1, 2 and 4; CLDR's collation "vi" says the same). Without a split,
    a name from Viet Nam is read in Vietnamese order: family, middle, given.
    """
    name = _writable(printed)
    family, given = _writable(family), _writable(given)
    if country == "VN":
        parts = _vietnamese(name, given, family)
        letters = [_letters(part, vietnamese=True) for part in parts]
        tones = "".join(_tones(part) for part in parts)
    else:
        parts = (family, given, "") if family else (_without_respect(name or given, country), "", "")
        letters = [_letters(part, vietnamese=False) for part in parts]
        tones = ""
    return LEVEL.join((LEVEL.join(letters)[:LETTERS_KEPT], tones[:TONES_KEPT], name[:PRINTED_KEPT]))


def full(honorific: str, printed: str) -> str:
    """The name with its honorific; once only, when the printed name begins with it: "U Than Aung", "Dr Ana Cruz"."""
    title, name = one_line(honorific), one_line(printed)
    if not title or not name:
        return title or name
    said, words = same_name(title).split(), same_name(name).split()
    # "Ko Ko Gyi" begins with a name, not with the honorific "Ko".
    doubled = words[len(said) : 2 * len(said)] == said
    return (
        name if words[: len(said)] == said and len(words) > len(said) and not doubled else f"{title} {name}"
    )


def listed(printed: str, family: str) -> str:
    """The name for an alphabetical list: the family name in capitals, where it is Latin and stands in the printed one.

    Else `printed` as it is. When the family name stands there twice, the one that begins the name counts, or the last.
    """
    sought = one_line(family)
    name = unicodedata.normalize("NFC", printed)
    if not sought or not _is_latin(sought):
        return printed
    pattern = r"\s+".join(re.escape(word) for word in sought.split())
    found = list(re.finditer(rf"(?<!\w){pattern}(?!\w)", name, re.IGNORECASE))
    if not found:
        return printed
    place = found[0] if not name[: found[0].start()].strip() else found[-1]
    return name[: place.start()] + place[0].upper() + name[place.end() :]


def _writable(text: str) -> str:
    """`text` in one line, without what no column holds or no reader sees: controls, lone surrogates."""
    return one_line(
        "".join(sign for sign in one_line(text) if unicodedata.category(sign) not in ("Cc", "Cs"))
    )


def _without_respect(name: str, country: str) -> str:
    """The printed name from its first word that is a name. One Burmese word at most: in "Ko Ko Gyi" none is a title."""
    while title := TITLE.match(name):
        name = name[title.end() :]
    burmese = {"MM": BURMESE, "": BURMESE_ANYWHERE}.get(country)
    respect = burmese.match(name) if burmese else None
    return name[respect.end() :] if respect else name


def _vietnamese(name: str, given: str, family: str) -> tuple[str, str, str]:
    """Given name proper, family name, middle names."""
    if family and given:
        *middle, proper = given.split()
        return proper, family, " ".join(middle)
    words = _without_respect(name or given or family, "VN").split()
    if len(words) < 2:
        return " ".join(words), "", ""
    first, *middle, proper = words
    return proper, first, " ".join(middle)


def _letters(part: str, *, vietnamese: bool) -> str:
    """The letters of a part by which it sorts first; empty for an empty part."""
    closed = APOSTROPHES.sub("", part)
    if not vietnamese:
        return same_name(closed)
    spelt = unicodedata.normalize("NFD", closed.casefold()).replace("đ", "d{")
    kept = (LETTER_MARKS.get(sign, "" if sign in TONES else sign) for sign in spelt)
    return " ".join("".join(kept).replace("-", " ").split())


def _tones(part: str) -> str:
    """A figure for each syllable: 0 without a mark of tone."""
    syllables = unicodedata.normalize("NFD", part.replace("-", " ")).split()
    return "".join(next((TONES[sign] for sign in syllable if sign in TONES), "0") for syllable in syllables)


def _is_latin(text: str) -> bool:
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in text if sign.isalpha())
