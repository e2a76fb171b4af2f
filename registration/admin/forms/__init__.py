"""The pages of an event's own questions, and of what speakers hand in."""

from registration.admin.forms import questions  # noqa: F401 - they register their pages
from registration.admin.forms.speakers import SPEAKER_PAGES

__all__ = [
    "SPEAKER_PAGES",
]
