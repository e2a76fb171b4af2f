"""The pages of the outbox, of calendar replies, and of joining details."""
