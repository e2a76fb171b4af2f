"""What is said before two organisations become one: too many confirmed, and people who are likely one."""

from __future__ import annotations

import pytest

from registration.audit import Actor
from registration.merging import organisations
from registration.models import Organisation
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    """The one that stays, and its duplicate."""
    return factories.organisation("Ministry of Labour"), factories.organisation("Labour Ministry")


def test_more_confirmed_than_places(pair: tuple[Organisation, Organisation]) -> None:
    kept, gone = pair
    event = factories.event()
    mine, theirs = factories.invited(event, kept, places=2), factories.invited(event, gone, places=2)
    for number, invited in enumerate([mine, theirs, theirs]):
        factories.participant(
            event, name=f"P{number}", invited=invited, state="confirmed", organisation=invited.organisation
        )
    told = (
        "The dialogue-2026: 3 are confirmed for 2 places. All stay; who is beyond the places is marked so, with the merge "
        "as reason."
    )
    assert organisations.foreseen(kept, gone).remarks[-1] == told
    assert organisations.merge(kept, gone, Actor("clerk"), MOMENT).remarks[-1] == told


def test_the_same_person_twice(pair: tuple[Organisation, Organisation]) -> None:
    """Of one event, one in each; who left is not told of, nor two of one organisation."""
    kept, gone = pair
    event, other = factories.event(), factories.event("other")
    for number, (name, organisation, state) in enumerate([
        ("Nguyễn Thị Hương", kept, "confirmed"), ("NGUYEN THI HUONG", gone, "nominated"), ("Left", kept, "confirmed"),
        ("Left", gone, "withdrawn"), ("Namesake", kept, "confirmed"), ("Namesake", kept, "confirmed"),
        ("Elsewhere", kept, "confirmed"),
    ]):  # fmt: skip
        email = f"p{number}@x.example"
        factories.participant(event, name=name, organisation=organisation, state=state, email=email)
    factories.participant(other, name="Elsewhere", organisation=gone, state="confirmed")
    told = "The dialogue-2026: Nguyễn Thị Hương is in both, and is likely one person twice. Look after the merge."
    assert organisations.foreseen(kept, gone).remarks == (told,)
    assert organisations.merge(kept, gone, Actor("clerk"), MOMENT).remarks == (told,)
