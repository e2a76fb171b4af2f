"""What libical understands of the calendar on standard input, as JSON. Run by the system's Python, which has `gi`."""

import json
import sys
from typing import Any

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as ical  # noqa: E402

EVENT = ical.ComponentKind.VEVENT_COMPONENT


def seconds(calendar: Any, event: Any, kind: Any) -> int:
    """The instant of DTSTART or DTEND, on the clock that the calendar itself brings."""
    prop = event.get_first_property(kind)
    value = prop.get_value().get_datetime()
    tzid = prop.get_first_parameter(ical.ParameterKind.TZID_PARAMETER)
    zone = calendar.get_timezone(tzid.get_tzid()) if tzid else ical.Timezone.get_utc_timezone()
    return int(value.as_timet_with_zone(zone))


def words(event: Any, kind: Any) -> Any:
    """The unescaped text of a property, or None."""
    prop = event.get_first_property(kind)
    return prop.get_value().get_text() if prop else None


def understood(calendar: Any) -> list[dict[str, Any]]:
    """The events in the file's order: instants in seconds since 1970, and the words."""
    found = []
    event = calendar.get_first_component(EVENT)
    while event:
        found.append(
            {
                "uid": event.get_uid(),
                "start": seconds(calendar, event, ical.PropertyKind.DTSTART_PROPERTY),
                "end": seconds(calendar, event, ical.PropertyKind.DTEND_PROPERTY),
                "summary": words(event, ical.PropertyKind.SUMMARY_PROPERTY),
                "description": words(event, ical.PropertyKind.DESCRIPTION_PROPERTY),
                "location": words(event, ical.PropertyKind.LOCATION_PROPERTY),
                "status": event.get_status().value_nick.removeprefix("status-").upper(),
                "sequence": event.get_sequence(),
            }
        )
        event = calendar.get_next_component(EVENT)
    return found


if __name__ == "__main__":
    text = sys.stdin.buffer.read().decode()
    print(json.dumps(understood(ical.Component.new_from_string(text))))
