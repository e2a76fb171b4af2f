"""The pages of the rows: events, people and rooms, sessions, publications, roles."""

from agenda.admin.rows import events, people, publications, roles, sessions

__all__ = ["events", "people", "publications", "roles", "sessions"]
