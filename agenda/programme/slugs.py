"""Slugs: the readable part of an address, made of a title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 64
_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)
"""Letters that NFKD does not take apart, as they are written in ASCII (Đà Nẵng: da-nang)."""


def ascii_slug(string: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens of a string, at most 64; '' where nothing is left."""
    whole = string.lower().translate(_WITHOUT_DECOMPOSITION)
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


def free_slug(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or with `-2`, `-3`, … where it is taken; never longer than 64."""
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        ending = f"-{number}"
        slug = wanted[: LONGEST - len(ending)].rstrip("-") + ending
    return slug
