"""A session more: new, or a copy. Where it overlaps what follows, the board asks whether that moves along."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from agenda.admin.board import results
from agenda.admin.board.drawing import address_of, done, draw, outdated, refused
from agenda.admin.board.forms import minutes_of
from agenda.admin.board.panels import open_panel
from agenda.admin.board.rows import Board
from agenda.admin.desk import published_programme
from agenda.programme import clocks, editing, model, timing


class Addition(NamedTuple):
    """A session that is not in the draft yet; `into` is a programme with it, `action` what the step is called.

    `back` is the address of the board where it was asked for.
    """

    session: model.FrozenSession
    into: Callable[[model.Programme], model.Programme]
    action: str
    back: str


def add(board: Board, what: str) -> HttpResponse:
    """A new session, as the form says."""
    panel = open_panel(board, "add", what, board.request.POST)
    if not panel.form.is_valid():
        return refused(board, panel)
    new = panel.form.as_new(_published(board))

    def into(programme: model.Programme) -> model.Programme:
        return editing.insert(programme, new)

    addition = Addition(new, into, _("“%s” added") % board.brief(new), address_of(board, panel))
    first = _overlapped(board.draft, new)
    minutes = int((new.end - first.start).total_seconds() // 60) if first else 0
    return _put_in(board, addition, first, minutes)


def duplicate(board: Board, what: str) -> HttpResponse:
    """A copy, which begins where the session ends."""
    if "along" not in board.request.POST and board.hours_changed(what):
        return outdated(board, what)
    published = _published(board)

    def into(programme: model.Programme) -> model.Programme:
        return editing.copied(programme, what, _("(copy)"), published)

    session, known = editing.session_of(board.draft, what), {one.id for one in board.draft.sessions}
    (new,) = [one for one in into(board.draft).sessions if one.id not in known]
    action = _("“%s” duplicated") % board.brief(session)
    addition = Addition(new, into, action, f"{board.address}#more-{what}")
    return _put_in(board, addition, _overlapped(board.draft, new), minutes_of(new))


def _overlapped(draft: model.Programme, new: model.FrozenSession) -> model.FrozenSession | None:
    """The first session of its day that starts with the new one or while it goes on."""
    zone = draft.event.timezone
    day = clocks.local_date(new.start, zone)
    held = [one for one in draft.in_order if clocks.local_date(one.start, zone) == day]
    return next((one for one in held if new.start <= one.start < new.end), None)


def _put_in(board: Board, new: Addition, first: model.FrozenSession | None, minutes: int) -> HttpResponse:
    """Put it in, `first` and what comes after so many minutes later if that is chosen; else ask."""

    def along() -> model.Programme:
        assert first is not None  # noqa: S101 - asked only where something is overlapped
        return new.into(timing.shift(board.draft, first.id, minutes, fixed=board.fixed))

    def alone() -> model.Programme:
        return new.into(board.draft)

    focus = f"edit-{new.session.id}"
    if first is None:
        return done(board, alone(), new.action, focus)
    if not results.is_chosen(board, "along"):
        return _ask(board, new, along, alone)
    try:
        wanted = along() if board.request.POST["along"] == "1" else alone()
    except timing.CannotMove as cannot:
        return draw(board, error=str(cannot), status=422)
    return done(board, wanted, new.action, focus)


def _ask(board: Board, new: Addition, along: results.Compute, alone: results.Compute) -> HttpResponse:
    words = _("Move what follows along (%d)"), _("Only this one")
    choices = [
        results.choice_of(board, "along", "1", words[0], along, own=0),
        results.choice_of(board, "along", "0", words[1], alone, own=0),
    ]
    title = _("“%s”: does what follows move along?") % board.title(new.session)
    zone = board.draft.event.timezone
    line = board.listing.session(new.session, clocks.local_date(new.session.start, zone))
    note = _("It would stand at %(start)s–%(end)s.") % {
        "start": line.hours.start.words, "end": line.hours.end.words,
    }  # fmt: skip
    return results.show(board, title, choices, new.back, note)


def _published(board: Board) -> dict[str, str]:
    """Slug by id of what versions have, dropped sessions too: their addresses answer for ever."""
    found = published_programme(board.event)
    return {one.id: one.slug for one in (*found.dropped, *found.sessions)} if found else {}
