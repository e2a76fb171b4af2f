"""What an audience may see."""

from msgspec.structs import replace

from agenda.programme.days import days_of
from agenda.programme.stamps import stamped
from agenda.programme.visibility import visible_to
from tests import builders as b

OPEN = b.session(
    "open", room="hall", people=[b.appearance("both")], segments=[b.segment(people=[b.appearance("host")])]
)
CLOSED = b.session(
    "closed",
    room="bunker",
    audience="participants",
    people=[b.appearance("both"), b.appearance("guest")],
    segments=[b.segment(people=[b.appearance("expert")])],
)
EVERYTHING = b.programme(
    OPEN,
    CLOSED,
    people=[b.person(one) for one in ("both", "host", "guest", "expert", "unplaced")],
    rooms=[b.room(one) for one in ("hall", "bunker", "unused")],
    dropped=[b.dropped("old"), b.dropped("secret", audience="participants")],
)


def test_participants_see_everything() -> None:
    assert visible_to(EVERYTHING, "participants") is EVERYTHING


def test_a_public_programme_is_left_as_it_is() -> None:
    programme = b.programme(OPEN, dropped=[b.dropped("old")])
    assert visible_to(programme, "public") is programme


def test_the_public_sees_no_closed_session_nor_who_and_what_is_only_there() -> None:
    assert visible_to(EVERYTHING, "public") == replace(
        EVERYTHING,
        sessions=(OPEN,),
        people=tuple(b.person(one) for one in ("both", "host", "unplaced")),
        rooms=(b.room("hall"), b.room("unused")),
        dropped=(b.dropped("old"),),
        days=days_of(EVERYTHING, "public"),
    )


def test_hours_of_closed_sessions_are_not_in_the_days_of_the_public() -> None:
    """Day 1 begins with a closed session, day 2 is all closed; participants have their own entries."""
    early = b.session("early", "2020-09-08T08:00", audience="participants")
    late = b.session("late", "2020-09-09T08:00", audience="participants")
    draft = b.programme(OPEN, early, late)
    for programme in (draft, stamped(draft, None, b.PUBLISHED)):
        public = days_of(visible_to(programme, "public"), "public")
        assert [(one.number, one.start, one.end) for one in public] == [(1, OPEN.start, OPEN.end)]
        assert {one.audience for one in visible_to(programme, "public").days} == {"public"}
        everyone = days_of(visible_to(programme, "participants"), "participants")
        assert [(one.number, one.start) for one in everyone] == [(1, early.start), (2, late.start)]


def test_a_closed_session_that_was_dropped_is_not_seen_either() -> None:
    programme = b.programme(OPEN, dropped=[b.dropped("secret", audience="participants")])
    assert visible_to(programme, "public").dropped == ()
