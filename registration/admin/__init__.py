"""The secretariat's pages of registration."""

from agenda.admin.event.pages import PAGES
from registration.admin import (
    delegations,
    figures,
    forgetting,
    importing,
    instruments,
    invited,
    joining,
    letters,
    organisations,
    participants,
    questions,
    replies,
    speakers,
    status_board,
)

PAGES.extend([*status_board.PAGES, *importing.PAGES, *speakers.PAGES, *figures.PAGES, *forgetting.PAGES])

__all__ = [
    "delegations",
    "figures",
    "forgetting",
    "importing",
    "instruments",
    "invited",
    "joining",
    "letters",
    "organisations",
    "participants",
    "questions",
    "replies",
    "speakers",
    "status_board",
]
