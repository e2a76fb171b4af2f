"""How an institution's places stand, who is next in line, and where somebody goes who is to have a place."""

from __future__ import annotations

import pytest

from registration import invitations, locks, models
from registration.invitations import quotas
from registration.models import InvitedOrganisation, Participant, RolePlaces
from registration.models.standings import Standing
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, LATER, crowd, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> InvitedOrganisation:
    """Three places, of which at most one for a head of delegation."""
    made = factories.invited(factories.event(), reply="accepted")
    RolePlaces.objects.create(invited=made, role="head", places=1)
    return made


def person(invited: InvitedOrganisation, name: str, **fields) -> Participant:
    return factories.participant(
        invited.event, invited=invited, name=name, email=f"{name.lower()}@x.example", **fields
    )


def test_standing_counts_who_is_confirmed_by_role(invited) -> None:
    person(invited, "An", state="confirmed", delegation_role="head")
    person(invited, "Bo", state="confirmed")
    for state in ("invited", "nominated", "waiting", "withdrawn", "declined", "replaced", "refused"):
        person(invited, state, state=state)
    found = models.standing(invited)
    assert (found.places, found.roles, found.confirmed) == (3, {"head": 1}, {"head": 1, "member": 1})
    assert (found.taken, found.free) == (2, 1)
    assert [found.has_room(role) for role in ("head", "member", "adviser")] == [False, True, True]


@pytest.mark.parametrize(
    ("stands", "free", "room"),
    [
        (Standing(0, {}, {}), 0, False),
        (Standing(1, {}, {}), 1, True),
        (Standing(1, {}, {"member": 1}), 0, False),
        (Standing(1, {}, {"member": 2}), 0, False),
        (Standing(3, {"member": 0}, {}), 3, False),
        (Standing(3, {"member": 2}, {"member": 1}), 2, True),
        (Standing(3, {"member": 2}, {"member": 2}), 1, False),
        (Standing(2, {"member": 9}, {"head": 2}), 0, False),
    ],
)
def test_room(stands: Standing, free: int, room: bool) -> None:
    assert (stands.free, stands.has_room("member")) == (free, room)


def test_next_in_line_is_the_lowest_number_for_whom_there_is_room(invited) -> None:
    person(invited, "An", state="confirmed", delegation_role="head")
    person(invited, "Cy", state="waiting", waiting_number=3)
    person(invited, "Head", state="waiting", waiting_number=1, delegation_role="head")
    second = person(invited, "Bo", state="waiting", waiting_number=2)
    assert quotas.next_in_line(invited) == second
    assert quotas.next_in_line(InvitedOrganisation.objects.get(pk=invited.pk)) == second


def test_people_read_their_place_in_line_without_gaps(invited, django_assert_num_queries) -> None:
    """Numbers 2, 5 and 9 are stored; who does not wait has none, and each institution has its own line."""
    other = factories.invited(invited.event, factories.organisation("Other"))
    for number, name in ((9, "An"), (2, "Bo"), (5, "Cy")):
        person(invited, name, state="waiting", waiting_number=number)
    person(other, "Du", state="waiting", waiting_number=4)
    person(invited, "Em", state="confirmed")
    with django_assert_num_queries(1):
        rows = models.with_numbers(Participant.objects.order_by("name"))
        found = [(one.name, one.in_line) for one in rows]
    assert found == [("An", 3), ("Bo", 1), ("Cy", 2), ("Du", 1), ("Em", None)]
    assert [models.number_of(one) for one in Participant.objects.order_by("name")] == [3, 1, 2, 1, None]


def test_who_is_passed_over(invited) -> None:
    """Two places are free. A head has no room, so nobody passes them."""
    person(invited, "Em", state="confirmed", delegation_role="head")
    person(invited, "Head", state="waiting", waiting_number=1, delegation_role="head")
    first, second, third = (
        person(invited, name, state="waiting", waiting_number=number)
        for number, name in ((3, "An"), (4, "Bo"), (5, "Cy"))
    )
    assert quotas.passed_over(first) is None
    assert quotas.passed_over(second) == first
    assert quotas.passed_over(first, third) == second
    assert quotas.passed_over(first, second, third) is None, "two places are free, the third gets none"
    assert quotas.passed_over(third, second, first) is None
    assert quotas.passed_over(person(invited, "Du")) is None
    crowd(invited, 2, "confirmed")
    assert quotas.passed_over(second) is None, "nothing is free"


def test_nobody_is_next_where_no_place_is_free(invited) -> None:
    crowd(invited, 3, "confirmed")
    person(invited, "Bo", state="waiting", waiting_number=1)
    assert quotas.next_in_line(invited) is None


def test_the_next_in_line_is_of_that_institution(invited) -> None:
    event = invited.event
    other = factories.invited(event, factories.organisation("Ministry A"))
    empty = factories.invited(event, factories.organisation("Ministry B"))
    elsewhere = factories.invited(factories.event("another"), factories.organisation("Ministry C"))
    for one in (invited, other, elsewhere):
        crowd(one, 2, "waiting")
    crowd(empty, 1, "nominated")
    assert [(found.name, found.invited_id) for found in map(quotas.next_in_line, (invited, other)) if found] == [
        ("Person 1", invited.pk), ("Person 1", other.pk),
    ]  # fmt: skip
    assert quotas.next_in_line(empty) is None


def test_without_an_institution_there_is_always_a_place() -> None:
    one = factories.participant(factories.event())
    assert invitations.confirm(one, CLERK, LATER).state == "confirmed"


def test_the_last_place_and_who_comes_after(invited) -> None:
    for one in crowd(invited, 5):
        invitations.confirm(one, CLERK, LATER)
    assert states() == [
        ("Person 1", "confirmed", None), ("Person 2", "confirmed", None), ("Person 3", "confirmed", None),
        ("Person 4", "waiting", 1), ("Person 5", "waiting", 2),
    ]  # fmt: skip


def test_places_of_a_role_are_part_of_the_places(invited) -> None:
    heads = [person(invited, name, delegation_role="head") for name in ("An", "Bo")]
    member = person(invited, "Cy")
    for one in (*heads, member):
        invitations.confirm(one, CLERK, LATER)
    assert states() == [("An", "confirmed", None), ("Bo", "waiting", 1), ("Cy", "confirmed", None)]


def test_fewer_places_than_are_confirmed_take_nobodys(invited) -> None:
    """Nobody is put out; nobody comes in before as many have left."""
    confirmed = crowd(invited, 3, "confirmed")
    InvitedOrganisation.objects.update(places=2)
    late = person(invited, "Bo")
    assert invitations.confirm(late, CLERK, LATER).state == "waiting"
    invitations.withdraw(confirmed[0], CLERK, LATER)
    invited.refresh_from_db()
    assert quotas.next_in_line(invited) is None
    invitations.withdraw(confirmed[1], CLERK, LATER)
    assert quotas.next_in_line(invited) == late


def test_a_newcomer_does_not_pass_those_who_wait(invited) -> None:
    """A place that became free is proposed to the first in line; staff take from the line whom they choose."""
    confirmed, line = crowd(invited, 3, "confirmed"), ["Bo", "Cy"]
    waiting = [person(invited, name, state="waiting", waiting_number=n) for n, name in enumerate(line, 1)]
    invitations.withdraw(confirmed[0], CLERK, LATER)
    newcomer = invitations.confirm(person(invited, "Di"), CLERK, LATER)
    assert (newcomer.state, newcomer.waiting_number) == ("waiting", 3)
    assert invitations.confirm(waiting[1], CLERK, LATER).state == "confirmed"


def test_who_waits_in_a_full_role_keeps_nobody_out(invited) -> None:
    person(invited, "An", state="confirmed", delegation_role="head")
    person(invited, "Bo", state="waiting", waiting_number=1, delegation_role="head")
    assert invitations.confirm(person(invited, "Cy"), CLERK, LATER).state == "confirmed"


def test_the_lock_gives_the_row_as_it_is_now(invited) -> None:
    """Also where the person has come to another institution since the row was read."""
    stale = person(invited, "An")
    other = factories.invited(invited.event, factories.organisation("Ministry B"))
    Participant.objects.update(invited=other, position="Minister", changed=MOMENT)
    locked = locks.lock(stale)
    assert (locked.invited, locked.position) == (other, "Minister")
    Participant.objects.all().delete()
    with pytest.raises(Participant.DoesNotExist):
        locks.lock(stale)
    assert locks.lock_invited(None) is None
