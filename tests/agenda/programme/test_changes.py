"""What changed between two versions, in sentences."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agenda.programme.changes import Change, Entries, Moment, Touched, changes, touched, without_stamps
from agenda.programme.model import (
    KINDS,
    FrozenAppearance,
    FrozenPerson,
    FrozenSegment,
    FrozenSession,
    Programme,
)
from agenda.programme.stamps import stamped
from tests import builders as b
from tests.agenda.programme.strategies import programmes, zones

MANILA_CITY = b.city("Manila")
SPEAKERS = (
    b.person("gomez", "Sashini Gomez", honorific="Ms."),
    b.person("white", "Lara White", honorific="Ms."),
)


def talk(**fields: Any) -> FrozenSession:
    """“Session 1”, 2:15–3:15 pm, with Ms. Gomez as moderator."""
    defaults = {"title": "Session 1", "room": "webinar", "people": [b.appearance("gomez", "moderator")]}
    return b.session("session-1", **{**defaults, **fields})


def of(*sessions: FrozenSession, **fields: Any) -> Programme:
    """A programme of these sessions, two people and two rooms."""
    rooms = fields.pop("rooms", (b.room("webinar"), b.room("hall", "Hall")))
    fields = {"people": SPEAKERS, "cities": [MANILA_CITY], **fields}
    return b.programme(*sessions, rooms=rooms, **fields)


def told(old: Programme, new: Programme) -> list[str]:
    """The sentences."""
    return [one.sentence for one in changes(old, new)]


def test_nothing_changed() -> None:
    assert changes(of(talk()), of(talk())) == ()


def test_stamps_do_not_count() -> None:
    later = of(talk(sequence=9), dropped=[b.dropped()], version=7, published_at=None)
    assert changes(of(talk()), later) == ()
    assert without_stamps(of(talk())) == without_stamps(later)


@pytest.mark.parametrize(
    ("sessions", "sentence"),
    [((), "First version: 0 sessions."), ((talk(),), "First version: 1 session.")],
)
def test_the_first_version(sessions: tuple[FrozenSession, ...], sentence: str) -> None:
    assert changes(None, of(*sessions)) == (Change("first", "", sentence),)


def pairs(old: Programme, new: Programme) -> list[tuple[str, str]]:
    """Codes and sentences of what changed in sessions, all in “Session 1”."""
    found = changes(old, new)
    assert {one.session for one in found} <= {"session-1"}
    return [(one.code, one.sentence) for one in found]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start": "2020-09-08T14:30", "end": "2020-09-08T15:15"},
         [("moved", "“Session 1” now starts at 2:30 pm (was 2:15 pm) Manila time.")]),
        ({"length": 45}, [("end", "“Session 1” now ends at 3:00 pm (was 3:15 pm) Manila time.")]),
        ({"start": "2020-09-09T00:00"},
         [("moved", "“Session 1” now starts at 12:00 am on 9 September 2020 (was 2:15 pm on 8 September 2020) Manila time.")]),
        ({"start": "2020-09-08T14:30"}, [("moved", "“Session 1” now starts at 2:30 pm (was 2:15 pm) Manila time.")]),
        ({"start": "2020-09-08T14:30", "length": 30},
         [("moved", "“Session 1” now starts at 2:30 pm (was 2:15 pm) Manila time."),
          ("end", "“Session 1” now ends at 3:00 pm (was 3:15 pm) Manila time.")]),
        ({"room": "hall"}, [("room", "“Session 1” is now in Hall.")]),
        ({"room": ""}, [("room", "“Session 1” no longer has a room.")]),
        ({"status": "cancelled"}, [("status", "“Session 1” is now cancelled (was confirmed).")]),
        ({"title": "Session One"}, [("renamed", "“Session 1” is now called “Session One”.")]),
        ({"title": {"en": "Session 1", "fr": "Séance 1"}}, [("renamed", "The title of “Session 1” has changed.")]),
        ({"summary": "New"}, [("summary", "The summary of “Session 1” has changed.")]),
        ({"questions": ["Why?"]}, [("questions", "The guiding questions of “Session 1” have changed.")]),
        ({"kind": "panel"}, [("kind", "“Session 1” is now a panel (was a session).")]),
        ({"slug": "other"}, [("address", "The web address of “Session 1” has changed.")]),
        ({"audience": "participants"}, [("audience", "“Session 1” is now for participants only.")]),
        ({"wall_start": "2020-09-08T14:00"}, [("text", "The details of “Session 1” have changed.")]),
        ({"people": [b.appearance("white", "moderator")]},
         [("person-in", "Ms. Lara White replaces Ms. Sashini Gomez as moderator in “Session 1”.")]),
        ({"people": [b.appearance("gomez", "moderator"), b.appearance("white", "co-chair")]},
         [("person-in", "Ms. Lara White joins “Session 1” as co chair.")]),
        ({"people": []}, [("person-out", "Ms. Sashini Gomez is no longer moderator in “Session 1”.")]),
        ({"people": [b.appearance("gomez", "chair"), b.appearance("white", "moderator")]},
         [("person-role", "Ms. Sashini Gomez is now chair in “Session 1” (was moderator)."),
          ("person-in", "Ms. Lara White joins “Session 1” as moderator.")]),
        ({"people": [b.appearance("gomez", "moderator", "tbc")]},
         [("person-state", "Ms. Sashini Gomez is now to be confirmed in “Session 1”.")]),
        ({"people": [b.appearance("white", "moderator", "tbc")]},
         [("person-in", "Ms. Lara White (TBC) replaces Ms. Sashini Gomez as moderator in “Session 1”.")]),
        ({"people": [b.appearance("gomez", "moderator"), b.appearance("white", "co-chair", "tbc")]},
         [("person-in", "Ms. Lara White (TBC) joins “Session 1” as co chair.")]),
        ({"people": [b.appearance("gomez", "chair", "tbc")]},
         [("person-role", "Ms. Sashini Gomez (TBC) is now chair in “Session 1” (was moderator).")]),
        ({"people": [b.appearance("gomez", "moderator")] * 2},
         [("person-times", "Ms. Sashini Gomez is now listed twice as moderator in “Session 1” (was once).")]),
        ({"people": [b.appearance("gomez", "moderator"), b.appearance("gomez", "moderator", "tbc")]},
         [("person-state", "Ms. Sashini Gomez is now to be confirmed in “Session 1”."),
          ("person-times", "Ms. Sashini Gomez is now listed twice as moderator in “Session 1” (was once).")]),
        ({"people": [b.appearance("gomez", "moderator"), *[b.appearance("white")] * 3]},
         [("person-in", "Ms. Lara White joins “Session 1” as speaker."),
          ("person-times", "Ms. Lara White is now listed 3 times as speaker in “Session 1”.")]),
        ({"people": [], "segments": [b.segment("Talks", people=[b.appearance("white"), b.appearance("white")])]},
         [("person-in", "Ms. Lara White joins “Session 1” as speaker."),
          ("person-out", "Ms. Sashini Gomez is no longer moderator in “Session 1”."),
          ("person-times", "Ms. Lara White is now listed twice as speaker in “Talks”, a part of “Session 1”."),
          ("segment-new", "“Talks” is a new part of “Session 1”.")]),
    ],
)  # fmt: skip
def test_what_changed_in_a_session(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert pairs(of(talk()), of(talk(**fields))) == expected


def test_a_session_for_participants_is_opened() -> None:
    assert told(of(talk(audience="participants")), of(talk())) == ["“Session 1” is now open to everyone."]


def test_every_kind_has_its_words() -> None:
    sentences = [
        sentence for kind in KINDS if kind != "session" for sentence in told(of(talk()), of(talk(kind=kind)))
    ]
    assert len(set(sentences)) == len(KINDS) - 1
    assert sentences[0] == "“Session 1” is now an opening (was a session)."


TALKS = ("2020-09-08T14:15", "2020-09-08T14:40")
LATER = ("2020-09-08T14:30", "2020-09-08T14:55")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([b.segment("Talks", *TALKS)], [b.segment("Talks", *LATER)],
         [("segment-hours", "“Talks” in “Session 1” now runs 2:30–2:55 pm (was 2:15–2:40 pm) Manila time.")]),
        ([b.segment("Talks", *TALKS)], [b.segment("Talks", "2020-09-09T11:30", "2020-09-09T12:30")],
         [("segment-hours", "“Talks” in “Session 1” now runs 11:30 am–12:30 pm on 9 September 2020 "
                            "(was 2:15–2:40 pm on 8 September 2020) Manila time.")]),
        ([b.segment("Talks")], [b.segment("Talks", *TALKS)],
         [("segment-hours", "“Talks” in “Session 1” now runs 2:15–2:40 pm Manila time.")]),
        ([b.segment("Talks", *TALKS)], [b.segment("Talks")],
         [("segment-hours", "“Talks” in “Session 1” no longer has hours of its own.")]),
        ([b.segment("Talks")], [b.segment("Presentations")],
         [("segment-renamed", "“Talks” in “Session 1” is now called “Presentations”.")]),
        ([b.segment("Talks")], [b.segment({"en": "Talks", "fr": "Exposés"})],
         [("segment-renamed", "The title of “Talks” in “Session 1” has changed.")]),
        ([b.segment("Talks", *TALKS), b.segment("Discussion")], [b.segment("Welcome"), b.segment("Papers", *TALKS)],
         [("segment-renamed", "“Talks” in “Session 1” is now called “Papers”."),
          ("segment-new", "“Welcome” is a new part of “Session 1”."),
          ("segment-gone", "“Discussion” is no longer a part of “Session 1”.")]),
        ([b.segment("Talks")], [b.segment("Talks"), b.segment("Discussion", *LATER)],
         [("segment-new", "“Discussion” is a new part of “Session 1”, 2:30–2:55 pm Manila time.")]),
        ([b.segment("Talks"), b.segment("Discussion")], [b.segment("Discussion")],
         [("segment-gone", "“Talks” is no longer a part of “Session 1”.")]),
        ([b.segment("Talks"), b.segment("Discussion")], [b.segment("Discussion"), b.segment("Talks")],
         [("segment-order", "The order of the parts of “Session 1” has changed.")]),
        ([b.segment("Talks"), b.segment("Talks", *TALKS)], [b.segment("Talks"), b.segment("Talks", *LATER)],
         [("segment-hours", "“Talks” in “Session 1” now runs 2:30–2:55 pm (was 2:15–2:40 pm) Manila time.")]),
        ([b.segment("Talks")], [replace(b.segment("Talks"), wall_start="2020-09-08T14:00")],
         [("text", "The details of “Session 1” have changed.")]),
    ],
)  # fmt: skip
def test_what_changed_in_its_segments(
    old: list[FrozenSegment], new: list[FrozenSegment], expected: list[tuple[str, str]]
) -> None:
    assert pairs(of(talk(segments=old)), of(talk(segments=new))) == expected


def test_segments_that_move_along_with_their_session_are_not_told_again() -> None:
    before = of(talk(segments=[b.segment("Talks", *TALKS), b.segment("Discussion")]))
    after = of(talk(start="2020-09-08T14:30", segments=[b.segment("Talks", *LATER), b.segment("Discussion")]))
    assert [one.code for one in changes(before, after)] == ["moved"]


def test_nor_are_those_that_stay_where_they_were() -> None:
    segments = [b.segment("Talks", *LATER)]
    assert told(
        of(talk(segments=segments)),
        of(talk(start="2020-09-08T14:00", end="2020-09-08T15:15", segments=segments)),
    ) == ["“Session 1” now starts at 2:00 pm (was 2:15 pm) Manila time."]


GOMEZ, WHITE = b.appearance("gomez"), b.appearance("white")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (([GOMEZ, WHITE], []), ([WHITE, GOMEZ], []), ["The order of the people in “Session 1” has changed."]),
        (([], [GOMEZ, WHITE]), ([], [WHITE, GOMEZ]), ["The order of the people in “Session 1” has changed."]),
        (([GOMEZ, WHITE], []), ([GOMEZ], [WHITE]),
         ["Ms. Lara White is now speaker in “Talks”, a part of “Session 1”."]),
        (([GOMEZ], [WHITE]), ([GOMEZ, WHITE], []), ["Ms. Lara White is now speaker in “Session 1” as a whole."]),
        (([GOMEZ], [GOMEZ]), ([GOMEZ], []),
         ["Ms. Sashini Gomez is no longer speaker in “Talks”, a part of “Session 1”."]),
        (([GOMEZ], [GOMEZ]), ([], [GOMEZ]), ["Ms. Sashini Gomez is now speaker only in parts of “Session 1”."]),
        (([GOMEZ, GOMEZ], []), ([GOMEZ], []),
         ["Ms. Sashini Gomez is now listed once as speaker in “Session 1” (was twice)."]),
        (([GOMEZ], [GOMEZ]), ([GOMEZ], [GOMEZ, GOMEZ]),
         ["Ms. Sashini Gomez is now listed twice as speaker in “Talks”, a part of “Session 1” (was once)."]),
        (([GOMEZ, GOMEZ], []), ([GOMEZ], [GOMEZ]),
         ["Ms. Sashini Gomez is now speaker in “Talks”, a part of “Session 1”.",
          "Ms. Sashini Gomez is now listed once as speaker in “Session 1” (was twice)."]),
    ],
)  # fmt: skip
def test_where_people_appear_and_in_which_order(
    old: tuple[list[FrozenAppearance], list[FrozenAppearance]],
    new: tuple[list[FrozenAppearance], list[FrozenAppearance]],
    expected: list[str],
) -> None:
    before, after = (
        of(talk(people=people, segments=[b.segment("Talks", people=in_talks)]))
        for people, in_talks in (old, new)
    )
    assert told(before, after) == expected


def test_a_segment_that_goes_takes_its_mentions_along() -> None:
    before = of(talk(people=[GOMEZ], segments=[b.segment("Talks", people=[GOMEZ, WHITE])]))
    assert told(before, of(talk(people=[GOMEZ, WHITE]))) == [
        "Ms. Lara White is now speaker in “Session 1” as a whole.",
        "“Talks” is no longer a part of “Session 1”.",
    ]


def test_new_and_dropped_sessions() -> None:
    new = b.session("late", "2020-09-08T23:00", length=120, title="Late\ntalk")
    assert changes(of(talk()), of(new)) == (
        Change(
            "added",
            "late",
            "“Late talk” is new, 8 September 2020, 11:00 pm–1:00 am (9 Sept) Manila time.",
            (Moment("11:00 pm", new.start, 38), Moment("1:00 am (9 Sept)", new.end, 47)),
        ),
        Change("dropped", "session-1", "“Session 1” is no longer in the programme."),
    )


def test_a_session_that_was_dropped_is_back() -> None:
    was = of(talk(), dropped=[b.dropped("late")])
    assert told(was, of(talk(), b.session("late", "2020-09-08T15:00"))) == [
        "“Late” is back in the programme, 8 September 2020, 3:00–4:00 pm Manila time."
    ]


def test_each_moment_is_named_with_its_words_and_its_place() -> None:
    """Also where a title has the same words."""
    before = of(talk(title="At 2:30 pm"))
    after = of(talk(title="At 2:30 pm", start="2020-09-08T14:30", length=45))
    (change,) = changes(before, after)
    now = Moment("2:30 pm", b.moment("2020-09-08T14:30"), 27)
    was = Moment("2:15 pm", b.moment("2020-09-08T14:15"), 40)
    sentence = "“At 2:30 pm” now starts at 2:30 pm (was 2:15 pm) Manila time."
    assert change == Change("moved", "session-1", sentence, (now, was))
    assert change.parts == ("“At 2:30 pm” now starts at ", now, " (was ", was, ") Manila time.")
    assert Change("note", "", "Note: read").parts == ("Note: read",)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (None, ["“Session 1” now starts at 2:30 pm (was 2:15 pm) Manila time.",
                "“Talks” in “Session 1” now runs 2:45–2:50 pm (was 2:15–2:40 pm) Manila time.",
                "“Late” is new, 8 September 2020, 3:00–4:00 pm Manila time."]),
        ("Asia/Yangon", ["“Session 1” now starts at 1:00 pm (was 12:45 pm) Nay Pyi Taw time.",
                         "“Talks” in “Session 1” now runs 1:15–1:20 pm (was 12:45–1:10 pm) Nay Pyi Taw time.",
                         "“Late” is new, 8 September 2020, 1:30–2:30 pm Nay Pyi Taw time."]),
        ("Asia/Rangoon", ["“Session 1” now starts at 1:00 pm (was 12:45 pm) Nay Pyi Taw time.",
                          "“Talks” in “Session 1” now runs 1:15–1:20 pm (was 12:45–1:10 pm) Nay Pyi Taw time.",
                          "“Late” is new, 8 September 2020, 1:30–2:30 pm Nay Pyi Taw time."]),
        ("Pacific/Honolulu", ["“Session 1” now starts at 8:30 pm (was 8:15 pm) Honolulu time.",
                              "“Talks” in “Session 1” now runs 8:45–8:50 pm (was 8:15–8:40 pm) Honolulu time.",
                              "“Late” is new, 7 September 2020, 9:00–10:00 pm Honolulu time."]),
        ("UTC", ["“Session 1” now starts at 6:30 am (was 6:15 am) UTC time.",
                 "“Talks” in “Session 1” now runs 6:45–6:50 am (was 6:15–6:40 am) UTC time.",
                 "“Late” is new, 8 September 2020, 7:00–8:00 am UTC time."]),
    ],
)  # fmt: skip
def test_hours_on_the_clocks_of_another_zone(zone: str | None, expected: list[str]) -> None:
    cities = [MANILA_CITY, b.city("Nay Pyi Taw", "Asia/Yangon")]
    before = of(talk(end="2020-09-08T15:15", segments=[b.segment("Talks", *TALKS)]), cities=cities)
    moved = b.segment("Talks", "2020-09-08T14:45", "2020-09-08T14:50")
    after = of(
        talk(start="2020-09-08T14:30", end="2020-09-08T15:15", segments=[moved]),
        b.session("late", "2020-09-08T15:00"),
        cities=cities,
    )
    assert [one.sentence for one in changes(before, after, zone)] == expected


ADB, ILO = b.organiser("Asian Development Bank", "ADB"), b.organiser("ILO")
YANGON = b.city("Yangon", "Asia/Yangon")


def on_event(**fields: Any) -> Callable[[Programme], Programme]:
    """The programme with these fields of its event."""
    return lambda old: replace(old, event=replace(old.event, **fields))


def with_gomez(**fields: Any) -> Callable[[Programme], Programme]:
    """The programme with these particulars of Ms. Gomez."""
    return lambda old: replace(old, people=(replace(SPEAKERS[0], **fields), SPEAKERS[1]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (on_event(timezone="Asia/Yangon"), ("zone", "The event's time zone is now Asia/Yangon (was Asia/Manila).")),
        (on_event(title=b.text("Other")),
         ("title", "The event is now called “Other” (was “Dialogue on Labor Migration”).")),
        (on_event(title=b.text({"en": "Dialogue on Labor Migration", "fr": "Dialogue"})),
         ("title", "The title of the event has changed.")),
        (on_event(subtitle=b.text("New")), ("subtitle", "The subtitle of the event has changed.")),
        (on_event(setting="hybrid"), ("setting", "The event is now held in person and online (was online).")),
        (on_event(visibility="unlisted"),
         ("visibility", "The event is no longer listed: only those who have its address find it.")),
        (on_event(visibility="private"), ("visibility", "The event is now private.")),
        (on_event(organisers=(ADB, ILO)),
         ("organisers", "Asian Development Bank (ADB) and ILO are now among the organisers of the event.")),
        (on_event(cities=(MANILA_CITY, YANGON)), ("cities", "Yangon is now among the cities of the event.")),
        (on_event(cities=()), ("cities", "Manila is no longer among the cities of the event.")),
        (on_event(cities=(replace(MANILA_CITY, slug="x"),)),
         ("cities", "The list of the cities of the event has changed.")),
        (on_event(languages=("en", "fr")), ("languages", "The languages of the event have changed.")),
        (on_event(slug="other"), ("event", "The event's particulars have changed.")),
        (on_event(sections=(b.section(),)), ("sections", "The text of the concept note has changed.")),
        (with_gomez(honorific=""), ("person-name", "Ms. Sashini Gomez is now listed as Sashini Gomez.")),
        (with_gomez(position=b.text("Senior Economist"), organisation=b.text("ADB")),
         ("person-position", "Ms. Sashini Gomez is now Senior Economist, ADB.")),
        (with_gomez(country="PH"), ("person-country", "Ms. Sashini Gomez is now listed under another country.")),
        (with_gomez(slug="x"), ("person", "The particulars of Ms. Sashini Gomez have changed.")),
        (lambda old: replace(old, people=SPEAKERS[:1]),
         ("people", "Ms. Lara White is no longer in the list of people.")),
        (lambda old: replace(old, people=(*SPEAKERS, b.person("a", "A A"), b.person("b", "B B"))),
         ("people", "A A and B B are new in the list of people.")),
        (lambda old: replace(old, people=SPEAKERS[::-1]), ("order", "The order of the lists has changed.")),
        (lambda old: replace(old, rooms=old.rooms[::-1]), ("order", "The order of the lists has changed.")),
        (lambda old: replace(old, rooms=old.rooms[:1]), ("rooms", "“Hall” is no longer in the list of rooms.")),
        (lambda old: replace(old, rooms=(*old.rooms, b.room("x", "Den"))),
         ("rooms", "“Den” is new in the list of rooms.")),
        (lambda old: replace(old, rooms=(old.rooms[0], b.room("hall", "Great Hall"))),
         ("room-renamed", "Room “Hall” is now called “Great Hall”.")),
        (lambda old: replace(old, rooms=(old.rooms[0], b.room("hall", {"en": "Hall", "fr": "Salle"}))),
         ("room-renamed", "The name of room “Hall” has changed.")),
        (lambda old: replace(old, sessions=old.sessions[::-1]), ("order", "The order of the lists has changed.")),
        (lambda old: replace(old, label="final"), ("label", "The programme is now final (was provisional).")),
        (lambda old: replace(old, note="Please\nread"), ("note", "Note: Please read")),
    ],
)  # fmt: skip
def test_what_changed_in_the_rest(
    change: Callable[[Programme], Programme], expected: tuple[str, str]
) -> None:
    old = of(talk(), b.session("session-2"))
    code, sentence = expected
    assert changes(old, change(old)) == (Change(code, "", sentence),)


def test_an_event_is_listed_again_and_someone_loses_position_and_organisation() -> None:
    old = of(talk(), visibility="unlisted", people=(b.person("gomez", position="Economist"),))
    new = of(talk(), people=(b.person("gomez"),))
    assert told(old, new) == [
        "The event is now listed among the public events.",
        "Gomez is now listed without position and organisation.",
    ]


def test_who_comes_and_goes_in_a_session_is_not_told_again() -> None:
    old = of(talk(), people=SPEAKERS[:1])
    new = of(talk(people=[b.appearance("white", "moderator")]), people=SPEAKERS[1:])
    assert told(old, new) == ["Ms. Lara White replaces Ms. Sashini Gomez as moderator in “Session 1”."]


def test_a_room_under_another_name() -> None:
    assert told(of(talk()), of(talk(), rooms=(b.room("webinar", "Main line"), b.room("hall", "Hall")))) == [
        "“Session 1” is now in Main line.",
        "Room “Webinar” is now called “Main line”.",
    ]


def test_another_room_of_the_same_name_is_still_told() -> None:
    rooms = (b.room("a", "Hall"), b.room("b", "Hall"))
    assert told(of(talk(room="a"), rooms=rooms), of(talk(room="b"), rooms=rooms)) == [
        "The details of “Session 1” have changed."
    ]


def test_a_host_without_a_city_is_named_by_its_zone() -> None:
    old, new = (
        of(talk(length=length, zone="America/New_York"), cities=[], timezone="America/New_York")
        for length in (60, 45)
    )
    assert told(old, new) == ["“Session 1” now ends at 3:00 pm (was 3:15 pm) New York time."]


@given(programmes(), programmes(), st.booleans())
def test_of_any_two_that_differ_something_is_told(one: Programme, other: Programme, same_event: bool) -> None:
    other = replace(other, label=one.label, note=one.note)
    if same_event:
        other = replace(other, event=one.event)
    found = changes(one, other)
    assert bool(found) == (without_stamps(one) != without_stamps(other))
    for change in found:
        assert "\n" not in change.sentence
        assert change.sentence == "".join(
            part if isinstance(part, str) else part.words for part in change.parts
        )
    assert changes(one, replace(one, version=one.version + 1)) == ()


def mutants(programme: Programme) -> list[Programme]:
    """The programme with one thing changed, for every thing that can be."""
    found = []
    for index, session in enumerate(programme.sessions):
        for changed in session_mutants(session):
            found.append(replace(programme, sessions=put(programme.sessions, index, changed)))
    for index, person in enumerate(programme.people):
        values = {"name": "x" + person.name, "slug": "x-" + person.slug, "honorific": "Prof.", "country": "KH",
                  "position": (("en", "Xyz"),), "organisation": (("en", "Xyz"),)}  # fmt: skip
        for field, value in values.items():
            changed_person: FrozenPerson = replace(person, **{field: value})
            found.append(replace(programme, people=put(programme.people, index, changed_person)))
    for index, room in enumerate(programme.rooms):
        renamed = replace(room, name=(("en", "Xyz"), *room.name))
        found.append(replace(programme, rooms=put(programme.rooms, index, renamed)))
    event = programme.event
    event_values: dict[str, Any] = {
        "slug": "x" + event.slug, "title": (("en", "Xyz"), *event.title), "subtitle": (("en", "Xyz"), *event.subtitle),
        "timezone": "Asia/Manila" if event.timezone != "Asia/Manila" else "UTC", "languages": (*event.languages, "lo"),
        "setting": "hybrid" if event.setting != "hybrid" else "virtual", "organisers": (*event.organisers, ADB),
        "visibility": "public" if event.visibility != "public" else "unlisted", "cities": (*event.cities, YANGON),
        "sections": (*event.sections, b.section()),
    }  # fmt: skip
    found += [
        replace(programme, event=replace(event, **{field: value})) for field, value in event_values.items()
    ]
    return found


def put(items: tuple[Any, ...], index: int, item: Any) -> tuple[Any, ...]:
    """`items` with another at `index`."""
    return (*items[:index], item, *items[index + 1 :])


def session_mutants(session: FrozenSession) -> list[FrozenSession]:
    """A session with one thing changed."""
    minute = timedelta(minutes=1)
    values: dict[str, Any] = {
        "title": (("en", "Xyz"), *session.title), "summary": (("en", "Xyz"), *session.summary), "room": "x" + session.room,
        "slug": "x-" + session.slug, "start": session.start - minute, "end": session.end + minute,
        "wall_start": "2000-01-01T00:00", "questions": (*session.questions, (("en", "Xyz?"),)),
        "people": (*session.people, b.appearance("nobody")), "segments": (*session.segments, b.segment()),
        "kind": "other" if session.kind != "other" else "panel", "status": "tentative" if session.status == "confirmed" else "confirmed",
        "audience": "public" if session.audience != "public" else "participants",
    }  # fmt: skip
    found = [replace(session, **{field: value}) for field, value in values.items()]
    for index, segment in enumerate(session.segments):
        for changed in (
            replace(segment, title=(("en", "Xyz"), *segment.title)),
            replace(segment, people=(*segment.people, b.appearance("nobody"))),
            replace(segment, people=segment.people * 2),
            replace(segment, people=segment.people[::-1]),
            replace(segment, wall_start="2000-01-01T00:00"),
            replace(segment, start=session.start, end=session.start + minute * 3, people=()),
        ):
            if changed != segment:
                found.append(replace(session, segments=put(session.segments, index, changed)))
    found.append(replace(session, segments=session.segments[1:]))
    found = [one for one in found if one != session]
    for index, one in enumerate(session.people):
        changed_one = replace(one, state="tbc" if one.state == "confirmed" else "confirmed")
        found.append(replace(session, people=put(session.people, index, changed_one)))
        found.append(replace(session, people=(*session.people, one)))
    return found


@given(programmes(), programmes(), zones())
def test_another_zone_tells_the_same_changes_of_the_same_moments(
    one: Programme, other: Programme, zone: str
) -> None:
    def facts(found: tuple[Change, ...]) -> list[tuple[Any, ...]]:
        return [(each.code, each.session, [moment.instant for moment in each.moments]) for each in found]

    assert facts(changes(one, other, zone)) == facts(changes(one, other))


@given(programmes())
def test_every_single_change_is_told(programme: Programme) -> None:
    for mutant in mutants(programme):
        assert changes(programme, mutant), mutant
        assert changes(mutant, programme), mutant


def test_the_first_version_touches_everyone_and_raises_nothing() -> None:
    assert touched(None, of(talk(), b.session("early", "2020-09-08T09:00"))) == Touched(
        ("gomez", "white"), ("early", "session-1"), Entries()
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Touched((), ())),
        ({"start": "2020-09-08T14:30"}, Touched(("gomez",), ("session-1",), Entries(moved=1))),
        ({"length": 45, "room": "hall"}, Touched(("gomez",), ("session-1",), Entries(moved=1))),
        ({"status": "cancelled"}, Touched(("gomez",), ("session-1",), Entries(cancelled=1))),
        ({"status": "tentative"}, Touched(("gomez",), ("session-1",), Entries(updated=1))),
        ({"room": "hall"}, Touched(("gomez",), ("session-1",), Entries(updated=1))),
        ({"people": [b.appearance("white", "moderator")]}, Touched(("gomez", "white"), ("session-1",))),
        ({"people": [b.appearance("gomez", "moderator", "tbc")]}, Touched(("gomez",), ("session-1",))),
        ({"segments": [b.segment("Talks", *TALKS)]}, Touched(("gomez",), ("session-1",))),
        ({"summary": "New"}, Touched((), ("session-1",))),
        ({"wall_start": "2020-09-08T14:00", "sequence": None}, Touched((), ())),
    ],
)
def test_whom_a_change_touches(fields: dict[str, Any], expected: Touched) -> None:
    assert touched(of(talk()), of(talk(**fields))) == expected


def test_whom_new_dropped_and_returning_sessions_touch() -> None:
    first = of(talk(people=[GOMEZ]), b.session("other", people=[WHITE]))
    second = of(b.session("other", people=[WHITE]), dropped=[b.dropped("session-1")])
    assert touched(first, second) == Touched(("gomez",), ("session-1",), Entries(cancelled=1))
    back = of(talk(people=[GOMEZ]), b.session("other", people=[WHITE]), b.session("new", length=90))
    assert touched(second, back) == Touched(("gomez",), ("session-1", "new"), Entries(back=1))
    nobody = of(people=())
    assert touched(first, nobody) == Touched(("gomez", "white"), ("session-1", "other"), Entries(cancelled=2))


def test_a_room_of_another_name_touches_all_who_meet_there() -> None:
    renamed = of(talk(), rooms=(b.room("webinar", "Main line"), b.room("hall", "Hall")))
    assert touched(of(talk()), renamed) == Touched(("gomez",), ("session-1",), Entries(updated=1))


def test_another_zone_raises_every_entry_and_touches_nobody() -> None:
    old = of(talk(), b.session("session-2"))
    assert touched(old, on_event(timezone="Asia/Yangon")(old)) == Touched((), (), Entries(rezoned=2))
    moved = of(talk(start="2020-09-08T14:30"), b.session("session-2"), timezone="Asia/Yangon")
    assert touched(old, moved).entries == Entries(moved=1, rezoned=1)


@given(programmes(), programmes(), st.booleans())
def test_entries_are_those_whose_sequence_rises(one: Programme, other: Programme, same_event: bool) -> None:
    before = replace(stamped(one, None, b.PUBLISHED), version=1)
    draft = replace(other, event=one.event) if same_event else other
    after = stamped(draft, before, b.PUBLISHED + timedelta(hours=1))
    was = {each.id: each.sequence or 0 for each in (*before.dropped, *before.sessions)}
    now = {each.id: each.sequence or 0 for each in (*after.dropped, *after.sessions)}
    risen = [each for each in now if each in was and now[each] > was[each]]
    assert sum(touched(before, draft).entries) == len(risen)
    again = touched(replace(after, version=2), draft)
    assert again == Touched((), ())
