"""agenda/outputs/vtimezone.py: the observances of a zone, against a look at every hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.outputs.vtimezones import Observance, observances, vtimezone
from agenda.programme import clocks

ZONES = sorted(clocks.zone_names())


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type]


def wall(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def hours_with_change(zone: str, since: datetime, until: datetime) -> list[datetime]:
    """Full hours (UTC) at or before which the offset changed, found by looking at every hour."""
    clock = clocks.zone(zone)
    looks = [since + timedelta(hours=n) for n in range(int((until - since) / hours(1)) + 1)]
    offsets = [one.astimezone(clock).utcoffset() for one in looks]
    return [look for look, before, now in zip(looks[1:], offsets, offsets[1:], strict=False) if before != now]


def instants(found: tuple[Observance, ...]) -> list[datetime]:
    """When each observance begins, those apart that change nothing."""
    return [
        (one.onset - one.offset_from).replace(tzinfo=UTC) for one in found if one.offset_from != one.offset_to
    ]


def test_zurich_in_the_year_of_an_october_change() -> None:
    assert observances("Europe/Zurich", at(2020, 10, 24, 7), at(2020, 10, 26, 16)) == (
        Observance(wall("2020-03-29T02:00"), hours(1), hours(2), "CEST", daylight=True),
        Observance(wall("2020-10-25T03:00"), hours(2), hours(1), "CET", daylight=False),
        Observance(wall("2021-03-28T02:00"), hours(1), hours(2), "CEST", daylight=True),
    )


@pytest.mark.parametrize(
    ("zone", "offset", "name"),
    [("Asia/Bangkok", 7, "+07"), ("Etc/GMT+5", -5, "-05"), ("Asia/Ho_Chi_Minh", 7, "+07")],
)
def test_zone_without_change_there_has_one_standard(zone: str, offset: float, name: str) -> None:
    (only,) = observances(zone, at(2020, 9, 8), at(2020, 9, 9))
    assert (only.offset_to, only.name, only.daylight) == (hours(offset), name, False)
    assert only.onset < wall("1976-01-01T00:00")


def test_last_change_long_ago_is_the_one_observance() -> None:
    assert observances("Asia/Kathmandu", at(2026, 3, 1), at(2026, 3, 3)) == (
        Observance(wall("1986-01-01T00:00"), hours(5.5), hours(5.75), "+0545", daylight=False),
    )


def test_event_before_the_zone_s_first_change_has_a_base() -> None:
    found = observances("Asia/Manila", at(1975, 9, 8), at(1975, 9, 9))
    assert found[0] == Observance(wall("1970-01-01T00:00"), hours(8), hours(8), "PST", daylight=False)
    assert found[1].daylight


@pytest.mark.parametrize("zone", ["Europe/Dublin", "Africa/Casablanca"])
def test_larger_offset_is_daylight_where_the_flag_is_upside_down(zone: str) -> None:
    found = observances(zone, at(2019, 1, 1), at(2020, 12, 31))
    assert {one.daylight for one in found} == {True, False}
    assert all(one.daylight == (one.offset_to == hours(1)) for one in found)


def test_change_at_the_very_first_moment_is_the_first_observance() -> None:
    change = at(2020, 10, 25, 1)
    assert instants(observances("Europe/Zurich", change, change))[0] == change
    assert instants(observances("Europe/Zurich", change - timedelta(seconds=1), change))[:2] == [
        at(2020, 3, 29, 1),
        change,
    ]


def test_component() -> None:
    written = vtimezone("Asia/Manila", at(2020, 9, 8), at(2020, 9, 9)).to_ical().decode()
    assert written.split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Manila",
        "BEGIN:STANDARD",
        "DTSTART:19900729T000000",
        "TZNAME:PST",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_unknown_zone() -> None:
    with pytest.raises(clocks.UnknownZone):
        observances("Mars/Base", at(2020, 1, 1), at(2020, 1, 2))


def _next_full_hour(moment: datetime) -> datetime:
    full = moment.replace(minute=0, second=0)
    return full if full == moment else full + hours(1)


@given(
    zone=st.sampled_from(ZONES),
    first=st.datetimes(wall("1975-01-02T00:00"), wall("2199-12-31T00:00"), timezones=st.just(UTC)),
    days=st.integers(0, 400),
)
def test_every_change_from_the_one_before_to_the_one_after(zone: str, first: datetime, days: int) -> None:
    first = first.replace(minute=0, second=0, microsecond=0)
    last = first + timedelta(days=days)
    since, until = first - timedelta(days=400), last + timedelta(days=400)
    seen = hours_with_change(zone, since, until)
    expected = [
        *[one for one in seen if one <= first][-1:],
        *(one for one in seen if first < one <= last),
        *[one for one in seen if one > last][:1],
    ]
    found = observances(zone, first, last)
    near = [one for one in instants(found) if since < one <= until]
    assert [_next_full_hour(one) for one in near] == expected
    assert list(found) == sorted(found, key=lambda one: one.onset)
    assert (found[0].onset - found[0].offset_from).replace(tzinfo=UTC) <= first
    assert len(found) > 1 or not found[0].daylight
    for before, now in pairwise(found):
        assert now.offset_from == before.offset_to != now.offset_to
