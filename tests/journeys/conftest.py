"""What the journeys share: the published demo event on a live server, readers of its mail, and watched pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from agenda.exchange import json
from agenda.versions import publishing
from agenda.versions.importing import import_programme
from dialogue import preparing

EVENT = "gms-labour-migration-2020"
MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def site(transactional_db: None, live_server: Any, settings: Any, tmp_path: Path) -> str:
    """Address of a server with the demo event published; letters leave at once, as files in `tmp_path/mail`."""
    settings.BASE_URL = live_server.url
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.OUTBOX_ONLY = False
    settings.EMAIL_BACKEND = "registration.letters.eml_backend.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    cache.clear()
    import_programme(json.parse(preparing.DEMO_FILE.read_bytes()))
    publishing.publish(EVENT, MOMENT)
    return str(live_server.url)


@pytest.fixture
def letters(site: str, tmp_path: Path) -> Callable[[], list[Any]]:
    """`letters()` are the mails that left, oldest first, read from their files."""

    def read() -> list[Any]:
        files = sorted((tmp_path / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return read


@pytest.fixture
def private_link(letters: Callable[[], list[Any]], site: str) -> Callable[[], str]:
    """`private_link()` is the link in the last mail that left."""

    def read() -> str:
        text = letters()[-1].get_body(("plain",)).get_content()
        found = re.findall(rf"{re.escape(site)}/my/\S+", text)
        assert len(set(found)) == 1, text
        return str(found[0])

    return read


class Watch:
    """What a browser complains of: policy, script, requests that failed."""

    def __init__(self, page: Any) -> None:
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        # A page that answers 404 or 422 on purpose is an "error" to the console too; those are in _response.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(f"{message.type}: {message.text}")

    def _failed(self, request: Any) -> None:
        # A download, or a page left while its icon was on the way, counts as aborted; what the policy blocks does not.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.url}: {request.failure}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status} {response.url}")


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(viewport=…, java_script_enabled=…)`: a page in a fresh context, whose complaints fail the test."""
    opened: list[tuple[Any, Watch]] = []

    def make(**options: Any) -> Any:
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "Asia/Manila", **options})
        context.set_default_timeout(10_000)
        page = context.new_page()
        opened.append((context, Watch(page)))
        return page

    yield make
    for context, _watch in opened:
        context.close()
    assert [fault for _context, watch in opened for fault in watch.faults] == []


@pytest.fixture
def sign_in(site: str) -> Callable[..., None]:
    """`sign_in(page, "organiser")` goes through the sign-in page with the demo login of that role."""

    def go(page: Any, role: str) -> None:
        (login,) = [one for one in preparing.demo_logins() if one.role == role]
        page.goto(f"{site}/admin/")
        page.fill("#id_login", login.email)
        page.fill("#id_password", login.password)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{site}/admin/")

    return go


@pytest.fixture(scope="session")
def faults_of(chromium: Any) -> Callable[[Any], list[str]]:
    """`faults_of(page)`: what axe-core finds, a line each, and what sticks out at the side."""
    from axe_playwright_python.sync_playwright import Axe

    checker = Axe()
    # Preloading would read our styles with inline styles of its own, which the policy refuses.
    options = {"resultTypes": ["violations"], "preload": False}

    def read(page: Any) -> list[str]:
        violations = checker.run(page, options=options).response["violations"]
        found = [f"{one['id']}: {node['html']}" for one in violations for node in one["nodes"]]
        return found + overflow(page)

    return read


def overflow(page: Any) -> list[str]:
    """What sticks out at the right of the window, when the page scrolls sideways; else nothing."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.scrollingElement.scrollWidth <= width) return [];
          const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 0.5);
          return [`${document.scrollingElement.scrollWidth} > ${width}`,
            ...out.slice(0, 8).map((e) => `${e.tagName}#${e.id}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)];
        }"""
    )
    return found
