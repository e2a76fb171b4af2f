"""The pages of the rows: events, people and rooms, sessions, publications, roles."""

from agenda.admin.rows import events, people, publications, roles, sessions
from agenda.admin.rows.roles import RoleInline

__all__ = [
    "RoleInline",
    "events",
    "people",
    "publications",
    "roles",
    "sessions",
]
