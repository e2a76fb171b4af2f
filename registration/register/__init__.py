"""The register of organisations: found and made."""

from registration.register.search import (
    NAME_AND_ACRONYM,
    Finder,
    found_as_written,
    known_as,
    near,
    organisation_named,
    searched,
    suggestions,
)

__all__ = [
    "NAME_AND_ACRONYM",
    "Finder",
    "found_as_written",
    "known_as",
    "near",
    "organisation_named",
    "searched",
    "suggestions",
]
