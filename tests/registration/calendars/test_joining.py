"""registration/calendars/joining.py: who sees which way to join, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from registration.calendars.joining import (
    Detail,
    JoiningReader,
    appears,
    link_of,
    of_session,
    theirs,
    visible,
)
from tests import builders as b

MOMENT = datetime(2020, 9, 7, 1, 0, tzinfo=UTC)
PROGRAMME = b.programme(
    b.session("s1", people=[b.appearance("gomez", "moderator")]),
    b.session("s2", segments=[b.segment(people=[b.appearance("olsen", "presenter", "tbc")])]),
    b.session("off", status="cancelled", people=[b.appearance("ghost")]),
    dropped=[b.dropped("old")],
)
GUEST = JoiningReader(key=1, confirmed=True)
MODERATOR = JoiningReader(key=2, confirmed=True, programme_person_id="gomez")
PRESENTER = JoiningReader(key=3, confirmed=True, programme_person_id="olsen")
ABSENT = JoiningReader(key=4, confirmed=True, programme_person_id="ghost")
NOMINATED = JoiningReader(key=2, confirmed=False, programme_person_id="gomez")
EVERYBODY = (GUEST, MODERATOR, PRESENTER, ABSENT, NOMINATED)


def detail(key: int = 1, **fields) -> Detail:
    return Detail(**{"kind": "link", "value": f"https://join.example/{key}", "key": key, **fields})


def seen_by(one: Detail) -> list[int]:
    return [reader.key for reader in EVERYBODY if theirs([one], reader, PROGRAMME)]


@pytest.mark.parametrize(
    ("one", "readers"),
    [
        (detail(), [1, 2, 3, 4]),
        (detail(session="s1"), [1, 2, 3, 4]),
        (detail(audience="speakers"), [2, 3]),
        (detail(audience="speakers", session="s1"), [2]),
        (detail(audience="speakers", session="s2"), [3]),
        (detail(audience="person", participant=3), [3]),
        (detail(audience="person", participant=99), []),
        (detail(session="off"), []),
        (detail(session="old"), []),
        (detail(session="never-was"), []),
        (detail(audience="everybody"), []),
    ],
    ids=[
        "event", "session", "speakers", "its speaker", "a speaker of a part", "person", "stranger", "cancelled",
        "dropped", "unknown session", "unknown audience",
    ],
)  # fmt: skip
def test_who_sees_it(one: Detail, readers: list[int]) -> None:
    """Only confirmed people; speakers as the programme says, in a part and to be confirmed too, not where it is off."""
    assert seen_by(one) == readers


def test_nobody_is_a_speaker_without_a_person() -> None:
    programme = b.programme(b.session(people=[b.appearance("")]), people=[b.person("", "Nobody")])
    assert theirs([detail(audience="speakers")], GUEST, programme) == ()


def test_in_the_order_given() -> None:
    given = [detail(3, rank=1), detail(2, rank=2), detail(1, rank=1)]
    assert [one.key for one in theirs(given, GUEST, PROGRAMME)] == [1, 3, 2]


def test_from_a_moment_on() -> None:
    second = timedelta(seconds=1)
    now, later, last = (
        detail(1), detail(2, visible_from=MOMENT), detail(3, visible_from=MOMENT + timedelta(days=1)),
    )  # fmt: skip
    both = (now, last, later)
    assert visible(both, MOMENT - second) == (now,)
    assert appears(both, MOMENT - second) == MOMENT
    assert visible(both, MOMENT) == (now, later)
    assert appears(both, MOMENT) == last.visible_from
    assert visible(both, MOMENT + timedelta(days=1)) == both
    assert appears(both, MOMENT + timedelta(days=1)) is None


def test_of_a_session() -> None:
    whole, own, other = detail(1), detail(2, session="s1"), detail(3, session="s2")
    assert of_session((whole, own, other), "s1") == (whole, own)


def test_the_link_to_follow_is_the_narrowest() -> None:
    whole = detail(1)
    room = detail(2, session="s1")
    panel = detail(3, audience="speakers", session="s1")
    own = detail(4, audience="person", participant=2, session="s1")
    backstage = detail(5, audience="speakers")
    code = detail(6, kind="passcode", value="123", session="s1")
    assert link_of([code]) == ""
    assert [
        link_of(some)[-1]
        for some in (
            [code, whole],
            [whole, backstage],
            [whole, backstage, room],
            [room, panel, code],
            [panel, own],
        )
    ] == ["1", "5", "2", "3", "4"]
