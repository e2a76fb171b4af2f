"""Another zone for a programme: the wall's hours stay, or the instants do."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.programme import clocks
from agenda.programme.changes import without_stamps
from agenda.programme.model import Programme
from agenda.programme.rezoning import CannotRezone, Rezoned, rezone, rezoned, words
from tests import builders as b
from tests.agenda.programme.strategies import programmes

BANGKOK, ZURICH = "Asia/Bangkok", "Europe/Zurich"


def draft(*sessions: Any, **fields: Any) -> Programme:
    return b.programme(*sessions, version=0, published_at=None, **fields)


def talk(start: str = "2020-09-08T14:15", **fields: Any) -> Any:
    return b.session(
        "talk", start, segments=[b.segment("Part", "2020-09-08T14:20", "2020-09-08T14:40")], **fields
    )


def test_kept_local_the_wall_shows_the_same_and_the_instants_move() -> None:
    after = rezone(draft(talk()), BANGKOK, "local")
    (session,) = after.sessions
    assert after.event.timezone == BANGKOK
    assert session.start == b.moment("2020-09-08T14:15", BANGKOK)
    assert session.end == b.moment("2020-09-08T15:15", BANGKOK)
    assert session.wall_start == "2020-09-08T14:15"
    assert session.segments[0].start == b.moment("2020-09-08T14:20", BANGKOK)
    assert session.segments[0].end == b.moment("2020-09-08T14:40", BANGKOK)


def test_kept_instants_stay_and_the_wall_shows_another_hour() -> None:
    before = draft(talk())
    after = rezone(before, BANGKOK, "instants")
    (session,), (old,) = after.sessions, before.sessions
    assert (session.start, session.end, session.segments) == (old.start, old.end, old.segments)
    assert (after.event.timezone, session.wall_start) == (BANGKOK, "2020-09-08T13:15")


def test_every_hour_that_the_new_zone_skips_is_named() -> None:
    before = draft(
        b.session("one", "2021-03-28T02:30", title="One"),
        b.session("two", "2021-03-28T01:45", title="Two",
                  segments=[b.segment("Part", "2021-03-28T02:00", "2021-03-28T02:10")]),
    )  # fmt: skip
    with pytest.raises(CannotRezone) as refused:
        rezone(before, ZURICH, "local")
    assert refused.value.faults == (
        "“One”: 2021-03-28T02:30 does not exist in Europe/Zurich: clocks go forward over it. "
        "Move it first, or keep the instants.",
        "“Part” in “Two”: 2021-03-28T02:00 does not exist in Europe/Zurich: clocks go forward over it. "
        "Move it first, or keep the instants.",
    )


def test_of_an_hour_that_comes_twice_the_first_is_taken() -> None:
    (session,) = rezone(draft(b.session("one", "2021-10-31T02:30")), ZURICH, "local").sessions
    assert clocks.rfc3339(session.start, ZURICH) == "2021-10-31T02:30:00+02:00"


def test_an_hour_missing_before_is_found_again_where_clocks_show_it() -> None:
    missing = b.session("one", "2021-03-28T03:30", zone=ZURICH, wall_start="2021-03-28T02:30")
    (session,) = rezone(draft(missing, timezone=ZURICH), "Asia/Manila", "local").sessions
    assert session.start == b.moment("2021-03-28T02:30")


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(clocks.UnknownZone):
        rezone(draft(talk()), "Asia/Atlantis", "instants")


def test_what_becomes_of_each_session_is_told_with_offsets() -> None:
    before = draft(talk())
    assert rezoned(before, rezone(before, BANGKOK, "local")) == (
        Rezoned(
            "talk",
            "Talk",
            ("2020-09-08T14:15:00+08:00", "2020-09-08T15:15:00+08:00"),
            ("2020-09-08T14:15:00+07:00", "2020-09-08T15:15:00+07:00"),
        ),
    )


def test_the_words_of_the_step_name_the_meaning() -> None:
    assert words("Asia/Manila", BANGKOK, "local") == (
        "Time zone Asia/Manila → Asia/Bangkok, the hours on the host’s clock kept"
    )
    assert (
        words("Asia/Manila", BANGKOK, "instants") == "Time zone Asia/Manila → Asia/Bangkok, the instants kept"
    )


@given(programmes(), st.sampled_from(["Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "UTC"]))
def test_kept_instants_are_the_same_instants_and_come_back(programme: Programme, zone: str) -> None:
    after = rezone(programme, zone, "instants")
    assert [(one.start, one.end) for one in after.sessions] == [
        (one.start, one.end) for one in programme.sessions
    ]
    for one in after.sessions:
        assert clocks.wall_of(one.start, zone)[0] == datetime.fromisoformat(one.wall_start)
    back = rezone(after, programme.event.timezone, "instants")
    assert [one.start for one in back.sessions] == [one.start for one in programme.sessions]


@given(programmes(), st.sampled_from(["Asia/Kathmandu", "Asia/Manila", "UTC"]))
def test_kept_local_the_wall_and_the_lengths_stay(programme: Programme, zone: str) -> None:
    after = rezone(programme, zone, "local")
    for old, new in zip(programme.sessions, after.sessions, strict=True):
        assert clocks.wall_of(new.start, zone)[0] == clocks.wall_of(old.start, programme.event.timezone)[0]
        assert new.end - new.start == old.end - old.start
    if zone == programme.event.timezone and not any(
        clocks.wall_of(one.start, zone)[1] for one in programme.sessions
    ):
        assert without_stamps(after).event == programme.event
