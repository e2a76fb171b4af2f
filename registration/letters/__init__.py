"""The outbox: letters composed, queued, delivered."""
