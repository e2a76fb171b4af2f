"""Versions of an event: checked, published, imported, previewed, redacted."""
