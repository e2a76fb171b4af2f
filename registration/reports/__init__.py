"""Status, figures, and the list of participants: values and sheets."""

from registration.reports.figures import Figures, Head, tables
from registration.reports.figures_sheet import figures_workbook
from registration.reports.participant_list import ParticipantRow, participants_workbook
from registration.reports.plot import SVG, Places, places, women_and_men, women_and_men_file
from registration.reports.publish_impact import participants_touched
from registration.reports.status import read
from registration.reports.status_rows import (
    GROUPINGS,
    STATES,
    UNANSWERED,
    InstitutionRow,
    StatusBoard,
    StatusFilter,
    country_words,
    is_unanswered,
    lacks_names,
)
from registration.reports.status_sheet import status_workbook

__all__ = [
    "GROUPINGS",
    "STATES",
    "SVG",
    "UNANSWERED",
    "Figures",
    "Head",
    "InstitutionRow",
    "ParticipantRow",
    "Places",
    "StatusBoard",
    "StatusFilter",
    "country_words",
    "figures_workbook",
    "is_unanswered",
    "lacks_names",
    "participants_touched",
    "participants_workbook",
    "places",
    "read",
    "status_workbook",
    "tables",
    "women_and_men",
    "women_and_men_file",
]
