"""The pages of an event's own questions, and of what speakers hand in."""
