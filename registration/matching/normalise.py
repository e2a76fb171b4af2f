"""When two e-mail addresses, names or organisations count as the same. Pure."""

from __future__ import annotations

import re
import unicodedata

LATIN_MARKS = re.compile("[\u0300-\u036f]")
NOT_IN_WORDS = re.compile(r"[\s.,;:'’‘`\"“”()\[\]/&–—-]+")
SPECIAL = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})


def same_email(email: str) -> str:
    """The form of an address that is compared: case folded, the domain in ASCII (IDNA).

    Raises `ValueError` when the domain cannot be written in ASCII.
    """
    local, at, domain = unicodedata.normalize("NFKC", email.strip()).rpartition("@")
    return f"{local.casefold()}{at}{domain.casefold().encode('idna').decode('ascii')}"


def same_name(name: str) -> str:
    """The form of a name that is compared: without case, accents of Latin letters, punctuation and doubled spaces.

    Marks of other scripts stay: in Thai or Burmese they are vowels. The order of words stays too, since
    "Than Aung" and "Aung Than" are two people.
    """
    folded = unicodedata.normalize("NFKD", name.casefold()).translate(SPECIAL)
    plain = NOT_IN_WORDS.sub(" ", LATIN_MARKS.sub("", folded)).strip()
    return unicodedata.normalize("NFKC", plain) or " ".join(name.split())


def one_line(text: str) -> str:
    """`text` in NFC, its runs of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())
