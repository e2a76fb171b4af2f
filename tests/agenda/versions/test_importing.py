"""From a programme to draft rows: by identifier, all or nothing, with addresses and stamps that hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from msgspec.structs import replace

from agenda import models
from agenda.drafts import freezing
from agenda.exchange.json import ImportRefused, parse, serialise
from agenda.programme.model import FrozenSession, Programme
from agenda.versions import publishing
from agenda.versions.importing import Imported, import_programme
from tests import builders as b
from tests.agenda.programme.strategies import programmes

pytestmark = pytest.mark.django_db

LATER = datetime(2030, 1, 1, 12, tzinfo=UTC)
TABLES: tuple[Any, ...] = (
    models.Event, models.Organiser, models.City, models.Section, models.Room, models.Person, models.Session, models.Question,
    models.Segment, models.Appearance, models.Publication,
)  # fmt: skip


def line(id: str, start: str = "2020-09-08T14:15", **fields: Any) -> FrozenSession:
    """A session as a file brings it: without stamps, and without a slug unless it is given."""
    return b.session(id, start, **{"slug": "", "sequence": None, "changed": None, **fields})


def file(*sessions: FrozenSession, version: int = 0, **fields: Any) -> Programme:
    """A programme that has been through a file."""
    fields.setdefault("published_at", None)
    return parse(serialise(b.programme(*sessions, version=version, **fields)))


def rich(**fields: Any) -> Programme:
    """A file with something in every list."""
    talk = line(
        "session-1",
        title="Talk",
        room="webinar",
        summary="Words",
        questions=["Why?", "How?"],
        people=[b.appearance("gomez", "moderator"), b.appearance("white", "chair", "tbc")],
        segments=[
            b.segment("Talks", "2020-09-08T14:15", "2020-09-08T14:40", [b.appearance("white", "presenter")]),
            b.segment("Discussion"),
        ],
    )
    return file(
        talk,
        line("closing", "2020-09-08T16:00", title="Closing"),
        cities=[b.city("Manila"), b.city("Nay Pyi Taw", "Asia/Yangon")],
        organisers=[b.organiser("Asian Development Bank", "ADB")],
        sections=[b.section("Overview", "Once.")],
        **fields,
    )


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}


def draft(slug: str = "dialogue") -> Programme:
    """The frozen draft."""
    return freezing.draft_of(models.Event.objects.get(slug=slug))


def slugs() -> dict[str, str]:
    """Slug of each session of the draft, in order."""
    return {one.id: one.slug for one in draft().sessions}


def test_a_new_event() -> None:
    programme = rich()
    assert import_programme(programme) == Imported("dialogue", changed=True, created=True)
    closing, talk = programme.sessions[1], programme.sessions[0]
    made = (replace(talk, slug="talk"), replace(closing, slug="closing"))
    assert draft() == replace(programme, sessions=made)
    assert models.Event.objects.get().import_baseline == ""
    assert {name: len(found) for name, found in rows().items()} == {
        "Event": 1, "Organiser": 1, "City": 2, "Section": 1, "Room": 1, "Person": 2, "Session": 2, "Question": 2,
        "Segment": 2, "Appearance": 3, "Publication": 0,
    }  # fmt: skip


def test_the_same_again_writes_nothing() -> None:
    import_programme(rich())
    before = rows()
    with CaptureQueriesContext(connection) as queries:
        assert import_programme(rich()) == Imported("dialogue", changed=False, created=False)
    assert not [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert rows() == before


def test_rows_are_matched_by_id() -> None:
    import_programme(rich())
    keys = {table: dict(table.objects.values_list("identifier", "pk")) for table in TABLES[4:7]}
    changed = file(
        line(
            "closing",
            "2020-09-08T17:00",
            title="The end",
            room="webinar",
            people=[b.appearance("white", "chair")],
        ),
        line("session-1", title="Speech", slug="talk"),
        people=[b.person("white", "Lara White", position="Head"), b.person("gomez", "S. Gomez")],
        rooms=[b.room("webinar", "Main")],
        title="Other",
        timezone="Asia/Tokyo",
        setting="hybrid",
    )
    assert import_programme(changed) == Imported("dialogue", changed=True, created=False)
    closing, talk = changed.sessions
    assert draft() == replace(changed, sessions=(replace(closing, slug="closing"), talk))
    assert {table: dict(table.objects.values_list("identifier", "pk")) for table in TABLES[4:7]} == keys


def test_what_the_file_omits_is_removed() -> None:
    import_programme(rich())
    assert import_programme(file()).changed is True
    assert draft() == file()
    assert {name: len(found) for name, found in rows().items() if found} == {"Event": 1}


def test_other_events_are_left_alone() -> None:
    import_programme(rich(slug="other"))
    before = draft("other")
    import_programme(rich())
    import_programme(file())
    assert draft("other") == before


def test_the_order_of_the_file_is_kept_and_changed() -> None:
    lines = [line(id, title=id) for id in ("c", "a", "b")]
    people = [b.person(id) for id in ("z", "x", "y")]
    rooms = [b.room(id) for id in ("r", "p", "q")]
    for step in (1, -1):
        import_programme(file(*lines[::step], people=people[::step], rooms=rooms[::step]))
        assert [one.id for one in draft().sessions] == ["c", "a", "b"][::step]
        assert [one.id for one in draft().people] == ["z", "x", "y"][::step]
        assert [one.id for one in draft().rooms] == ["r", "p", "q"][::step]


def test_a_room_or_person_in_use_can_be_replaced() -> None:
    import_programme(file(line("a", room="old", people=[b.appearance("gomez")])))
    wanted = file(line("a", slug="a", room="new", people=[b.appearance("white")]))
    import_programme(wanted)
    assert draft() == wanted


# Slugs


def test_slugs_are_made_of_titles() -> None:
    import_programme(
        file(
            line("a", title="Opening"), line("b", title="Opening"), line("c", title="ก"), line("d", slug="x")
        )
    )
    assert slugs() == {"a": "opening", "b": "opening-2", "c": "session-3", "d": "x"}


def test_a_slug_once_made_is_kept() -> None:
    import_programme(file(line("a", title="Opening")))
    import_programme(file(line("b", title="Opening"), line("a", title="Welcome")))
    assert slugs() == {"b": "opening-2", "a": "opening"}


def test_before_publication_a_file_may_change_and_exchange_slugs() -> None:
    import_programme(file(line("a", slug="one"), line("b", slug="two"), line("c", slug="three")))
    import_programme(file(line("a", slug="two"), line("b", slug="three"), line("c", slug="one")))
    assert slugs() == {"a": "two", "b": "three", "c": "one"}


def test_a_slug_the_file_gives_to_another_leaves_its_owner_a_new_one() -> None:
    import_programme(file(line("a", title="Opening")))
    import_programme(file(line("a", title="Opening"), line("b", slug="opening")))
    assert slugs() == {"a": "opening-2", "b": "opening"}


def test_the_slug_of_what_was_never_published_is_free_when_it_goes() -> None:
    import_programme(file(line("a", title="Opening")))
    import_programme(file(line("b", title="Opening")))
    assert slugs() == {"b": "opening"}


def test_a_published_slug_is_fixed() -> None:
    import_programme(file(line("a", title="Opening"), line("b", title="Closing")))
    publishing.publish("dialogue", b.PUBLISHED)
    before = rows()
    with pytest.raises(ImportRefused) as refused:
        import_programme(file(line("b"), line("c", slug="closing"), line("a", slug="welcome")))
    assert refused.value.faults == (
        "sessions[1].slug: 'closing' is the address of another published session; choose another",
        "sessions[2].slug: 'opening' is published and cannot change; write that, or leave it out",
    )
    assert rows() == before


def test_a_dropped_slug_waits_for_its_session() -> None:
    import_programme(file(line("a", title="Opening"), line("b", title="Closing")))
    publishing.publish("dialogue", b.PUBLISHED)
    import_programme(file(line("b", title="Closing")))
    publishing.publish("dialogue", b.PUBLISHED)
    publishing.publish("dialogue", b.PUBLISHED, label="final")
    import_programme(file(line("c", title="Opening"), line("b")))
    assert slugs() == {"c": "opening-2", "b": "closing"}
    with pytest.raises(ImportRefused):
        import_programme(file(line("c", slug="opening")))
    import_programme(file(line("d", title="Opening"), line("a", title="Welcome"), line("b", slug="closing")))
    assert slugs() == {"d": "opening-2", "a": "opening", "b": "closing"}


def test_a_dropped_session_gets_its_address_back_from_a_draft_that_took_it() -> None:
    import_programme(file(line("a", title="Opening"), line("b", title="Closing")))
    publishing.publish("dialogue", b.PUBLISHED)
    import_programme(file(line("x", title="X"), line("b")))
    publishing.publish("dialogue", b.PUBLISHED)
    models.Session.objects.filter(identifier="b").update(slug="opening")
    import_programme(file(line("b", title="Opening"), line("a", title="Opening"), line("x")))
    assert slugs() == {"b": "closing", "a": "opening", "x": "x"}
    models.Session.objects.all().delete()
    models.Session.objects.create(
        event=models.Event.objects.get(),
        identifier="y",
        slug="opening",
        day="2020-09-08",
        start="10:00",
        minutes=5,
    )
    import_programme(file(line("y", title="Opening"), line("a", title="Opening")))
    assert slugs() == {"y": "opening-2", "a": "opening"}


def test_people_keep_their_address() -> None:
    def of_people() -> dict[str, str]:
        return {one.id: one.slug for one in draft().people}

    import_programme(file(people=[b.person("A.Smith"), b.person("a_smith")]))
    assert of_people() == {"A.Smith": "a-smith", "a_smith": "a-smith-2"}
    import_programme(file(people=[b.person("a_smith"), b.person("A.Smith")]))
    assert of_people() == {"a_smith": "a-smith-2", "A.Smith": "a-smith"}
    import_programme(file(people=[b.person("a-smith"), b.person("a_smith")]))
    assert of_people() == {"a-smith": "a-smith", "a_smith": "a-smith-2"}
    publishing.publish("dialogue", b.PUBLISHED)
    import_programme(file(people=[b.person("A.Smith"), b.person("a_smith")]))
    assert of_people() == {"A.Smith": "a-smith-3", "a_smith": "a-smith-2"}
    import_programme(file(people=[b.person("A.Smith"), b.person("a-smith")]))
    assert of_people() == {"A.Smith": "a-smith-3", "a-smith": "a-smith"}


# Hours


def test_when_the_zone_changes_the_instants_of_the_file_win() -> None:
    talk = line("a", slug="a", segments=[b.segment("Talks", "2020-09-08T14:15", "2020-09-08T14:40")])
    import_programme(file(talk))
    import_programme(file(talk, timezone="America/New_York"))
    (there,) = draft().sessions
    assert (there.start, there.end, there.segments) == (talk.start, talk.end, talk.segments)
    assert there.wall_start == "2020-09-08T02:15"
    row = models.Session.objects.get()
    assert (str(row.day), str(row.start), row.fold, row.minutes) == ("2020-09-08", "02:15:00", 0, 60)


def test_an_hour_that_exists_twice_keeps_which_of_the_two_it_was() -> None:
    twice = [
        line("first", "2020-10-25T02:30+02:00", slug="first", length=30),
        line("second", "2020-10-25T02:30+01:00", slug="second", length=30,
             segments=[b.segment("Talks", "2020-10-25T02:30+01:00", "2020-10-25T02:45+01:00")]),
        line("across", "2020-10-25T01:30+02:00", slug="across", length=150),
    ]  # fmt: skip
    wanted = file(*twice, timezone="Europe/Zurich")
    import_programme(wanted)
    assert draft() == wanted
    assert list(models.Session.objects.order_by("rank").values_list("fold", "minutes")) == [
        (0, 30),
        (1, 30),
        (0, 150),
    ]
    assert import_programme(wanted).changed is False


def test_a_draft_with_an_hour_that_does_not_exist_is_mended_by_an_import() -> None:
    wanted = file(line("a", slug="a"), timezone="Europe/Zurich")
    import_programme(wanted)
    models.Session.objects.update(day="2021-03-28", start="02:30")
    assert import_programme(wanted).changed is True
    assert draft() == wanted


# Texts


@pytest.mark.parametrize(
    "words", ["12", "null", '{"en": 1}', '{"en": "x"}', "[]", '"x"', "true", "1e9", "NaN", " x ", "%s ☃"]
)
def test_texts_that_look_like_json_come_back_as_they_were(words: str) -> None:
    talk = line(
        "a", slug="a", title=words, summary=words, questions=[words], segments=[b.segment(words)], room="r"
    )
    person = b.person("gomez", words, position=words, organisation=words)
    wanted = file(talk, people=[person], rooms=[b.room("r", words)], title=words, subtitle=words,
                  cities=[b.city(words)], sections=[b.section(words, words)], organisers=[b.organiser(words)])  # fmt: skip
    import_programme(wanted)
    assert draft() == wanted
    assert import_programme(wanted).changed is False


def test_a_text_of_another_language_than_english() -> None:
    wanted = file(
        line("a", slug="a", title={"fr": "Séance", "th": "ช่วง"}),
        language="fr",
        languages=["fr", "th"],
        title={"fr": "D"},
    )
    import_programme(wanted)
    assert draft() == wanted


# The import_baseline


def stamped(version: int = 3, **fields: Any) -> Programme:
    """A file from another server."""
    sessions = (
        b.session("a", sequence=4, changed=b.PUBLISHED),
        b.session("b", "2020-09-08T16:00", sequence=1, changed=b.PUBLISHED - timedelta(days=3)),
    )
    fields = {
        "published_at": b.PUBLISHED,
        "dropped": [b.dropped("old", sequence=7)],
        "label": "final",
        **fields,
    }
    return file(*sessions, version=version, **fields)


def export() -> Programme:
    """The draft as `export_programme` writes it."""
    return publishing.draft_for_export(models.Event.objects.get())


def test_on_an_event_never_published_stamps_are_the_floor() -> None:
    import_programme(stamped())
    assert export() == replace(stamped(), version=0, published_at=None)
    assert import_programme(stamped()) == Imported("dialogue", changed=False, created=False)
    programme = publishing.publish("dialogue", LATER).programme
    assert replace(programme, days=()) == replace(stamped(), version=4, published_at=LATER)


def test_a_floor_holds_when_the_draft_changes() -> None:
    import_programme(stamped())
    import_programme(file(line("b", "2020-09-08T16:30"), line("c", "2020-09-08T18:00")))
    programme = publishing.publish("dialogue", LATER).programme
    assert [(one.id, one.sequence, one.changed) for one in programme.sessions] == [
        ("b", 2, LATER),
        ("c", 0, LATER),
    ]
    assert [(one.id, one.sequence) for one in programme.dropped] == [("old", 7), ("a", 5)]
    assert programme.version == 4


def test_a_draft_that_comes_back_does_not_sink_the_floor() -> None:
    import_programme(stamped())
    before = rows()
    again = parse(serialise(export()))
    assert again.version == 0
    assert import_programme(again) == Imported("dialogue", changed=False, created=False)
    assert rows() == before


def test_a_floor_of_an_exported_draft_moves_again() -> None:
    import_programme(stamped(version=0, published_at=None))
    first = export()
    assert first == stamped(version=0, published_at=None)
    models.Event.objects.all().delete()
    import_programme(parse(serialise(first)))
    assert serialise(export()) == serialise(first)


def test_a_higher_floor_replaces_a_lower_one() -> None:
    import_programme(stamped())
    assert import_programme(stamped(version=8)).changed is True
    assert publishing.publish("dialogue", LATER).programme.version == 9


def test_on_an_event_once_published_stamps_are_ignored() -> None:
    import_programme(file(line("a", slug="a"), line("b", "2020-09-08T16:00", slug="b")))
    publishing.publish("dialogue", b.PUBLISHED)
    before = rows()
    assert import_programme(stamped(version=30)) == Imported("dialogue", changed=False, created=False)
    assert rows() == before
    outcome = publishing.publish("dialogue", LATER)
    assert (outcome.is_new, outcome.programme.version) == (False, 1)


def test_an_import_of_the_floor_again_after_publication_changes_nothing() -> None:
    import_programme(stamped())
    publishing.publish("dialogue", LATER)
    assert import_programme(stamped()).changed is False
    assert publishing.publish("dialogue", LATER).is_new is False


# All or nothing


def test_a_failure_in_the_last_step_leaves_every_row_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    import_programme(rich())
    before = rows()

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(models.Appearance.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        import_programme(file(line("z", people=[b.appearance("new")]), title="Other"))
    with pytest.raises(RuntimeError, match="disk full"):
        import_programme(rich(slug="new"))
    assert rows() == before


def big(count: int, word: str = "x") -> Programme:
    """A file of `count` sessions with all their parts."""
    sessions = [
        line(
            f"s{number}",
            title=f"{word} {number}",
            room=f"r{number}",
            questions=["Why?"],
            people=[b.appearance(f"p{number}")],
            segments=[b.segment("Talks", people=[b.appearance(f"p{number}", "presenter")])],
        )
        for number in range(count)
    ]
    return file(*sessions)


def test_the_number_of_queries_does_not_grow_with_the_file() -> None:
    counts = []
    for slug, count in (("small", 1), ("large", 12)):
        for word in ("x", "y"):
            programme = replace(big(count, word), event=b.event(slug))
            with CaptureQueriesContext(connection) as queries:
                import_programme(programme)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_a_file_larger_than_one_statement_takes() -> None:
    import_programme(big(400))
    import_programme(big(400, "y"))
    assert [one.title for one in draft().sessions] == [b.text(f"y {number}") for number in range(400)]


# Any programme


@given(programmes())
def test_any_programme_comes_back_as_it_was(programme: Programme) -> None:
    if not programme.version:
        programme = replace(programme, published_at=None)
    with transaction.atomic():
        assert import_programme(programme).created is True
        found = publishing.draft_for_export(models.Event.objects.get())
        assert found == replace(programme, version=0, published_at=None)
        assert import_programme(parse(serialise(found))).changed is False
        transaction.set_rollback(True)


@given(programmes(), programmes())
def test_any_programme_replaces_any_other(old: Programme, new: Programme) -> None:
    new = replace(new, event=replace(new.event, slug=old.event.slug))
    with transaction.atomic():
        import_programme(old)
        import_programme(new)
        found = draft(old.event.slug)
        assert import_programme(new).changed is False
        transaction.set_rollback(True)
    assert without_addresses(found) == without_addresses(new)
    assert [one.slug for one in found.sessions] == [one.slug for one in new.sessions]


def without_addresses(programme: Programme) -> Programme:
    """What the draft holds of a file, but for the addresses of people, which depend on who was there before."""
    return replace(
        programme,
        people=tuple(replace(one, slug="") for one in programme.people),
        sessions=tuple(replace(one, sequence=None, changed=None) for one in programme.sessions),
        dropped=(),
        version=0,
        published_at=None,
        label="provisional",
    )


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_a_new_event_at_once_make_one(at_once: Any) -> None:
    found = at_once(2, lambda _number: import_programme(rich()))
    assert sorted((one.changed, one.created) for one in found) == [(False, False), (True, True)]
    assert models.Event.objects.count() == 1
