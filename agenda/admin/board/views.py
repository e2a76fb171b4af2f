"""The view of the board: GET draws it, with one panel where the address asks for it; POST acts."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from agenda import drafts
from agenda.admin.board.actions import act
from agenda.admin.board.drawing import draw, gone
from agenda.admin.board.panels import Panel, open_panel
from agenda.admin.board.rows import Board
from agenda.admin.desk import context_of
from agenda.models import Event
from agenda.programme import NoSuchSession


def board_page(events: ModelAdmin[Event], request: HttpRequest, event: Event) -> HttpResponse:
    """The board of an event. `?edit=<id>`, or `?tool=<name>&on=<id or day>`, opens a panel."""
    try:
        if request.method != "POST":
            board = Board(events, request, event)
            try:
                return draw(board, _asked(board))
            except NoSuchSession:
                return gone(board, 200)
        with transaction.atomic():  # nobody writes between the look and the step
            locked = Event.objects.select_for_update().get(pk=event.pk)
            return act(Board(events, request, locked))
    except drafts.NotPublishable as faults:
        context = context_of(events, request, event, _("Board"), "board")
        context["faults"] = faults.faults
        return TemplateResponse(request, "admin/agenda/board/faults.html", context, status=200)


def _asked(board: Board) -> Panel | None:
    """The panel that the address asks for; none for a tool that is unknown. Raises NoSuchSession."""
    asked = board.request.GET
    tool, what = ("save", asked["edit"]) if "edit" in asked else (asked.get("tool", ""), asked.get("on", ""))
    if not tool or not board.may_edit:
        return None
    try:
        return open_panel(board, tool, what)
    except KeyError:
        return None
