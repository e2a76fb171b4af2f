"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from registration.models import Message, Organisation, Participant, RegistrationSettings
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["state", "sex", "role", "consent_list", "name"])
def test_a_participant_of_unknown_words(field: str) -> None:
    factories.participant(factories.event())
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.update(**{field: "" if field == "name" else "nonsense"})


def test_two_of_one_address_and_name() -> None:
    event = factories.event()
    factories.participant(event)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.participant(event, name="nguyen thi huong", email="HUONG@molisa.example")


@pytest.mark.parametrize(
    "fields", [{"state": "gone"}, {"state": "sending"}, {"state": "sent"}, {"lease_until": MOMENT}]
)
def test_a_letter_in_no_state(fields) -> None:
    event = factories.event()
    Message.objects.create(
        event=event, kind="x", to=[], subject="s", text="t", html="h", created=MOMENT, due=MOMENT
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**fields)


def test_an_organisation_twice_in_a_country() -> None:
    factories.organisation("Ministère")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation("MINISTERE")


def test_an_organisation_under_itself() -> None:
    one = factories.organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.update(parent=one)


def test_an_unknown_policy() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.desk(factories.event(), policy="whoever")


def test_the_desk_of_an_event_without_a_row() -> None:
    event = factories.event()
    desk = RegistrationSettings.objects.of(event)
    assert (desk.pk, desk.policy, desk.closes, desk.closed_at(MOMENT)) == (None, "approval", None, False)
