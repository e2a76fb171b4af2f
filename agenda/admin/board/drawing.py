"""The page itself, and the ways back to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.admin.board import digests
from agenda.admin.board.panels import Panel
from agenda.admin.board.rows import Board
from agenda.admin.desk import context_of
from agenda.drafts import steps
from agenda.programme import editing, model


def draw(
    board: Board, panel: Panel | None = None, error: str = "", place: str = "", status: int = 200
) -> HttpResponse:
    """The board; `error` is a sentence above it, about the session `place` (its id) where given."""
    event, user = board.event, board.request.user
    panel = panel if board.may_edit else None
    days = board.days()
    context: dict[str, Any] = {
        **context_of(board.events, board.request, event, _("Board"), "board"),
        "board": board,
        "days": days,
        "panel": panel,
        "panel_key": board.keys.get(panel.session, 0) if panel else 0,
        "panel_day": panel.day if panel and panel.day in {day.iso for day in days} else "",
        "error": error,
        "place": place,
        "errors": [one for one in board.clashes if one.grade == "error"],
        "warnings": [one for one in board.clashes if one.grade == "warning"],
        "undo": steps.last_done(event) if board.may_edit else None,
        "redo": steps.next_undone(event) if board.may_edit else None,
        "may_publish": user.has_perm("agenda.publish_event", event),
        "preview": _address("admin:agenda_event_preview", event),
    }
    return TemplateResponse(board.request, "admin/agenda/board/page.html", context, status=status)


def gone(board: Board, status: int) -> HttpResponse:
    """The board, where the session that was asked for is no longer there."""
    return draw(board, error=_("That session is no longer in the draft."), status=status)


def outdated(board: Board, what: str, panel: Panel | None = None) -> HttpResponse:
    """409: the board as it is now, with the panel as it was sent. For a button that acts on the hours of a day."""
    sentence = _(
        "The hours of that day were changed after you opened the board. Nothing of yours was done. "
        "This is the draft as it is now: please try again."
    )
    return draw(board, panel, sentence, what, 409)


def changed_meanwhile(board: Board, panel: Panel) -> HttpResponse:
    """409: the panel as it was sent, with what its session has become. Sent again, it is done."""
    session = editing.session_of(board.draft, panel.session)
    lines = digests.meanwhile(board.event, board.draft, session, board.request.POST.get("seen", ""))
    lines = lines or (_("It is now “%s”.") % board.title(session),)
    if panel.tool == "save":
        sentence = _(
            "This session was changed after you opened its form. Nothing is saved yet, and what you wrote is below. "
            "Save again to put it in the place of what is there now."
        )
    else:
        sentence = _("This session was changed after you asked. Nothing is done yet: see what it is now.")
    return draw(board, panel._replace(meanwhile=lines), sentence, panel.session, 409)


def refused(board: Board, panel: Panel) -> HttpResponse:
    """422: the board with the panel as it was sent, the first wrong field with the focus."""
    lines = panel.lines.forms if panel.lines is not None else []
    for form in (panel.form, *lines):
        for name in form.errors:
            if name in form.fields:
                form.fields[name].widget.attrs["autofocus"] = True
                return draw(
                    board, panel, _("Nothing was saved: please correct what is marked."), panel.session, 422
                )
    sentence = " ".join(str(one) for one in panel.form.non_field_errors())
    return draw(board, panel, sentence or _("Nothing was saved."), panel.session, 422)


def done(board: Board, wanted: model.Programme, action: str, focus: str) -> HttpResponse:
    """Write it as one step; back to the board, on the element of the id `focus`."""
    if steps.apply(board.event, wanted, board.request.user, action, timezone.now()) is None:
        messages.info(board.request, _("Nothing has changed."))
    return back(board, focus)


def back(board: Board, focus: str) -> HttpResponse:
    """303 to the board. The browser gives the focus to what the fragment names, so a button can be pressed again."""
    return HttpResponse(status=303, headers={"Location": f"{board.address}#{focus}"})


def address_of(board: Board, panel: Panel) -> str:
    """Of the board with the panel open."""
    return f"{board.address}?tool={panel.tool}&on={panel.session or panel.day}#panel"


def _address(name: str, row: Model) -> str:
    """Of a page that may not be there."""
    try:
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return ""
