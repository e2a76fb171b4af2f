"""The result of an action on the draft, shown before it is done: hours old and new, conflicts that would appear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.admin.board.rows import Board, listing_of
from agenda.admin.desk import context_of
from agenda.outputs import Elsewhere, Hours
from agenda.programme import Conflict, clocks, model, timing

Compute = Callable[[], model.Programme]


class PartMove(NamedTuple):
    """A segment that gets other hours."""

    title: SafeString
    was: Hours
    becomes: Hours


class Move(NamedTuple):
    """A session that gets other hours; `day` is its new date in words where that is another, else ''."""

    title: SafeString
    was: Hours
    becomes: Hours
    day: str
    elsewhere: list[Elsewhere]
    parts: list[PartMove]


class Choice(NamedTuple):
    """One way to do it: what its button says and sends, and its result; or `refusal`, why it cannot be."""

    name: str
    value: str
    words: str
    moves: list[Move]
    appearing: list[Conflict]
    refusal: str = ""

    @property
    def sessions(self) -> str:
        """The number of sessions that get other hours, in words."""
        count = len(self.moves)
        if not count:
            return _("No other session gets other hours")
        return ngettext("%d session gets other hours", "%d sessions get other hours", count) % count


def choice_of(board: Board, name: str, value: str, words: str, compute: Compute, own: int = 1) -> Choice:
    """The result of `compute`; `name` and `value` are what the button sends. `%d` in `words`: how many others move.

    `own` is how many of those that move are not others.
    """
    from_here = board.draft
    try:
        wanted = compute()
    except timing.CannotMove as refused:
        return Choice(name, value, words.replace(" (%d)", ""), [], [], str(refused))
    moves = moves_between(from_here, wanted)
    if "%d" in words:
        words %= max(len(moves) - own, 0)
    return Choice(name, value, words, moves, appearing(board, wanted))


def appearing(board: Board, wanted: model.Programme) -> list[Conflict]:
    """Conflicts of `wanted` that the draft has not: another code, other sessions, or another place."""
    known = Counter(_key(one) for one in board.clashes)
    fresh = []
    for one in board.clashes_of(wanted):
        if known[_key(one)] > 0:
            known[_key(one)] -= 1
        else:
            fresh.append(one)
    return fresh


def moves_between(before: model.Programme, after: model.Programme) -> list[Move]:
    """Sessions that are in both at other hours, in the order of the agenda as it will be."""
    known = {one.id: one for one in before.sessions}
    becomes = {one.id: one for one in after.sessions}
    old, new, zone = listing_of(before), listing_of(after), after.event.timezone
    found = []
    for moved in timing.moved(before, after):
        was, one = known[moved.session], becomes[moved.session]
        there, here = clocks.local_date(was.start, zone), clocks.local_date(one.start, zone)
        slim = model.FrozenSession(id=one.id, slug=one.slug, title=one.title, start=one.start, end=one.end)
        line = new.session(slim, here)
        parts = [
            PartMove(new.marked(part.title), old.hours(then.start, then.end, there), new.hours(part.start, part.end, here))
            for then, part in zip(was.segments, one.segments, strict=False)
            if then.start and then.end and part.start and part.end
            and (then.start, then.end) != (part.start, part.end)
        ]  # fmt: skip
        day = "" if there == here else new.day_words(here)
        found.append(
            Move(line.title, old.hours(was.start, was.end, there), line.hours, day, line.elsewhere, parts)
        )
    return found


def is_chosen(board: Board, name: str) -> bool:
    """Whether a choice was sent, of a result that is still what would come of it."""
    posted = board.request.POST
    return name in posted and posted.get("whole") == board.whole


def show(board: Board, title: str, choices: list[Choice], back: str, note: str = "") -> HttpResponse:
    """The page of a result: each choice with a form that sends again what was sent, and the choice.

    409 with a sentence where a choice was sent of a result that is no longer true.
    """
    posted = board.request.POST
    names = {choice.name for choice in choices}
    again = bool(names & set(posted))
    context = {
        **context_of(board.events, board.request, board.event, title, "board"),
        "choices": choices,
        "back": back,
        "note": note,
        "whole": board.whole,
        "again": again,
        "sent": [
            (name, value)
            for name in posted
            if name not in {"csrfmiddlewaretoken", "whole", *names}
            for value in posted.getlist(name)
        ],
    }
    status = 409 if again else 200
    return TemplateResponse(board.request, "admin/agenda/board/result.html", context, status=status)


def apply_words() -> str:
    """The words of the one button of a tool's result."""
    return _("Apply")


def _key(one: Conflict) -> tuple[object, ...]:
    return one.code, one.place, tuple(one.sessions)
