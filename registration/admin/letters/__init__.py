"""The pages of the outbox, of calendar replies, and of joining details."""

from registration.admin.letters import joining, outbox, replies  # noqa: F401 - they register their pages
