"""Dates and times as they are written in cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from agenda.exchange.xlsx.cell_values import BadCell, Clock, clock_of, date_of
from agenda.exchange.xlsx.reading import UnreadableSheet

EPOCH = datetime.fromisoformat("1899-12-30")
NOON = datetime.fromisoformat("2020-09-08T12:00")
DAY = date(2020, 9, 8)


@pytest.mark.parametrize(
    "value",
    [
        DAY, datetime.fromisoformat("2020-09-08"), 44082, 44082.0, "2020-09-08", " 2020-9-8 ", "8 September 2020",
        "8 Sept 2020", "08 sep. 2020", "Tuesday 8 September 2020", "Tue, 8 Sept, 2020", "September 8, 2020",
    ],
)  # fmt: skip
def test_dates(value: Any) -> None:
    assert date_of(value, EPOCH) == DAY


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("8/9/2020", "“8/9/2020” can be read in two ways. Write it like 2020-09-08 or 8 September 2020."),
        ("08.09.20", "“08.09.20” can be read in two ways. Write it like 2020-09-08 or 8 September 2020."),
        ("2020-02-30", "“2020-02-30” is not in the calendar. Write it like 2020-09-08 or 8 September 2020."),
        ("8 Octember 2020", "“8 Octember 2020” is not a date. Write it like 2020-09-08 or 8 September 2020."),
        ("soon", "“soon” is not a date. Write it like 2020-09-08 or 8 September 2020."),
        (NOON, "“2020-09-08 12:00” has a time, too. Write the date only, like 2020-09-08."),
        (time(14, 15), "“14:15” is not a date. Write it like 2020-09-08 or 8 September 2020."),
        (8, "“8” is not a date. Write it like 2020-09-08 or 8 September 2020."),
        (44082.5, "“44082.5” is not a date. Write it like 2020-09-08 or 8 September 2020."),
        (True, "“TRUE” is not a date. Write it like 2020-09-08 or 8 September 2020."),
    ],
)
def test_no_dates(value: Any, said: str) -> None:
    with pytest.raises(BadCell) as refused:
        date_of(value, EPOCH)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    "value",
    [time(14, 15), 0.59375, 0.593749999, timedelta(hours=14, minutes=15), "14:15", "14:15:00", " 2:15 pm", "2:15PM",
     "2:15 p.m.", datetime.fromisoformat("1899-12-30T14:15")],
)  # fmt: skip
def test_times(value: Any) -> None:
    assert clock_of(value, EPOCH) == Clock(None, time(14, 15))


@pytest.mark.parametrize(
    "value",
    [NOON, 44082.5, "2020-09-08 12:00", "2020-09-08T12:00", "8 September 2020 12:00", "8 Sept 2020, 12 pm",
     "2020-09-08 12:00:00"],
)  # fmt: skip
def test_times_with_their_date(value: Any) -> None:
    assert clock_of(value, EPOCH) == Clock(DAY, time(12))


@pytest.mark.parametrize(
    ("value", "hour"), [("12 am", 0), ("12:00 pm", 12), ("0:00", 0), (0, 0), ("11 pm", 23)]
)
def test_noon_and_midnight(value: Any, hour: int) -> None:
    assert clock_of(value, EPOCH) == Clock(None, time(hour))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("25:00", "“25:00” is not a time. Write it like 14:15."),
        ("14:60", "“14:60” is not a time. Write it like 14:15."),
        ("13 pm", "“13 pm” is not a time. Write it like 14:15."),
        ("14.15", "“14.15” is not a time. Write it like 14:15."),
        (14.15, "“14.15” is not a time. Write it like 14:15."),
        (-0.5, "“-0.5” is not a time. Write it like 14:15."),
        (
            "8/9/2020 14:15",
            "“8/9/2020” can be read in two ways. Write it like 2020-09-08 or 8 September 2020.",
        ),
        (time(14, 15, 30), "“14:15:30” has seconds. Times are of whole minutes. Write it like 14:15."),
        ("14:15:30", "“14:15:30” has seconds. Times are of whole minutes. Write it like 14:15."),
        (timedelta(hours=25), "“1 day, 1:00:00” is not a time. Write it like 14:15."),
        (UnreadableSheet("holds the error #REF!"), "holds the error #REF!. Write the value itself."),
    ],
)
def test_no_times(value: Any, said: str) -> None:
    with pytest.raises(BadCell) as refused:
        clock_of(value, EPOCH)
    assert str(refused.value) == said
