"""What all tests share: hypothesis profiles, and the tools outside Python that some need."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI") == "true"
NODE_FOLDER = Path(__file__).parent / "node"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

_slow_is_fine = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "default", max_examples=60, deadline=None, derandomize=IN_CI, suppress_health_check=_slow_is_fine
)
settings.register_profile("deep", max_examples=10_000, deadline=None, suppress_health_check=_slow_is_fine)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out the tests that use no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --only-database: the second run of the suite, where only another database can make a difference."""
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """`at_once(count, work)` calls `work(0)`, `work(1)`, … in so many threads that begin together, each with its own
    connection; what they gave, in that order. The test fails with the first exception that one raised.
    """
    from django.db import connection

    def run(count: int, work: Callable[[int], Any]) -> list[Any]:
        gate, found, faults = threading.Barrier(count), [None] * count, list[Exception]()

        def one(number: int) -> None:
            try:
                gate.wait()
                found[number] = work(number)
            except Exception as fault:
                faults.append(fault)
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[number]) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for fault in faults:
            raise fault
        return found

    return run


def need(*commands: str, advice: str) -> str:
    """Path of the first of the commands that is installed. Without: the test is skipped, or fails where CI=true."""
    for command in commands:
        if path := shutil.which(command):
            return path
    return missing(f"{commands[0]} ({advice})")


def missing(what: str) -> Any:
    """Skips the test for want of a tool; where CI=true fails it."""
    if IN_CI:
        pytest.fail(f"CI needs {what}", pytrace=False)
    pytest.skip(f"for want of a tool: {what}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, started once. Tests take `page` or `browser`."""
    path = need("chromium", "chromium-browser", "google-chrome", advice="apt-get install chromium")
    from playwright.sync_api import sync_playwright

    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-dev-shm-usage "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser(chromium: Any) -> Any:
    """Playwright's Browser."""
    return chromium


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page in a context of its own; the test fails on any error of its script or of the policy (CSP)."""
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Manila")
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if _is_policy(message) else None)
    yield page
    context.close()
    assert errors == []


def _is_policy(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], None]:
    """`axe(page)` asserts that axe-core finds no accessibility fault."""
    from axe_playwright_python.sync_playwright import Axe

    checker = Axe()

    def assert_accessible(page: Any) -> None:
        # Without preloading: for a sheet with @import (Django's forms.css) axe would write styles that our policy forbids.
        violations = checker.run(page, options={"preload": False}).response["violations"]
        faults = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html']}"
            for fault in violations
            for node in fault["nodes"]
        ]
        assert faults == [], page.url

    return assert_accessible


@pytest.fixture(scope="session")
def node() -> Callable[..., str]:
    """`node(program, *arguments, stdin="")` runs a module in Node, where ical.js can be imported; what it printed."""
    path = need("node", advice="apt-get install nodejs npm")
    if not (NODE_FOLDER / "node_modules" / "ical.js").is_dir():
        missing("ical.js (cd tests/node && npm install --no-package-lock)")

    def run(program: str, *arguments: str, stdin: str = "") -> str:
        command = [path, "--input-type=module", "--eval", program, "--", *arguments]
        done = subprocess.run(
            command, check=False, cwd=NODE_FOLDER, input=stdin, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def pdf_pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], list[Path]]:
    """`pdf_pages(pdf)` draws each page of a PDF as a PNG, 60 dots an inch; their paths in order."""
    pdftoppm = need("pdftoppm", advice="apt-get install poppler-utils")

    def draw(pdf: bytes) -> list[Path]:
        folder = tmp_path_factory.mktemp("pages")
        (folder / "in.pdf").write_bytes(pdf)
        subprocess.run([pdftoppm, "-r", "60", "-png", "in.pdf", "page"], cwd=folder, check=True)
        return sorted(folder.glob("page*.png"))

    return draw
