"""The secretariat's pages of registration."""

from agenda.admin.desk.pages import PAGES
from registration.admin.forms import questions, speakers
from registration.admin.institutions import admin as invited
from registration.admin.institutions import delegations
from registration.admin.institutions import invitation_letters as instruments
from registration.admin.letters import joining, replies
from registration.admin.letters import outbox as letters
from registration.admin.participants import admin as participants
from registration.admin.privacy import erasure as forgetting
from registration.admin.register import admin as organisations
from registration.admin.status import figures, importing
from registration.admin.status import page as status_board

PAGES.extend(
    [
        *status_board.STATUS_PAGES,
        *importing.IMPORT_PAGES,
        *speakers.SPEAKER_PAGES,
        *figures.FIGURES_PAGES,
        *forgetting.ERASURE_PAGES,
    ]
)

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
