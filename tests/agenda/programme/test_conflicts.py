"""Each conflict: a programme that has it, and one that just does not."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from msgspec.structs import replace

from agenda.programme.conflicts import CODES, Conflict, Rules, conflicts
from agenda.programme.model import Programme
from tests import builders as b
from tests.agenda.programme.strategies import programmes

ZURICH, YANGON = "Europe/Zurich", "Asia/Yangon"
DAY = "2020-09-08"


class Case(NamedTuple):
    """A code, what has it with the sentences, what just does not, and the rules of both (or other ones of the second)."""

    code: str
    has: Programme
    sentences: tuple[str, ...]
    has_not: Programme
    rules: Rules = Rules()
    other_rules: Rules | None = None


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
        (
            "Anna Lim is in “One” and at the same time in “Two” (10:59–11:00 am on 8 September 2020). "
            "Move a session, or change who appears.",
        ),
        of(led("one", "10:00", "11:00", people=[appearing("anna")]), led("two", "11:00", "11:30", people=[appearing("anna")]), people=[ANNA]),
    ),
    Case(
        "person-twice",
        of(
            led(
                "talk", "14:15", people=[appearing("anna"), appearing("anna", "tbc")],
                segments=[b.segment("Part", people=[b.appearance("anna", "co-chair")] * 3)],
            ),
            people=[ANNA],
        ),
        (
            "Anna Lim stands twice as speaker in “Talk”. Take one out.",
            "Anna Lim stands 3 times as co chair in “Part” in “Talk”. Leave one.",
        ),
        of(
            led(
                "talk", "14:15", people=[appearing("anna"), b.appearance("anna", "rapporteur")],
                segments=[b.segment("Part", people=[appearing("anna")])],
            ),
            people=[ANNA],
        ),
    ),
    Case(
        "person-in-two-events",
        WITH_ANNA,
        (
            "Anna Lim is in “Talk” and at the same time in “Keynote” of “Other event” "
            "(10:59–11:00 am on 8 September 2020). Move a session, or change who appears.",
        ),
        WITH_ANNA,
        other(NAMESAKE, "10:59", "12:00"),
        other(NAMESAKE, "11:00", "12:00"),
    ),
    Case(
        "room-twice",
        of(led("one", "10:00", "11:00", room="hall"), led("two", "10:59", "11:30", room="hall")),
        (
            "“Two” is in “Hall” at the same time as “One” (10:59–11:00 am on 8 September 2020). "
            "Move one of them, or give it another room.",
        ),
        of(led("one", "10:00", "11:00", room="hall"), led("two", "11:00", "11:30", room="hall")),
    ),
    Case(
        "long-gap",
        of(led("one", "10:00", "11:00"), led("two", "11:46", "12:30")),
        (
            "There are 46 minutes without a session between “One” and “Two” "
            "(11:00–11:46 am on 8 September 2020). Close the gap, or put a break there.",
        ),
        of(led("one", "10:00", "11:00"), led("two", "11:45", "12:30")),
        Rules(longest_gap=45),
    ),
    Case(
        "unusual-hour",
        of(led("talk", "09:29", "20:01"), **CITIES),
        (
            "“Talk” begins at 7:59 am in Nay Pyi Taw, on 8 September 2020. Ask whether people there can take part at that hour.",
            "“Talk” ends at 8:01 pm in Manila, on 8 September 2020. Ask whether people there can take part at that hour.",
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
    assert [
        one for one in conflicts(case.has_not, case.other_rules or case.rules) if one.code == case.code
    ] == []


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
    part = replace(part, wall_start="2021-03-28T02:30")
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
        ("person-in-two-places", "one, two, anna", ("one", "two"))
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


def at(code: str, programme: Programme, rules: Rules | None = None) -> list[str]:
    """The sentences of one code."""
    return [one.sentence for one in conflicts(programme, rules or Rules()) if one.code == code]


def test_cities_whose_clocks_agree_then_are_told_together() -> None:
    cities = [b.city(), b.city("Ha Noi", "Asia/Ho_Chi_Minh"), b.city("Bangkok", "Asia/Bangkok")]
    assert conflicts(of(led("talk", "08:30"), cities=cities)) == (
        Conflict(
            "unusual-hour",
            "warning",
            "talk, start in Asia/Ho_Chi_Minh",
            "“Talk” begins at 7:30 am in Ha Noi and Bangkok, on 8 September 2020. "
            "Ask whether people there can take part at that hour.",
            ("talk",),
        ),
    )


def test_only_the_first_start_and_the_last_end_of_a_day_are_told() -> None:
    early = [led("one", "06:00", "06:30"), led("two", "06:30", "07:00")]
    late = [led("three", "20:00", "20:30"), led("four", "20:30", "21:00")]
    assert [one[:28] for one in at("unusual-hour", of(*early))] == ["“One” begins at 6:00 am in M"]
    assert [one[:27] for one in at("unusual-hour", of(*early, *late))] == [
        "“One” begins at 6:00 am in ",
        "“Four” ends at 9:00 pm in M",
    ]


def test_a_day_that_is_a_night_elsewhere_begins_and_ends_at_an_unusual_hour() -> None:
    cities = [b.city(), b.city("New York", "America/New_York")]
    assert [one.split(". ")[0] for one in at("unusual-hour", of(led("talk", "09:00", "17:00"), cities=cities))] == [
        "“Talk” begins at 9:00 pm in New York, on 7 September 2020",
        "“Talk” ends at 5:00 am in New York, on 8 September 2020",
    ]  # fmt: skip


def test_a_host_without_a_city_has_hours_and_holidays_too() -> None:
    talk = led("talk", "2021-01-01T07:59")
    there = of(talk, cities=[b.city("Nay Pyi Taw", YANGON)])
    assert at("unusual-hour", there)[0].startswith("“Talk” begins at 7:59 am in Manila, on 1 January")
    assert at("public-holiday", there)[0].startswith("1 January 2021 is a public holiday in Manila: New")
    nowhere = led("talk", "2021-01-01T03:00", zone="UTC")
    assert conflicts(of(nowhere, timezone="UTC")) == ()


def test_a_holiday_is_told_once_a_country_and_date() -> None:
    programme = of(
        led("one", "2021-01-01T10:00"),
        led("two", "2021-01-01T11:00"),
        cities=[b.city("Manila"), b.city("Cebu", "Asia/Manila"), b.city("Bangkok", "Asia/Bangkok")],
    )
    assert [(one.place, one.sessions, one.sentence) for one in conflicts(programme)] == [
        (
            "one, PH 2021-01-01",
            ("one", "two"),
            "1 January 2021 is a public holiday in Manila and Cebu: New Year's Day. "
            "Ask whether people there can take part.",
        ),
        (
            "one, TH 2021-01-01",
            ("one", "two"),
            "1 January 2021 is a public holiday in Bangkok: New Year's Day. "
            "Ask whether people there can take part.",
        ),
    ]


def test_a_holiday_is_a_date_of_the_city_not_of_the_host() -> None:
    auckland = {"cities": [b.city(), b.city("Auckland", "Pacific/Auckland")]}
    till_midnight = of(led("talk", "2020-12-31T18:00", "2020-12-31T19:00"), **auckland)
    into_the_year = of(led("talk", "2020-12-31T18:00", "2020-12-31T19:01"), **auckland)
    assert [one[:47] for one in at("public-holiday", till_midnight)] == [
        "31 December 2020 is a public holiday in Manila:"
    ]
    assert [one[:47] for one in at("public-holiday", into_the_year)] == [
        "31 December 2020 is a public holiday in Manila:",
        "1 January 2021 is a public holiday in Auckland:",
    ]


def test_a_session_without_a_title_is_named_by_its_hour() -> None:
    untitled = b.session("talk", f"{DAY}T14:15", title="")
    assert [one.sentence for one in conflicts(of(untitled))] == [
        "The session of 8 September 2020, 2:15 pm has no title in the event’s language. Give it one.",
        "Nobody leads the session without a title at 2:15 pm. Add a facilitator, moderator or chair.",
    ]


def test_offices_not_yet_named_may_be_two_people() -> None:
    for name in ("Representative, MOLISA", "To be confirmed", "TBC"):
        office = b.person("office", name=name)
        one = led("one", "10:00", "11:00", people=[appearing("office")])
        two = led("two", "10:00", "11:00", people=[appearing("office")])
        elsewhere = of(led("keynote", "10:00", people=[appearing("office")]), people=[office], slug="other")
        assert conflicts(of(one, two, people=[office]), Rules(others=(elsewhere,))) == ()
    person = b.person("office", name="Representative")
    assert at("no-affiliation", of(led("one", "10:00", people=[appearing("office")]), people=[person])) == [
        "Representative has no organisation. Add it, so that it is printed."
    ]


def test_an_interpreter_needs_no_organisation() -> None:
    anna = b.person("anna", name="Anna Lim")
    assert (
        conflicts(of(led("one", "10:00", people=[b.appearance("anna", "interpreter")]), people=[anna])) == ()
    )


def test_who_has_no_organisation_is_told_once_with_all_the_sessions() -> None:
    sessions = [
        led(id, start, people=[appearing("anna")]) for id, start in (("one", "10:00"), ("two", "11:00"))
    ]
    gone = led("gone", "12:00", people=[appearing("anna")], status="cancelled")
    found = conflicts(of(*sessions, gone, people=[b.person("anna", name="Anna Lim")]))
    assert [(one.code, one.place, one.sessions) for one in found] == [
        ("no-affiliation", "anna", ("one", "two"))
    ]


def test_three_at_once_are_told_by_the_later_ones() -> None:
    three = [led(id, "10:00", "11:00", room="hall") for id in ("one", "two", "three")]
    assert [(one.sessions, one.sentence.split(" (")[0]) for one in conflicts(of(*three))] == [
        (("one", "two"), "“Two” is in “Hall” at the same time as “One”"),
        (("one", "two", "three"), "“Three” is in “Hall” at the same time as “One” and “Two”"),
    ]


def test_many_at_once_make_no_more_conflicts_than_sessions() -> None:
    many = [led(f"s{number}", "10:00", "11:00", room="hall") for number in range(9)]
    found = conflicts(of(*many))
    assert len(found) == 8
    assert found[-1].place == "s0, s1, …, s8"
    assert found[-1].sentence.startswith(
        "“S8” is in “Hall” at the same time as “S0”, “S1”, “S2” and 5 more ("
    )


def test_segments_of_one_session_are_one_place() -> None:
    parts = [b.segment(name, f"{DAY}T10:00", f"{DAY}T10:30", [appearing("anna")]) for name in "ab"]
    session = led("one", "10:00", "11:00", people=[appearing("anna")], segments=parts)
    assert conflicts(of(session, people=[ANNA])) == ()


def test_a_long_session_beside_fills_the_pause() -> None:
    desk = led("desk", "09:00", "13:00")
    assert conflicts(of(desk, led("one", "09:00", "10:00"), led("two", "12:00", "13:00"))) == ()


def test_the_night_between_two_days_is_no_gap() -> None:
    assert conflicts(of(led("one", "10:00"), led("two", "2020-09-09T10:00"))) == ()


@pytest.mark.parametrize("kind", ["opening", "break", "meal", "joining", "group-photo", "closing", "other"])
def test_what_nobody_need_lead(kind: str) -> None:
    assert conflicts(of(b.session("talk", f"{DAY}T14:15", kind=kind))) == ()


def test_a_cancelled_session_has_only_errors() -> None:
    """An hour that comes twice, no title, nobody to lead, no organisation, to be confirmed, and a segment outside."""
    session = b.session(
        "night", "2021-10-31T02:00", zone=ZURICH, status="cancelled", title="",
        people=[appearing("anna", "tbc")],
        segments=[b.segment("Part", "2021-10-31T05:00", "2021-10-31T05:30", zone=ZURICH)],
    )  # fmt: skip
    programme = of(session, people=[b.person("anna")], timezone=ZURICH)
    assert [(one.code, one.sentence) for one in conflicts(programme, Rules(label="final"))] == [
        (
            "segment-outside-session",
            "“Part” lies outside the session without a title at 2:00 am. Change the hours of one of them.",
        )
    ]


def test_an_hour_that_comes_twice_is_told_of_segments_too_and_which_it_is() -> None:
    part = b.segment("Part", "2021-10-31T00:30Z", "2021-10-31T01:30Z")
    session = led("talk", "2021-10-31T01:00", "2021-10-31T03:00", zone=ZURICH, segments=[part])
    found = conflicts(of(session, timezone=ZURICH))
    assert [(one.place, one.sentence) for one in found if one.code == "doubled-hour"] == [
        (
            f"talk, segment 1, {end}",
            f"“Part” in “Talk” {verb} at 2:30 am on 31 October 2021, an hour that comes twice in Europe/Zurich: "
            f"meant is the {which}. Check that it is the right one.",
        )
        for end, verb, which in (
            ("start", "begins", "first, at UTC+02:00"),
            ("end", "ends", "second, at UTC+01:00"),
        )
    ]


def test_the_last_supported_night_is_looked_at() -> None:
    found = conflicts(of(led("talk", "2199-12-31T23:30", wall_start="2199-12-31T23:30")))
    assert {one.code for one in found} == {"unusual-hour"}


def test_someone_or_a_room_that_is_not_in_its_list_is_passed_over() -> None:
    parts = [led(id, "10:00", room="hall", people=[appearing("anna", "tbc")]) for id in ("one", "two")]
    programme = replace(of(*parts), people=(), rooms=())
    assert {one.code for one in conflicts(programme, Rules(label="final"))} == {"room-twice"}


def test_they_stand_in_the_order_of_the_agenda_each_on_one_line() -> None:
    late = led("late", "16:00", segments=[b.segment("a\n\nb", f"{DAY}T10:00", f"{DAY}T10:30")])
    early = led("early", "15:00", segments=[b.segment("c", f"{DAY}T08:00", f"{DAY}T08:30")])
    assert [(one.place, one.sentence) for one in conflicts(of(late, early))] == [
        ("early, segment 1", "“c” lies outside “Early”. Change the hours of one of them."),
        ("late, segment 1", "“a b” lies outside “Late”. Change the hours of one of them."),
    ]


def test_of_a_hidden_event_only_the_hours_are_told() -> None:
    theirs = [
        of(led(f"keynote-{slug}", *hours, people=[appearing("lim")]), people=[NAMESAKE], slug=slug, title="Secret")
        for slug, hours in (("first", ("10:59", "12:00")), ("second", ("09:00", "10:15")))
    ]  # fmt: skip
    found = [one for one in conflicts(WITH_ANNA, Rules(hidden=tuple(theirs))) if "two-events" in one.code]
    assert [(one.place, one.sentence) for one in found] == [
        (
            "talk, anna, another event 1",
            "Anna Lim is in “Talk” and at the same time in another event "
            "(10:59–11:00 am on 8 September 2020, on the host’s clock). Move a session, or change who appears.",
        ),
        (
            "talk, anna, another event 2",
            "Anna Lim is in “Talk” and at the same time in another event "
            "(10:00–10:15 am on 8 September 2020, on the host’s clock). Move a session, or change who appears.",
        ),
    ]


def test_two_places_kept_free_in_one_role_are_two_people() -> None:
    free = b.person("anna", name="To be confirmed", organisation=b.text("IOM"))
    programme = of(led("talk", "10:00", people=[appearing("anna"), appearing("anna")]), people=[free])
    assert conflicts(programme) == ()


@given(programmes())
def test_any_programme_is_looked_at(programme: Programme) -> None:
    ids = {one.id for one in programme.sessions}
    elsewhere = replace(programme, event=replace(programme.event, slug=programme.event.slug + "-2"))
    found = conflicts(
        programme, Rules(label="final", others=(programme, elsewhere), hidden=(programme, elsewhere))
    )
    assert len({(one.code, one.place) for one in found}) == len(found)
    for one in found:
        assert len(f"{one.place}{one.sentence}".splitlines()) == 1
        assert set(one.sessions) <= ids
        assert one.grade == CODES[one.code][0]
