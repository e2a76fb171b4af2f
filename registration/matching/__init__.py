"""When two addresses, names, or organisations are the same or alike. Pure."""

from registration.matching.fuzzy import core, nearest
from registration.matching.normalise import (
    LATIN_MARKS,
    NOT_IN_WORDS,
    SPECIAL,
    one_line,
    same_email,
    same_name,
)
from registration.matching.organisation_names import (
    Known,
    conditions,
    likely_pairs,
    matches,
    rank,
    search_text,
)
from registration.matching.person_names import TITLE, full, sort_key

__all__ = [
    "LATIN_MARKS",
    "NOT_IN_WORDS",
    "SPECIAL",
    "TITLE",
    "Known",
    "conditions",
    "core",
    "full",
    "likely_pairs",
    "matches",
    "nearest",
    "one_line",
    "rank",
    "same_email",
    "same_name",
    "search_text",
    "sort_key",
]
