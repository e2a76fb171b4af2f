"""The pages of participants: list, form, verbs, export."""

from registration.admin.participants import admin  # noqa: F401 - it registers its pages
from registration.admin.participants.listing import institution_words

__all__ = [
    "institution_words",
]
