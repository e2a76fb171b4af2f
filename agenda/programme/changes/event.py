"""Changes of the event itself: names, zone, how it is held, who calls it, its cities, the concept note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agenda.programme.changes.sentences import Change, Comparison, joined, one_line, quoted, string_of, told
from agenda.programme.model import FrozenOrganiser, Programme

_SETTINGS = {"virtual": "online", "in-person": "in person", "hybrid": "in person and online"}
_VISIBILITIES = {
    "public": "The event is now listed among the public events.",
    "unlisted": "The event is no longer listed: only those who have its address find it.",
    "private": "The event is now private.",
}


def event_changes(two: Comparison) -> Iterator[Change]:
    """The differences of the event; none only when it is the same."""
    old, new = two.previous.event, two.current.event
    if old.timezone != new.timezone:
        yield told("zone", "", f"The event's time zone is now {new.timezone} (was {old.timezone}).")
    yield from _name_changes(two)
    if old.setting != new.setting:
        words = f"{_SETTINGS[new.setting]} (was {_SETTINGS[old.setting]})"
        yield told("setting", "", f"The event is now held {words}.")
    if old.visibility != new.visibility:
        yield told("visibility", "", _VISIBILITIES[new.visibility])
    if old.organisers != new.organisers:
        yield from _list_changes("organisers", _organisers(two.previous), _organisers(two.current))
    if old.cities != new.cities:
        yield from _list_changes("cities", _cities(two.previous), _cities(two.current))
    if (old.language, old.languages) != (new.language, new.languages):
        yield told("languages", "", "The languages of the event have changed.")
    if old.slug != new.slug:
        yield told("event", "", "The event's particulars have changed.")
    if old.sections != new.sections:
        yield told("sections", "", "The text of the concept note has changed.")


def _name_changes(two: Comparison) -> Iterator[Change]:
    old, new = two.previous.event, two.current.event
    if old.title != new.title:
        was, now = quoted(two.previous, old.title), quoted(two.current, new.title)
        words = (
            f"The event is now called {now} (was {was})."
            if was != now
            else "The title of the event has changed."
        )
        yield told("title", "", words)
    if old.subtitle != new.subtitle:
        yield told("subtitle", "", "The subtitle of the event has changed.")


def _organisers(programme: Programme) -> list[str]:
    def name(one: FrozenOrganiser) -> str:
        acronym = f" ({one_line(one.acronym)})" if one.acronym else ""
        return f"{string_of(programme, one.name)}{acronym}"

    return [name(one) for one in programme.event.organisers]


def _cities(programme: Programme) -> list[str]:
    return [string_of(programme, city.name) for city in programme.event.cities]


def _list_changes(code: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """New and gone names; where the names are the same, that something else has changed."""
    arrived = [name for name in dict.fromkeys(new) if name not in old]
    left = [name for name in dict.fromkeys(old) if name not in new]
    if arrived:
        yield told(code, "", f"{joined(arrived)} {_verb(arrived)} now among the {code} of the event.")
    if left:
        yield told(code, "", f"{joined(left)} {_verb(left)} no longer among the {code} of the event.")
    if not arrived and not left:
        yield told(code, "", f"The list of the {code} of the event has changed.")


def _verb(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
