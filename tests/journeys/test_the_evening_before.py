"""The organiser's evening: a session moved and published in six clicks at most, and every output says the same."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from io import BytesIO
from typing import Any

import icalendar
import pytest
from pypdf import PdfReader

from agenda.models import Event
from tests.journeys.conftest import EVENT, WIDE

pytestmark = pytest.mark.journey
SESSIONS = ("session-2", "wrap-up", "closing")
HOURS = {"session-2": ("3:30", "4:30 pm"), "wrap-up": ("4:30", "4:40 pm"), "closing": ("4:40", "4:45 pm")}


@pytest.fixture
def read(site: str) -> Callable[[str], bytes]:
    """`read("agenda.ics")`: the bytes of a published address of the event."""

    def get(path: str) -> bytes:
        with urllib.request.urlopen(f"{site}/{EVENT}/{path}", timeout=60) as answer:
            return bytes(answer.read())

    return get


def test_from_the_board_to_every_output(
    site: str, open_page: Callable[..., Any], sign_in: Callable[..., None], read: Callable[[str], bytes]
) -> None:
    page = open_page(viewport=WIDE)
    sign_in(page, "organiser")
    page.goto(f"{site}/admin/agenda/event/{Event.objects.get(slug=EVENT).pk}/board/")
    clicks = 0

    def click(role: Any, name: Any, **words: Any) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name, **words).first.click()

    click("link", "Edit Session 2")
    page.get_by_label("Start").fill("15:30")
    click("button", "Save", exact=True)
    click("button", "Move what follows along (2)")
    click("link", "Publish…")
    if page.locator("#id_accepted, [name=accepted]").count():
        clicks += 1
        page.locator("#id_accepted, [name=accepted]").check()
    said = page.locator(".changes").inner_text()
    click("button", "Publish", exact=True)
    page.get_by_text("Version 2 (provisional) is published.").wait_for()
    assert clicks <= 6
    assert "now starts at 3:30 pm (was 3:15 pm) Manila time." in said

    _check_page(read("agenda/").decode())
    _check_calendar(read("agenda.ics"))
    _check_json(json.loads(read("agenda.json")))
    text = " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(read("programme.pdf"))).pages).split()
    )
    for start, end in HOURS.values():
        assert f"{start}–{end}" in text
    assert "3:30–3:55 pm" in text
    told = re.sub(r"<[^>]+>", "", read("changes/").decode())
    for line in said.splitlines():
        assert line.strip() in " ".join(told.split())
    there = re.sub(r"<[^>]+>", "", read("changes/?tz=nay-pyi-taw").decode())
    assert "now starts at 2:00 pm (was 1:45 pm) Nay Pyi Taw time." in " ".join(there.split())
    before = read("v/1/agenda/").decode()
    assert '<time datetime="2020-09-08T15:15:00+08:00">3:15' in before


def _check_page(page: str) -> None:
    for start, end in (("15:30", "16:30"), ("16:30", "16:40"), ("16:40", "16:45"), ("15:30", "15:55")):
        assert f'<time datetime="2020-09-08T{start}:00+08:00">' in page
        assert f'<time datetime="2020-09-08T{end}:00+08:00">' in page


def _check_calendar(calendar: bytes) -> None:
    """Three entries moved, each by one SEQUENCE; the others stayed."""
    entries = {
        str(one["UID"]).split("@")[0]: one for one in icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    }
    assert {name: int(one["SEQUENCE"]) for name, one in entries.items()} == {
        name: int(name in SESSIONS) for name in entries
    }
    assert [f"{entries[name].decoded('DTSTART'):%H:%M %z}" for name in SESSIONS] == [
        "15:30 +0800",
        "16:30 +0800",
        "16:40 +0800",
    ]


def _check_json(document: Any) -> None:
    sessions = {one["id"]: one for one in document["sessions"]}
    assert document["version"] == 2
    assert {
        name: (one["start"][11:16], one["sequence"]) for name, one in sessions.items() if one["sequence"]
    } == {
        "session-2": ("15:30", 1),
        "wrap-up": ("16:30", 1),
        "closing": ("16:40", 1),
    }
    assert [one.get("start", "")[11:16] for one in sessions["session-2"]["segments"]] == [
        "15:30",
        "15:55",
        "",
    ]
