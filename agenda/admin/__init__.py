"""The secretariat's pages of the agenda: events, people and rooms, sessions, publications."""

from agenda.admin.rows import events, people, publications, roles, sessions

__all__ = ["events", "people", "publications", "roles", "sessions"]
