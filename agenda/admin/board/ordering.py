"""A session put in another place of its day: one up, one down, before another, or last."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from agenda.admin.board.drawing import back, done, draw, outdated, refused
from agenda.admin.board.panels import Panel, open_panel
from agenda.admin.board.rows import Board
from agenda.programme import blocks_of, clocks, editing, model, timing


def up(board: Board, what: str) -> HttpResponse:
    """Before what comes before it."""
    if board.hours_changed(what):
        return outdated(board, what)
    return _reorder(board, what, _neighbours(board, what)[0], f"up-{what}")


def down(board: Board, what: str) -> HttpResponse:
    """After what comes after it."""
    if board.hours_changed(what):
        return outdated(board, what)
    return _reorder(board, what, _neighbours(board, what)[1], f"down-{what}")


def _neighbours(board: Board, what: str) -> tuple[str | None, str | None]:
    """The sessions before which this one is put to go one up, and one down (None: last). Sessions at the same time are passed together."""
    session = editing.session_of(board.draft, what)
    rank, held = _place_in_day(board, what)
    others = [editing.session_of(board.draft, one) for one in held if one != what]
    blocks = blocks_of(one for one in others if not (one.start < session.end and session.start < one.end))
    before = [block for block in blocks if block.end <= session.start]
    after = [block for block in blocks if block.start >= session.end]
    earlier = before[-1].sessions[0].id if before else held[max(rank - 1, 0)]
    return earlier, after[1].sessions[0].id if len(after) > 1 else None


def place(board: Board, what: str) -> HttpResponse:
    """Before another one, or last. A row that was dragged has no panel in which something could be marked."""
    panel = open_panel(board, "place", what, board.request.POST)
    dragged = "drag" in board.request.POST
    if board.hours_changed(what):
        return outdated(board, what, None if dragged else panel)
    if panel.form.is_valid():
        other = panel.form.cleaned_data["other"] or None
        return _reorder(board, what, other, f"edit-{what}", None if dragged else panel)
    if dragged:
        words = " ".join(panel.form.errors["other"])
        return draw(board, error=words, place=what, status=422)
    return refused(board, panel)


def _reorder(
    board: Board, what: str, before: str | None, focus: str, panel: Panel | None = None
) -> HttpResponse:
    """Put the session before another of its day, or (None) last."""
    session = editing.session_of(board.draft, what)
    if before == what:
        return back(board, focus)
    try:
        wanted = timing.move(board.draft, what, before, fixed=board.fixed)
    except timing.CannotMove as cannot:
        if panel is not None:
            panel.form.add_error("other", str(cannot))
            return refused(board, panel)
        return draw(board, error=str(cannot), place=what, status=422)
    rank, held = _place_in_day(board, what, wanted)
    focus = focus.replace("up-", "down-", 1) if rank == 0 else focus
    focus = focus.replace("down-", "up-", 1) if rank == len(held) - 1 else focus
    return done(board, wanted, _("“%s” put in another place") % board.brief(session), focus)


def _place_in_day(board: Board, what: str, programme: model.Programme | None = None) -> tuple[int, list[str]]:
    """Its place among the sessions of its day on the host's clock, and their ids."""
    programme = programme or board.draft
    zone = programme.event.timezone
    day = clocks.local_date(editing.session_of(programme, what).start, zone)
    held = [one.id for one in programme.in_order if clocks.local_date(one.start, zone) == day]
    return held.index(what), held
