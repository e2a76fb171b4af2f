"""The secretariat's pages of registration."""

from registration.admin import letters, organisations, participants

__all__ = ["letters", "organisations", "participants"]
