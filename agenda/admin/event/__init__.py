"""The pages around one event: preview, publishing, versions, history, sheet, time zone, next event."""
