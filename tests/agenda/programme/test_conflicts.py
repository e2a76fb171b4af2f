"""Each conflict: a programme that has it, and one that just does not."""

from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given

from agenda.programme.conflicts import CODES, Conflict, Rules, conflicts
from agenda.programme.model import Programme
from tests import builders as b
from tests.agenda.programme.strategies import programmes

ZURICH, YANGON = "Europe/Zurich", "Asia/Yangon"
DAY = "2020-09-08"


class Case(NamedTuple):
    """A code, what has it with the sentences, what just does not, and the rules of both."""

    code: str
    has: Programme
    sentences: tuple[str, ...]
    has_not: Programme
    rules: Rules = Rules()


def led(id: str, start: str, end: str | None = None, **fields: Any) -> Any:
    """A session of that day (or with its date) that nothing is said of but what a case is about."""
    people = [b.appearance("leader-" + id, "chair"), *fields.pop("people", [])]
    start, end = (f"{DAY}T{one}" if one and "T" not in one else one for one in (start, end))
    return b.session(id, start, end, people=people, title=id.capitalize(), **fields)


def of(*sessions: Any, **fields: Any) -> Programme:
    """Its people with an organisation, unless they are given."""
    given_people = {one.id: one for one in fields.pop("people", [])}
    named = {each.person for session in sessions for each in session.appearances}
    people = [
        given_people.get(id) or b.person(id, organisation=b.text("IOM"))
        for id in sorted(named | set(given_people))
    ]
    return b.programme(*sessions, people=people, **fields)


def appearing(person: str, state: str = "confirmed") -> Any:
    return b.appearance(person, "speaker", state)


def segmented(start: str, end: str) -> Programme:
    return of(led("talk", "14:15", "15:15", segments=[b.segment("Part", f"{DAY}T{start}", f"{DAY}T{end}")]))


ANNA = b.person("anna", name="Anna Lim", organisation=b.text("IOM"), country="PH")
NAMESAKE = b.person("lim", name="anna  lim", honorific="Dr.", organisation=b.text("ILO"), country="PH")
ELSEWHERE = b.person("lim", name="Anna Lim", organisation=b.text("ILO"), country="TH")


def other(person: Any, start: str, end: str) -> Rules:
    session = led("keynote", start, end, people=[appearing("lim")])
    return Rules(others=(of(session, people=[person], slug="other", title="Other event"),))


TWO = "2020-09-08T10:00"
WITH_ANNA = of(led("talk", "10:00", "11:00", people=[appearing("anna")]), people=[ANNA])
CITIES = {"cities": [b.city("Manila"), b.city("Nay Pyi Taw", YANGON)]}
NEW_YEAR = {"cities": [b.city("Manila")]}

CASES = (
    Case(
        "segment-outside-session",
        segmented("15:00", "15:16"),
        ("“Part” lies outside “Talk”. Change the hours of one of them.",),
        segmented("15:00", "15:15"),
    ),
    Case(
        "segment-longer-than-session",
        segmented("14:15", "15:16"),
        ("“Part” is longer than “Talk”. Shorten it, or lengthen the session.",),
        segmented("14:15", "15:15"),
    ),
    Case(
        "missing-hour",
        of(led("talk", "2021-03-28T03:30", zone=ZURICH, wall_start="2021-03-28T02:30", length=30), timezone=ZURICH),
        (
            "“Talk” begins at 2:30 am on 28 March 2021, an hour that does not exist in Europe/Zurich: "
            "the clocks go forward over it. Choose another hour.",
        ),
        of(led("talk", "2021-03-28T03:00", zone=ZURICH, wall_start="2021-03-28T03:00"), timezone=ZURICH),
    ),
    Case(
        "doubled-hour",
        of(led("talk", "2021-10-31T01:30", "2021-10-31T02:00", zone=ZURICH), timezone=ZURICH),
        (
            "“Talk” ends at 2:00 am on 31 October 2021, an hour that comes twice in Europe/Zurich: "
            "meant is the first, at UTC+02:00. Check that it is the right one.",
        ),
        of(led("talk", "2021-10-31T01:30", "2021-10-31T01:59", zone=ZURICH), timezone=ZURICH),
    ),
    Case(
        "no-title",
        b.programme(b.session("talk", f"{DAY}T14:15", kind="break", title={"fr": "Pause"})),
        ("The session of 8 September 2020, 2:15 pm has no title in the event’s language. Give it one.",),
        b.programme(b.session("talk", f"{DAY}T14:15", kind="break", title={"fr": "Pause", "en": "Break"})),
    ),
    Case(
        "no-facilitator",
        of(b.session("talk", f"{DAY}T14:15", title="Talk", people=[appearing("anna")])),
        ("Nobody leads “Talk”. Add a facilitator, moderator or chair.",),
        of(b.session("talk", f"{DAY}T14:15", segments=[b.segment(people=[b.appearance("anna", "moderator")])])),
    ),
    Case(
        "no-affiliation",
        of(led("talk", "14:15", people=[appearing("anna")]), people=[b.person("anna", honorific="Ms.", name="Anna Lim")]),
        ("Ms. Anna Lim has no organisation. Add it, so that it is printed.",),
        of(led("talk", "14:15"), people=[b.person("anna", honorific="Ms.", name="Anna Lim")]),
    ),
    Case(
        "person-in-two-places",
        of(led("one", "10:00", "11:00", people=[appearing("anna")]), led("two", "10:59", "11:30", people=[appearing("anna")]), people=[ANNA]),
        ("Anna Lim is in “One” and in “Two” at the same time. Move a session, or change who appears.",),
        of(led("one", "10:00", "11:00", people=[appearing("anna")]), led("two", "11:00", "11:30", people=[appearing("anna")]), people=[ANNA]),
    ),
    Case(
        "person-in-two-events",
        WITH_ANNA,
        (
            "Anna Lim is in “Talk” and, from 8 September 2020, 10:59 am on the host’s clock, in “Keynote” of "
            "“Other event”. Move a session, or change who appears.",
        ),
        WITH_ANNA,
        other(NAMESAKE, "10:59", "12:00"),
    ),
    Case(
        "room-twice",
        of(led("one", "10:00", "11:00", room="hall"), led("two", "10:59", "11:30", room="hall")),
        ("“One” and “Two” are in “Hall” at the same time. Move one of them, or give it another room.",),
        of(led("one", "10:00", "11:00", room="hall"), led("two", "11:00", "11:30", room="hall")),
    ),
    Case(
        "long-gap",
        of(led("one", "10:00", "11:00"), led("two", "11:46", "12:30")),
        (
            "There are 46 minutes without a session between “One” and “Two”. Close the gap, or put a break there.",
        ),
        of(led("one", "10:00", "11:00"), led("two", "11:45", "12:30")),
        Rules(longest_gap=45),
    ),
    Case(
        "unusual-hour",
        of(led("talk", "09:29", "20:01"), **CITIES),
        (
            "“Talk” ends at 8:01 pm in Manila, on 8 September 2020. Ask whether people there can take part at that hour.",
            "“Talk” begins at 7:59 am in Nay Pyi Taw, on 8 September 2020. Ask whether people there can take part at that hour.",
        ),
        of(led("talk", "09:30", "20:00"), **CITIES),
    ),
    Case(
        "public-holiday",
        of(led("talk", "2021-01-01T10:00"), **NEW_YEAR),
        ("1 January 2021 is a public holiday in Manila: New Year's Day. Ask whether people there can take part.",),
        of(led("talk", "2021-01-05T10:00"), **NEW_YEAR),
    ),
    Case(
        "tbc-in-final",
        of(led("talk", "14:15", people=[appearing("anna", "tbc"), appearing("anna", "tbc")]), people=[ANNA]),
        ("Anna Lim is still to be confirmed in “Talk”. Confirm or replace before the programme is final.",),
        of(led("talk", "14:15", people=[appearing("anna")]), people=[ANNA]),
        Rules(label="final"),
    ),
)  # fmt: skip


def test_every_code_has_its_case_and_every_case_its_code() -> None:
    assert sorted(case.code for case in CASES) == sorted(CODES)


@pytest.mark.parametrize("case", CASES, ids=[case.code for case in CASES])
def test_a_programme_has_it_and_another_just_does_not(case: Case) -> None:
    found = [one for one in conflicts(case.has, case.rules) if one.code == case.code]
    assert tuple(one.sentence for one in found) == case.sentences
    assert {one.grade for one in found} == {CODES[case.code][0]}
    rules = case.rules
    if case.code == "person-in-two-events":
        rules = other(NAMESAKE, "11:00", "12:00")
    assert [one for one in conflicts(case.has_not, rules) if one.code == case.code] == []


def test_only_three_things_block_publishing() -> None:
    assert {code for code, (grade, _words) in CODES.items() if grade == "error"} == {
        "missing-hour",
        "segment-outside-session",
        "segment-longer-than-session",
    }


@pytest.mark.parametrize(("start", "end"), [("14:14", "14:40"), ("14:00", "14:15"), ("16:00", "16:30")])
def test_a_segment_before_or_after_its_session_is_outside(start: str, end: str) -> None:
    assert conflicts(segmented(start, end)) == (
        Conflict(
            "segment-outside-session",
            "error",
            "talk, segment 1",
            "“Part” lies outside “Talk”. Change the hours of one of them.",
            ("talk",),
        ),
    )


def test_a_segment_in_an_hour_that_is_missing_is_named() -> None:
    part = b.segment("Part", "2021-03-28T03:30", "2021-03-28T03:40", zone=ZURICH)
    part = type(part)(title=part.title, start=part.start, end=part.end, wall_start="2021-03-28T02:30")
    found = conflicts(of(led("talk", "2021-03-28T01:30", zone=ZURICH, segments=[part]), timezone=ZURICH))
    assert [(one.code, one.place) for one in found if one.grade == "error"] == [
        ("missing-hour", "talk, segment 1")
    ]
    assert found[0].sentence.startswith("“Part” in “Talk” begins at 2:30 am on 28 March 2021, an hour")


def test_who_appears_in_a_timed_segment_only_is_free_for_the_rest() -> None:
    part = b.segment("Part", f"{DAY}T10:00", f"{DAY}T10:30", [appearing("anna")])
    later = led("two", "10:30", "11:00", people=[appearing("anna")])
    assert conflicts(of(led("one", "10:00", "11:00", segments=[part]), later, people=[ANNA])) == ()
    sooner = led("two", "10:29", "11:00", people=[appearing("anna")])
    found = conflicts(of(led("one", "10:00", "11:00", segments=[part]), sooner, people=[ANNA]))
    assert [(one.code, one.place, one.sessions) for one in found] == [
        ("person-in-two-places", "one, two", ("one", "two"))
    ]


def test_a_cancelled_session_takes_nobody_and_no_room() -> None:
    one = led("one", "10:00", "11:00", room="hall", people=[appearing("anna")])
    two = led("two", "10:00", "11:00", room="hall", people=[appearing("anna")], status="cancelled")
    assert conflicts(of(one, two, people=[ANNA])) == ()


def test_a_namesake_of_another_country_is_someone_else() -> None:
    assert conflicts(WITH_ANNA, other(ELSEWHERE, "10:00", "12:00")) == ()


def test_an_event_is_not_in_conflict_with_itself() -> None:
    assert conflicts(WITH_ANNA, Rules(others=(WITH_ANNA,))) == ()


def test_a_day_past_midnight_in_a_city_is_late_there() -> None:
    programme = of(
        led("talk", "19:00", "20:00"), cities=[b.city("Manila"), b.city("Auckland", "Pacific/Auckland")]
    )
    assert [one.sentence for one in conflicts(programme)] == [
        "“Talk” begins at 11:00 pm in Auckland, on 8 September 2020. Ask whether people there can take part at that hour.",
        "“Talk” ends at 12:00 am in Auckland, on 9 September 2020. Ask whether people there can take part at that hour.",
    ]


def test_a_holiday_is_told_once_a_country_and_date() -> None:
    programme = of(
        led("one", "2021-01-01T10:00"),
        led("two", "2021-01-01T11:00"),
        cities=[b.city("Manila"), b.city("Cebu", "Asia/Manila"), b.city("Bangkok", "Asia/Bangkok")],
    )
    assert [(one.code, one.sessions, one.sentence[:54]) for one in conflicts(programme)] == [
        ("public-holiday", ("one",), "1 January 2021 is a public holiday in Manila: New Year"),
        ("public-holiday", ("one",), "1 January 2021 is a public holiday in Bangkok: New Yea"),
    ]
    assert date(2021, 1, 1)


def test_they_stand_in_the_order_of_the_agenda_each_on_one_line() -> None:
    late = led("late", "16:00", segments=[b.segment("a\n\nb", f"{DAY}T10:00", f"{DAY}T10:30")])
    early = led("early", "15:00", segments=[b.segment("c", f"{DAY}T08:00", f"{DAY}T08:30")])
    assert [(one.place, one.sentence) for one in conflicts(of(late, early))] == [
        ("early, segment 1", "“c” lies outside “Early”. Change the hours of one of them."),
        ("late, segment 1", "“a b” lies outside “Late”. Change the hours of one of them."),
    ]


@given(programmes())
def test_any_programme_is_looked_at(programme: Programme) -> None:
    ids = {one.id for one in programme.sessions}
    for one in conflicts(programme, Rules(label="final", others=(programme,))):
        assert "\n" not in one.sentence
        assert "\r" not in one.sentence
        assert set(one.sessions) <= ids
        assert one.grade == CODES[one.code][0]
