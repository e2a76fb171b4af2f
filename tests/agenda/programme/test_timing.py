"""New hours for a run of sessions: retime, shift, compact, stretch, swap, move, and what moved."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

import agenda
from agenda.exchange.json import parse
from agenda.programme import clocks, timing
from agenda.programme.model import FrozenSegment, FrozenSession, Programme
from agenda.programme.timing import CannotMove, Moved
from tests import builders as b

ZURICH = "Europe/Zurich"
DAY = date(2020, 9, 8)
MINUTE = timedelta(minutes=1)
ABSENT: frozenset[str] = frozenset()

SEED = parse((Path(agenda.__file__).parent / "demo" / "gms-labour-migration-2020.json").read_bytes())
"""joining 13:30–14:00, opening –14:10, memorandum –14:15, session-1 –15:15, session-2 –16:15, wrap-up –16:25, closing –16:30."""


def at(clock: str, day: str = "2020-09-08", zone: str = b.MANILA) -> datetime:
    return b.moment(f"{day}T{clock}", zone)


def wall(moment: datetime, zone: str = b.MANILA) -> str:
    return clocks.wall_of(moment, zone)[0].isoformat(timespec="minutes")


def one(id: str, hours: str, zone: str = b.MANILA, day: str = "2020-09-08", **fields: Any) -> FrozenSession:
    """A session of `10:00-11:00`; segments as such strings."""
    start, end = (at(clock, day, zone) for clock in hours.split("-"))
    parts = [
        b.segment(hours, *(at(clock, day, zone) for clock in hours.split("-")))
        for hours in fields.pop("segments", ())
    ]
    return b.session(id, start, end, wall_start=wall(start, zone), segments=parts, **fields)


def line(programme: Programme) -> dict[str, str]:
    """Hours on the host's clock of each session, in the order of the agenda."""
    zone = programme.event.timezone
    return {
        each.id: f"{wall(each.start, zone)[11:]}-{wall(each.end, zone)[11:]}" for each in programme.in_order
    }


def part_line(programme: Programme, id: str) -> list[str]:
    zone = programme.event.timezone
    (session,) = [each for each in programme.sessions if each.id == id]
    return [
        f"{wall(part.start, zone)[11:]}-{wall(part.end, zone)[11:]}"
        for part in session.segments
        if part.start and part.end
    ]


def by(session: FrozenSession, delta: timedelta, zone: str = b.MANILA) -> FrozenSession:
    """The session as it should be after it moved: everything with it, nothing else."""
    parts = tuple(
        replace(part, start=part.start + delta, end=part.end + delta) if part.start and part.end else part
        for part in session.segments
    )
    start = session.start + delta
    return replace(
        session, start=start, end=session.end + delta, wall_start=wall(start, zone), segments=parts
    )


def with_moved(programme: Programme, ids: Iterable[str], minutes: int) -> Programme:
    """The programme in which just these sessions are so many minutes later."""
    chosen, zone = set(ids), programme.event.timezone
    sessions = (
        by(each, minutes * MINUTE, zone) if each.id in chosen else each for each in programme.sessions
    )
    return replace(programme, sessions=tuple(sessions))


def refusal(call: Callable[..., Programme], *arguments: Any, **options: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(CannotMove) as refused:
        call(*arguments, **options)
    return str(refused.value), refused.value.sessions


# retime and follows


def test_a_session_later_with_what_follows_moves_three_sessions_and_two_segments() -> None:
    after = timing.retime(SEED, "session-2", at("15:30"), along=True)
    assert after == with_moved(SEED, ["session-2", "wrap-up", "closing"], 15)
    assert timing.follows(SEED, "session-2") == ("wrap-up", "closing")
    assert timing.moved(SEED, after) == (
        Moved("session-2", at("15:15"), at("16:15"), at("15:30"), at("16:30"), 2),
        Moved("wrap-up", at("16:15"), at("16:25"), at("16:30"), at("16:40"), 0),
        Moved("closing", at("16:25"), at("16:30"), at("16:40"), at("16:45"), 0),
    )


def test_a_session_alone_moves_alone() -> None:
    assert timing.retime(SEED, "session-2", at("15:30")) == with_moved(SEED, ["session-2"], 15)


def test_a_new_length_leaves_segments_and_moves_what_follows_by_the_difference() -> None:
    after = timing.retime(SEED, "session-2", minutes=20, along=True)
    expected = with_moved(SEED, ["wrap-up", "closing"], -40)
    sessions = tuple(
        replace(each, end=at("15:35")) if each.id == "session-2" else each for each in expected.sessions
    )
    assert after == replace(expected, sessions=sessions)


def test_a_start_and_a_length_that_end_as_before_move_nothing_else() -> None:
    after = timing.retime(SEED, "session-2", at("15:30"), 45, along=True)
    assert line(after) == {**line(SEED), "session-2": "15:30-16:15"}
    assert part_line(after, "session-2") == ["15:30-15:55", "15:55-16:05"]


def test_nothing_asked_nothing_changed() -> None:
    assert timing.retime(SEED, "session-2") == SEED
    assert (
        timing.retime(SEED, "session-2", at("15:15"), 60, along=True, fixed=frozenset({"session-2"})) == SEED
    )
    assert timing.moved(SEED, SEED) == ()


def test_what_follows_stops_at_the_first_fixed_one() -> None:
    day = b.programme(
        one("a", "09:00-10:00"), one("b", "10:00-10:30"), one("lunch", "12:00-13:00"), one("c", "13:00-14:00"),
        one("beside", "12:00-12:10"), one("tomorrow", "10:00-11:00", day="2020-09-09"),
    )  # fmt: skip
    lunch = frozenset({"lunch"})
    assert timing.follows(day, "a") == ("b", "beside", "lunch", "c")
    assert timing.follows(day, "a", lunch) == ("b",)
    assert timing.retime(day, "a", minutes=90, along=True, fixed=lunch) == replace(
        with_moved(day, ["b"], 30), sessions=(
            one("a", "09:00-10:30"), one("b", "10:30-11:00"), *day.sessions[2:]
        )
    )  # fmt: skip


def test_what_would_run_into_a_fixed_one_is_named() -> None:
    day = b.programme(one("a", "09:00-10:00"), one("panel", "10:00-11:45"), one("lunch", "12:00-13:00"))
    assert refusal(timing.retime, day, "a", minutes=90, along=True, fixed=frozenset({"lunch"})) == (
        "“Panel” would run into “Lunch”, which is fixed at 12:00 pm. "
        "Shorten something by 15 minutes, or take the mark off.",
        ("panel", "lunch"),
    )


def test_a_fixed_one_is_not_passed_from_either_side() -> None:
    day = b.programme(one("a", "09:00-10:00"), one("lunch", "12:00-13:00"), one("z", "14:00-15:00"))
    lunch = frozenset({"lunch"})
    assert refusal(timing.retime, day, "a", at("14:00"), fixed=lunch) == (
        "“A” would pass “Lunch”, which is fixed at 12:00 pm. Take the mark off first.",
        ("a", "lunch"),
    )
    assert refusal(timing.retime, day, "z", at("09:00"), fixed=lunch)[0].startswith("“Z” would pass “Lunch”")
    assert refusal(timing.retime, day, "z", at("12:59"), fixed=lunch) == (
        "“Z” would begin before “Lunch” ends, which is fixed until 1:00 pm. "
        "Begin 1 minute later, or take the mark off.",
        ("z", "lunch"),
    )
    assert line(timing.retime(day, "z", at("13:00"), fixed=lunch))["z"] == "13:00-14:00"
    assert line(timing.retime(day, "a", at("11:00"), fixed=lunch))["a"] == "11:00-12:00"


def test_a_fixed_one_on_another_day_is_told_with_its_date() -> None:
    days = b.programme(one("a", "09:00-10:00"), one("b", "09:00-10:00", day="2020-09-09"))
    assert refusal(timing.retime, days, "a", at("08:30", "2020-09-09"), fixed=frozenset({"b"}))[0] == (
        "“A” would run into “B”, which is fixed at 9:00 am on 9 September 2020. "
        "Shorten something by 30 minutes, or take the mark off."
    )


def test_a_fixed_session_keeps_its_start_and_may_have_another_length() -> None:
    day = b.programme(
        one("lunch", "12:00-13:00", segments=["12:00-12:10"]), one("c", "13:00-14:00"), one("z", "15:00-16:00")
    )  # fmt: skip
    lunch = frozenset({"lunch"})
    shorter = timing.retime(day, "lunch", minutes=45, fixed=lunch)
    assert line(shorter) == {**line(day), "lunch": "12:00-12:45"}
    assert part_line(shorter, "lunch") == ["12:00-12:10"]
    assert timing.retime(day, "lunch", at("12:00"), 45, fixed=lunch) == shorter
    assert timing.retime(day, "lunch", minutes=90, fixed=lunch) == replace(
        day, sessions=(replace(day.sessions[0], end=at("13:30")), *day.sessions[1:])
    )
    for minutes, c, z in ((45, "12:45-13:45", "14:45-15:45"), (90, "13:30-14:30", "15:30-16:30")):
        along = timing.retime(day, "lunch", minutes=minutes, along=True, fixed=lunch)
        assert (line(along)["c"], line(along)["z"]) == (c, z)
    assert refusal(timing.retime, day, "lunch", minutes=181, fixed=frozenset({"lunch", "z"}))[0] == (
        "“Lunch” would run into “Z”, which is fixed at 3:00 pm. Shorten something by 1 minute, or take the mark off."
    )


def test_a_fixed_session_itself_does_not_move() -> None:
    words = "“Closing remarks” is fixed at 4:25 pm and would have to move. Take the mark off first."
    closing = frozenset({"closing"})
    for call in (
        lambda: timing.retime(SEED, "closing", at("17:00"), fixed=closing),
        lambda: timing.retime(SEED, "closing", at("16:24"), 6, fixed=closing),
        lambda: timing.shift(SEED, "closing", 5, fixed=closing),
        lambda: timing.swap(SEED, "closing", "opening", fixed=closing),
        lambda: timing.move(SEED, "closing", "opening", fixed=closing),
    ):
        assert refusal(call) == (words, ("closing",))


@pytest.mark.parametrize("minutes", [-5, 0, 14 * 1440 + 1, 10**30])
def test_lengths_that_cannot_be(minutes: int) -> None:
    assert refusal(timing.retime, SEED, "opening", minutes=minutes) == (
        "A session lasts from 1 minute to 14 days. Choose a length between them.",
        ("opening",),
    )


@pytest.mark.parametrize("minutes", [1, 14 * 1440])
def test_lengths_that_just_can(minutes: int) -> None:
    opening = timing.retime(SEED, "opening", minutes=minutes).sessions[1]
    assert opening.end - opening.start == minutes * MINUTE


BEYOND = "Dates go from 1 January 1973 to 31 December 2199. Choose a date between them."


@pytest.mark.parametrize(
    "start",
    [
        at("23:59", "1972-12-31"), at("00:00", "2200-01-01"), at("23:30", "2199-12-31"),
        datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC),
    ],
)  # fmt: skip
def test_dates_beyond_those_supported(start: datetime) -> None:
    for call in (
        lambda: timing.retime(SEED, "session-1", start),
        lambda: timing.stretch(SEED, "session-1", "session-1", start, datetime.max.replace(tzinfo=UTC)),
    ):
        assert refusal(call)[0] == BEYOND


@pytest.mark.parametrize("minutes", [10**30, -(10**30), 10**8, -(10**8), 10**9])
def test_a_shift_beyond_the_dates_supported(minutes: int) -> None:
    assert refusal(timing.shift, SEED, "opening", minutes)[0] == BEYOND


def test_an_id_that_is_not_there() -> None:
    words = ("No session “gone” is in the programme now. Load the page again.", ("gone",))
    start, end = at("10:00"), at("11:00")
    calls: list[Callable[[], Any]] = [
        lambda: timing.retime(SEED, "gone"),
        lambda: timing.follows(SEED, "gone"),
        lambda: timing.shift(SEED, "gone", 5),
        lambda: timing.swap(SEED, "opening", "gone"),
        lambda: timing.move(SEED, "gone", None),
        lambda: timing.move(SEED, "opening", "gone"),
        lambda: timing.stretch(SEED, "opening", "gone", start, end),
        lambda: timing.stretch(SEED, "opening", "opening", start, end, keep=frozenset({"gone"})),
    ]
    for call in calls:
        assert refusal(call) == words


def test_a_moment_without_a_zone_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        timing.retime(SEED, "opening", datetime(2020, 9, 8, 14))  # noqa: DTZ001


def test_a_missing_hour_is_mended_by_a_start_and_kept_by_a_length() -> None:
    skipped = replace(one("a", "03:30-04:30", ZURICH, "2021-03-28"), wall_start="2021-03-28T02:30")
    draft = b.programme(skipped, timezone=ZURICH)
    (mended,) = timing.retime(draft, "a", skipped.start).sessions
    (longer,) = timing.retime(draft, "a", minutes=90).sessions
    assert mended == replace(skipped, wall_start="2021-03-28T03:30")
    assert longer == replace(skipped, end=skipped.end + 30 * MINUTE)


# shift


def test_shift_moves_the_rest_of_the_day() -> None:
    assert timing.shift(SEED, "session-2", 15) == with_moved(SEED, ["session-2", "wrap-up", "closing"], 15)
    assert timing.shift(SEED, "session-2", -200) == with_moved(
        SEED, ["session-2", "wrap-up", "closing"], -200
    )
    assert timing.shift(SEED, "session-2", 0) == SEED


def test_shift_takes_what_starts_together_and_leaves_earlier_and_other_days() -> None:
    days = b.programme(
        one("long", "08:00-17:00"), one("b", "10:00-11:00"), one("a", "10:00-10:30", status="cancelled"),
        one("other", "12:00-13:00", day="2020-09-09"), one("before", "12:00-13:00", day="2020-09-07"),
    )  # fmt: skip
    assert timing.shift(days, "b", 30) == with_moved(days, ["a", "b"], 30)


def test_shift_stops_at_a_wall() -> None:
    wall_ = frozenset({"wrap-up"})
    assert timing.shift(SEED, "session-1", -15, fixed=wall_) == with_moved(
        SEED, ["session-1", "session-2"], -15
    )
    assert refusal(timing.shift, SEED, "session-1", 10, fixed=wall_) == (
        "“Session 2: Opportunities for Coordination and Action to Support Labor Migration in Response to "
        "COVID-19” would run into “Wrap-up of day’s discussions”, which is fixed at 4:15 pm. "
        "Shorten something by 10 minutes, or take the mark off.",
        ("session-2", "wrap-up"),
    )


def test_real_minutes_over_the_hour_that_is_skipped() -> None:
    night = b.programme(
        one("a", "01:00-01:30", ZURICH, "2021-03-28"), one("b", "01:30-03:30", ZURICH, "2021-03-28"),
        timezone=ZURICH,
    )  # fmt: skip
    after = timing.shift(night, "a", 60)
    assert after == with_moved(night, ["a", "b"], 60)
    assert line(after) == {"a": "03:00-03:30", "b": "03:30-04:30"}
    assert [each.wall_start for each in after.sessions] == ["2021-03-28T03:00", "2021-03-28T03:30"]


def test_real_minutes_into_the_hour_that_comes_twice() -> None:
    night = b.programme(one("a", "02:15-02:45", ZURICH, "2021-10-31"), timezone=ZURICH)
    (after,) = timing.shift(night, "a", 60).sessions
    assert (after.start, after.end) == (
        datetime(2021, 10, 31, 1, 15, tzinfo=UTC),
        datetime(2021, 10, 31, 1, 45, tzinfo=UTC),
    )
    assert after.wall_start == "2021-10-31T02:15"


# compact


def test_compact_closes_gaps_block_by_block() -> None:
    days = b.programme(
        one("d", "15:00-16:00", segments=["15:10-15:20"]), one("a", "09:00-10:00"), one("b", "10:30-12:00"),
        one("c", "11:00-11:30"), one("other", "10:00-11:00", day="2020-09-09"),
        one("other-too", "13:00-14:00", day="2020-09-09"),
    )  # fmt: skip
    after = timing.compact(days, DAY)
    assert after == with_moved(with_moved(days, ["b", "c"], -30), ["d"], -210)
    assert part_line(after, "d") == ["11:40-11:50"]


def test_compact_goes_on_after_what_is_fixed() -> None:
    day = b.programme(
        one("a", "09:00-10:00"), one("b", "10:30-11:00"), one("lunch", "12:00-13:00"), one("with", "12:30-13:15"),
        one("c", "14:00-15:00"),
    )  # fmt: skip
    after = timing.compact(day, DAY, fixed=frozenset({"lunch"}))
    assert after == with_moved(with_moved(day, ["b"], -30), ["c"], -45)


def test_compact_of_a_day_without_sessions_or_gaps_changes_nothing() -> None:
    assert timing.compact(SEED, DAY) == SEED
    assert timing.compact(SEED, date(2020, 9, 9)) == SEED


def test_compact_leaves_what_is_held_beside_a_session_of_the_day_before() -> None:
    days = b.programme(
        b.session("night", at("23:00", "2020-09-07"), at("10:00"), wall_start="2020-09-07T23:00"),
        one("a", "09:00-09:30"), one("b", "09:40-10:00"), one("c", "11:00-12:00"),
    )  # fmt: skip
    assert timing.compact(days, DAY) == with_moved(days, ["c"], -60)


def test_compact_over_the_hour_that_comes_twice() -> None:
    night = b.programme(
        one("a", "01:00-01:30", ZURICH, "2021-10-31"), one("b", "04:00-05:00", ZURICH, "2021-10-31"),
        timezone=ZURICH,
    )  # fmt: skip
    after = timing.compact(night, date(2021, 10, 31))
    assert after == with_moved(night, ["b"], -210)
    assert line(after) == {"a": "01:00-01:30", "b": "01:30-02:30"}


# stretch


def test_stretch_in_proportion_on_a_grid_of_five() -> None:
    day = b.programme(
        one("a", "10:00-11:00", segments=["10:00-10:40", "10:40-11:00"]), one("b", "11:20-12:20")
    )
    after = timing.stretch(day, "a", "b", at("10:00"), at("11:10"))
    assert line(after) == {"a": "10:00-10:30", "b": "10:40-11:10"}
    assert part_line(after, "a") == ["10:00-10:20", "10:20-10:30"]
    assert [each.wall_start[11:] for each in after.sessions] == ["10:00", "10:40"]


def test_stretch_keeps_promised_lengths_and_their_segments() -> None:
    day = b.programme(
        one("a", "10:00-11:00"), one("b", "11:00-12:00", segments=["11:00-11:10"]), one("c", "12:00-12:30")
    )
    after = timing.stretch(day, "a", "c", at("09:30"), at("12:15"), keep=frozenset({"b"}))
    assert line(after) == {"a": "09:30-10:40", "b": "10:40-11:40", "c": "11:40-12:15"}
    assert part_line(after, "b") == ["10:40-10:50"]


def test_stretch_by_largest_remainder_where_five_does_not_fit() -> None:
    day = b.programme(one("a", "10:00-10:10"), one("b", "10:10-10:20"), one("c", "10:20-10:30"))
    after = timing.stretch(day, "a", "c", at("10:00"), at("10:20"))
    assert line(after) == {"a": "10:00-10:10", "b": "10:10-10:15", "c": "10:15-10:20"}
    after = timing.stretch(day, "a", "c", at("10:00"), at("10:31"))
    assert line(after) == {"a": "10:00-10:11", "b": "10:11-10:21", "c": "10:21-10:31"}


def test_stretch_stays_on_the_grid_while_there_are_five_minutes_for_each() -> None:
    day = b.programme(one("a", "10:00-10:10"), one("b", "10:10-10:20"), one("c", "10:20-10:40"))
    after = timing.stretch(day, "a", "c", at("10:00"), at("10:15"))
    assert line(after) == {"a": "10:00-10:05", "b": "10:05-10:10", "c": "10:10-10:15"}
    after = timing.stretch(day, "a", "c", at("10:00"), at("10:10"))
    assert line(after) == {"a": "10:00-10:03", "b": "10:03-10:05", "c": "10:05-10:10"}


def test_stretch_leaves_each_at_least_a_minute() -> None:
    day = b.programme(one("a", "10:00-10:01"), one("b", "10:01-10:02"), one("c", "10:02-12:02"))
    after = timing.stretch(day, "a", "c", at("10:00"), at("10:04"))
    assert line(after) == {"a": "10:00-10:01", "b": "10:01-10:02", "c": "10:02-10:04"}
    assert refusal(timing.stretch, day, "a", "c", at("10:00"), at("10:02")) == (
        "There is room for 2 minutes, and at least 3 minutes are needed. Choose longer hours.",
        ("a", "b", "c"),
    )
    assert refusal(timing.stretch, day, "a", "c", at("10:00"), at("10:02"), keep=frozenset({"a"})) == (
        "There is room for 2 minutes, and at least 3 minutes are needed. "
        "Choose longer hours, or let more sessions become shorter.",
        ("a", "b", "c"),
    )


def test_stretch_takes_parallel_sessions_along_and_a_segment_outside_keeps_its_distance() -> None:
    day = b.programme(
        one("a", "10:00-11:00"),
        one("beside", "10:20-10:40"),
        one("b", "11:00-12:00", segments=["11:30-12:10"]),
    )
    for first, last in (("a", "b"), ("b", "a")):
        after = timing.stretch(day, first, last, at("10:00"), at("14:00"))
        assert line(after) == {"a": "10:00-12:00", "beside": "10:40-11:20", "b": "12:00-14:00"}
        assert part_line(after, "b") == ["13:00-14:10"]


def test_stretch_is_refused() -> None:
    day = b.programme(
        one("z", "08:00-09:00"), one("a", "10:00-11:00"), one("b", "11:00-12:00"), one("half", "11:30-12:30"),
        one("lunch", "13:00-14:00"), one("c", "15:00-16:00"),
    )  # fmt: skip

    def told(first: str, last: str, start: str, end: str, **options: Any) -> tuple[str, tuple[str, ...]]:
        return refusal(timing.stretch, day, first, last, at(start), at(end), **options)

    assert told("a", "b", "10:00", "12:00") == (
        "“Half” ends after the run and is held during it. End the run with it, or move it first.",
        ("half",),
    )
    assert told("half", "half", "10:00", "12:00") == (
        "“B” begins before the run and is held during it. Begin the run with it, or move it first.",
        ("b",),
    )
    assert told("a", "half", "10:00", "12:00", fixed=frozenset({"b"})) == (
        "“B” is fixed at 11:00 am and would have to move. Take the mark off first.",
        ("b",),
    )
    assert told("a", "half", "10:00", "13:01") == (
        "“Lunch” is held from 1:00 pm to 2:00 pm, in the time to be filled. Move it first, or choose other hours.",
        ("lunch",),
    )
    assert told("a", "half", "08:59", "12:00")[1] == ("z",)
    assert told("a", "half", "12:00", "12:00") == (
        "The new end is not after the new start. Choose a later end.",
        ("a", "b", "half"),
    )
    assert told("a", "half", "16:00", "17:00", fixed=frozenset({"lunch"})) == (
        "“Half” would pass “Lunch”, which is fixed at 1:00 pm. Take the mark off first.",
        ("half", "lunch"),
    )
    assert told("c", "c", "15:00", "17:00", keep=frozenset({"c"})) == (
        "There are 120 minutes to fill, and the sessions that keep their length take 60 minutes. "
        "Let one of them become longer.",
        ("c",),
    )
    assert told("c", "c", "15:00", "15:59", keep=frozenset({"c"}))[0].startswith(
        "There is room for 59 minutes"
    )
    assert refusal(timing.stretch, day, "c", "c", at("15:00"), at("15:01", "2020-09-22"))[0] == (
        "A session lasts from 1 minute to 14 days. Choose a length between them."
    )


def test_stretch_fills_up_to_its_neighbours_and_a_promise_outside_the_run_is_idle() -> None:
    day = b.programme(one("z", "08:00-09:00"), one("a", "10:00-11:00"), one("lunch", "13:00-14:00"))
    after = timing.stretch(
        day, "a", "a", at("09:00"), at("13:00"), keep=frozenset({"z"}), fixed=frozenset({"lunch"})
    )
    assert line(after) == {**line(day), "a": "09:00-13:00"}


def test_stretch_over_the_hour_that_is_skipped() -> None:
    night = b.programme(
        one("a", "00:00-01:00", ZURICH, "2021-03-28"), one("b", "01:00-03:00", ZURICH, "2021-03-28"),
        timezone=ZURICH,
    )  # fmt: skip
    day = "2021-03-28"
    after = timing.stretch(night, "a", "b", at("00:00", day, ZURICH), at("05:00", day, ZURICH))
    assert line(after) == {"a": "00:00-03:00", "b": "03:00-05:00"}
    assert [each.end - each.start for each in after.sessions] == [120 * MINUTE, 120 * MINUTE]


# swap


def test_swap_exchanges_places_and_what_is_between_makes_room() -> None:
    for pair in (("session-1", "wrap-up"), ("wrap-up", "session-1")):
        after = timing.swap(SEED, *pair)
        expected = with_moved(with_moved(SEED, ["session-1"], 70), ["wrap-up"], -120)
        assert after == with_moved(expected, ["session-2"], -50)


def test_swap_is_refused() -> None:
    days = b.programme(
        one("a", "10:00-11:00"), one("beside", "10:30-10:40"), one("lunch", "12:00-13:00"), one("b", "14:00-15:00"),
        one("other", "10:00-11:00", day="2020-09-09"),
    )  # fmt: skip
    assert refusal(timing.swap, days, "a", "beside") == (
        "“A” and “Beside” are held at the same time. Give one of them other hours instead.",
        ("a", "beside"),
    )
    assert refusal(timing.swap, days, "other", "a") == (
        "“A” and “Other” are on different days. Choose two of one day.",
        ("a", "other"),
    )
    assert refusal(timing.swap, days, "a", "b", fixed=frozenset({"lunch"}))[1] in (
        ("a", "lunch"),
        ("b", "lunch"),
    )
    assert refusal(timing.swap, days, "beside", "b", fixed=frozenset({"lunch"})) == (
        "“Lunch” is fixed at 12:00 pm and would have to move. Take the mark off first.",
        ("lunch",),
    )
    assert refusal(timing.swap, days, "a", "a")[1] == ("a",)


# move


def test_move_passes_neighbours_one_by_one() -> None:
    after = timing.move(SEED, "memorandum", "wrap-up")
    assert after == with_moved(with_moved(SEED, ["memorandum"], 120), ["session-1", "session-2"], -5)
    assert after == timing.swap(timing.swap(SEED, "memorandum", "session-1"), "memorandum", "session-2")
    assert timing.move(after, "memorandum", "session-1") == SEED


def test_move_to_the_end_of_the_day() -> None:
    after = timing.move(SEED, "session-2", None)
    assert after == with_moved(with_moved(SEED, ["session-2"], 15), ["wrap-up", "closing"], -60)


def test_move_keeps_gaps_where_they_are_between_the_two() -> None:
    day = b.programme(one("a", "09:00-10:00"), one("b", "10:15-10:30"), one("c", "11:00-12:00"))
    assert line(timing.move(day, "a", "c")) == {"b": "09:00-09:15", "a": "09:30-10:30", "c": "11:00-12:00"}
    assert line(timing.move(day, "c", "a")) == {"c": "09:00-10:00", "a": "10:15-11:15", "b": "11:45-12:00"}


def test_move_to_where_it_stands_changes_nothing() -> None:
    for id, before in (("opening", "opening"), ("opening", "memorandum"), ("closing", None)):
        assert timing.move(SEED, id, before) == SEED
        assert timing.move(SEED, id, before, fixed=frozenset({id})) == SEED


def test_move_passes_parallel_sessions_together_and_leaves_what_is_beside_it() -> None:
    day = b.programme(
        one("a", "09:00-10:00"), one("beside", "09:30-09:50"), one("b", "10:00-11:00"), one("b2", "10:00-10:30"),
        one("c", "11:00-12:00"),
    )  # fmt: skip
    assert timing.move(day, "a", "c") == with_moved(with_moved(day, ["a"], 60), ["b", "b2"], -60)
    assert timing.move(day, "c", "b") == with_moved(with_moved(day, ["c"], -60), ["b", "b2"], 60)


def test_move_is_refused() -> None:
    days = b.programme(
        one("a", "09:00-10:00"), one("beside", "09:30-09:50"), one("b", "10:00-11:00"), one("b2", "10:00-11:00"),
        one("other", "10:00-11:00", day="2020-09-09"), one("last", "11:00-12:00"),
    )  # fmt: skip
    at_once = "“A” and “Beside” are held at the same time. Give one of them other hours instead."
    assert refusal(timing.move, days, "a", "b") == (at_once, ("a", "beside"))
    assert refusal(timing.move, days, "beside", "a")[1] == ("beside", "a")
    assert refusal(timing.move, days, "beside", "b2") == (
        "“B” and “B2” are held at the same time, so nothing can stand between them. "
        "Put “Beside” before “B”, or after both.",
        ("b", "b2"),
    )
    assert refusal(timing.move, days, "a", "other")[1] == ("a", "other")
    assert refusal(timing.move, days, "last", "a", fixed=frozenset({"b2"}))[1] == ("b2",)
    beside = frozenset({"beside"})
    assert refusal(timing.move, days, "last", "a", fixed=beside)[1] in (("last", "beside"), ("beside",))


# moved


def test_moved_in_the_order_of_the_agenda_after() -> None:
    after = timing.swap(SEED, "session-1", "session-2")
    assert [(each.session, each.segments) for each in timing.moved(SEED, after)] == [
        ("session-2", 2),
        ("session-1", 2),
    ]


def test_moved_tells_of_segments_alone_and_of_nothing_new_or_gone() -> None:
    before = b.programme(
        one("a", "09:00-10:00", segments=["09:00-09:20", "09:20-10:00"]), one("gone", "10:00-11:00")
    )
    after = b.programme(
        one("a", "09:00-10:00", segments=["09:00-09:30", "09:20-10:00"]), one("new", "10:00-11:00")
    )
    assert timing.moved(before, after) == (Moved("a", at("09:00"), at("10:00"), at("09:00"), at("10:00"), 1),)


# What holds of all of them


@st.composite
def days_of(draw: st.DrawFn) -> Programme:
    """Programmes of one to three days with gaps, parallel sessions, and segments; also where clocks change."""
    zone, first = draw(
        st.sampled_from(
            [
                (b.MANILA, "2020-09-08"), (ZURICH, "2021-03-27"), (ZURICH, "2021-10-30"),
                ("Australia/Lord_Howe", "2021-04-03"), ("America/New_York", "2021-03-13"),
            ]
        )
    )  # fmt: skip
    grid = draw(st.sampled_from([1, 5]))
    sessions: list[FrozenSession] = []
    for day in range(draw(st.integers(1, 3))):
        clock = b.moment(first, zone) + timedelta(days=day, minutes=grid * draw(st.integers(0, 180)))
        for _ in range(draw(st.integers(2, 5))):
            clock += grid * MINUTE * draw(st.sampled_from([0, 0, 0, 3, 12, -4]))
            end = clock + grid * MINUTE * draw(st.integers(1, 24))
            parts = tuple(draw(st.lists(segments(clock, end), max_size=2)))
            id = f"s{len(sessions)}"
            status = draw(st.sampled_from(["confirmed", "confirmed", "cancelled"]))
            new = b.session(id, clock, end, wall_start=wall(clock, zone), segments=parts, status=status)
            sessions.append(new)
            clock = end
    return b.programme(*draw(st.permutations(sessions)), timezone=zone)


@st.composite
def segments(draw: st.DrawFn, start: datetime, end: datetime) -> FrozenSegment:
    """Segments in the session, now and then longer than it, or without hours."""
    if draw(st.integers(0, 4)) == 0:
        return b.segment("Discussion")
    length = (end - start) // MINUTE
    left = draw(st.integers(0, length - 1))
    right = draw(st.integers(left + 1, length + draw(st.sampled_from([0, 0, 0, 7]))))
    return b.segment("Part", start + left * MINUTE, start + right * MINUTE)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Programme, frozenset[str], Callable[..., str]]:
    """A programme, the marks, and a way to choose an id, among some."""
    programme = draw(days_of())
    ids = sorted(each.id for each in programme.sessions)
    fixed = draw(st.just(ABSENT) | st.frozensets(st.sampled_from(ids), max_size=2))
    return programme, fixed, lambda among=ids: draw(st.sampled_from(among))


CASES = cases()


def or_reject(call: Callable[..., Programme], *arguments: Any, **options: Any) -> Programme:
    try:
        return call(*arguments, **options)
    except CannotMove:
        assume(False)
        raise AssertionError from None


def directly(call: Callable[..., Programme], *arguments: Any, **options: Any) -> Programme:
    """What has come away from a fixed session may not go back over it; without such, nothing is refused."""
    return call(*arguments, **options)


def bare(programme: Programme) -> Programme:
    """All but hours."""
    nowhere = datetime(2000, 1, 1, tzinfo=UTC)
    return replace(
        programme,
        sessions=tuple(
            replace(
                each,
                start=nowhere,
                end=nowhere,
                wall_start="",
                segments=tuple(
                    replace(part, start=part.start and nowhere, end=part.end and nowhere)
                    for part in each.segments
                ),
            )
            for each in programme.sessions
        ),
    )


def assert_sound(before: Programme, after: Programme, fixed: frozenset[str], retimed: str = "") -> None:
    """Only hours differ, the wall's are the instants', and nothing fixed moved or was crossed by what moved.

    A fixed session that is itself `retimed` keeps its start, and may end at another time.
    """
    assert bare(after) == bare(before)
    old = {each.id: each for each in before.sessions}
    for new in after.sessions:
        was = old[new.id]
        assert new.wall_start == wall(new.start, after.event.timezone)
        assert new.id not in fixed or new == (replace(was, end=new.end) if new.id == retimed else was)
        for rock in (each for each in after.sessions if each.id in fixed and new != was):
            assert not was.end <= old[rock.id].start or new.end <= rock.start
            assert not was.start >= old[rock.id].end or new.start >= rock.end


def assert_whole(before: Programme, after: Programme, fixed: frozenset[str]) -> None:
    """Sound, and each session is what it was, some minutes later or earlier, with its segments."""
    assert_sound(before, after, fixed)
    zone = before.event.timezone
    for was, new in zip(before.sessions, after.sessions, strict=True):
        assert new == by(was, new.start - was.start, zone)


def date_of(programme: Programme, session: FrozenSession) -> date:
    return clocks.local_date(session.start, programme.event.timezone)


@given(CASES, st.integers(-240, 240))
def test_shift_moves_what_it_says_and_nothing_else(case: Any, minutes: int) -> None:
    programme, fixed, choose = case
    first = choose()
    after = or_reject(timing.shift, programme, first, minutes, fixed=fixed)
    assert_whole(programme, after, fixed)
    (leader,) = [each for each in programme.sessions if each.id == first]
    day = [each for each in programme.sessions if date_of(programme, each) == date_of(programme, leader)]
    rest = [each for each in day if each.start >= leader.start]
    stop = min((each.start for each in rest if each.id in fixed), default=None)
    moving = {first} | {each.id for each in rest if stop is None or each.start < stop}
    assert after == with_moved(programme, moving, minutes)


@given(CASES, st.integers(-240, 240), st.integers(1, 240))
def test_retime_is_of_one_and_what_follows(case: Any, minutes: int, length: int) -> None:
    programme, fixed, choose = case
    id = choose()
    (old,) = [each for each in programme.sessions if each.id == id]
    start = old.start + minutes * MINUTE
    after = or_reject(timing.retime, programme, id, start, length, along=True, fixed=fixed)
    assert_sound(programme, after, fixed, retimed=id)
    by_end = (start + length * MINUTE - old.end) // MINUTE
    expected = with_moved(with_moved(programme, [id], minutes), timing.follows(programme, id, fixed), by_end)
    end = start + length * MINUTE
    sessions = tuple(replace(each, end=end) if each.id == id else each for each in expected.sessions)
    assert after == replace(expected, sessions=sessions)


@given(CASES, st.integers(1, 240))
def test_a_fixed_session_may_have_any_length_up_to_another_fixed_one(case: Any, length: int) -> None:
    programme, fixed, choose = case
    id = choose()
    after = or_reject(timing.retime, programme, id, minutes=length, fixed=fixed | {id})
    assert_sound(programme, after, fixed | {id}, retimed=id)
    assert timing.retime(programme, id, minutes=length) == after


@given(CASES, st.integers(0, 240))
def test_shift_and_back_is_the_same(case: Any, minutes: int) -> None:
    programme, fixed, choose = case
    first = choose()
    begin, _ = span_of(programme, first)
    fixed = frozenset(each.id for each in programme.sessions if each.id in fixed and each.start < begin)
    there = or_reject(timing.shift, programme, first, minutes, fixed=fixed)
    stay_on_their_day = [date_of(programme, each) for each in programme.sessions]
    assume(stay_on_their_day == [date_of(there, each) for each in there.sessions])
    again = or_reject if fixed else directly
    assert again(timing.shift, there, first, -minutes, fixed=fixed) == programme


@given(CASES)
def test_compact_closes_every_gap_it_may(case: Any) -> None:
    programme, fixed, choose = case
    id = choose()
    (chosen,) = [each for each in programme.sessions if each.id == id]
    day = date_of(programme, chosen)
    after = timing.compact(programme, day, fixed=fixed)
    assert_whole(programme, after, fixed)
    assert timing.compact(after, day, fixed=fixed) == after
    old = {each.id: each for each in programme.sessions}
    held = [each for each in after.in_order if date_of(programme, old[each.id]) == day]
    for each in after.sessions:
        assert each.start <= old[each.id].start
        assert each in held or each == old[each.id]
    first = min(old[each.id].start for each in held)
    going_on = [each.end for each in old.values() if each.start < first < each.end]
    for place, each in enumerate(held[1:], start=1):
        covered = max([*going_on, *(other.end for other in held[:place])]) >= each.start
        assert covered or each == old[each.id]
        assert covered or fixed
    for each in held:
        for other in held:
            were = old[each.id], old[other.id]
            assert (each.start < other.end) == (were[0].start < were[1].end)
            assert were[0].start > were[1].start or each.start <= other.start


def day_with(programme: Programme, id: str) -> list[str]:
    """Ids of the day of that session."""
    (chosen,) = [each for each in programme.sessions if each.id == id]
    day = date_of(programme, chosen)
    return [each.id for each in programme.sessions if date_of(programme, each) == day]


def span_of(programme: Programme, *ids: str) -> tuple[datetime, datetime]:
    chosen = [each for each in programme.sessions if each.id in ids]
    return min(each.start for each in chosen), max(each.end for each in chosen)


@given(CASES, st.frozensets(st.integers(0, 14), max_size=3), st.integers(-15, 60), st.integers(-60, 15))
def test_stretch_fills_its_hours_exactly(case: Any, keep: Any, left: int, right: int) -> None:
    programme, fixed, choose = case
    first = choose()
    last = choose(day_with(programme, first))
    start, end = span_of(programme, first, last)
    new = start + left * MINUTE, end + right * MINUTE
    kept = frozenset(f"s{number}" for number in keep) & {each.id for each in programme.sessions}
    after = or_reject(timing.stretch, programme, first, last, *new, keep=kept, fixed=fixed)
    assert_sound(programme, after, fixed)
    assert span_of(after, first, last) == new
    pairs = list(zip(programme.sessions, after.sessions, strict=True))
    run = [(was, now) for was, now in pairs if was.start < end and was.end > start]
    moments: dict[datetime, datetime] = {}
    for was, now in pairs:
        if (was, now) not in run:
            assert was == now
            assert now.start >= new[1] or now.end <= new[0]
        assert was.id not in kept or now.end - now.start == was.end - was.start
    for was, now in run:
        for part, becomes in [(was, now), *zip(was.segments, now.segments, strict=True)]:
            for old_moment, moment in ((part.start, becomes.start), (part.end, becomes.end)):
                if old_moment is not None:
                    assert moments.setdefault(old_moment, moment) == moment
    in_order = [moments[moment] for moment in sorted(moments)]
    assert all(one < other for one, other in pairwise(in_order))


@given(CASES)
def test_stretch_to_its_own_hours_is_the_same(case: Any) -> None:
    programme, fixed, choose = case
    first, last, keep = choose(), choose(), choose()
    hours = span_of(programme, first, last)
    same = or_reject(timing.stretch, programme, first, last, *hours, keep=frozenset({keep}), fixed=fixed)
    assert same == programme


def wholly_between(programme: Programme, one: str, other: str) -> set[str]:
    pair = [each for each in programme.in_order if each.id in (one, other)]
    return {
        each.id
        for each in programme.sessions
        if each not in pair and each.start >= pair[0].end and each.end <= pair[1].start
    }


@given(CASES)
def test_swap_exchanges_two_and_twice_is_the_same(case: Any) -> None:
    programme, fixed, choose = case
    one = choose()
    start, end = span_of(programme, one)
    apart = [each.id for each in programme.sessions if each.end <= start or each.start >= end]
    others = [each for each in day_with(programme, one) if each in apart]
    assume(others)
    other = choose(others)
    after = or_reject(timing.swap, programme, one, other, fixed=fixed)
    assert_whole(programme, after, fixed)
    assert not fixed & {one, other, *wholly_between(programme, one, other)}
    assert span_of(after, one, other) == span_of(programme, one, other)
    before_order = [each.id for each in programme.in_order if each.id in (one, other)]
    assert [each.id for each in after.in_order if each.id in (one, other)] == before_order[::-1]
    changed = {each.session for each in timing.moved(programme, after)}
    assert changed <= {one, other, *wholly_between(programme, one, other)}
    assume(wholly_between(after, one, other) == wholly_between(programme, one, other))
    assume(len({date_of(after, each) for each in after.sessions if each.id in (one, other)}) == 1)
    again = or_reject if fixed else directly
    assert again(timing.swap, after, one, other, fixed=fixed) == programme


@given(CASES)
def test_move_keeps_lengths_and_what_is_fixed(case: Any) -> None:
    programme, fixed, choose = case
    id = choose()
    before = choose(day_with(programme, id))
    after = or_reject(timing.move, programme, id, before, fixed=fixed)
    assert_whole(programme, after, fixed)
    (mover,) = [each for each in after.sessions if each.id == id]
    (target,) = [each for each in after.sessions if each.id == before]
    assert id == before or mover.start <= target.start
    day = {each.id for each in programme.sessions if date_of(programme, each) == date_of(programme, mover)}
    assert {each.session for each in timing.moved(programme, after)} <= day


@given(st.lists(st.integers(1, 90), min_size=2, max_size=6), st.data())
def test_move_in_a_row_of_sessions_is_what_drag_and_drop_shows(lengths: list[int], data: Any) -> None:
    clock, sessions = at("08:00"), []
    for number, length in enumerate(lengths):
        sessions.append(b.session(f"s{number}", clock, length=length, wall_start=wall(clock)))
        clock += length * MINUTE
    ids = [each.id for each in sessions]
    id = data.draw(st.sampled_from(ids))
    before = data.draw(st.none() | st.sampled_from([each for each in ids if each != id]))
    wanted = [each for each in ids if each != id]
    wanted.insert(wanted.index(before) if before else len(wanted), id)
    starts, clock = {}, at("08:00")
    for each in wanted:
        starts[each] = clock
        clock += lengths[ids.index(each)] * MINUTE
    expected = tuple(by(each, starts[each.id] - each.start) for each in sessions)
    assert timing.move(b.programme(*sessions), id, before) == b.programme(*expected)
