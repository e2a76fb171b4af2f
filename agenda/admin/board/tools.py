"""The tools that give several sessions other hours: what they ask, then their result, then the step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from agenda.admin.board import results
from agenda.admin.board.drawing import address_of, back, done, draw, refused
from agenda.admin.board.panels import open_panel
from agenda.admin.board.rows import Board
from agenda.programme import editing, model, timing


def shift(board: Board, what: str) -> HttpResponse:
    """From a session on, by so many minutes."""

    def wanted(form: Any) -> model.Programme:
        return timing.shift(board.draft, what, form.by, fixed=board.fixed)

    return _tool(board, "shift", what, _("Shifted from “%s” on"), wanted)


def swap(board: Board, what: str) -> HttpResponse:
    """Two sessions change places."""

    def wanted(form: Any) -> model.Programme:
        return timing.swap(board.draft, what, form.cleaned_data["other"], fixed=board.fixed)

    return _tool(board, "swap", what, _("“%s” swapped"), wanted)


def stretch(board: Board, what: str) -> HttpResponse:
    """A run of sessions fills a time."""
    breaks = frozenset(one.id for one in board.draft.sessions if one.kind in ("break", "meal"))

    def wanted(form: Any) -> model.Programme:
        return timing.stretch(
            board.draft, what, form.cleaned_data["other"], form.instant("start"), form.instant("end"),
            keep=breaks if form.cleaned_data["keep"] else frozenset(), fixed=board.fixed,
        )  # fmt: skip

    return _tool(board, "stretch", what, _("Stretched from “%s” on"), wanted)


def _tool(
    board: Board, tool: str, what: str, words: str, wanted: Callable[[Any], model.Programme]
) -> HttpResponse:
    """A tool that a row opens: its fields, then its result, then the step."""
    panel = open_panel(board, tool, what, board.request.POST)
    if not panel.form.is_valid():
        return refused(board, panel)
    action = words % board.brief(editing.session_of(board.draft, what))
    found = _result(
        board, panel.heading, action, lambda: wanted(panel.form), address_of(board, panel), f"more-{what}"
    )
    if isinstance(found, HttpResponse):
        return found
    panel.form.add_error(None, found)
    return refused(board, panel)


def compact(board: Board, what: str) -> HttpResponse:
    """A day (ISO) without gaps."""
    try:
        day = date.fromisoformat(what)
    except ValueError:
        raise Http404 from None
    words = board.listing.day_words(day)
    found = _result(
        board, _("Close the gaps of %s") % words, _("Gaps of %s closed") % words,
        lambda: timing.compact(board.draft, day, fixed=board.fixed), f"{board.address}#compact-{what}", f"compact-{what}",
    )  # fmt: skip
    return found if isinstance(found, HttpResponse) else draw(board, error=found, status=422)


def _result(
    board: Board, heading: str, action: str, wanted: results.Compute, address: str, focus: str
) -> HttpResponse | str:
    """The result shown, or with `apply` done; a sentence where it cannot be."""
    if results.is_chosen(board, "apply"):
        try:
            return done(board, wanted(), action, focus)
        except timing.CannotMove as cannot:
            return str(cannot)
    choice = results.choice_of(board, "apply", "1", results.apply_words(), wanted)
    if choice.refusal:
        return choice.refusal
    if not choice.moves:
        messages.info(board.request, _("Nothing would change."))
        return back(board, focus)
    return results.show(board, heading, [choice], address)
