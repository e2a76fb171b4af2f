"""Wall clocks and instants: zones, missing and doubled hours, hours in words, time lines."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from agenda.programme import clocks
from agenda.programme.model import FrozenCity, FrozenEvent, FrozenSession, Programme, Text
from tests.agenda.programme.strategies import instants, programmes, zones

MANILA = "Asia/Manila"


def utc(string: str) -> datetime:
    """The instant of an ISO string, in UTC."""
    return datetime.fromisoformat(string).astimezone(UTC)


def wall(string: str) -> datetime:
    return datetime.fromisoformat(string)


def english(name: str) -> Text:
    return (("en", name),)


def city(name: str, timezone: str) -> FrozenCity:
    return FrozenCity(name=english(name), timezone=timezone, slug=name.lower())


def programme(timezone: str, cities: tuple[FrozenCity, ...], *hours: tuple[str, str]) -> Programme:
    """A programme with a session for each pair of start and end."""
    sessions = tuple(
        FrozenSession(id=f"s{index}", slug=f"s{index}", title=english("S"), start=utc(start), end=utc(end))
        for index, (start, end) in enumerate(hours)
    )
    return Programme(
        event=FrozenEvent(slug="e", title=english("E"), timezone=timezone, cities=cities), sessions=sessions
    )


def printed(programme: Programme, style: clocks.Style = "12") -> list[tuple[str, list[str]]]:
    """Date and lines in words of each day."""
    return [
        (one.day.isoformat(), [clocks.words(line) for line in one.lines])
        for one in clocks.time_lines(programme, style)
    ]


SEED_CITIES = (
    city("Manila", MANILA),
    city("Beijing", "Asia/Shanghai"),
    city("Bangkok", "Asia/Bangkok"),
    city("Ha Noi", "Asia/Ho_Chi_Minh"),
    city("Phnom Penh", "Asia/Phnom_Penh"),
    city("Vientiane", "Asia/Vientiane"),
    city("Nay Pyi Taw", "Asia/Yangon"),
)
SEED = programme(
    MANILA,
    SEED_CITIES,
    ("2020-09-08T14:15+08:00", "2020-09-08T15:15+08:00"),
    ("2020-09-08T13:30+08:00", "2020-09-08T14:00+08:00"),
    ("2020-09-08T16:25+08:00", "2020-09-08T16:30+08:00"),
)


# Zones


def test_zones_are_exact_iana_names() -> None:
    assert {"Asia/Manila", "UTC", "America/Argentina/Buenos_Aires", "Asia/Calcutta"} <= clocks.zone_names()
    assert clocks.zone("Asia/Manila").key == "Asia/Manila"
    assert clocks.zone("Asia/Manila") is clocks.zone("Asia/Manila")


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Base", "asia/manila", "ASIA/MANILA", "Asia/Manila ", "Asia", "localtime", "Factory", "posixrules",
     "../../etc/passwd", "/etc/localtime", "Asia/../Asia/Manila", "Asia/Manila\0", "\0", "x" * 10_000, "tzdata.zi",
     "\ud800", "PST8PDT\n", "+08:00"],
)  # fmt: skip
def test_what_is_no_zone_is_refused(name: str) -> None:
    assert not clocks.is_zone(name)
    with pytest.raises(clocks.UnknownZone) as caught:
        clocks.zone(name)
    assert len(str(caught.value)) < 300


def test_rules_come_from_the_pinned_package_not_from_the_system() -> None:
    program = "from agenda.programme import clocks; import zoneinfo; print(zoneinfo.TZPATH, clocks.zone('Asia/Manila'))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONTZPATH": "/usr/share/zoneinfo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "() Asia/Manila\n"


def test_every_zone_has_offsets_of_whole_minutes_on_all_supported_dates() -> None:
    first = datetime.combine(clocks.EARLIEST, datetime.min.time(), UTC) - timedelta(days=1)
    for name in clocks.zone_names():
        zone = clocks.zone(name)
        for month in range(12 * 70):  # after 2037 the rules repeat
            offset = (first + timedelta(days=30.4375 * month)).astimezone(zone).utcoffset()
            assert offset is not None
            assert offset % timedelta(minutes=1) == timedelta(0), name


# Wall and instant


@pytest.mark.parametrize(
    ("there", "zone", "expected"),
    [
        ("2020-09-08T14:15", MANILA, ["2020-09-08T06:15Z"]),
        ("2020-09-08T12:00", "Asia/Kathmandu", ["2020-09-08T06:15Z"]),
        ("2020-10-25T02:30", "Europe/Zurich", ["2020-10-25T00:30Z", "2020-10-25T01:30Z"]),
        ("2020-10-25T02:00", "Europe/Zurich", ["2020-10-25T00:00Z", "2020-10-25T01:00Z"]),
        ("2020-10-25T03:00", "Europe/Zurich", ["2020-10-25T02:00Z"]),
        ("2020-03-29T02:30", "Europe/Zurich", []),
        ("2020-03-29T03:00", "Europe/Zurich", ["2020-03-29T01:00Z"]),
        ("2020-11-01T01:59", "America/New_York", ["2020-11-01T05:59Z", "2020-11-01T06:59Z"]),
        ("2020-04-05T01:45", "Australia/Lord_Howe", ["2020-04-04T14:45Z", "2020-04-04T15:15Z"]),
        ("2020-10-04T02:15", "Australia/Lord_Howe", []),
        ("2011-12-30T12:00", "Pacific/Apia", []),
        ("2199-12-31T23:59", "UTC", ["2199-12-31T23:59Z"]),
    ],
)
def test_instants_of_a_wall_time(there: str, zone: str, expected: list[str]) -> None:
    assert clocks.instants_of(wall(there), zone) == tuple(utc(one) for one in expected)


def test_instant_takes_the_first_or_the_second_of_a_doubled_hour() -> None:
    there = wall("2020-10-25T02:30")
    assert clocks.instant(there, "Europe/Zurich") == utc("2020-10-25T00:30Z")
    assert clocks.instant(there, "Europe/Zurich", fold=1) == utc("2020-10-25T01:30Z")
    assert clocks.instant(wall("2020-10-25T12:00"), "Europe/Zurich", fold=1) == utc("2020-10-25T11:00Z")
    with pytest.raises(clocks.DoubledHour, match="2020-10-25T02:30 exists twice in Europe/Zurich") as caught:
        clocks.instant(there, "Europe/Zurich", fold=None)
    assert caught.value.instants == (utc("2020-10-25T00:30Z"), utc("2020-10-25T01:30Z"))


def test_instant_refuses_a_missing_hour() -> None:
    with pytest.raises(clocks.MissingHour, match="2020-03-29T02:30 does not exist in Europe/Zurich"):
        clocks.instant(wall("2020-03-29T02:30"), "Europe/Zurich")


@pytest.mark.parametrize(
    "there", ["1972-12-31T23:59", "2200-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_dates_out_of_reach_are_refused(there: str) -> None:
    with pytest.raises(clocks.UnsupportedDate):
        clocks.instants_of(wall(there), MANILA)


def test_aware_and_naive_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="no time zone of its own"):
        clocks.instants_of(utc("2020-09-08T06:15Z"), MANILA)
    with pytest.raises(ValueError, match="an instant needs a time zone"):
        clocks.local(wall("2020-09-08T06:15"), MANILA)


def test_local_date_and_rfc3339() -> None:
    moment = utc("2020-09-08T20:15Z")
    assert clocks.local_date(moment, MANILA) == date(2020, 9, 9)
    assert clocks.rfc3339(moment, MANILA) == "2020-09-09T04:15:00+08:00"
    assert clocks.rfc3339(moment, "UTC") == "2020-09-08T20:15:00+00:00"
    assert clocks.rfc3339(moment, "America/St_Johns") == "2020-09-08T17:45:00-02:30"
    assert clocks.rfc3339_utc(clocks.local(moment, MANILA)) == "2020-09-08T20:15:00Z"


@given(instants(), zones())
def test_an_instant_is_among_those_of_its_wall_time(moment: datetime, zone: str) -> None:
    there, fold = clocks.wall_of(moment, zone)
    assert moment in clocks.instants_of(there, zone)
    assert clocks.instant(there, zone, fold) == moment
    assert datetime.fromisoformat(clocks.rfc3339(moment, zone)) == moment


@given(instants(), zones())
@example(datetime(2020, 3, 29, 2, 30, tzinfo=UTC), "Europe/Zurich")
@example(datetime(2011, 12, 30, 12, 0, tzinfo=UTC), "Pacific/Apia")
def test_every_instant_of_a_wall_time_shows_it(moment: datetime, zone: str) -> None:
    there = moment.replace(tzinfo=None)
    found = clocks.instants_of(there, zone)
    assert len(found) <= 2
    assert [clocks.wall_of(one, zone) for one in found] == [(there, fold) for fold in range(len(found))]


# Hours in words


@pytest.mark.parametrize(
    ("start", "end", "twelve", "twenty_four"),
    [
        ("2020-09-08T13:30", "2020-09-08T16:30", "1:30–4:30 pm", "13:30–16:30"),
        ("2020-09-08T11:30", "2020-09-08T13:30", "11:30 am–1:30 pm", "11:30–13:30"),
        ("2020-09-08T12:00", "2020-09-08T15:00", "12:00–3:00 pm", "12:00–15:00"),
        ("2020-09-08T09:00", "2020-09-08T12:00", "9:00 am–12:00 pm", "09:00–12:00"),
        ("2020-09-08T00:00", "2020-09-08T00:30", "12:00–12:30 am", "00:00–00:30"),
        ("2020-09-08T00:00", "2020-09-08T12:00", "12:00 am–12:00 pm", "00:00–12:00"),
        ("2020-09-08T21:00", "2020-09-09T00:00", "9:00 pm–12:00 am (9 Sept)", "21:00–00:00 (9 Sept)"),
        ("2020-09-08T23:30", "2020-09-09T02:30", "11:30 pm–2:30 am (9 Sept)", "23:30–02:30 (9 Sept)"),
        ("2020-09-07T23:30", "2020-09-08T02:30", "11:30 pm (7 Sept)–2:30 am", "23:30 (7 Sept)–02:30"),
        (
            "2020-09-09T01:00",
            "2020-09-09T02:30",
            "1:00 am (9 Sept)–2:30 am (9 Sept)",
            "01:00 (9 Sept)–02:30 (9 Sept)",
        ),
        ("2020-09-08T13:00", "2020-09-09T14:00", "1:00 pm–2:00 pm (9 Sept)", "13:00–14:00 (9 Sept)"),
    ],
)
def test_hours(start: str, end: str, twelve: str, twenty_four: str) -> None:
    there = clocks.instant(wall(start), MANILA), clocks.instant(wall(end), MANILA)
    day = date(2020, 9, 8)
    assert clocks.hours(*there, day, MANILA) == twelve
    assert clocks.hours(*there, day, MANILA, language="en-GB") == twelve
    assert clocks.hours(*there, day, MANILA, style="24") == twenty_four
    assert clocks.hours(*there, day, MANILA, language="fr") == twenty_four.replace("9 Sept", "9/9").replace(
        "7 Sept", "7/9"
    )


def test_hours_show_what_the_clocks_show_over_a_change() -> None:
    start, end = utc("2020-10-25T00:30Z"), utc("2020-10-25T02:30Z")
    assert clocks.hours(start, end, date(2020, 10, 25), "Europe/Zurich") == "2:30–3:30 am"
    start, end = utc("2020-11-01T05:30Z"), utc("2020-11-01T07:30Z")
    assert clocks.hours(start, end, date(2020, 11, 1), "America/New_York") == "1:30–2:30 am"


def test_months_are_shortened_as_the_contract_says() -> None:
    days = [datetime(2021, month, 15, tzinfo=UTC) for month in range(1, 13)]
    marks = [clocks.hours(day, day + timedelta(hours=1), date(2020, 1, 1), "UTC")[-12:] for day in days]
    months = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
    assert [mark[mark.index("(") :] for mark in marks] == [f"(15 {month})" for month in months]


def test_dates_and_moments_in_words() -> None:
    day, moment = date(2020, 9, 8), utc("2020-09-08T06:15Z")
    assert clocks.date_words(day) == "8 September 2020"
    assert clocks.date_words(day, weekday=True) == "Tuesday 8 September 2020"
    assert clocks.date_words(day, "vi", weekday=True) == "8/9/2020"
    assert clocks.moment_words(moment, MANILA) == "8 September 2020, 2:15 pm"
    assert clocks.moment_words(moment, MANILA, style="24") == "8 September 2020, 14:15"
    assert clocks.moment_words(moment, MANILA, language="vi") == "8/9/2020, 14:15"


# Days and time lines


def test_days_are_those_of_the_zone_shown() -> None:
    late = replace(SEED.sessions[0], id="late", start=utc("2020-09-08T17:30Z"), end=utc("2020-09-08T18:00Z"))
    sessions = (late, *SEED.sessions)
    assert [(day.isoformat(), [one.id for one in found]) for day, found in clocks.days(sessions, MANILA)] == [
        ("2020-09-08", ["s1", "s0", "s2"]),
        ("2020-09-09", ["late"]),
    ]
    assert [(day.isoformat(), len(found)) for day, found in clocks.days(sessions, "UTC")] == [
        ("2020-09-08", 4)
    ]
    assert clocks.days((), MANILA) == ()


@given(programmes(), zones())
def test_days_hold_every_session_once(programme: Programme, zone: str) -> None:
    found = clocks.days(programme.sessions, zone)
    assert [day for day, _ in found] == sorted({day for day, _ in found})
    assert all(clocks.local_date(one.start, zone) == day for day, held in found for one in held)
    assert sorted(one.id for _, held in found for one in held) == sorted(one.id for one in programme.sessions)


def test_the_lines_of_the_concept_note() -> None:
    assert printed(SEED) == [
        (
            "2020-09-08",
            [
                "1:30–4:30 pm Manila/Beijing time",
                "12:30–3:30 pm Bangkok/Ha Noi/Phnom Penh/Vientiane time",
                "12:00–3:00 pm Nay Pyi Taw time",
            ],
        )
    ]
    assert printed(SEED, "24") == [
        (
            "2020-09-08",
            [
                "13:30–16:30 Manila/Beijing time",
                "12:30–15:30 Bangkok/Ha Noi/Phnom Penh/Vientiane time",
                "12:00–15:00 Nay Pyi Taw time",
            ],
        )
    ]


def test_a_line_as_a_value() -> None:
    (day,) = clocks.time_lines(SEED, language="vi")
    assert day.lines[2] == clocks.TimeLine(
        hours="12:00–15:00",
        places=(english("Nay Pyi Taw"),),
        start=utc("2020-09-08T05:30Z"),
        end=utc("2020-09-08T08:30Z"),
        zone="Asia/Yangon",
        offset=timedelta(hours=6, minutes=30),
    )
    assert clocks.words(day.lines[2], "vi", "en") == "12:00–15:00 Nay Pyi Taw"


def test_the_hosts_line_is_first_wherever_it_lies() -> None:
    host = replace(SEED.event, timezone="Asia/Yangon")
    assert printed(replace(SEED, event=host))[0][1] == [
        "12:00–3:00 pm Nay Pyi Taw time",
        "1:30–4:30 pm Manila/Beijing time",
        "12:30–3:30 pm Bangkok/Ha Noi/Phnom Penh/Vientiane time",
    ]


@pytest.mark.parametrize(
    ("timezone", "cities", "lines"),
    [
        ("America/Argentina/Buenos_Aires", (), ["9:00–10:00 am Buenos Aires time"]),
        ("UTC", (), ["12:00–1:00 pm UTC time"]),
        (MANILA, (city("Beijing", "Asia/Shanghai"),), ["8:00–9:00 pm Manila/Beijing time"]),
        ("Asia/Tokyo", SEED_CITIES[:1], ["9:00–10:00 pm Tokyo time", "8:00–9:00 pm Manila time"]),
        (
            "Asia/Kathmandu",
            (city("Delhi", "Asia/Kolkata"),),
            ["5:45–6:45 pm Kathmandu time", "5:30–6:30 pm Delhi time"],
        ),
    ],
)
def test_a_host_zone_without_a_city(timezone: str, cities: tuple[FrozenCity, ...], lines: list[str]) -> None:
    assert printed(programme(timezone, cities, ("2020-09-08T12:00Z", "2020-09-08T13:00Z")))[0][1] == lines


def test_cancelled_sessions_do_not_count_and_the_last_end_does() -> None:
    cancelled = replace(SEED.sessions[1], status="cancelled")
    long = replace(SEED.sessions[0], end=utc("2020-09-08T09:00Z"))
    found = printed(replace(SEED, sessions=(long, cancelled, SEED.sessions[2])))
    assert found[0][1][0] == "2:15–5:00 pm Manila/Beijing time"
    assert printed(replace(SEED, sessions=(cancelled,))) == []


def test_several_days_with_a_clock_change_between_them() -> None:
    cities = (city("Geneva", "Europe/Zurich"), city("New York", "America/New_York"), city("Manila", MANILA))
    several = programme(
        "Europe/Zurich", cities,
        ("2020-10-26T14:00+01:00", "2020-10-26T16:00+01:00"),
        ("2020-10-24T14:00+02:00", "2020-10-24T16:00+02:00"),
    )  # fmt: skip
    assert printed(several) == [
        (
            "2020-10-24",
            ["2:00–4:00 pm Geneva time", "8:00–10:00 pm Manila time", "8:00–10:00 am New York time"],
        ),
        (
            "2020-10-26",
            ["2:00–4:00 pm Geneva time", "9:00–11:00 pm Manila time", "9:00–11:00 am New York time"],
        ),
    ]


def test_cities_whose_clocks_part_during_the_day_are_apart() -> None:
    """Zurich leaves summer time at 03:00 on 25 October 2020; Tripoli and Johannesburg keep +02:00."""
    cities = (
        city("Tripoli", "Africa/Tripoli"),
        city("Geneva", "Europe/Zurich"),
        city("Pretoria", "Africa/Johannesburg"),
    )
    night = programme("Europe/Zurich", cities, ("2020-10-25T01:00+02:00", "2020-10-25T05:00+01:00"))
    assert printed(night) == [
        ("2020-10-25", ["1:00–5:00 am Geneva time", "1:00–6:00 am Tripoli/Pretoria time"])
    ]


def test_midnight_is_crossed_by_some() -> None:
    cities = (city("New York", "America/New_York"), city("London", "Europe/London"), city("Auckland", "Pacific/Auckland"),
              city("Honolulu", "Pacific/Honolulu"))  # fmt: skip
    evening = programme("America/New_York", cities, ("2020-09-08T22:00-04:00", "2020-09-09T00:30-04:00"))
    assert printed(evening) == [
        (
            "2020-09-08",
            [
                "10:00 pm–12:30 am (9 Sept) New York time",
                "2:00 pm (9 Sept)–4:30 pm (9 Sept) Auckland time",
                "3:00 am (9 Sept)–5:30 am (9 Sept) London time",
                "4:00–6:30 pm Honolulu time",
            ],
        )
    ]


@given(programmes(), st.sampled_from(("12", "24")))
def test_every_place_is_printed_once_a_day_with_the_right_hours(
    programme: Programme, style: clocks.Style
) -> None:
    event = programme.event
    host_city = any(one.timezone == event.timezone for one in event.cities)
    for one in clocks.time_lines(programme, style):
        assert sum(len(line.places) for line in one.lines) == len(event.cities) + (not host_city)
        first = one.lines[0]
        assert first.hours == clocks.hours(first.start, first.end, one.day, event.timezone, style=style)
        for line in one.lines:
            for place in event.cities:
                if place.name in line.places and sum(place.name in other.places for other in one.lines) == 1:
                    there = clocks.hours(line.start, line.end, one.day, place.timezone, style=style)
                    assert line.hours == there
        offsets = [line.offset for line in one.lines[1:]]
        assert offsets == sorted(offsets, reverse=True)
