"""The next event of a series: other days, other ids, the same hours on the wall."""

from datetime import date, datetime
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from agenda.programme import clocks
from agenda.programme.model import Programme
from agenda.programme.series import next_event
from tests import builders as b
from tests.agenda.programme.strategies import programmes

TITLE = b.text("Second dialogue")


def last(**fields: Any) -> Programme:
    return b.programme(
        b.session("opening", "2020-09-08T13:30", room="webinar", people=[b.appearance("gomez", "moderator")]),
        b.session("off", "2020-09-08T15:00", status="cancelled"),
        b.session(
            "talk",
            "2020-09-09T14:15",
            slug="talk-of-gomez",
            segments=[b.segment("Part", "2020-09-09T14:20", "2020-09-09T14:40", [b.appearance("gomez")])],
        ),
        dropped=[b.dropped("opening-2022")],
        version=3,
        label="final",
        **fields,
    )


def test_days_move_hours_stay_and_ids_are_new() -> None:
    following = next_event(last(), "second", TITLE, date(2022, 10, 4))
    assert [(one.id, one.slug, one.wall_start, one.end - one.start) for one in following.sessions] == [
        ("opening-2022-2", "opening", "2022-10-04T13:30", last().sessions[0].end - last().sessions[0].start),
        ("talk-of-gomez-2022", "talk-of-gomez", "2022-10-05T14:15", last().sessions[2].end - last().sessions[2].start),
    ]  # fmt: skip
    assert following.sessions[1].segments[0].start == b.moment("2022-10-05T14:20")
    assert (following.event.slug, following.event.title) == ("second", TITLE)


def test_texts_people_and_rooms_are_kept_and_everyone_is_to_be_confirmed() -> None:
    before = last()
    following = next_event(before, "second", TITLE, date(2022, 10, 4))
    assert (following.people, following.rooms) == (before.people, before.rooms)
    assert [one.state for session in following.sessions for one in session.appearances] == ["tbc", "tbc"]
    assert following.event.cities == before.event.cities


def test_nothing_of_versions_is_taken_along() -> None:
    following = next_event(last(), "second", TITLE, date(2022, 10, 4))
    assert (following.version, following.published_at, following.label, following.dropped) == (
        0,
        None,
        "provisional",
        (),
    )
    assert {(one.sequence, one.changed) for one in following.sessions} == {(None, None)}


def test_an_hour_that_clocks_skip_on_the_new_day_is_kept_on_the_wall() -> None:
    before = b.programme(b.session("one", "2020-09-08T02:30", zone="Europe/Zurich"), timezone="Europe/Zurich")
    (session,) = next_event(before, "second", TITLE, date(2021, 3, 28)).sessions
    assert session.wall_start == "2021-03-28T02:30"
    assert clocks.rfc3339(session.start, "Europe/Zurich") == "2021-03-28T03:30:00+02:00"


def test_a_programme_without_sessions_has_none() -> None:
    assert next_event(b.programme(), "second", TITLE, date(2022, 1, 1)).sessions == ()


@given(programmes(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_each_session_not_cancelled_comes_along_at_its_hour(programme: Programme, first: date) -> None:
    held = [one for one in programme.sessions if one.status != "cancelled"]
    zone = programme.event.timezone
    days = [clocks.local_date(one.start, zone) for one in held]
    assume(
        not held or first + (max(days) - min(days)) < date(2199, 1, 1)
    )  # within the years that are supported
    following = next_event(programme, "second", TITLE, first)
    assert len(following.sessions) == len(held)
    assert not {one.id for one in following.sessions} & {one.id for one in programme.sessions}
    for old, new in zip(held, following.sessions, strict=True):
        assert new.end - new.start == old.end - old.start
        assert datetime.fromisoformat(new.wall_start).time() == clocks.wall_of(old.start, zone)[0].time()
    if held:
        days = [datetime.fromisoformat(one.wall_start).date() for one in following.sessions]
        assert min(days) == first
