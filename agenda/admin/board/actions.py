"""The actions of the board's buttons. Each works on the draft as a value and writes it as one step, or changes nothing.

Called under the lock of the event's row, with the draft that was read under it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.admin.board import adding, ordering, results, tools
from agenda.admin.board.drawing import (
    address_of,
    back,
    changed_meanwhile,
    done,
    draw,
    gone,
    outdated,
    refused,
)
from agenda.admin.board.panels import Panel, open_panel
from agenda.admin.board.people import people_given
from agenda.admin.board.rows import Board
from agenda.drafts import steps
from agenda.models import Session
from agenda.programme import editing, model, timing

Verb = Callable[[Board, str], HttpResponse]


def act(board: Board) -> HttpResponse:
    """The answer to a POST: `do` is `verb:what`. Digests say what it was made from: `seen` a session, `hours-<day>` the
    hours of a day, `whole` the draft of a result that was shown. A verb compares those that it acts on.
    """
    verb, _colon, what = board.request.POST.get("do", "").partition(":")
    if verb not in VERBS:
        raise Http404
    try:
        return VERBS[verb](board, what)
    except editing.NoSuchSession:
        return gone(board, 409)


def _save(board: Board, what: str) -> HttpResponse:
    panel = open_panel(board, "save", what, board.request.POST)
    form, lines = panel.form, panel.lines
    if board.request.POST.get("seen") != panel.seen:
        return changed_meanwhile(board, panel)
    if not (form.is_valid() and lines.is_valid()):
        return refused(board, panel)
    edited = editing.put(board.draft, form.details(people_given(lines)))
    if not form.hours_changed:
        return done(board, edited, _("“%s” edited") % board.brief(form.before), f"edit-{what}")

    def retimed(*, along: bool) -> model.Programme:
        minutes = form.cleaned_data["minutes"]
        return timing.retime(edited, what, form.moment, minutes, along=along, fixed=board.fixed)

    asked = None if results.is_chosen(board, "along") else _ask_about_followers(board, panel, retimed)
    if asked is not None:
        return asked
    try:
        wanted = retimed(along=board.request.POST.get("along") == "1")
    except timing.CannotMove as cannot:
        form.add_error("start", str(cannot))
        return refused(board, panel)
    return done(board, wanted, _moved_words(board, form.before, wanted), f"edit-{what}")


def _ask_about_followers(
    board: Board, panel: Panel, retimed: Callable[..., model.Programme]
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
    return results.show(board, title, [along, alone], address_of(board, panel))


def _moved_words(board: Board, before: model.FrozenSession, wanted: model.Programme) -> str:
    others = len(results.moves_between(board.draft, wanted)) - 1
    title = board.brief(before)
    if others > 0:
        return _("“%(title)s” moved, and %(count)d more") % {"title": title, "count": others}
    return _("“%s” moved") % title


def _delete(board: Board, what: str) -> HttpResponse:
    panel = open_panel(board, "delete", what, board.request.POST)
    if board.request.POST.get("seen") != panel.seen:
        return changed_meanwhile(board, panel)
    session = editing.session_of(board.draft, what)
    return done(board, editing.without(board.draft, what), _("“%s” deleted") % board.brief(session), "undo")


def _fix(board: Board, what: str) -> HttpResponse:
    return _mark(board, what, _("“%s” stays where it is"), fixed=True)


def _unfix(board: Board, what: str) -> HttpResponse:
    return _mark(board, what, _("“%s” may be moved"), fixed=False)


def _mark(board: Board, what: str, words: str, *, fixed: bool) -> HttpResponse:
    if board.hours_changed(what):
        return outdated(board, what)
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


VERBS: dict[str, Verb] = {
    "save": _save, "add": adding.add, "duplicate": adding.duplicate, "delete": _delete,
    "up": ordering.up, "down": ordering.down, "place": ordering.place, "fix": _fix, "unfix": _unfix,
    "shift": tools.shift, "swap": tools.swap, "stretch": tools.stretch, "compact": tools.compact,
    "undo": _undo, "redo": _redo,
}  # fmt: skip
"""What `do` may name."""
