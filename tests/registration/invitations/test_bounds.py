"""Who holds an institution's link names so many people, and causes so many letters a day; nobody else is bound."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from registration import invitations
from registration.audit import FOCAL_POINT, INSTITUTION_LINK
from registration.invitations import Named, VerbRefused
from registration.models import InvitedOrganisation, Participant
from tests.registration import factories
from tests.registration.invitations.acting import BINH, CLERK, LATER, letters, rows

pytestmark = pytest.mark.django_db
STANDING = "By this link at most 6 people can stand named at a time. Please ask the secretariat."
LETTERS = "By this link at most 13 people can be written to within a day. Please ask the secretariat."


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event(), places=1, focal_email="")


def people(count: int, first: int = 0) -> list[Named]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        Named(name=f"Person {letters[number]}", email="office@x.example")
        for number in range(first, first + count)
    ]


def refusal(work) -> str:
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        work()
    assert rows() == before
    return str(refused.value)


def test_so_many_people_stand_named(invited) -> None:
    said = refusal(lambda: invitations.nominate(invited, people(7), INSTITUTION_LINK, LATER))
    assert said == STANDING
    first, *_ = invitations.nominate(invited, people(6), INSTITUTION_LINK, LATER)
    assert refusal(lambda: invitations.nominate(invited, [BINH], INSTITUTION_LINK, LATER)) == STANDING
    assert refusal(lambda: invitations.invite(invited, BINH, INSTITUTION_LINK, LATER)) == STANDING
    for actor in (FOCAL_POINT, CLERK):
        invitations.withdraw(invitations.nominate(invited, [BINH], actor, LATER)[0], CLERK, LATER)
    invitations.withdraw(first, INSTITUTION_LINK, LATER)
    assert invitations.invite(invited, BINH, INSTITUTION_LINK, LATER).state == "invited"


def test_so_many_letters_go_out_within_a_day(invited) -> None:
    one = invitations.nominate(invited, people(1), INSTITUTION_LINK, LATER)[0]
    for number in range(1, 13):
        one = invitations.replace(one, people(1, number)[0], INSTITUTION_LINK, LATER)
    assert letters().count("nominated") == 13
    cache.clear()
    for again in (
        lambda: invitations.replace(one, BINH, INSTITUTION_LINK, LATER + timedelta(hours=23)),
        lambda: invitations.nominate(invited, [BINH], INSTITUTION_LINK, LATER),
        lambda: invitations.invite(invited, BINH, INSTITUTION_LINK, LATER),
    ):
        assert refusal(again) == LETTERS
    next_day = LATER + timedelta(days=1)
    assert invitations.replace(one, BINH, INSTITUTION_LINK, next_day).name == BINH.name


def test_the_same_invitation_again_and_again_is_a_letter_each_time(invited) -> None:
    for _ in range(13):
        invitations.invite(invited, BINH, INSTITUTION_LINK, LATER)
    assert refusal(lambda: invitations.invite(invited, BINH, INSTITUTION_LINK, LATER)) == LETTERS
    assert Participant.objects.count() == 1
