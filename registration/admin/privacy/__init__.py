"""The page that erases personal data."""

from registration.admin.privacy.erasure import ERASURE_PAGES

__all__ = [
    "ERASURE_PAGES",
]
