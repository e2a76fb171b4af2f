"""The addresses of a programme: published, as a draft, and for review."""

from agenda.pages.published import CANNOT, HTML, OUTPUT_BY_NAME, public, why_not

__all__ = [
    "CANNOT",
    "HTML",
    "OUTPUT_BY_NAME",
    "public",
    "why_not",
]
