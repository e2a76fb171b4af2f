"""The interchange format: round trips, the contract's example, every fault with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agenda.exchange.json import MAX_BYTES, ImportRefused, parse, serialise, with_slugs
from agenda.programme import model
from tests.agenda.programme.strategies import programmes

EXAMPLE = """{
  "format": "dialogue-programme",
  "format_version": 1,
  "version": 3,
  "published_at": "2020-09-01T02:00:00Z",
  "label": "provisional",
  "event": {
    "slug": "gms-labour-migration-2020",
    "title": "Dialogue on Labor Migration",
    "subtitle": "Virtual",
    "language": "en",
    "languages": [
      "en"
    ],
    "timezone": "Asia/Manila",
    "setting": "virtual",
    "visibility": "public",
    "organisers": [
      {
        "name": "Asian Development Bank",
        "acronym": "ADB"
      }
    ],
    "cities": [
      {
        "name": "Manila",
        "timezone": "Asia/Manila"
      },
      {
        "name": "Nay Pyi Taw",
        "timezone": "Asia/Yangon"
      }
    ],
    "sections": [
      {
        "heading": "Overview",
        "body": "The *inaugural* dialogue"
      }
    ]
  },
  "people": [
    {
      "id": "kikkawa-takenaka",
      "honorific": "Ms.",
      "name": "Aiko Kikkawa Takenaka",
      "position": "Economist",
      "organisation": "ADB",
      "country": "PH"
    }
  ],
  "rooms": [
    {
      "id": "webinar",
      "name": "Webinar"
    }
  ],
  "sessions": [
    {
      "id": "session-1",
      "slug": "session-1",
      "title": "Sustainable Development Outcomes",
      "kind": "session",
      "status": "confirmed",
      "audience": "public",
      "start": "2020-09-08T14:15:00+08:00",
      "end": "2020-09-08T15:15:00+08:00",
      "room": "webinar",
      "summary": "Good practices",
      "questions": [
        "What – can be done?"
      ],
      "people": [
        {
          "person": "kikkawa-takenaka",
          "role": "presenter",
          "state": "confirmed"
        }
      ],
      "segments": [
        {
          "title": "Presentations",
          "start": "2020-09-08T14:15:00+08:00",
          "end": "2020-09-08T14:40:00+08:00",
          "people": []
        },
        {
          "title": "Open discussion"
        }
      ],
      "uid": "session-1@gms-labour-migration-2020.dialogue",
      "sequence": 0,
      "changed": "2020-09-01T02:00:00Z"
    }
  ],
  "dropped": [
    {
      "id": "old",
      "uid": "old@gms-labour-migration-2020.dialogue",
      "sequence": 2,
      "changed": "2020-08-01T02:00:00Z",
      "title": "Old",
      "start": "2020-09-08T16:00:00+08:00",
      "end": "2020-09-08T17:00:00+08:00"
    }
  ]
}
"""
SMALLEST: dict[str, Any] = {
    "format": "dialogue-programme",
    "format_version": 1,
    "event": {"slug": "e", "title": "E", "timezone": "Europe/Zurich"},
}
SESSION = {"id": "a", "title": "A", "start": "2020-10-26T10:00", "end": "2020-10-26T11:00"}
FULL: dict[str, Any] = {
    **SMALLEST,
    "people": [{"id": "p", "name": "P"}],
    "rooms": [{"id": "r", "name": "R"}],
    "sessions": [SESSION],
}
STAMP = datetime(2020, 9, 1, 2, tzinfo=UTC)


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def faults(value: object) -> tuple[str, ...]:
    """What `parse` says of a file; bytes are taken as they are."""
    with pytest.raises(ImportRefused) as caught:
        parse(value if isinstance(value, bytes) else encoded(value))
    assert all(len(one) <= 600 and one.isprintable() for one in caught.value.faults)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def changed(path: str, value: object) -> dict[str, Any]:
    """FULL with `value` at a dotted path (`sessions.0.end`); `...` removes the key."""
    whole = copy.deepcopy(FULL)
    *parents, last = path.split(".")
    place: Any = whole
    for step in parents:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return whole


def session_with(**fields: object) -> dict[str, Any]:
    return {**FULL, "sessions": [{**SESSION, **fields}]}


# Whole files


def test_the_example_of_the_contract() -> None:
    programme = parse(EXAMPLE.encode())
    presenter = model.FrozenAppearance(person="kikkawa-takenaka", role="presenter")
    at = lambda hour, minute: datetime(2020, 9, 8, hour, minute, tzinfo=UTC)  # noqa: E731
    assert programme == model.Programme(
        event=model.FrozenEvent(
            slug="gms-labour-migration-2020",
            title=(("en", "Dialogue on Labor Migration"),),
            subtitle=(("en", "Virtual"),),
            timezone="Asia/Manila",
            organisers=(model.FrozenOrganiser(name=(("en", "Asian Development Bank"),), acronym="ADB"),),
            cities=(
                model.FrozenCity(name=(("en", "Manila"),), timezone="Asia/Manila", slug="manila"),
                model.FrozenCity(name=(("en", "Nay Pyi Taw"),), timezone="Asia/Yangon", slug="nay-pyi-taw"),
            ),
            sections=(
                model.FrozenSection(
                    heading=(("en", "Overview"),), body=(("en", "The *inaugural* dialogue"),)
                ),
            ),
        ),
        people=(
            model.FrozenPerson(
                id="kikkawa-takenaka",
                slug="kikkawa-takenaka",
                name="Aiko Kikkawa Takenaka",
                honorific="Ms.",
                position=(("en", "Economist"),),
                organisation=(("en", "ADB"),),
                country="PH",
            ),
        ),
        rooms=(model.FrozenRoom(id="webinar", name=(("en", "Webinar"),)),),
        sessions=(
            model.FrozenSession(
                id="session-1",
                slug="session-1",
                title=(("en", "Sustainable Development Outcomes"),),
                start=at(6, 15),
                end=at(7, 15),
                wall_start="2020-09-08T14:15",
                room="webinar",
                summary=(("en", "Good practices"),),
                questions=((("en", "What – can be done?"),),),
                people=(presenter,),
                segments=(
                    model.FrozenSegment(title=(("en", "Presentations"),), start=at(6, 15), end=at(6, 40)),
                    model.FrozenSegment(title=(("en", "Open discussion"),)),
                ),
                sequence=0,
                changed=STAMP,
            ),
        ),
        dropped=(
            model.Dropped(
                id="old",
                slug="old",
                title=(("en", "Old"),),
                start=at(8, 0),
                end=at(9, 0),
                sequence=2,
                changed=datetime(2020, 8, 1, 2, tzinfo=UTC),
            ),
        ),
        version=3,
        published_at=STAMP,
    )
    assert serialise(programme).decode() == EXAMPLE


def test_the_smallest_file_and_what_absent_keys_mean() -> None:
    programme = parse(encoded({**SMALLEST, "sessions": [SESSION]}))
    start, end = datetime(2020, 10, 26, 9, tzinfo=UTC), datetime(2020, 10, 26, 10, tzinfo=UTC)
    session = model.FrozenSession(
        id="a", slug="", title=(("en", "A"),), start=start, end=end, wall_start="2020-10-26T10:00"
    )
    event = model.FrozenEvent(slug="e", title=(("en", "E"),), timezone="Europe/Zurich")
    assert programme == model.Programme(event=event, sessions=(session,))
    assert (event.language, event.languages, event.setting, event.visibility) == (
        "en",
        ("en",),
        "virtual",
        "public",
    )
    assert (session.kind, session.status, session.audience) == ("session", "confirmed", "public")


@given(programmes())
def test_a_programme_comes_back_equal(programme: model.Programme) -> None:
    raw = serialise(programme)
    assert parse(raw) == programme
    assert serialise(parse(raw)) == raw
    assert b"\r" not in raw
    assert raw.endswith(b"}\n")


@given(programmes(), st.data())
def test_a_damaged_file_is_refused_or_read_never_an_error(
    programme: model.Programme, data: st.DataObject
) -> None:
    raw = bytearray(serialise(programme))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.sampled_from(b'"[]{}:,0n\\\x00\xff eT-'))
    try:
        parse(bytes(raw))
    except ImportRefused as refused:
        assert refused.faults


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["a", "en", "p"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "title", "en", "x\n"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.sampled_from([
    "version", "published_at", "label", "event", "people", "rooms", "sessions", "dropped", "event.slug", "event.title",
    "event.timezone", "event.language", "event.languages", "event.cities", "event.sections", "people.0.country", "rooms.0.name",
    "sessions.0.start", "sessions.0.people", "sessions.0.segments", "sessions.0.questions", "sessions.0.uid", "format",
    "sessions.0.sequence", "sessions.0.changed", "sessions.0.slug", "sessions.0.room", "sessions.0.kind", "format_version",
]), _json)  # fmt: skip
def test_any_value_anywhere_is_refused_or_read_never_an_error(path: str, value: object) -> None:
    try:
        parse(encoded(changed(path, value)))
    except ImportRefused as refused:
        assert all(len(one) <= 600 and one.isprintable() for one in refused.faults)


# Bytes that are no document


def test_more_than_10_mb_are_refused_unread() -> None:
    assert faults(b"[" * (50 * 2**20)) == (
        "file: has 50 MB, at most 10 MB are read; split the event or shorten its texts",
    )
    assert MAX_BYTES == 10 * 2**20


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "line 1, column 1: not JSON: Expecting value; look at that place and just before it"),
        (b'{\n  "format": "x",\n}', "line 3, column 1: not JSON: "),
        (b'{"a": 1} x', "line 1, column 10: not JSON: Extra data"),
        (b'{"a": "\x01"}', "line 1, column 8: not JSON: Invalid control character at"),
        ('{\n"a": "é"}'.encode("latin-1"), "line 2: byte 0xe9 is not UTF-8; save the file in UTF-8"),
        ("{}".encode("utf-16"), "file: written in UTF-16; save it in UTF-8"),
        (b"[]", "file: a list stands where an object is needed; write {…}"),
        (b"NaN", "file: the number nan stands where an object is needed"),
        (b"[" * 10_000 + b"]" * 10_000, "line 1, column 21: nested more than 20 levels deep"),
        (b'{"x":\n' + b'{"a":' * 100_000, "line 2, column 96: nested more than 20 levels deep"),
        (b'{"x": "[[[[\\"' + b'[' * 30 + b'",\n "y":' + b"[" * 10_000, "line 2, column 25: nested more than"),
        (b"9" * 5000, "file: the number inf stands where an object is needed"),
    ],
)  # fmt: skip
def test_what_is_no_json_document(raw: bytes, fault: str) -> None:
    (found,) = faults(raw)
    assert found.startswith(fault)


def test_a_byte_order_mark_is_taken() -> None:
    assert parse(b"\xef\xbb\xbf" + encoded(FULL)) == parse(encoded(FULL))


def test_another_format_is_refused_with_nothing_else() -> None:
    assert faults({"format": "x", "format_version": 2, "more": 1}) == (
        "format: write 'dialogue-programme', the only one read here, not 'x'",
        "format_version: write 1, the only one read here, not the number 2",
    )
    assert faults({}) == (
        "format: write 'dialogue-programme', the only one read here, it is missing",
        "format_version: write 1, the only one read here, it is missing",
    )
    assert faults({**FULL, "format_version": True}) == (
        "format_version: write 1, the only one read here, not true",
    )
    assert faults({**FULL, "format_version": 1.0}) == (
        "format_version: write 1, the only one read here, not the number 1.0",
    )


# One fault, one line, with its place


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("event", ..., "event: is missing; add it"),
        ("event", [], "event: a list stands where an object is needed; write {…}"),
        ("people", {}, "people: an object stands where a list is needed; write […]"),
        ("people", None, "people: null is not taken; leave the key out"),
        ("people", ["p"], "people[0]: 'p' stands where an object is needed; write {…}"),
        ("vesion", 1, "vesion: unknown key 'vesion'; did you mean 'version'?"),
        ("sessions.0.titel", "x", "sessions[0].titel: unknown key 'titel'; did you mean 'title'?"),
        ("rooms.0.a b\n", "x", r"rooms[0].['a b\n']: unknown key 'a b\n'; remove it; known here: id, name"),
        ("event.slug", ..., "event.slug: is missing; add it"),
        ("event.slug", "Uppercase", "event.slug: 'Uppercase' is not a slug; write a-z, 0-9 and inner hyphens, 64 at most"),
        ("event.slug", "a\n", r"event.slug: 'a\n' is not a slug; write a-z, 0-9 and inner hyphens, 64 at most"),
        ("event.slug", "a" * 65, f"event.slug: '{'a' * 65}' is not a slug; write a-z, 0-9 and inner hyphens, 64 at most"),
        ("event.slug", "healthz", "event.slug: 'healthz' is an address of the site itself; choose another"),
        ("event.slug", True, "event.slug: true is not a slug; write a-z, 0-9 and inner hyphens, 64 at most"),
        ("event.title", "", "event.title: is empty; write something"),
        ("event.title", " \n", "event.title: is empty; write something"),
        ("event.title", {}, "event.title: is empty; write something"),
        ("event.title", {"en": ""}, "event.title: is empty; write something"),
        ("event.title", None, "event.title: null is not taken; write a value"),
        ("event.title", True, "event.title: true stands where a text is needed; write a string, or an object by language"),
        ("event.title", {"en": 1}, "event.title.en: the number 1 stands where a string is needed; write \"…\""),
        ("event.title", {"fr": "F"}, "event.title: language 'fr' is not in event.languages (en); add it there or remove it here"),
        ("event.title", {"English": "E"}, "event.title: 'English' is not a language code; write one like 'en'"),
        ("event.title", "a\0b", "event.title: has the character U+0000 at position 2; remove it"),
        ("event.title", "\x85", "event.title: has the character U+0085 at position 1; remove it"),
        ("event.title", "\ud800", "event.title: has the character U+D800 at position 1; remove it"),
        ("event.subtitle", "x" * 20_001, "event.subtitle: has 20001 characters, at most 20000 are taken; shorten it"),
        ("event.language", "EN", "event.language: 'EN' is not a language code; write one like 'en' or 'pt-BR'"),
        ("event.languages", ["fr"], "event.languages: lacks event.language 'en'; add it"),
        ("event.languages", ["en", "en"], "event.languages: has a language twice; keep one"),
        ("event.languages", ["en", 5], "event.languages[1]: the number 5 is not a language code; write one like 'en' or 'pt-BR'"),
        ("event.timezone", "Mars/Base", "event.timezone: 'Mars/Base' is not an IANA time zone; write one like 'Asia/Manila'"),
        ("event.timezone", "europe/zurich", "event.timezone: 'europe/zurich' is not an IANA time zone; write one like 'Asia/Manila'"),
        ("event.timezone", 8, "event.timezone: the number 8 is not an IANA time zone; write one like 'Asia/Manila'"),
        ("event.cities", [{"name": "X", "timezone": "X"}],
         "event.cities[0].timezone: 'X' is not an IANA time zone; write one like 'Asia/Manila'"),
        ("event.cities", [{"name": "X"}], "event.cities[0].timezone: is missing; add it"),
        ("event.organisers", [{"acronym": "X"}], "event.organisers[0].name: is missing; add it"),
        ("event.organisers", [{"name": "X", "acronym": "X" * 51}],
         "event.organisers[0].acronym: has 51 characters, at most 50 are taken; shorten it"),
        ("event.setting", "online", "event.setting: 'online' is not known; write one of virtual, in-person, hybrid"),
        ("event.visibility", 1, "event.visibility: the number 1 is not known; write one of public, unlisted, private"),
        ("event.sections", [{"heading": "H", "body": "a\n\n<b>c</b>"}],
         "event.sections[0].body: line 3: HTML '<b>' is not taken; write CommonMark, or \\< for the character (and 1 more like it)"),
        ("event.sections", [{"body": "x"}], "event.sections[0].heading: is missing; add it"),
        ("people.0.name", "x" * 301, "people[0].name: has 301 characters, at most 300 are taken; shorten it"),
        ("people.0.name", {"en": "x"}, "people[0].name: an object stands where a string is needed; write \"…\""),
        ("people.0.name", "a\nb", "people[0].name: has the character U+000A at position 2; remove it"),
        ("people.0.honorific", "x" * 51, "people[0].honorific: has 51 characters, at most 50 are taken; shorten it"),
        ("people.0.country", "Philippines", "people[0].country: 'Philippines' is not an ISO 3166-1 alpha-2 code; write one like 'PH'"),
        ("people.0.country", "ph", "people[0].country: 'ph' is not an ISO 3166-1 alpha-2 code; write one like 'PH'"),
        ("people.0.country", "XX", "people[0].country: 'XX' is not an ISO 3166-1 alpha-2 code; write one like 'PH'"),
        ("people.0.id", "-a", "people[0].id: '-a' is not an id; write letters, digits, '.', '_' and '-', the first a letter or digit, 64 at most"),
        ("people", [{"id": "p", "name": "P"}, {"id": "p", "name": "Q"}], "people[1].id: 'p' is also that of people[0]; each needs its own"),
        ("rooms", [{"id": "r", "name": ""}], "rooms[0].name: is empty; write something"),
        ("version", True, "version: true is not a whole number from 0 to 999999999; leave the key out"),
        ("version", -1, "version: the number -1 is not a whole number from 0 to 999999999; leave the key out"),
        ("version", 10**400, "version: the number inf is not a whole number from 0 to 999999999; leave the key out"),
        ("version", float("nan"), "version: the number nan is not a whole number from 0 to 999999999; leave the key out"),
        ("label", "draft", "label: 'draft' is not known; write one of provisional, final"),
        ("published_at", "2020-09-01T02:00:00", "published_at: '2020-09-01T02:00:00' needs an offset; add Z or one like +08:00"),
        ("dropped", [{"id": "x", "title": "X", "start": "2020-09-08T16:00", "end": "2020-09-08T17:00"}],
         "dropped[0].changed: is missing; add it"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file(path: str, value: object, fault: str) -> None:
    assert faults(changed(path, value)) == (fault,)


KINDS = (
    "opening, plenary, session, keynote, panel, breakout, side-event, ceremony, group-photo, break, meal, reception, "
    "joining, registration, closing, other"
)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"end": "2020-10-26T09:00"}, "end: is before the start; an end is after its start"),
        ({"end": "2020-10-26T10:00"}, "end: is the start, too; an end is after its start"),
        ({"end": "2020-10-26T10:00:00+01:00"}, "end: is the start, too; an end is after its start"),
        ({"start": "2020-10-26"}, "start: '2020-10-26' is not a time; write one like 2020-09-08T14:15:00+08:00"),
        ({"start": 5}, 'start: the number 5 is not a time; write one like "2020-09-08T14:15:00+08:00"'),
        ({"start": "2020-10-26T24:00"}, "start: '2020-10-26T24:00' is not a time; write one like 2020-09-08T14:15:00+08:00"),
        ({"start": "2020-02-30T10:00"}, "start: '2020-02-30T10:00' is not in the calendar or on the clock"),
        ({"start": "２020-10-26T10:00"}, "start: '２020-10-26T10:00' is not a time; write one like 2020-09-08T14:15:00+08:00"),
        ({"start": "2020-10-26T10:00:30"},
         "start: '2020-10-26T10:00:30' has seconds; times are of whole minutes, write 2020-10-26T10:00:00"),
        ({"start": "2016-12-31T23:59:60Z"},
         "start: '2016-12-31T23:59:60Z' has seconds; times are of whole minutes, write 2016-12-31T23:59:00Z"),
        ({"start": "2020-10-26T10:00:00.001Z"},
         "start: '2020-10-26T10:00:00.001Z' has seconds; times are of whole minutes, write 2020-10-26T10:00:00Z"),
        ({"start": "2020-10-26T10:00+24:00"}, "start: +24:00 is not an offset; hours go to 23, minutes to 59"),
        ({"start": "1972-12-31T10:00"}, "start: '1972-12-31T10:00' is out of reach; dates go from 1973-01-01 to 2199-12-31"),
        ({"start": "0001-01-01T00:00+23:59"},
         "start: '0001-01-01T00:00+23:59' is out of reach; dates go from 1973-01-01 to 2199-12-31"),
        ({"end": "2200-01-01T00:30-01:00"}, "end: '2200-01-01T00:30-01:00' is out of reach; dates go from 1973-01-01 to 2199-12-31"),
        ({"end": "9999-12-31T23:59-23:59"}, "end: '9999-12-31T23:59-23:59' is out of reach; dates go from 1973-01-01 to 2199-12-31"),
        ({"start": "2020-10-25T02:30"},
         "start: 2020-10-25T02:30 exists twice in Europe/Zurich: clocks go back over it; add the offset: "
         "2020-10-25T02:30:00+02:00 or 2020-10-25T02:30:00+01:00"),
        ({"start": "2020-03-29T02:30"},
         "start: 2020-03-29T02:30 does not exist in Europe/Zurich: clocks go forward over it; "
         "write an hour that exists, and add the offset"),
        ({"start": ...}, "start: is missing; add it"),
        ({"id": ...}, "id: is missing; add it"),
        ({"title": ...}, "title: is missing; add it"),
        ({"kind": "lunch"}, f"kind: 'lunch' is not known; write one of {KINDS}"),
        ({"status": "canceled"}, "status: 'canceled' is not known; write one of confirmed, tentative, cancelled"),
        ({"audience": []}, "audience: a list is not known; write one of public, participants"),
        ({"room": "hall"}, "room: 'hall' is not the id of any of rooms; add it there or correct it here"),
        ({"room": ["r"]}, "room: a list is not the id of any of rooms; add it there or correct it here"),
        ({"slug": "A"}, "slug: 'A' is not a slug; write a-z, 0-9 and inner hyphens, 64 at most"),
        ({"summary": "[x](javascript:alert(1))"},
         "summary: line 1: link to 'javascript:alert(1)' is not taken; use http, https or mailto"),
        ({"summary": {"en": "![x](/a.png)"}}, "summary.en: line 1: link to '/a.png' is not taken; use http, https or mailto"),
        ({"questions": ["Why?", ""]}, "questions[1]: is empty; write something"),
        ({"questions": [3]}, "questions[0]: the number 3 stands where a text is needed; write a string, or an object by language"),
        ({"people": [{"person": "nobody"}]},
         "people[0].person: 'nobody' is not the id of any of people; add it there or correct it here"),
        ({"people": [{"role": "chair"}]}, "people[0].person: is missing; add it"),
        ({"people": [{"person": "p", "state": "maybe"}]}, "people[0].state: 'maybe' is not known; write one of confirmed, tbc"),
        ({"segments": [{}]}, "segments[0].title: is missing; add it"),
        ({"segments": [{"title": "S", "start": "2020-10-26T10:00"}]},
         "segments[0].end: is missing while there is start; write both or neither"),
        ({"segments": [{"title": "S", "end": "2020-10-26T10:00"}]},
         "segments[0].start: is missing while there is end; write both or neither"),
        ({"segments": [{"title": "S", "start": "2020-10-26T10:30", "end": "2020-10-26T10:00"}]},
         "segments[0].end: is before the start; an end is after its start"),
        ({"segments": [{"title": "S", "people": [{"person": "nobody"}]}]},
         "segments[0].people[0].person: 'nobody' is not the id of any of people; add it there or correct it here"),
        ({"uid": 5}, 'uid: the number 5 stands where a string is needed; write "…"'),
        ({"sequence": "1"}, "sequence: '1' is not a whole number from 0 to 999999999; leave the key out"),
        ({"changed": "yesterday"}, "changed: 'yesterday' is not a time; write one like 2020-09-08T14:15:00+08:00"),
    ],
)  # fmt: skip
def test_a_fault_of_a_session(fields: dict[str, object], fault: str) -> None:
    session = {key: value for key, value in {**SESSION, **fields}.items() if value is not ...}
    assert faults({**FULL, "sessions": [session]}) == (f"sessions[0].{fault}",)


def test_a_key_that_stands_twice() -> None:
    raw = encoded(FULL).replace(b'"title": "A"', b'"title": "A", "title": "B"')
    assert faults(raw) == ("sessions[0].title: stands twice in its object; keep one",)
    raw = encoded(changed("event.title", {"en": "A"})).replace(b'"en": "A"', b'"en": "A", "en": "B"')
    assert faults(raw) == ("event.title: language 'en' stands twice; keep one",)


def test_ids_and_slugs_that_stand_twice() -> None:
    first, second = {**SESSION, "slug": "x"}, {**SESSION, "slug": "x"}
    assert faults({**FULL, "sessions": [first, second]}) == (
        "sessions[1].id: 'a' is also that of sessions[0]; each needs its own",
        "sessions[1].slug: 'x' is also that of sessions[0]; each needs its own",
    )


def test_all_faults_are_told_at_once_up_to_fifty() -> None:
    wrong = {
        **FULL,
        "colour": 1,
        "people": [{"id": "p"}],
        "sessions": [{**SESSION, "room": "x", "end": "x"}] * 30,
    }
    found = faults(wrong)
    assert found[:3] == (
        "colour: unknown key 'colour'; remove it; known here: format, format_version, version, published_at, label, "
        "event, people, rooms, sessions, dropped",
        "people[0].name: is missing; add it",
        "sessions[0].end: 'x' is not a time; write one like 2020-09-08T14:15:00+08:00",
    )
    assert len(found) == 51
    assert found[50] == "… and 41 more"  # 2 + 30 ends + 30 rooms + 29 ids - 50


def test_a_fault_never_passes_600_characters() -> None:
    (found,) = ImportRefused(["x\n" * 1000]).faults
    assert found.startswith("x\\nx\\n")
    assert len(found) == 600


def test_local_times_are_not_judged_while_the_zone_is_unknown() -> None:
    assert len(faults(changed("event.timezone", "Mars/Base"))) == 1


# What is taken


@pytest.mark.parametrize(
    "start",
    ["2020-10-25T00:30:00Z", "2020-10-25T02:30:00+02:00", "2020-10-25t00:30:00.000z", "2020-10-24 20:30:00-04:00",
     "2020-10-25T00:30Z", "2020-10-25T06:15:00+05:45", "2020-10-25T00:30:00-00:00"],
)  # fmt: skip
def test_a_time_is_an_instant_whatever_its_offset(start: str) -> None:
    (session,) = parse(encoded(session_with(start=start))).sessions
    assert session.start == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)
    assert session.wall_start == "2020-10-25T02:30"
    assert b'"start": "2020-10-25T02:30:00+02:00"' in serialise(
        replace(parse(encoded(session_with(start=start))))
    )


@pytest.mark.parametrize("taken", ["a\r\nb", "a\rb", "a\u2028b", "a\u2029b", "a\nb"])
def test_line_ends_become_lf(taken: str) -> None:
    assert parse(encoded(session_with(summary=taken))).sessions[0].summary == (("en", "a\nb"),)


def test_optional_empty_strings_count_as_absent() -> None:
    person = {
        "id": "p",
        "name": "P",
        "honorific": "",
        "position": "",
        "organisation": {"en": ""},
        "country": "",
    }
    found = parse(encoded({**session_with(room="", summary="", uid=""), "people": [person]}))
    assert found.people == (model.FrozenPerson(id="p", slug="p", name="P"),)
    assert (found.sessions[0].room, found.sessions[0].summary) == ("", ())


def test_texts_in_several_languages() -> None:
    value = changed("event.languages", ["vi", "en", "th"])
    value["event"] |= {
        "language": "vi",
        "title": {"vi": "Đối thoại", "en": "Dialogue"},
        "subtitle": "Trực tuyến",
    }
    value["event"]["cities"] = [{"name": {"vi": "Hà Nội", "en": "Ha Noi"}, "timezone": "Asia/Ho_Chi_Minh"}]
    event = parse(encoded(value)).event
    assert event.title == (("en", "Dialogue"), ("vi", "Đối thoại"))
    assert event.subtitle == (("vi", "Trực tuyến"),)
    assert event.cities[0].slug == "ha-noi"
    written = json.loads(serialise(parse(encoded(value))))["event"]
    assert written["title"] == {"en": "Dialogue", "vi": "Đối thoại"}
    assert written["subtitle"] == "Trực tuyến"


def test_a_draft_is_written_without_stamps() -> None:
    written = json.loads(serialise(with_slugs(parse(encoded(FULL)), {})))
    assert (written["version"], written["published_at"], written["label"]) == (0, None, "provisional")
    assert written["sessions"] == [
        {
            "id": "a", "slug": "a", "title": "A", "kind": "session", "status": "confirmed", "audience": "public",
            "start": "2020-10-26T10:00:00+01:00", "end": "2020-10-26T11:00:00+01:00",
            "questions": [], "people": [], "segments": [], "uid": "a@e.dialogue",
        }
    ]  # fmt: skip
    assert parse(serialise(with_slugs(parse(encoded(FULL)), {}))).published_at is None


def test_links_that_are_taken() -> None:
    body = "[a](https://adb.org) <http://x.y> <a@iom.int> [m](mailto:a@iom.int) 1 < 2 & `<b>` \\<b>"
    assert parse(encoded(session_with(summary=body))).sessions[0].summary == (("en", body),)


# Slugs


@pytest.fixture
def titled() -> Callable[..., model.Programme]:
    """A programme of sessions with the titles given, ids `0`, `1`, …; `slug=` sets that of the last."""

    def make(*titles: str, slug: str = "") -> model.Programme:
        sessions = [{**SESSION, "id": str(index), "title": title} for index, title in enumerate(titles)]
        if slug:
            sessions[-1]["slug"] = slug
        return parse(encoded({**SMALLEST, "sessions": sessions}))

    return make


def slugs(programme: model.Programme, taken: dict[str, str] | None = None) -> list[str]:
    return [session.slug for session in with_slugs(programme, taken or {}).sessions]


def test_slugs_are_the_ascii_of_titles(titled: Callable[..., model.Programme]) -> None:
    titles = ("Session 1: Café – Résumé!", "การประชุม", "Break", "break", "BREAK?", "x" * 80, "x" * 70)
    assert slugs(titled(*titles)) == [
        "session-1-cafe-resume", "session-2", "break", "break-2", "break-3", "x" * 64, "x" * 62 + "-2",
    ]  # fmt: skip


def test_slugs_once_made_are_kept(titled: Callable[..., model.Programme]) -> None:
    assert slugs(titled("New title", "Break"), {"0": "old-title", "9": "break"}) == ["old-title", "break-2"]


def test_the_slugs_of_the_file_come_first(titled: Callable[..., model.Programme]) -> None:
    assert slugs(titled("Break", "Break", slug="break")) == ["break-2", "break"]
    assert slugs(titled("Tea", "Break", slug="break"), {"0": "break"}) == ["tea", "break"]


def test_slugs_of_people_and_cities() -> None:
    people = [{"id": one, "name": "P"} for one in ("A.B_c", "a-b-c", "Z-.")]
    value = {**SMALLEST, "people": people}
    value["event"] = {**SMALLEST["event"], "cities": [
        {"name": "Ha Noi", "timezone": "Asia/Ho_Chi_Minh"}, {"name": "Hà Nội", "timezone": "Asia/Ho_Chi_Minh"},
        {"name": "กรุงเทพ", "timezone": "Asia/Bangkok"}]}  # fmt: skip
    programme = parse(encoded(value))
    assert [one.slug for one in programme.people] == ["a-b-c", "a-b-c-2", "z"]
    assert [one.slug for one in programme.event.cities] == ["ha-noi", "ha-noi-2", "city-3"]
