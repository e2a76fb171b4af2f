"""What the tests of the agenda's admin share: the demo event, an organiser signed in, and a reader of forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agenda.exchange import json
from agenda.models import Event, EventRole
from agenda.versions import publishing
from agenda.versions.importing import import_programme
from dialogue.preparing import DEMO_FILE

MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def event(db: None) -> Event:
    """The demo event, a draft."""
    import_programme(json.parse(DEMO_FILE.read_bytes()))
    return Event.objects.get()


@pytest.fixture
def publish(event: Event) -> Callable[..., Any]:
    """`publish()` publishes the demo event."""
    return lambda **words: publishing.publish(event.slug, MOMENT, **words)


@pytest.fixture
def organiser(db: None) -> User:
    """Staff who administers every event."""
    user = User.objects.create_user("organiser", "organiser@example.org", "a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="agenda"))
    EventRole.objects.create(user=user, role="administrator")
    return user


@pytest.fixture
def staff(client: Client, organiser: User) -> Client:
    """A client signed in as the organiser."""
    client.force_login(organiser)
    return client


@pytest.fixture
def queries(staff: Client) -> Callable[[str], int]:
    """`queries(address)` is how often a page asks the database, once what is kept in the process is there."""

    def count(address: str) -> int:
        assert staff.get(address).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            staff.get(address)
        return len(asked)

    return count


class _FormReader(HTMLParser):
    """Values of the fields of the page's main form; forms of header and lists are passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self._inside = found.get("id") != "logout-form"
        if not self._inside:
            return
        if tag == "input" and name and found.get("type") not in ("submit", "checkbox"):
            self.values[name] = found.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in found or self._select not in self.values):
            self.values[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.values[self._area] = self.values[self._area].removeprefix("\n").replace("\n", "\r\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


@pytest.fixture
def form_of() -> Callable[[Any], dict[str, str]]:
    """`form_of(response)` is what a browser would send of the page's form, were nothing changed."""

    def read(response: Any) -> dict[str, str]:
        assert response.status_code == 200, response
        reader = _FormReader()
        reader.feed(response.content.decode())
        return {name: value for name, value in reader.values.items() if "__prefix__" not in name}

    return read


@pytest.fixture
def save(staff: Client, form_of: Callable[[Any], dict[str, str]]) -> Callable[..., Any]:
    """`save(address, field=value, …)` opens a page, changes fields, sends it; what came back."""

    def send(address: str, **edits: str) -> Any:
        values = form_of(staff.get(address))
        unknown = set(edits) - set(values) - {name for name in edits if name.endswith("DELETE")}
        assert not unknown, (unknown, sorted(values))
        return staff.post(address, {**values, **edits})

    return send


class _PolicyReader(HTMLParser):
    """Whatever the Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "style" or "style" in found or any(key.startswith("on") for key in found):
            self.faults.append(f"{tag} {found}")
        if tag == "script" and "src" not in found and "json" not in found.get("type", ""):
            self.faults.append(f"{tag} {found}")
        if any(value.strip().lower().startswith("javascript:") for value in found.values()):
            self.faults.append(f"{tag} {found}")


@pytest.fixture
def inline_of() -> Callable[[str], list[str]]:
    """`inline_of(html)` lists inline styles, scripts and handlers."""

    def read(html: str) -> list[str]:
        reader = _PolicyReader()
        reader.feed(html)
        return reader.faults

    return read


def errors_of(response: Any) -> list[str]:
    """All messages of the forms of an admin page that was refused."""
    found = [message for errors in response.context["adminform"].form.errors.values() for message in errors]
    for one in response.context["inline_admin_formsets"]:
        found += [
            message for errors in one.formset.errors for messages in errors.values() for message in messages
        ]
        found += one.formset.non_form_errors()
    return found


@pytest.fixture
def refusals() -> Callable[[Any], list[str]]:
    """`refusals(response)` are the messages of a refused admin form."""

    def read(response: Any) -> list[str]:
        assert response.status_code == 200, "it was not refused"
        return errors_of(response)

    return read
