"""The waiting list after a place was freed: the right one moves up, in order, and is told (Indico #3036)."""

from __future__ import annotations

import pytest

from registration import invitations, models
from registration.invitations import Named, quotas
from registration.models import InvitedOrganisation, Message, Participant, RegistrationSettings, RolePlaces
from tests.registration import factories
from tests.registration.invitations.acting import BINH, CLERK, LATER, acts, crowd, letters, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> InvitedOrganisation:
    """Two places, both taken."""
    made = factories.invited(factories.event(), reply="accepted", places=2)
    factories.desk(made.event, promote=True)
    crowd(made, 2, "confirmed")
    return made


def line(invited: InvitedOrganisation, *names: str, **fields) -> list[Participant]:
    """On the waiting list in this order, the last made first."""
    made = [
        factories.participant(
            invited.event, invited=invited, name=name, email=f"{name}@x.example", state="waiting",
            waiting_number=number, **fields,
        )
        for number, name in reversed(list(enumerate(names, 1)))
    ]  # fmt: skip
    return made[::-1]


def confirmed(invited: InvitedOrganisation) -> Participant:
    return invited.people.filter(state="confirmed").order_by("pk")[0]


@pytest.mark.parametrize("verb", ["withdraw", "refuse"])
def test_the_next_in_line_has_the_place_and_the_letter(invited, verb: str) -> None:
    first, second = line(invited, "First", "Second")
    getattr(invitations, verb)(confirmed(invited), CLERK, LATER)
    assert states(name__in=["First", "Second"]) == [("Second", "waiting", 2), ("First", "confirmed", None)]
    assert (letters(first), letters(second)) == (["registration_confirmed", "calendar_request"], [])
    assert Message.objects.filter(participant=first).values_list("to", flat=True)[0] == ["First@x.example"]
    assert acts(first) == [("confirm", "waiting list", {"from": "waiting", "to": "confirmed"})]


def test_places_go_in_order(invited) -> None:
    people = line(invited, "First", "Second", "Third")
    for count in (1, 2):
        invitations.withdraw(confirmed(invited), CLERK, LATER)
        told = [one.name for one in people if letters(one)]
        assert told == ["First", "Second"][:count]


def test_who_cannot_have_the_place_is_passed_and_keeps_the_number(invited) -> None:
    RolePlaces.objects.create(invited=invited, role="head", places=0)
    (head,) = line(invited, "Head", delegation_role="head")
    second = factories.participant(
        invited.event, invited=invited, name="Second", email="s@x.example", state="waiting", waiting_number=2
    )
    invitations.withdraw(confirmed(invited), CLERK, LATER)
    head.refresh_from_db()
    second.refresh_from_db()
    assert (head.state, head.waiting_number, second.state) == ("waiting", 1, "confirmed")


def test_where_the_event_does_not_say_so_staff_decide(invited) -> None:
    RegistrationSettings.objects.update(promote=False)
    first, second = line(invited, "First", "Second")
    invitations.withdraw(confirmed(invited), CLERK, LATER)
    assert letters() == ["registration_withdrawn", "names_changed"]
    assert quotas.next_in_line(invited) == first
    invitations.confirm(first, CLERK, LATER)
    assert (letters(first), letters(second), quotas.next_in_line(invited)) == (
        ["registration_confirmed", "calendar_request"], [], None,
    )  # fmt: skip


def test_nobody_moves_up_for_who_had_no_place(invited) -> None:
    first, second = line(invited, "First", "Second")
    invitations.withdraw(first, CLERK, LATER)
    invitations.decline(second, CLERK, LATER)
    assert letters() == ["registration_withdrawn", "names_changed", "registration_declined"]


def test_nobody_moves_up_where_somebody_was_beyond_the_places(invited) -> None:
    (first,) = line(invited, "First")
    Participant.objects.filter(pk=confirmed(invited).pk).update(over_quota_reason="Host country")
    InvitedOrganisation.objects.update(places=1)
    invitations.withdraw(confirmed(invited), CLERK, LATER)
    assert letters(first) == []


def test_nobody_moves_up_where_a_place_is_passed_on(invited) -> None:
    (first,) = line(invited, "First")
    new = invitations.replace(confirmed(invited), BINH, CLERK, LATER)
    assert (new.state, letters(first)) == ("confirmed", [])


def test_more_places_are_filled_when_the_desk_looks_again(invited) -> None:
    people = line(invited, "First", "Second", "Third")
    assert invitations.fill_places(invited, LATER) == 0
    InvitedOrganisation.objects.update(places=4)
    assert invitations.fill_places(invited, LATER) == 2
    assert [one.name for one in people if letters(one)] == ["First", "Second"]
    InvitedOrganisation.objects.update(places=5)
    RegistrationSettings.objects.update(promote=False)
    assert invitations.fill_places(invited, LATER) == 0


def test_whoever_comes_last_is_last(invited) -> None:
    """Who left the line and comes back is behind those who stayed."""
    first, _second = line(invited, "First", "Second")
    back = invitations.reopen(invitations.withdraw(first, CLERK, LATER), CLERK, LATER)
    assert invitations.confirm(back, CLERK, LATER).waiting_number == 3
    other = factories.invited(invited.event, factories.organisation("Ministry B"), places=0)
    one = invitations.nominate(other, [Named(name="Cy", email="cy@x.example")], CLERK, LATER)[0]
    assert invitations.confirm(one, CLERK, LATER).waiting_number == 1


def test_room_in_a_role_is_given_on_too(invited) -> None:
    """The head becomes a member, or is replaced by one: who waits as a head has the place."""
    RolePlaces.objects.create(invited=invited, role="head", places=1)
    head, member = invited.people.order_by("pk")
    Participant.objects.filter(pk=head.pk).update(delegation_role="head")
    first, second = line(invited, "First", "Second", delegation_role="head")
    InvitedOrganisation.objects.update(places=4)
    assert invitations.fill_places(invited, LATER) == 0
    invitations.arrange(head, CLERK, LATER, delegation_role="member", cc=[])
    assert (letters(first), letters(second)) == (["registration_confirmed", "calendar_request"], [])
    invitations.replace(first, BINH, CLERK, LATER)
    assert (letters(second), models.standing(invited).confirmed) == (
        ["registration_confirmed", "calendar_request"], {"member": 3, "head": 1},
    )  # fmt: skip
    assert member.audit_entries.count() == 0
