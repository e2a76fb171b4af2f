"""`/my/<token>/data/`: a page that changes nothing, a file, and erasure that is asked about first."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from registration.links import tokens
from registration.links.rate_limits import LIMITS
from registration.models import AuditEntry, Participant
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Participant:
    return factories.participant(factories.event())


@pytest.fixture
def address(person: Participant) -> str:
    return f"/my/{tokens.make('my', person.pk, 0)}/data/"


def test_the_page_tells_and_changes_nothing(client: Any, address: str) -> None:
    before = Participant.objects.values().get()
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert "What we keep of Ms. Nguyễn Thị Hương" in text
    assert 'value="download"' in text
    assert 'value="erase"' in text
    assert Participant.objects.values().get() == before
    assert not AuditEntry.objects.exists()


def test_it_is_linked_from_their_own_page(client: Any, address: str) -> None:
    assert f'href="{address}"' in client.get(address.removesuffix("data/")).content.decode()


def test_the_file(client: Any, address: str, person: Participant) -> None:
    answer = client.post(address, {"action": "download"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="dialogue-2026-my-data.zip"'
    assert answer["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert "huong@molisa.example" in made.read("data.json").decode()
    assert list(person.audit_entries.values_list("verb", "details")) == [("download own data", {})]


def test_erasure_is_asked_about_first(client: Any, address: str) -> None:
    answer = client.post(address, {"action": "erase"})
    assert answer.status_code == 422
    assert "Nothing has changed yet." in answer.content.decode()
    assert Participant.objects.get().erased is None


def test_erased(client: Any, address: str) -> None:
    answer = client.post(address, {"action": "erase", "sure": "yes"})
    assert answer.status_code == 200
    assert "Your data are erased" in answer.content.decode()
    assert "Hương" not in answer.content.decode()
    row = Participant.objects.get()
    assert (row.name, row.erased is not None) == ("Erased person", True)
    assert client.get(address).status_code == 404
    assert client.post(address, {"action": "download"}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "headers", "status"),
    [
        ({"action": "other"}, {}, 422),
        ({}, {}, 422),
        ({"action": "erase", "sure": "yes"}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_is_refused(
    client: Any, address: str, sent: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert client.post(address, sent, headers=headers).status_code == status
    assert Participant.objects.get().erased is None


@pytest.mark.parametrize("purpose", ["feed", "person"])
def test_no_other_link_opens_it(client: Any, person: Participant, purpose: str) -> None:
    answer = client.get(f"/my/{tokens.make(purpose, person.pk, 0)}/data/")
    assert answer.status_code == 404
    assert client.delete(f"/my/{tokens.make('my', person.pk, 0)}/data/").status_code == 405


def test_it_is_throttled(client: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "link", LIMITS["link"]._replace(most=1))
    assert client.post(address, {"action": "erase"}).status_code == 422
    answer = client.post(address, {"action": "erase", "sure": "yes"})
    assert (answer.status_code, answer["Retry-After"].isdigit()) == (429, True)
    assert Participant.objects.get().erased is None
