"""A CalDAV server (Radicale) takes every public session file by PUT (RFC 4791 §5.3.2) and gives it back equal."""

from __future__ import annotations

import base64
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from icalendar import Calendar, Component

from agenda.exchange.json import parse, with_slugs
from agenda.outputs import ical
from agenda.programme.model import Programme
from agenda.programme.stamps import stamped
from tests import builders as b

SEED = Path(__file__).parents[3] / "agenda/demo/gms-labour-migration-2020.json"
NASTY = (
    'Résumé: "quotes"; a, b\\Nc \\n 🧑‍🤝‍🧑 ไทยภาษา 中文\nEND:VEVENT\nBEGIN:VEVENT\n' + "ก" * 1300 + " ;,\\"
)
COLLECTION = "/secretariat/meeting/"


def seed() -> Programme:
    """The demo event, published once."""
    read = with_slugs(parse(SEED.read_bytes()), {})
    return stamped(read, None, b.PUBLISHED)


def elsewhere(zone: str, *starts: str) -> Programme:
    """A meeting with nasty words in a zone, a session at each start."""
    sessions = [
        b.session(f"s{number}", b.moment(start, zone), length=240, title=NASTY, summary=NASTY, room="hall")
        for number, start in enumerate(starts)
    ]
    slug = zone.lower().replace("/", "-").replace("_", "-")
    return b.programme(*sessions, slug=slug, timezone=zone, rooms=[b.room("hall", NASTY)])


MEETINGS = {
    "seed": seed,
    "Zurich": lambda: elsewhere("Europe/Zurich", "2026-10-24T22:30", "2026-10-25T01:30", "2026-10-25T09:00"),
    "New York": lambda: elsewhere("America/New_York", "2026-03-08T01:30", "2026-11-01T00:15"),
    "Kathmandu": lambda: elsewhere("Asia/Kathmandu", "2026-05-01T22:00"),
    "Lord Howe": lambda: elsewhere("Australia/Lord_Howe", "2026-04-05T00:30", "2026-10-04T01:00"),
    "Casablanca": lambda: elsewhere("Africa/Casablanca", "2026-02-15T00:30", "2026-03-22T01:00"),
    "Sao Paulo": lambda: elsewhere(
        "America/Sao_Paulo", "2018-11-03T22:00", "2019-02-16T22:00", "2020-06-01T09:00"
    ),
    "UTC": lambda: elsewhere("UTC", "2026-05-01T09:00"),
}


class Server:
    """A running Radicale that lets anybody in; it keeps what it gets in `folder`."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        flags = {
            "hosts": f"127.0.0.1:{self.port}", "auth-type": "none", "storage-filesystem-folder": str(folder / "kept"),
            "logging-level": "warning", "web-type": "none",
        }  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "radicale",
            "--config",
            "",
            *(f"--{name}={flags[name]}" for name in flags),
        ]
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            login = base64.b64encode(b"secretariat:x").decode()
            fields = {"Authorization": f"Basic {login}", **headers}
            connection.request(method, path, body, fields)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(200):
            try:
                self.ask("OPTIONS", "/")
                return
            except OSError:
                assert self.process.poll() is None, "Radicale ended"
                time.sleep(0.1)
        raise AssertionError("Radicale does not answer")

    def end(self) -> None:
        """Only this process."""
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("radicale"))
    try:
        running.wait()
        assert running.ask("MKCALENDAR", COLLECTION)[0] == 201
        yield running
    finally:
        running.end()


def shape(component: Component) -> Any:
    """All that a component holds, the order of its properties and parts apart, which means nothing (RFC 5545 §3.6)."""
    properties = sorted(
        (name, sorted(value.params.items()), value.to_ical())
        for name, value in component.property_items(False)
        if hasattr(value, "params")
    )
    return component.name, properties, sorted((shape(one) for one in component.subcomponents), key=repr)


@pytest.mark.parametrize("name", MEETINGS)
def test_every_session_file_comes_back_equal(server: Server, name: str) -> None:
    programme = MEETINGS[name]()
    for session in programme.sessions:
        content = ical.session(programme, b.viewer(), session.slug)
        path = f"{COLLECTION}{quote(name.lower())}-{session.slug}.ics"
        status, said = server.ask("PUT", path, content, **{"Content-Type": "text/calendar; charset=utf-8"})
        assert status == 201, said
        status, back = server.ask("GET", path)
        assert status == 200
        given, kept = Calendar.from_ical(content), Calendar.from_ical(back)
        assert shape(kept) == shape(given)
        assert len(kept.walk("VEVENT")) == 1
        assert [one["DTSTART"].dt for one in kept.walk("VEVENT")] == [session.start]


def test_none_has_a_method() -> None:
    """RFC 4791 §4.1 forbids METHOD in what a collection holds."""
    programme = seed()
    for session in programme.sessions:
        assert b"\nMETHOD" not in ical.session(programme, b.viewer(), session.slug)
