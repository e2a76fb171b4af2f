"""The board: an event's days on one page, edited in place, moved by tools that show their result first."""

from agenda.admin.board.views import board_page

__all__ = [
    "board_page",
]
