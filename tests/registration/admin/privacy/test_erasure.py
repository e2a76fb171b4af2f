"""The tab “Forgetting”: shown first, the event's short name typed, one person erased from a page that asks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registration.models import AuditEntry, Participant, RegistrationSettings
from tests.layout import tight
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Participant:
    event = factories.event()
    factories.desk(event, keep_until=date(2999, 3, 31))
    return factories.participant(event, state="confirmed")


@pytest.fixture
def address(person: Participant) -> str:
    return f"/admin/agenda/event/{person.event_id}/forgetting/"


def test_what_goes_and_when_is_shown(admin_client: Any, address: str) -> None:
    text = tight(admin_client.get(address).content.decode())
    assert "The data are erased automatically on 1 April 2999." in text
    assert '<th scope="row">people: names, addresses and everything else they wrote</th><td>1</td>' in text
    assert '<th scope="row">people confirmed, by sex, country, organisation and role</th><td>1</td>' in text
    assert "To erase, write dialogue-2026" in text


def test_without_a_date_it_says_so(admin_client: Any, address: str) -> None:
    RegistrationSettings.objects.update(keep_until=None)
    assert "No date is set: the data are kept." in admin_client.get(address).content.decode()


@pytest.mark.parametrize("slug", ["", "dialogue", "dialogue-2027"])
def test_another_word_erases_nothing(admin_client: Any, address: str, slug: str) -> None:
    answer = admin_client.post(address, {"slug": slug})
    assert answer.status_code == 422
    assert "write the short name of the event: dialogue-2026" in answer.content.decode()
    assert Participant.objects.get().erased is None


def test_the_event_is_erased(admin_client: Any, address: str) -> None:
    answer = admin_client.post(address, {"slug": "dialogue-2026"}, follow=True)
    text = answer.content.decode()
    assert "The personal data of this event are erased." in text
    assert "There is nothing to erase." in text
    assert Participant.objects.get().erased is not None
    assert AuditEntry.objects.get().actor == "admin"


def test_one_person_is_asked_about_and_erased(
    admin_client: Any, address: str, person: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: factories.MOMENT)  # before the meeting ends
    page = f"{address}{person.pk}/"
    for answer in (admin_client.get(page), admin_client.post(page)):
        assert "Yes, erase" in answer.content.decode()
        assert Participant.objects.get().erased is None
    answer = admin_client.post(page, {"sure": "yes"}, follow=True)
    assert "The data of this person are erased." in answer.content.decode()
    row = Participant.objects.get()
    assert (row.name, row.state) == ("Erased person", "withdrawn")
    text = admin_client.get(page).content.decode()
    assert "The data of this person are erased." in text
    assert "Yes, erase" not in text


def test_a_person_of_another_event_is_not_there(admin_client: Any, address: str) -> None:
    other = factories.participant(factories.event("other-2026"))
    assert admin_client.get(f"{address}{other.pk}/").status_code == 404
