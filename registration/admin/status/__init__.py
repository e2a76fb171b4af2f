"""The page of invitations, the figures, and the import of lists."""

from registration.admin.status.figures import FIGURES_PAGES
from registration.admin.status.importing import IMPORT_PAGES
from registration.admin.status.page import STATUS_PAGES

__all__ = [
    "FIGURES_PAGES",
    "IMPORT_PAGES",
    "STATUS_PAGES",
]
