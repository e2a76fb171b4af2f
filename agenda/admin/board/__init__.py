"""The board: an event's days on one page, edited in place, moved by tools that show their result first."""
