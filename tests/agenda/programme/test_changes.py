"""What changed between two versions, in sentences."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agenda.programme.changes import Change, changes, without_stamps
from agenda.programme.model import Person, Programme, Session
from tests import builders as b
from tests.agenda.programme.strategies import programmes

MANILA_CITY = b.city("Manila")
SPEAKERS = (
    b.person("gomez", "Sashini Gomez", honorific="Ms."),
    b.person("white", "Lara White", honorific="Ms."),
)


def talk(**fields: Any) -> Session:
    """“Session 1”, 2:15–3:15 pm, with Ms. Gomez as moderator."""
    defaults = {"title": "Session 1", "room": "webinar", "people": [b.appearance("gomez", "moderator")]}
    return b.session("session-1", **{**defaults, **fields})


def of(*sessions: Session, **fields: Any) -> Programme:
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
def test_the_first_version(sessions: tuple[Session, ...], sentence: str) -> None:
    assert changes(None, of(*sessions)) == (Change("first", "", sentence),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start": "2020-09-08T14:30", "end": "2020-09-08T15:15"},
         [("moved", "“Session 1” now starts at 2:30 pm (was 2:15 pm) Manila time.")]),
        ({"length": 45}, [("end", "“Session 1” now ends at 3:00 pm (was 3:15 pm) Manila time.")]),
        ({"start": "2020-09-09T00:00"},
         [("moved", "“Session 1” now starts at 12:00 am on 9 September 2020 (was 2:15 pm on 8 September 2020) Manila time."),
          ("end", "“Session 1” now ends at 1:00 am on 9 September 2020 (was 3:15 pm on 8 September 2020) Manila time.")]),
        ({"room": "hall"}, [("room", "“Session 1” is now in Hall.")]),
        ({"room": ""}, [("room", "“Session 1” no longer has a room.")]),
        ({"status": "cancelled"}, [("status", "“Session 1” is now cancelled (was confirmed).")]),
        ({"title": "Session One"}, [("renamed", "“Session 1” is now called “Session One”.")]),
        ({"title": {"en": "Session 1", "fr": "Séance 1"}}, [("renamed", "The title of “Session 1” has changed.")]),
        ({"summary": "New"}, [("text", "The details of “Session 1” have changed.")]),
        ({"questions": ["Why?"]}, [("text", "The details of “Session 1” have changed.")]),
        ({"kind": "panel"}, [("text", "The details of “Session 1” have changed.")]),
        ({"slug": "other"}, [("text", "The details of “Session 1” have changed.")]),
        ({"audience": "participants"}, [("text", "The details of “Session 1” have changed.")]),
        ({"wall_start": "2020-09-08T14:00"}, [("text", "The details of “Session 1” have changed.")]),
        ({"segments": [b.segment("Talks")]}, [("text", "The details of “Session 1” have changed.")]),
        ({"people": [b.appearance("white", "moderator")]},
         [("person-in", "Ms. Lara White replaces Ms. Sashini Gomez as moderator in “Session 1”.")]),
        ({"people": [b.appearance("gomez", "moderator"), b.appearance("white", "co-chair")]},
         [("person-in", "Ms. Lara White joins “Session 1” as co chair.")]),
        ({"people": []}, [("person-out", "Ms. Sashini Gomez is no longer moderator in “Session 1”.")]),
        ({"people": [b.appearance("gomez", "moderator", "tbc")]},
         [("person-state", "Ms. Sashini Gomez is now to be confirmed in “Session 1”.")]),
        ({"people": [b.appearance("gomez", "moderator")] * 2}, [("text", "The details of “Session 1” have changed.")]),
        ({"people": [], "segments": [b.segment("Talks", people=[b.appearance("white"), b.appearance("white")])]},
         [("person-in", "Ms. Lara White joins “Session 1” as speaker."),
          ("person-out", "Ms. Sashini Gomez is no longer moderator in “Session 1”."),
          ("text", "The details of “Session 1” have changed.")]),
    ],
)  # fmt: skip
def test_what_changed_in_a_session(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = changes(of(talk()), of(talk(**fields)))
    assert found == tuple(Change(code, "session-1", sentence) for code, sentence in expected)


def test_someone_who_goes_to_a_segment_or_forward() -> None:
    pair = [b.appearance("gomez"), b.appearance("white")]
    for people, segments in ((pair[::-1], []), ([pair[0]], [b.segment("Talks", people=[pair[1]])])):
        before = of(talk(people=pair, segments=[b.segment("Talks")] if segments else []))
        assert told(before, of(talk(people=people, segments=segments))) == [
            "The details of “Session 1” have changed."
        ]


def test_new_and_dropped_sessions() -> None:
    new = b.session("late", "2020-09-08T23:00", length=120, title="Late\ntalk")
    assert changes(of(talk()), of(new)) == (
        Change(
            "added", "late", "“Late talk” is new, 8 September 2020, 11:00 pm–1:00 am (9 Sept) Manila time."
        ),
        Change("dropped", "session-1", "“Session 1” is no longer in the programme."),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda old: replace(old, event=replace(old.event, timezone="Asia/Yangon")),
         [("zone", "The event's time zone is now Asia/Yangon (was Asia/Manila).")]),
        (lambda old: replace(old, event=replace(old.event, title=b.text("Other"))),
         [("event", "The event's particulars have changed.")]),
        (lambda old: replace(old, event=replace(old.event, sections=(b.section(),))),
         [("sections", "The text of the concept note has changed.")]),
        (lambda old: replace(old, people=(b.person("gomez", "Sashini Gomez"), SPEAKERS[1])),
         [("person", "The particulars of Sashini Gomez have changed.")]),
        (lambda old: replace(old, people=SPEAKERS[:1]), [("people", "The list of people has changed.")]),
        (lambda old: replace(old, people=SPEAKERS[::-1]), [("order", "The order of the lists has changed.")]),
        (lambda old: replace(old, rooms=old.rooms[::-1]), [("order", "The order of the lists has changed.")]),
        (lambda old: replace(old, rooms=old.rooms[:1]), [("rooms", "The list of rooms has changed.")]),
        (lambda old: replace(old, sessions=old.sessions[::-1]),
         [("order", "The order of the lists has changed.")]),
        (lambda old: replace(old, label="final"), [("label", "The programme is now final (was provisional).")]),
        (lambda old: replace(old, note="Please\nread"), [("note", "Note: Please read")]),
    ],
)  # fmt: skip
def test_what_changed_in_the_rest(
    change: Callable[[Programme], Programme], expected: list[tuple[str, str]]
) -> None:
    old = of(talk(), b.session("session-2"))
    assert changes(old, change(old)) == tuple(Change(code, "", sentence) for code, sentence in expected)


def test_a_room_under_another_name() -> None:
    assert told(of(talk()), of(talk(), rooms=(b.room("webinar", "Main line"), b.room("hall", "Hall")))) == [
        "“Session 1” is now in Main line.",
        "The list of rooms has changed.",
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
    assert all("\n" not in change.sentence for change in found)
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
            changed_person: Person = replace(person, **{field: value})
            found.append(replace(programme, people=put(programme.people, index, changed_person)))
    return found


def put(items: tuple[Any, ...], index: int, item: Any) -> tuple[Any, ...]:
    """`items` with another at `index`."""
    return (*items[:index], item, *items[index + 1 :])


def session_mutants(session: Session) -> list[Session]:
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
            replace(segment, start=session.start, end=session.start + minute * 3, people=()),
        ):
            if changed != segment:
                found.append(replace(session, segments=put(session.segments, index, changed)))
    for index, one in enumerate(session.people):
        changed_one = replace(one, state="tbc" if one.state == "confirmed" else "confirmed")
        found.append(replace(session, people=put(session.people, index, changed_one)))
    return found


@given(programmes())
def test_every_single_change_is_told(programme: Programme) -> None:
    for mutant in mutants(programme):
        assert changes(programme, mutant), mutant
        assert changes(mutant, programme), mutant
