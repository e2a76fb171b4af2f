"""The secretariat's pages of registration."""

from agenda.admin.desk import PAGES
from registration.admin import forms, institutions, letters, participants, privacy, register, status

PAGES.extend(
    [
        *status.STATUS_PAGES,
        *status.IMPORT_PAGES,
        *forms.SPEAKER_PAGES,
        *status.FIGURES_PAGES,
        *privacy.ERASURE_PAGES,
    ]
)

__all__ = ["forms", "institutions", "letters", "participants", "privacy", "register", "status"]
