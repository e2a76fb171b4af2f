"""The pages of the register of organisations, and of its duplicates."""

from registration.admin.register import admin  # noqa: F401 - they register their pages
from registration.admin.register.admin import CountryFilter, WallField

__all__ = [
    "CountryFilter",
    "WallField",
]
