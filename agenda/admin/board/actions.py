"""What the board's buttons do. Each works on the draft as a value and writes it as one step, or changes nothing.

Called under the lock of the event's row, with the draft that was read under it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import steps
from agenda.admin.belonging import published_programme
from agenda.admin.board import results, tools
from agenda.admin.board.drawing import address_of, back, done, draw, refused
from agenda.admin.board.forms import people_given
from agenda.admin.board.panels import Panel, open_panel
from agenda.admin.board.rows import Board
from agenda.models import Session
from agenda.programme import clocks, editing, timing
from agenda.programme import model as frozen
from agenda.programme.timing.placing import blocks_of

Verb = Callable[[Board, str], HttpResponse]


def act(board: Board) -> HttpResponse:
    """The answer to a POST: `do` is `verb:what`, `seen` the digest of the draft that the form was made from."""
    verb, _colon, what = board.request.POST.get("do", "").partition(":")
    if verb not in VERBS:
        raise Http404
    if board.request.POST.get("seen") != board.seen:
        stale = _(
            "Someone else has changed the draft since you opened the board. Nothing of yours was saved. "
            "This is the draft as it is now: please try again."
        )
        return draw(board, error=stale, status=409)
    try:
        return VERBS[verb](board, what)
    except editing.NoSuchSession:
        raise Http404 from None


def _save(board: Board, what: str) -> HttpResponse:
    panel = open_panel(board, "save", what, board.request.POST)
    form, lines = panel.form, panel.lines
    if not (form.is_valid() and lines.is_valid()):
        return refused(board, panel)
    edited = editing.put(board.draft, form.details(people_given(lines)))
    if not form.hours_changed:
        return done(board, edited, _("“%s” edited") % board.brief(form.before), f"edit-{what}")

    def retimed(*, along: bool) -> frozen.Programme:
        minutes = form.cleaned_data["minutes"]
        return timing.retime(edited, what, form.moment, minutes, along=along, fixed=board.fixed)

    asked = _ask_about_followers(board, panel, retimed) if "along" not in board.request.POST else None
    if asked is not None:
        return asked
    try:
        wanted = retimed(along=board.request.POST.get("along") == "1")
    except timing.CannotMove as cannot:
        form.add_error("start", str(cannot))
        return refused(board, panel)
    if form.doubled:
        messages.warning(board.request, form.doubled)
    return done(board, wanted, _moved_words(board, form.before, wanted), f"edit-{what}")


def _ask_about_followers(
    board: Board, panel: Panel, retimed: Callable[..., frozen.Programme]
) -> HttpResponse | None:
    """The question whether what follows moves along, with both results; None where both are the same."""
    along = results.choice_of(
        board, "along", "1", _("Move what follows along (%d)"), lambda: retimed(along=True)
    )
    alone = results.choice_of(board, "along", "0", _("Only this one"), lambda: retimed(along=False))
    if along.refusal and alone.refusal:
        panel.form.add_error("start", along.refusal)
        return refused(board, panel)
    if along.moves == alone.moves and not along.refusal and not alone.refusal:
        return None
    title = _("“%s”: does what follows move along?") % board.title(panel.form.before)
    return results.show(board, title, [along, alone], address_of(board, panel), panel.form.doubled)


def _moved_words(board: Board, before: frozen.Session, wanted: frozen.Programme) -> str:
    others = len(results.moves_between(board.draft, wanted)) - 1
    title = board.brief(before)
    if others > 0:
        return _("“%(title)s” moved, and %(count)d more") % {"title": title, "count": others}
    return _("“%s” moved") % title


def _add(board: Board, what: str) -> HttpResponse:
    panel = open_panel(board, "add", what, board.request.POST)
    if not panel.form.is_valid():
        return refused(board, panel)
    new = panel.form.as_new(_published(board))
    if panel.form.doubled:
        messages.warning(board.request, panel.form.doubled)
    return done(board, editing.insert(board.draft, new), _("“%s” added") % board.brief(new), f"edit-{new.id}")


def _duplicate(board: Board, what: str) -> HttpResponse:
    session = editing.session_of(board.draft, what)
    wanted = editing.copied(board.draft, what, _("(copy)"), _published(board))
    place = [one.id for one in wanted.sessions].index(what)
    new = wanted.sessions[place + 1].id
    return done(board, wanted, _("“%s” duplicated") % board.brief(session), f"edit-{new}")


def _delete(board: Board, what: str) -> HttpResponse:
    session = editing.session_of(board.draft, what)
    return done(board, editing.without(board.draft, what), _("“%s” deleted") % board.brief(session), "undo")


def _up(board: Board, what: str) -> HttpResponse:
    return _reorder(board, what, _neighbours(board, what)[0], f"up-{what}")


def _down(board: Board, what: str) -> HttpResponse:
    return _reorder(board, what, _neighbours(board, what)[1], f"down-{what}")


def _neighbours(board: Board, what: str) -> tuple[str | None, str | None]:
    """What the session is put before to go one up, and one down (None: last). Those held at once are passed together."""
    session = editing.session_of(board.draft, what)
    place, held = _place_in_day(board, what)
    others = [editing.session_of(board.draft, one) for one in held if one != what]
    blocks = blocks_of(one for one in others if not (one.start < session.end and session.start < one.end))
    before = [block for block in blocks if block.end <= session.start]
    after = [block for block in blocks if block.start >= session.end]
    up = before[-1].sessions[0].id if before else held[max(place - 1, 0)]
    return up, after[1].sessions[0].id if len(after) > 1 else None


def _place(board: Board, what: str) -> HttpResponse:
    panel = open_panel(board, "place", what, board.request.POST)
    if not panel.form.is_valid():
        return refused(board, panel)
    return _reorder(board, what, panel.form.cleaned_data["other"] or None, f"edit-{what}", panel)


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
    place, held = _place_in_day(board, what, wanted)
    focus = focus.replace("up-", "down-", 1) if place == 0 else focus
    focus = focus.replace("down-", "up-", 1) if place == len(held) - 1 else focus
    return done(board, wanted, _("“%s” put in another place") % board.brief(session), focus)


def _place_in_day(
    board: Board, what: str, programme: frozen.Programme | None = None
) -> tuple[int, list[str]]:
    """Its place among the sessions of its day on the host's clock, and their ids."""
    programme = programme or board.draft
    zone = programme.event.timezone
    day = clocks.local_date(editing.session_of(programme, what).start, zone)
    held = [one.id for one in programme.in_order if clocks.local_date(one.start, zone) == day]
    return held.index(what), held


def _fix(board: Board, what: str) -> HttpResponse:
    return _mark(board, what, _("“%s” stays where it is"), fixed=True)


def _unfix(board: Board, what: str) -> HttpResponse:
    return _mark(board, what, _("“%s” may be moved"), fixed=False)


def _mark(board: Board, what: str, words: str, *, fixed: bool) -> HttpResponse:
    sentence = words % board.brief(editing.session_of(board.draft, what))
    rows = Session.objects.filter(event=board.event, identifier=what).exclude(fixed=fixed)
    if rows.update(fixed=fixed):
        steps.mark(board.event, board.request.user, sentence, f"{sentence}.", what, timezone.now())
    return back(board, f"fix-{what}")


def _undo(board: Board, what: str) -> HttpResponse:
    return _step_back(board, what, steps.undo)


def _redo(board: Board, what: str) -> HttpResponse:
    return _step_back(board, what, steps.redo)


def _step_back(board: Board, what: str, verb: Callable[..., Any]) -> HttpResponse:
    number = int(what) if what.isascii() and what.isdigit() else 0
    try:
        verb(board.event, board.request.user, timezone.now(), number)
    except steps.CannotUndo as cannot:
        return draw(board, error=str(cannot), status=409)
    kept = {"undo": steps.last_done(board.event), "redo": steps.next_undone(board.event)}
    asked = "undo" if verb is steps.undo else "redo"
    other = "redo" if asked == "undo" else "undo"
    return back(board, asked if kept[asked] else other)


def _published(board: Board) -> dict[str, str]:
    """Slug by id of what versions have, dropped sessions too: their addresses answer for ever."""
    found = published_programme(board.event)
    return {one.id: one.slug for one in (*found.dropped, *found.sessions)} if found else {}


VERBS: dict[str, Verb] = {
    "save": _save, "add": _add, "duplicate": _duplicate, "delete": _delete,
    "up": _up, "down": _down, "place": _place, "fix": _fix, "unfix": _unfix,
    "shift": tools.shift, "swap": tools.swap, "stretch": tools.stretch, "compact": tools.compact,
    "undo": _undo, "redo": _redo,
}  # fmt: skip
"""What `do` may name."""
