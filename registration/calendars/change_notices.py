"""Sentences of calendar letters: how an entry was before, or why it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from agenda import versions
from agenda.programme import FrozenEvent, Programme, clocks, in_language
from registration.calendars import itip
from registration.calendars.itip import Entry
from registration.models import Participant, State


def as_before(
    entry: Entry, start: datetime, end: datetime, summary: str, meeting: FrozenEvent, language: str
) -> Mapping[str, Any]:
    """The former hours and title of a changed entry, for its letter: from `start` to `end` (aware), under that title.

    Nothing of hours that are the same instants: then only the clock, the place or the like is another.
    """
    same = (start, end) == (entry.start, entry.end)
    day = clocks.date_words(clocks.local_date(start, entry.zone), language)
    return {
        "was_title": "" if summary == entry.summary else summary,
        "was_hours": "" if same else f"{day}, {itip.hours(start, end, meeting, language)[0]}",
        "same_moments": same,
    }


def why_gone(programme: Programme | None, day: date, title: str, language: str) -> str:
    """Why the entry of a day, or of the session of that title on it, is to go, as far as the programme says."""
    if programme is None:
        return "closed"
    zone, fallback = programme.event.timezone, programme.event.language
    there = [one for one in programme.sessions if clocks.local_date(one.start, zone) == day]
    gone = [one for one in there if one.status == "cancelled"]
    if programme.sessions and all(one.status == "cancelled" for one in programme.sessions):
        return "meeting cancelled"
    if there and len(gone) == len(there):
        return "day cancelled"
    if title and title in [in_language(one.title, language, fallback)[0] for one in gone]:
        return "session cancelled"
    return "not there"


def taken_out(participant: Participant, context: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reason why an entry is taken out, for its letter: why, whether the meeting goes on, and no hours as if they stood.

    The latest `programme` is that of the context, where it is there.
    """
    slug = participant.event.slug
    programme = context["programme"] if "programme" in context else versions.latest(slug)
    ((iso, _words, lines),) = context["time_lines"]
    title = context["summary"] if context["is_session"] else ""
    why = why_gone(programme, date.fromisoformat(iso), title, participant.language)
    state = {State.CONFIRMED: why, State.WITHDRAWN: "withdrawn"}.get(State(participant.state), "ended")
    if context.get("moved"):
        state, why = "moved", "not there"
    stands = why in ("session cancelled", "not there")
    return {"gone": state, "stands": stands, "was_hours": lines[0] if lines else "", "time_lines": []}
