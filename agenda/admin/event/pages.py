"""The agenda's own pages around an event, in the order of their tabs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.admin.board import board_page
from agenda.admin.desk import PAGES, DeskPage
from agenda.admin.event.history import history_page, step_page
from agenda.admin.event.preview import preview_page
from agenda.admin.event.publish import publish_page
from agenda.admin.event.rezone import rezone_page
from agenda.admin.event.series import series_page
from agenda.admin.event.sheet import sheet_file, sheet_page
from agenda.admin.event.versions import compare_page, restore_page, versions_page

PAGES.extend(
    [
        DeskPage("board/", "board", board_page, "agenda.view_event", "agenda.change_event", _("Board")),
        DeskPage(
            "preview/", "preview", preview_page, "agenda.view_event", "agenda.change_event", _("Preview")
        ),
        DeskPage(
            "publish/", "publish", publish_page, "agenda.view_event", "agenda.publish_event", _("Publish")
        ),
        DeskPage("versions/", "versions", versions_page, "agenda.view_event", "", _("Versions")),
        DeskPage("versions/compare/", "compare", compare_page, "agenda.view_event"),
        DeskPage("versions/<int:number>/bring-back/", "restore", restore_page, "agenda.change_event"),
        DeskPage("history/", "history", history_page, "agenda.view_event", "", _("History")),
        DeskPage("history/<int:number>/", "step", step_page, "agenda.view_event"),
        DeskPage("sheet/", "sheet", sheet_page, "agenda.view_event", "agenda.change_event", _("Sheet")),
        DeskPage("sheet/agenda.xlsx", "sheet_file", sheet_file, "agenda.view_event"),
        DeskPage(
            "rezone/", "rezone", rezone_page, "agenda.view_event", "agenda.change_event", _("Time zone")
        ),
        DeskPage("series/", "series", series_page, "agenda.add_event", "", _("Next event")),
    ]
)
