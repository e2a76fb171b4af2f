"""An event as large as they come: 3 days, 5 rooms, 200 sessions, 250 people. The same on every call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SLUG = "large-dialogue"
DAYS, ROOMS, SESSIONS, PEOPLE = 3, 5, 200, 250
SLOT = timedelta(minutes=30)
SLOTS_A_DAY = 14
ROLES = ("moderator", "presenter", "panellist", "discussant")
KINDS = ("panel", "session", "breakout", "plenary")
COUNTRIES = ("KH", "CN", "LA", "MM", "TH", "VN", "PH", "CH")
CITIES = (
    ("Manila", "Asia/Manila"),
    ("Beijing", "Asia/Shanghai"),
    ("Bangkok", "Asia/Bangkok"),
    ("Ha Noi", "Asia/Ho_Chi_Minh"),
    ("Nay Pyi Taw", "Asia/Yangon"),
    ("Geneva", "Europe/Zurich"),
)
WORDS = (
    "labor",
    "migration",
    "recruitment",
    "skills",
    "recognition",
    "return",
    "reintegration",
    "social",
    "protection",
    "remittances",
    "data",
    "health",
    "border",
    "cooperation",
    "employers",
    "workers",
    "ministries",
    "agreements",
    "decent",
    "work",
    "fair",
    "costs",
    "training",
    "women",
    "youth",
    "crisis",
)


def big_event() -> dict[str, Any]:
    """The event in the interchange format (`agenda.json`)."""
    return {
        "format": "dialogue-programme",
        "format_version": 1,
        "event": {
            "slug": SLUG,
            "title": "Regional Forum on Labor Migration",
            "timezone": "Asia/Manila",
            "organisers": [{"name": "Asian Development Bank", "acronym": "ADB"}],
            "cities": [{"name": name, "timezone": zone} for name, zone in CITIES],
            "sections": [{"heading": "Overview", "body": "\n\n".join(_sentence(n, 60) for n in range(5))}],
        },
        "people": [_person(number) for number in range(PEOPLE)],
        "rooms": [{"id": f"room-{number}", "name": f"Room {number + 1}"} for number in range(ROOMS)],
        "sessions": [_session(number) for number in range(SESSIONS)],
    }


def _sentence(seed: int, length: int) -> str:
    chosen = (WORDS[(seed * 7 + step * (seed % 5 + 3)) % len(WORDS)] for step in range(length))
    return " ".join(chosen).capitalize() + "."


def _person(number: int) -> dict[str, Any]:
    return {
        "id": f"person-{number}",
        "honorific": "Ms." if number % 2 else "Mr.",
        "name": f"{_sentence(number, 1)[:-1]} {_sentence(number * 3 + 1, 1)[:-1]} {number}",
        "position": "Director, " + _sentence(number, 4)[:-1],
        "organisation": f"Ministry of {_sentence(number // 10, 3)[:-1]}",
        "country": COUNTRIES[number % len(COUNTRIES)],
    }


def _session(number: int) -> dict[str, Any]:
    """Rooms run side by side, in slots of half an hour from 9:00; nobody is in two rooms at once."""
    slot, room = divmod(number, ROOMS)
    day, slot = divmod(slot, SLOTS_A_DAY)
    start = datetime(2021, 3, 1 + day, 9, 0, tzinfo=ZoneInfo("Asia/Manila")) + slot * SLOT
    people = [(number * 3 + place) % PEOPLE for place in range(3)]
    session: dict[str, Any] = {
        "id": f"session-{number}",
        "title": f"{number + 1}. {_sentence(number, 7)[:-1]}",
        "kind": KINDS[number % len(KINDS)],
        "start": start.isoformat(),
        "end": (start + SLOT).isoformat(),
        "room": f"room-{room}",
        "summary": _sentence(number + 1, 40),
        "people": [
            {"person": f"person-{one}", "role": ROLES[place % len(ROLES)]} for place, one in enumerate(people)
        ],
    }
    if number % 3 == 0:
        session["questions"] = [_sentence(number + question, 12)[:-1] + "?" for question in range(2)]
    if number % 4 == 0:
        middle = (start + SLOT / 2).isoformat()
        session["segments"] = [
            {"title": "Presentations", "start": session["start"], "end": middle, "people": []},
            {"title": "Open discussion"},
        ]
    return session
