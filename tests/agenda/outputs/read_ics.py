"""What `ics` (PyPI, on arrow and dateutil) understands of the calendar on standard input, as JSON."""

import json
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")  # its own use of a parser that is deprecated

import ics  # noqa: E402


def extra(event: Any, name: str) -> Any:
    """The value of a property that it does not know."""
    return next((one.value for one in event.extra if one.name == name), None)


def understood(calendar: Any) -> list[dict[str, Any]]:
    """The events by start: instants in seconds since 1970, and the words."""
    return [
        {
            "uid": event.uid,
            "start": event.begin.timestamp(),
            "end": event.end.timestamp(),
            "summary": event.name,
            "description": event.description,
            "location": event.location,
            "status": event.status,
            "sequence": int(extra(event, "SEQUENCE")),
        }
        for event in calendar.events
    ]


if __name__ == "__main__":
    print(json.dumps(understood(ics.Calendar(sys.stdin.buffer.read().decode()))))
