"""The secretariat's pages of registration."""

from registration.admin import joining, letters, organisations, participants, replies

__all__ = ["joining", "letters", "organisations", "participants", "replies"]
