"""`serve`, whole: the web server and the worker in processes of their own, a registration, and the letter as a file."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parents[2]
EVENT = "gms-labour-migration-2020"


class Site:
    """A site that `serve` runs, with a database and a mail folder of its own."""

    def __init__(self, folder: Path, *, start_new_session: bool = False) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.mail = folder / "mail"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "EMAIL_URL": f"file://{self.mail}",
            "DEMO": "1",
            "PORT": str(self.port),
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=start_new_session,
        )

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text of an address; with a form, a POST."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", data, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def command(self, *words: str) -> str:
        """What a command prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def children(self) -> list[int]:
        """Process ids of the web server and the worker."""
        return children_of(self.process.pid)


def children_of(pid: int) -> list[int]:
    """Process ids of the children of a process."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """The first true answer of `condition`. Raises AssertionError when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


def is_running(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path)
    try:
        wait_for(lambda: found.ask("/readyz")[0] == 200, 120)
        yield found
    finally:
        if found.process.poll() is None:
            found.process.terminate()
            found.process.wait(timeout=30)
        if found.process.stdout:
            found.process.stdout.close()


def test_a_registration_and_its_letter(site: Site) -> None:
    assert site.ask(f"/{EVENT}/agenda/")[0] == 200
    person = {
        "name": "Nguyễn Thị Hương",
        "position": "Director",
        "organisation": "Ministry of Labour",
        "country": "VN",
        "email": "huong@ministry.example",
        "sex": "female",
        "role": "participant",
    }
    status, page = site.ask(f"/{EVENT}/register/", person)
    assert status == 200, page
    letter = wait_for(lambda: next(iter(site.mail.glob("*.eml")), None))
    message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    assert message["To"] == "huong@ministry.example"
    body = message.get_body(("plain",))
    assert body is not None
    link = re.search(r"http://127\.0\.0\.1:\d+(/my/\S+/)", body.get_content())
    assert link is not None
    assert site.ask(link.group(1))[0] == 200
    (stored,) = json.loads(site.command("outbox", "--json"))
    assert (stored["to"], stored["state"], stored["calendar"]) == (["huong@ministry.example"], "sent", False)
    assert "/my/•••/" in stored["text"]
    assert link.group(1) not in stored["text"]


def test_stopping_and_killing_leave_nothing_behind(site: Site, tmp_path: Path) -> None:
    children = site.children()
    assert len(children) == 2
    site.process.terminate()
    assert site.process.wait(timeout=30) == 0
    wait_for(lambda: not any(is_running(pid) for pid in children), 20)
    again = Site(tmp_path)
    try:
        wait_for(lambda: again.ask("/healthz")[0] == 200, 60)
        children = again.children()
        again.process.send_signal(signal.SIGKILL)
        again.process.wait(timeout=10)
        wait_for(lambda: not any(is_running(pid) for pid in children), 60)
    finally:
        again.process.kill()
        if again.process.stdout:
            again.process.stdout.close()


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """A terminal sends SIGINT to the whole process group."""
    site = Site(tmp_path, start_new_session=True)
    try:
        wait_for(lambda: site.ask("/healthz")[0] == 200, 120)
        family = [*site.children(), *(grand for pid in site.children() for grand in children_of(pid))]
        assert len(family) >= 3
        os.killpg(site.process.pid, signal.SIGINT)
        assert site.process.wait(timeout=30) == 0
        wait_for(lambda: not any(is_running(pid) for pid in family), 20)
    finally:
        site.process.kill()
        if site.process.stdout:
            site.process.stdout.close()


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
                "PORT": str(taken.getsockname()[1]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert re.fullmatch(r"PORT: 127\.0\.0\.1:\d+ cannot be used \(.+\)\. Set another PORT\.\n", done.stderr)
