"""What vobject understands of the calendar on standard input, as JSON. A process a calendar: vobject keeps TZIDs."""

import json
import sys
from typing import Any

import vobject


def understood(calendar: Any) -> list[dict[str, Any]]:
    """The events in the file's order: instants in seconds since 1970, and the words."""
    return [
        {
            "uid": event.uid.value,
            "start": event.dtstart.value.timestamp(),
            "end": event.dtend.value.timestamp(),
            "summary": event.summary.value,
            "description": event.description.value if hasattr(event, "description") else None,
            "location": event.location.value if hasattr(event, "location") else None,
            "status": event.status.value,
        }
        for event in calendar.contents.get("vevent", [])
    ]


if __name__ == "__main__":
    print(json.dumps(understood(vobject.readOne(sys.stdin.buffer.read().decode()))))
