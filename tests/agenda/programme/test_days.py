"""The meeting as one entry a day: numbers that stay, hours, and stamps from one version to the next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from msgspec.structs import replace

from agenda.programme.changes import without_stamps
from agenda.programme.days import days_of, sessions_of
from agenda.programme.model import DayEntry, FrozenSession, Programme
from agenda.programme.stamps import stamped
from tests import builders as b
from tests.agenda.programme.strategies import programmes

DAY = timedelta(days=1)


def on(day: int, hour: int = 9, **fields: Any) -> FrozenSession:
    """A session of an hour on a day of September 2020; its id is that of its first day."""
    identifier = fields.pop("id", f"d{day}-{hour}")
    return b.session(identifier, f"2020-09-{day:02}T{hour:02}:00", **fields)


def life(*drafts: Programme) -> list[Programme]:
    """The drafts, published one after the other, a day apart."""
    versions: list[Programme] = []
    for number, draft in enumerate(drafts, 1):
        moment = b.PUBLISHED + DAY * number
        after = stamped(without_stamps(draft), versions[-1] if versions else None, moment)
        versions.append(replace(after, version=number, published_at=moment))
    return versions


def told(programme: Programme, audience: Any = "public") -> list[tuple[int, int, int, str]]:
    """Number, day of the month, sequence, status; `gone` for what is dropped."""
    return [
        (one.number, one.date.day, one.sequence, "gone" if one.dropped else one.status)
        for one in days_of(programme, audience)
    ]


def test_a_day_goes_from_its_first_start_to_its_last_end() -> None:
    (version,) = life(b.programme(on(8, 13), on(8, 9), on(8, 20, status="cancelled"), on(9, 23, length=180)))
    first, second = days_of(version, "public")
    assert first == DayEntry(
        number=1,
        date=date(2020, 9, 8),
        start=b.moment("2020-09-08T09:00"),
        end=b.moment("2020-09-08T14:00"),
        sequence=0,
        changed=b.PUBLISHED + DAY,
    )
    assert (second.number, second.end) == (2, b.moment("2020-09-10T02:00"))
    assert [one.id for one in sessions_of(first, version)] == ["d8-9", "d8-13", "d8-20"]


def test_the_status_is_what_all_have_in_common() -> None:
    def status(*statuses: Any) -> str:
        sessions = [on(8, 9 + hour, status=one) for hour, one in enumerate(statuses)]
        return days_of(b.programme(*sessions), "public")[0].status

    assert status("cancelled", "cancelled") == "cancelled"
    assert status("tentative", "cancelled") == "tentative"
    assert status("tentative", "confirmed") == "confirmed"


def test_a_day_all_cancelled_keeps_its_hours() -> None:
    sessions = [on(8, 9), on(8, 11)]
    gone = [replace(one, status="cancelled") for one in sessions]
    first, second = life(b.programme(*sessions), b.programme(*gone))
    assert (told(first), told(second)) == ([(1, 8, 0, "confirmed")], [(1, 8, 1, "cancelled")])
    spans = [(one.days[0].start, one.days[0].end) for one in (first, second)]
    assert spans[0] == spans[1]


def test_only_hours_zone_and_status_raise_the_sequence() -> None:
    base = b.programme(on(8, 9), on(8, 13))
    inside = b.programme(on(8, 9), on(8, 13), on(8, 11))
    renamed = b.programme(on(8, 9, title="Welcome"), on(8, 13))
    longer = b.programme(on(8, 9), on(8, 13, length=90))
    for draft, raised in ((inside, 0), (renamed, 0), (longer, 1)):
        _first, second = life(base, draft)
        assert told(second) == [(1, 8, raised, "confirmed")]
        assert second.days[0].changed == b.PUBLISHED + 2 * DAY  # what its description says has changed
    event = replace(base.event, timezone="Asia/Singapore")
    assert told(life(base, replace(base, event=event))[1]) == [(1, 8, 1, "confirmed")]
    note = replace(base, event=replace(base.event, sections=(b.section(),)))
    assert life(base, note)[1].days == life(base)[0].days


def test_a_day_that_moves_keeps_its_number() -> None:
    first, moved, back = life(b.programme(on(8)), b.programme(on(15, id="d8-9")), b.programme(on(8)))
    assert told(first) == [(1, 8, 0, "confirmed")]
    assert told(moved) == [(1, 15, 1, "confirmed")]
    assert told(back) == [(1, 8, 2, "confirmed")]


def test_a_meeting_that_moves_whole_moves_day_by_day() -> None:
    _first, moved = life(b.programme(on(8), on(9), on(10)), b.programme(on(15), on(16), on(17)))
    assert told(moved) == [(1, 15, 1, "confirmed"), (2, 16, 1, "confirmed"), (3, 17, 1, "confirmed")]


def test_a_date_that_stays_keeps_its_number() -> None:
    """8 and 9 become 9 and 10: who has the 9th keeps it untouched."""
    _first, shifted = life(b.programme(on(8), on(9)), b.programme(on(9), on(10)))
    assert told(shifted) == [(1, 10, 1, "confirmed"), (2, 9, 0, "confirmed")]


def test_a_dropped_day_stays_and_comes_back_under_its_number() -> None:
    two, one = b.programme(on(8), on(9)), b.programme(on(8))
    versions = life(two, one, one, two, b.programme(on(8), on(9), on(11)))
    assert [told(version)[1:] for version in versions] == [
        [(2, 9, 0, "confirmed")],
        [(2, 9, 1, "gone")],
        [(2, 9, 1, "gone")],
        [(2, 9, 2, "confirmed")],
        [(2, 9, 2, "confirmed"), (3, 11, 0, "confirmed")],
    ]
    assert versions[2].days == versions[1].days


def test_a_new_day_never_takes_the_number_of_a_dropped_one() -> None:
    versions = life(b.programme(on(8), on(9)), b.programme(on(8)), b.programme(on(8), on(12)))
    assert told(versions[2]) == [(1, 8, 0, "confirmed"), (2, 9, 1, "gone"), (3, 12, 0, "confirmed")]


def test_a_change_that_only_participants_see_is_none_for_the_public() -> None:
    closed: dict[str, Any] = {"audience": "participants"}
    first, second = life(b.programme(on(8), on(8, 8, **closed)), b.programme(on(8), on(8, 7, **closed)))
    assert days_of(first, "public") == days_of(second, "public")
    assert [one.sequence for one in days_of(second, "participants")] == [1]


def test_a_day_that_closes_is_dropped_for_the_public_alone() -> None:
    versions = life(b.programme(on(8), on(9)), b.programme(on(8), on(9, audience="participants")))
    assert told(versions[1]) == [(1, 8, 0, "confirmed"), (2, 9, 1, "gone")]
    assert told(versions[1], "participants") == [(1, 8, 0, "confirmed"), (2, 9, 0, "confirmed")]


def test_a_version_stored_without_days_has_them_made() -> None:
    """One that another server exported, too: its SEQUENCE is no lower than any that its versions can have reached."""
    old = b.programme(on(8), on(9), version=5)
    assert told(old) == [(1, 8, 4, "confirmed"), (2, 9, 4, "confirmed")]
    assert {one.changed for one in days_of(old, "public")} == {b.PUBLISHED}
    after = stamped(b.programme(on(8), on(9, 10)), old, b.PUBLISHED + DAY)
    assert told(after) == [(1, 8, 4, "confirmed"), (2, 9, 5, "confirmed")]


def test_no_session_no_day() -> None:
    assert stamped(b.programme(), None, b.PUBLISHED).days == ()
    assert days_of(b.programme(), "public") == ()


@given(programmes(), programmes())
def test_numbers_are_for_ever_and_sequences_never_sink(one: Programme, other: Programme) -> None:
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    first = replace(stamped(without_stamps(one), None, moment), version=1, published_at=moment)
    second = stamped(without_stamps(other), first, moment + timedelta(hours=1))
    third = stamped(without_stamps(one), replace(second, version=2), moment + timedelta(hours=2))
    seen: dict[tuple[str, int], DayEntry] = {}
    for version in (first, second, third):
        now = {(day.audience, day.number): day for day in version.days}
        assert len(now) == len(version.days)
        for key, before in seen.items():
            day = now[key]
            raised = (day.start, day.end, day.status, day.dropped) != (
                before.start,
                before.end,
                before.status,
                before.dropped,
            )
            assert day.sequence - before.sequence in ((1,) if raised else (0, 1))
        seen = now
    live = [day.date for day in days_of(third, "participants") if not day.dropped]
    assert len(set(live)) == len(live)
