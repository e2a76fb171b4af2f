"""The verbs of every day ask the database seldom, however many take part, and wait behind."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda import versions
from registration import invitations
from registration.audit import FOCAL_POINT, LINK_HOLDER
from registration.models import Participant
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, LATER, particulars

pytestmark = pytest.mark.django_db

SAVEPOINT = 2 * connection.features.has_select_for_update
"""PostgreSQL locks rows, and sets and releases a savepoint to be able to give them back."""


@pytest.fixture(params=[1, 3])
def person(request) -> Participant:
    """Somebody named, at an institution with so many others confirmed and so many who wait."""
    event = factories.event()
    versions.publish(event.slug, MOMENT)
    places = request.param + 1
    invited = factories.invited(event, places=places, focal_email="focal@ministry.example", reply="accepted")
    for number in range(request.param):
        factories.participant(
            event, name=f"There {number}", email=f"t{number}@x.example", invited=invited, state="confirmed"
        )
    return factories.participant(
        event, name="Anna", email="anna@x.example", invited=invited, state="nominated"
    )


def count(verb: Callable[[Participant], object], person: Participant) -> int:
    row = Participant.objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as queries:
        verb(row)
    return len(queries)


def test_a_confirmation(person) -> None:
    assert count(lambda row: invitations.confirm(row, FOCAL_POINT, LATER), person) == 12 + SAVEPOINT
    person.refresh_from_db()
    assert (person.state, person.messages.count(), person.audit_entries.count()) == ("confirmed", 2, 2)


def test_an_acceptance(person) -> None:
    Participant.objects.filter(pk=person.pk).update(state="invited", endorsed=True)
    said = particulars(name="Anna")
    assert count(lambda row: invitations.accept(row, said, LINK_HOLDER, LATER), person) <= 18 + SAVEPOINT
    person.refresh_from_db()
    assert person.state == "confirmed"


@pytest.mark.parametrize(("actor", "most"), [(LINK_HOLDER, 12), (CLERK, 14)], ids=["by link", "by staff"])
def test_a_withdrawal(person, actor, most) -> None:
    invitations.confirm(person, FOCAL_POINT, LATER)
    assert count(lambda row: invitations.withdraw(row, actor, LATER), person) <= most + SAVEPOINT
    person.refresh_from_db()
    assert person.state == "withdrawn"
