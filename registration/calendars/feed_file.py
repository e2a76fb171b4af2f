"""A participant's own calendar: the entries of the public one, with their part, the ways to join, and a reminder.

Pure: the programme, what is known of the participant, and the details they may see now become bytes. The file does not
name its address (RFC 7986 §5.8), for files are passed on and the address is private.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Alarm, Event, vDatetime, vDuration, vInt, vText, vUri
from msgspec.structs import replace

from agenda.outputs import TextValue, Viewer, ical, labels
from agenda.programme import Dropped, FrozenSession, Programme, text_of, visible_to
from registration.calendars.joining import Detail, link_of, of_session
from registration.models import JoiningKind

_NUMBER = re.compile(r"\+[0-9 ().-]+")


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """The values that the calendar depends on besides programme and details.

    `raised` is added to each SEQUENCE: how often the entries were cancelled or brought back. `changed` (aware) is the
    last moment at which something besides the programme changed in the file. `reminder_minutes` is the time before each entry.
    """

    programme_person_id: str = ""
    ended: bool = False
    raised: int = 0
    changed: datetime | None = None
    reminder_minutes: int | None = None


def render(
    programme: Programme, viewer: Viewer, subscriber: Subscriber, details: tuple[Detail, ...] = ()
) -> bytes:
    """The file for what the viewer's audience may see. Of someone who no longer takes part all entries are cancelled."""
    shown = visible_to(programme, viewer.audience)
    entries: tuple[FrozenSession | Dropped, ...] = (*shown.in_order, *shown.dropped)
    moments = [moment for one in entries for moment in (one.start, one.end)]
    with override(viewer.language):
        events = [_entry(one, shown, viewer, subscriber, details) for one in entries]
        return ical.calendar(_named(shown, viewer), viewer, "", events, moments)


def telephone(number: str) -> str:
    """An international number as a `tel:` address (RFC 3966 §5.1.4), without what is dialled after it; else ''."""
    found = _NUMBER.match(number)
    return f"tel:+{re.sub('[^0-9]', '', found.group())}" if found else ""


def detail_name(detail: Detail) -> str:
    """The name of a detail in the active language: "Link", "Interpretation channel (ไทย)"."""
    name = str(JoiningKind(detail.kind).label)
    name = f"{name[:1].upper()}{name[1:]}"
    return f"{name} ({labels.language_name(detail.language)})" if detail.language else name


def _named(programme: Programme, viewer: Viewer) -> Programme:
    """The programme under the name of the calendar: beside the public one it has to be told apart."""
    title = ical.words_of(programme.event.title, programme, viewer)
    name = text_of({viewer.language: _("%(title)s (my calendar)") % {"title": title}})
    return replace(programme, event=replace(programme.event, title=name))


def _entry(
    entry: FrozenSession | Dropped,
    programme: Programme,
    viewer: Viewer,
    subscriber: Subscriber,
    details: tuple[Detail, ...],
) -> Event:
    if subscriber.ended or isinstance(entry, Dropped):
        event = ical.bare_entry(entry, programme, viewer, "cancelled")
    else:
        event = ical.session_entry(entry, programme, viewer)
        mine = of_session(details, entry.id) if entry.status != "cancelled" else ()
        event["DESCRIPTION"] = TextValue(_description(str(event["DESCRIPTION"]), entry, subscriber, mine))
        _add_ways(event, programme, mine)
        if subscriber.reminder_minutes is not None and entry.status != "cancelled":
            event.add_component(_alarm(str(event["SUMMARY"]), subscriber.reminder_minutes))
    event["CLASS"] = vText("PRIVATE")
    event["SEQUENCE"] = vInt((entry.sequence or 0) + subscriber.raised)
    stamp: Any = event["DTSTAMP"]
    if subscriber.changed and subscriber.changed > stamp.dt:
        event["DTSTAMP"] = event["LAST-MODIFIED"] = vDatetime(subscriber.changed.astimezone(UTC))
    return event


def _description(
    public: str, session: FrozenSession, subscriber: Subscriber, details: tuple[Detail, ...]
) -> str:
    """The text of the public calendar, then the person's part, then how to join."""
    roles = dict.fromkeys(
        one.role for one in session.appearances if one.person == subscriber.programme_person_id
    )
    parts = ", ".join(_("Facilitator") if one == "facilitator" else labels.role(one) for one in roles)
    blocks = [public]
    if parts and subscriber.programme_person_id:
        blocks.append(_("Your part: %(parts)s") % {"parts": parts})
    if details:
        blocks.append("\n".join([_("How to join:"), *(_line(one) for one in details)]))
    return "\n\n".join(block for block in blocks if block)


def _line(detail: Detail) -> str:
    line = f"{detail_name(detail)}: {detail.value}"
    return f"{line} ({detail.note})" if detail.note else line


def _add_ways(event: Event, programme: Programme, details: tuple[Detail, ...]) -> None:
    """The link where programs look for it. A hall stays the place of a meeting that is held in one."""
    if link := link_of(details):
        event["URL"] = vUri(link)
        if programme.event.setting == "virtual":
            event["LOCATION"] = TextValue(link)
    if ways := [way for one in details if (way := _conference(one))]:
        event["CONFERENCE"] = ways


def _conference(detail: Detail) -> vUri | None:
    """RFC 7986 §5.11: an address that a program can open; None for a code or a channel's name."""
    features = {"link": "AUDIO,VIDEO", "dial-in": "PHONE", "interpretation": "AUDIO"}
    address = telephone(detail.value) if detail.kind == "dial-in" else detail.value
    if detail.kind not in features or not address.startswith(("https:", "tel:")):
        return None
    parameters = {"VALUE": "URI", "FEATURE": features[detail.kind].split(","), "LABEL": detail_name(detail)}
    if detail.language:
        parameters["LANGUAGE"] = detail.language
    return vUri(address, params=parameters)


def _alarm(summary: str, minutes: int) -> Alarm:
    """RFC 5545 §3.6.6: so many minutes before the start."""
    alarm = Alarm()
    alarm["ACTION"] = vText("DISPLAY")
    alarm["DESCRIPTION"] = TextValue(summary)
    alarm["TRIGGER"] = vDuration(-timedelta(minutes=minutes))
    return alarm
