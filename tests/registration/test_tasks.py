"""The tick, and the task that only says "look"."""

from datetime import timedelta

import pytest

from registration import privacy
from registration.audit import Actor
from registration.letters import to_participants
from registration.letters.tasks import deliver_message
from registration.models import Message
from registration.privacy import retention
from registration.tasks import tick
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Message:
    return to_participants.registration_received(factories.participant(factories.event()), MOMENT)


def test_the_task_looks_and_sends(letter) -> None:
    deliver_message.enqueue(letter.pk)
    assert Message.objects.get().state == "sent"


def test_a_task_for_nothing() -> None:
    deliver_message.enqueue(12345)
    assert not Message.objects.exists()


def test_a_lost_task_is_replaced(letter) -> None:
    """The worker was told at once, and told again when it stayed silent."""
    assert tick(MOMENT + timedelta(minutes=1)) == 0
    assert tick(MOMENT + timedelta(minutes=6)) == 1
    assert Message.objects.get().state == "sent"
    assert tick(MOMENT + timedelta(minutes=12)) == 0


def test_a_killed_worker_is_replaced(letter) -> None:
    Message.objects.update(state="sending", lease_until=MOMENT, attempts=1)
    assert tick(MOMENT + timedelta(seconds=1)) == 1
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("sent", 2)


def test_the_last_letters_of_the_erased_go_with_the_next_tick(letter) -> None:
    person = letter.participant
    privacy.erase(person, Actor("clerk", capacity="staff"), MOMENT)
    Message.objects.update(state="sent", sent=MOMENT)
    tick(MOMENT)
    assert not Message.objects.exists()


def test_once_a_day_events_are_looked_at_whose_date_has_come(monkeypatch) -> None:
    looked = []
    monkeypatch.setattr(retention, "erase_due", looked.append)
    for hours in (0, 1, 20, 21, 45):
        tick(MOMENT + timedelta(hours=hours))  # MOMENT is four in the morning
    assert len(looked) == 3
