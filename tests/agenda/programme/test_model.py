"""The frozen value: texts, order, look-ups, the stored form."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from agenda.programme.changes import changes
from agenda.programme.model import (
    Dropped,
    FrozenCity,
    FrozenEvent,
    FrozenPerson,
    FrozenSession,
    Programme,
    from_stored,
    in_language,
    text_of,
    to_stored,
    uid_of,
)
from tests.agenda.programme.strategies import programmes

GOLDEN = Path(__file__).parents[2] / "golden"

EVENT = FrozenEvent(slug="e", title=(("en", "E"),), timezone="Asia/Manila")


def session(identifier: str, start: int, end: int) -> FrozenSession:
    """A session of 8 September 2020 between two full hours (UTC)."""
    return FrozenSession(
        id=identifier,
        slug=identifier,
        title=(("en", identifier),),
        start=datetime(2020, 9, 8, start, tzinfo=UTC),
        end=datetime(2020, 9, 8, end, tzinfo=UTC),
    )


def test_a_text_is_sorted_and_without_empty_strings() -> None:
    assert text_of({"th": "ก", "en": "A", "fr": ""}) == (("en", "A"), ("th", "ก"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ((("en", "A"), ("fr", "B")), ("B", "fr")),
        ((("en", "A"), ("th", "C")), ("A", "en")),
        ((("th", "C"),), ("C", "th")),
        ((), ("", "fr")),
    ],
)
def test_in_language_falls_back(text: tuple[tuple[str, str], ...], expected: tuple[str, str]) -> None:
    assert in_language(text, "fr", "en") == expected


def test_sessions_stand_by_start_then_end_then_as_given() -> None:
    given_order = (session("late", 5, 6), session("long", 2, 4), session("b", 2, 3), session("a", 2, 3))
    programme = Programme(event=EVENT, sessions=given_order)
    assert [one.id for one in programme.in_order] == ["b", "a", "long", "late"]


def test_look_ups() -> None:
    event = msgspec.structs.replace(
        EVENT,
        cities=(
            FrozenCity(name=(("en", "Ha Noi"),), timezone="Asia/Ho_Chi_Minh", slug="ha-noi"),
            FrozenCity(name=(("en", "Manila"),), timezone="Asia/Manila", slug="manila"),
        ),
    )
    person = FrozenPerson(id="X.y", slug="x-y", name="X", honorific="Dr.")
    one = session("one", 1, 2)
    gone = Dropped(id="g", slug="gone", title=(), start=one.start, end=one.end, sequence=1, changed=one.start)
    again = msgspec.structs.replace(gone, id="h", slug="one")
    programme = Programme(event=event, people=(person,), sessions=(one,), dropped=(gone, again))
    assert programme.zones == ("Asia/Manila", "Asia/Ho_Chi_Minh")
    assert programme.people_by_id == {"X.y": person}
    assert programme.people_by_slug == {"x-y": person}
    assert programme.sessions_by_slug == {"one": one}
    assert programme.dropped_slugs == {"gone"}
    assert (person.full_name, FrozenPerson(id="z", slug="z", name="Z").full_name) == ("Dr. X", "Z")


def test_the_uid_knows_neither_host_nor_version() -> None:
    assert uid_of("session-1", "gms-2020") == "session-1@gms-2020.dialogue"


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        EVENT.slug = "other"  # type: ignore[misc]


@given(programmes())
def test_the_stored_form_gives_the_same_programme(programme: Programme) -> None:
    assert from_stored(to_stored(programme)) == programme


def test_a_stored_form_with_an_unknown_field_is_refused() -> None:
    stored = to_stored(Programme(event=EVENT)).replace(b'"schema":2', b'"schema":2,"mood":"good"')
    with pytest.raises(msgspec.ValidationError, match="mood"):
        from_stored(stored)


def test_a_programme_stored_by_the_first_schema_is_read() -> None:
    """One golden file for each schema that some release has stored."""
    old = from_stored((GOLDEN / "programme-schema-1.json").read_bytes())
    assert (old.schema, old.version, len(old.sessions), old.note) == (1, 1, 7, "First")
    assert all(segment.wall_start == "" for session in old.sessions for segment in session.segments)
    assert changes(old, from_stored(to_stored(old).replace(b'"schema":1', b'"schema":2'))) == ()
