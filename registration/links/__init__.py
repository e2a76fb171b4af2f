"""Signed links: made, read, guessed, limited, kept out of logs."""

from registration.links.attempts import invited_of, nothing_here, participant_of
from registration.links.by_address import address_of, institutions_of, is_known, people_of
from registration.links.log_filter import HideTokens, without_tokens
from registration.links.private_pages import PageRefused, not_found, notice, page, private, see_other
from registration.links.rate_limits import too_often
from registration.links.tokens import SHOWN, Purpose, institution_link, link, load, make, path

__all__ = [
    "SHOWN",
    "HideTokens",
    "PageRefused",
    "Purpose",
    "address_of",
    "institution_link",
    "institutions_of",
    "invited_of",
    "is_known",
    "link",
    "load",
    "make",
    "not_found",
    "nothing_here",
    "notice",
    "page",
    "participant_of",
    "path",
    "people_of",
    "private",
    "see_other",
    "too_often",
    "without_tokens",
]
