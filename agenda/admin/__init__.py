"""The secretariat's pages of the agenda: events, people and rooms, sessions, publications."""

from agenda.admin import event, rows

__all__ = ["event", "rows"]
