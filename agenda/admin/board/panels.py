"""The one form that is open on the board: a row being edited, or a tool and what it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from agenda.admin.board.digests import of_session
from agenda.admin.board.forms import BoardSessionForm, EditForm, OtherForm, ShiftForm, StretchForm
from agenda.admin.board.people import people_forms
from agenda.admin.board.rows import Board
from agenda.admin.desk import published_programme
from agenda.outputs import zone_place
from agenda.programme import clocks, model, session_of


class Panel(NamedTuple):
    """`session` is the id of the row it stands in; that of a new session stands under the heading of `day` (ISO).

    `seen` is the digest of the session it was made from, where it acts on that alone; `meanwhile` says what has changed
    in it since.
    """

    tool: str
    session: str
    heading: str
    button: str
    form: Any
    lines: Any = None
    notes: tuple[str, ...] = ()
    day: str = ""
    seen: str = ""
    meanwhile: tuple[str, ...] = ()

    @property
    def do(self) -> str:
        """The value that its button sends."""
        return f"{self.tool}:{self.session or self.day}"


def open_panel(board: Board, tool: str, what: str, posted: QueryDict | None = None) -> Panel:
    """The panel of a tool for a session (its id), or for a day (ISO) that gets a new one; `posted` fills its form.

    Raises NoSuchSession, and KeyError for an unknown tool.
    """
    if tool == "add":
        return _add(board, what, posted)
    return TOOLS[tool](board, session_of(board.draft, what), posted)


def _add(board: Board, day: str, posted: QueryDict | None) -> Panel:
    try:
        wanted: date | None = date.fromisoformat(day)
    except ValueError:
        wanted = None
    form = BoardSessionForm(posted, draft=board.draft, initial=_proposed(board.draft, wanted))
    return Panel("add", "", _("Add a session"), _("Add"), form, day=wanted.isoformat() if wanted else "")


def _proposed(draft: model.Programme, day: date | None) -> dict[str, Any]:
    """A new session begins where the day ends, else where the programme does."""
    zone = draft.event.timezone
    held = [one for one in draft.in_order if day is None or clocks.local_date(one.start, zone) == day]
    rooms = {one.room for one in held}
    found: dict[str, Any] = {"minutes": 30, "kind": "session", "room": rooms.pop() if len(rooms) == 1 else ""}
    if held:
        end = clocks.wall_of(max(one.end for one in held), zone)[0]
        found |= {"day": end.date(), "start": end.time()}
    elif day:
        found |= {"day": day}
    return found


def _edit(board: Board, session: model.FrozenSession, posted: QueryDict | None) -> Panel:
    form = EditForm(posted, draft=board.draft, before=session)
    lines = people_forms(posted, session, board.draft)
    notes = (_hours_words(board, session),)
    heading = _("Edit “%s”") % board.title(session)
    return Panel("save", session.id, heading, _("Save"), form, lines, notes, seen=of_session(session))


def _shift(board: Board, session: model.FrozenSession, posted: QueryDict | None) -> Panel:
    note = _("This session and all that come after it that day move. Fixed sessions stay.")
    heading = _("Shift from “%s” on") % board.title(session)
    return Panel("shift", session.id, heading, _("Show the result"), ShiftForm(posted), notes=(note,))


def _swap(board: Board, session: model.FrozenSession, posted: QueryDict | None) -> Panel:
    form = OtherForm(posted, others=_others(board, session))
    form.fields["other"].label = _("Swap with")
    heading = _("Swap “%s”") % board.title(session)
    note = _("The two change places; what lies between them closes up or makes room.")
    return Panel("swap", session.id, heading, _("Show the result"), form, notes=(note,))


def _place(board: Board, session: model.FrozenSession, posted: QueryDict | None) -> Panel:
    form = OtherForm(posted, others=[*_others(board, session), ("", _("nothing: last of the day"))])
    form.fields["other"].label, form.fields["other"].required = _("Before"), False
    heading = _("Move “%s”") % board.title(session)
    return Panel("place", session.id, heading, _("Move"), form)


def _stretch(board: Board, session: model.FrozenSession, posted: QueryDict | None) -> Panel:
    zone = board.draft.event.timezone
    day = clocks.local_date(session.start, zone)
    from_here = [one for one in _same_day(board, session) if one.start >= session.start]
    last = max(from_here, key=lambda one: one.end)
    initial = {
        "other": last.id,
        "start": clocks.wall_of(session.start, zone)[0].time(),
        "end": clocks.wall_of(last.end, zone)[0].time(),
    }
    form = StretchForm(posted, others=_titles(board, from_here), day=day, zone=zone, initial=initial)
    heading = _("Stretch from “%s” on") % board.title(session)
    note = _("The sessions are made longer or shorter, in proportion, to fill the time. Fixed sessions stay.")
    return Panel("stretch", session.id, heading, _("Show the result"), form, notes=(note,))


def _delete(board: Board, session: model.FrozenSession, posted: QueryDict | None) -> Panel:
    published = published_programme(board.event)
    if published and session.id in {one.id for one in published.sessions}:
        notes: tuple[str, ...] = (
            _("It is in version %d. Once you publish without it, calendars show it as cancelled, and its page says that it is no longer in the programme.")
            % published.version,
            _("To keep it in the programme, struck through, set its status to “Cancelled” instead."),
        )  # fmt: skip
    else:
        notes = (_("It was never published: nobody outside will notice."),)
    heading = _("Delete “%s”?") % board.title(session)
    form = forms.Form(posted)
    return Panel("delete", session.id, heading, _("Delete"), form, notes=notes, seen=of_session(session))


TOOLS: dict[str, Callable[[Board, model.FrozenSession, QueryDict | None], Panel]] = {
    "save": _edit,
    "shift": _shift,
    "swap": _swap,
    "place": _place,
    "stretch": _stretch,
    "delete": _delete,
}
"""What a row can open."""


def _same_day(board: Board, session: model.FrozenSession) -> list[model.FrozenSession]:
    zone = board.draft.event.timezone
    day = clocks.local_date(session.start, zone)
    return [one for one in board.draft.in_order if clocks.local_date(one.start, zone) == day]


def _others(board: Board, session: model.FrozenSession) -> list[tuple[str, str]]:
    return _titles(board, [one for one in _same_day(board, session) if one.id != session.id])


def _titles(board: Board, sessions: list[model.FrozenSession]) -> list[tuple[str, str]]:
    zone = board.draft.event.timezone
    return [
        (one.id, f"{clocks.time_words(clocks.wall_of(one.start, zone)[0])} · {board.title(one)}")
        for one in sessions
    ]


def _hours_words(board: Board, session: model.FrozenSession) -> str:
    """`Now 3:15–4:15 pm Manila time; 2:15–3:15 pm Bangkok; …`, so that the form need not be compared with the row."""
    zone = board.draft.event.timezone
    day = clocks.local_date(session.start, zone)
    line = board.listing.session(model.FrozenSession(
        id=session.id, slug=session.slug, title=(), start=session.start, end=session.end
    ), day)  # fmt: skip
    here = f"{line.hours.start.words}–{line.hours.end.words}"
    there = [f"{one.hours} {strip_tags(one.places)}" for one in line.elsewhere]
    return _("Now %s") % "; ".join([f"{here} {zone_place(board.draft, zone, 'en')}", *there])
