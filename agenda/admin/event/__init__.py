"""The pages around one event: preview, publishing, versions, history, sheet, time zone, next event."""

from agenda.admin.event import pages

__all__ = ["pages"]
