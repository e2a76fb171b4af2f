"""From draft rows to versions: freeze, numbers, stamps, labels, and one version for many who publish at once."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from agenda import models
from agenda.drafts import freezing, steps
from agenda.drafts.freezing import NotPublishable
from agenda.programme.changes import Change
from agenda.programme.days import stamped_days
from agenda.programme.model import Programme, from_stored
from agenda.versions import publishing
from agenda.versions.importing import import_programme
from agenda.versions.publishing import Outcome, Pointer
from tests import builders as b

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECOND = b.PUBLISHED + DAY
THIRD = b.PUBLISHED + 2 * DAY


@pytest.fixture
def event() -> models.Event:
    """An event in Manila of two sessions: "touched" in a room, with a person, and "alone"."""
    event = models.Event.objects.create(slug="dialogue", title="Dialogue", timezone=b.MANILA)
    models.City.objects.create(event=event, name="Manila", timezone=b.MANILA)
    room = models.Room.objects.create(event=event, identifier="webinar", name="Webinar")
    person = models.Person.objects.create(event=event, identifier="gomez", slug="gomez", name="Sashini Gomez")
    touched = add_session(event, "touched", room=room)
    add_session(event, "alone", start=time(16), rank=1)
    models.Question.objects.create(session=touched, question="Why?")
    talks = models.Segment.objects.create(
        session=touched, title="Talks", day=touched.day, start=time(14, 15), minutes=25
    )
    models.Segment.objects.create(session=touched, title="Discussion", rank=1)
    models.Appearance.objects.create(session=touched, person=person, role="moderator")
    models.Appearance.objects.create(
        session=touched, segment=talks, person=person, role="presenter", state="tbc"
    )
    return event


def add_session(event: models.Event, identifier: str, **fields: Any) -> models.Session:
    """A session of an hour, from 2:15 pm unless told otherwise."""
    defaults = {"slug": identifier, "title": identifier.capitalize(), "day": date(2020, 9, 8), "start": time(14, 15),
                "minutes": 60}  # fmt: skip
    return models.Session.objects.create(event=event, identifier=identifier, **{**defaults, **fields})


def change(identifier: str = "touched", **fields: Any) -> None:
    """Edit a session of the draft."""
    assert models.Session.objects.filter(identifier=identifier).update(**fields) == 1


def publish(moment: datetime = SECOND, **fields: Any) -> Programme:
    """Publish, and give the version that is then the latest."""
    return publishing.publish("dialogue", moment, **fields).programme


def stamps(programme: Programme) -> dict[str, tuple[int | None, datetime | None]]:
    """Sequence and moment of each session."""
    return {one.id: (one.sequence, one.changed) for one in programme.sessions}


def test_freezing_gives_the_whole_draft(event: models.Event) -> None:
    touched = b.session(
        "touched",
        room="webinar",
        questions=["Why?"],
        people=[b.appearance("gomez", "moderator")],
        segments=[
            b.segment(
                "Talks", "2020-09-08T14:15", "2020-09-08T14:40", [b.appearance("gomez", "presenter", "tbc")]
            ),
            b.segment("Discussion"),
        ],
        wall_start="2020-09-08T14:15",
        sequence=None,
        changed=None,
    )
    alone = b.session("alone", "2020-09-08T16:00", wall_start="2020-09-08T16:00", sequence=None, changed=None)
    assert freezing.draft_of(event) == b.programme(
        touched,
        alone,
        people=[b.person("gomez", "Sashini Gomez")],
        title="Dialogue",
        cities=[b.city("Manila")],
        version=0,
        published_at=None,
    )


def test_a_plain_text_of_the_draft_is_in_the_language_of_the_event() -> None:
    event = models.Event.objects.create(slug="d", title="Titre", language="fr", timezone="Europe/Paris")
    models.Section.objects.create(event=event, heading="Aperçu", body="Corps")
    frozen = freezing.draft_of(event).event
    assert (frozen.title, frozen.languages) == ((("fr", "Titre"),), ("fr",))
    assert (frozen.sections[0].heading, frozen.sections[0].body) == ((("fr", "Aperçu"),), (("fr", "Corps"),))


def test_cities_have_the_slug_of_their_english_name(event: models.Event) -> None:
    for rank, name in enumerate(({"fr": "Pékin", "en": "Beijing"}, "Manila", "東京")):
        models.City.objects.create(event=event, rank=rank + 1, name=name, timezone="Asia/Tokyo")
    assert [city.slug for city in freezing.draft_of(event).event.cities] == [
        "manila",
        "beijing",
        "manila-2",
        "city-4",
    ]


def test_freezing_takes_as_many_queries_for_one_session_as_for_thirty(event: models.Event) -> None:
    counts = []
    for total in (2, 30):
        for number in range(event.sessions.count(), total):
            session = add_session(event, f"s{number}", room=event.rooms.get())
            segment = models.Segment.objects.create(session=session, title="Talks")
            person = models.Person.objects.create(
                event=event, identifier=f"p{number}", slug=f"p{number}", name="P"
            )
            models.Appearance.objects.create(session=session, segment=segment, person=person)
        found = models.Event.objects.get()
        with CaptureQueriesContext(connection) as queries:
            freezing.draft_of(found)
        counts.append(len(queries))
    assert counts == [10, 10]


def test_the_first_version(event: models.Event) -> None:
    moment = datetime(2020, 9, 1, 10, 0, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    outcome = publishing.publish("dialogue", moment, note="Welcome")
    draft = freezing.draft_of(event)
    sessions = tuple(replace(one, sequence=0, changed=b.PUBLISHED) for one in draft.sessions)
    expected = replace(
        draft,
        sessions=sessions,
        days=stamped_days(draft, None, b.PUBLISHED),
        version=1,
        published_at=b.PUBLISHED,
        note="Welcome",
    )
    assert outcome == Outcome(
        expected, is_new=True, changes=(Change("first", "", "First version: 2 sessions."),)
    )
    row = models.Publication.objects.get()
    assert (row.number, row.published_at, row.label, row.note) == (1, b.PUBLISHED, "provisional", "Welcome")
    assert from_stored(row.programme) == expected
    assert row.digest == hashlib.sha256(row.programme.encode()).hexdigest()
    assert publishing.latest("dialogue") == publishing.version("dialogue", 1) == expected
    assert publishing.pointer("dialogue") == Pointer(row.pk, 1, row.digest)


def test_what_was_never_published_has_no_version(event: models.Event) -> None:
    assert (
        publishing.latest("dialogue") is publishing.version("dialogue", 1) is publishing.pointer("x") is None
    )
    with pytest.raises(models.Event.DoesNotExist):
        publishing.publish("x", b.PUBLISHED)


def test_nothing_changed_writes_nothing(event: models.Event) -> None:
    first = publish(b.PUBLISHED, note="Welcome")
    outcome = publishing.publish("dialogue", SECOND)
    assert outcome == Outcome(first, is_new=False, changes=())
    assert publishing.outcome_words(outcome) == ["dialogue: nothing changed; version 1 stays."]
    assert publish(SECOND, label="provisional", note="Welcome") == first
    assert models.Publication.objects.count() == 1


def test_a_version_never_changes(event: models.Event) -> None:
    first = publish(b.PUBLISHED)
    change(minutes=30)
    models.Person.objects.update(name="Other")
    assert publishing.latest("dialogue") == first
    publish()
    assert publishing.version("dialogue", 1) == first


@pytest.mark.parametrize(
    "fields",
    [
        {"start": time(14, 0)},
        {"minutes": 65},
        {"status": "tentative"},
        {"status": "cancelled"},
        {"room": None},
    ],
)
def test_the_sequence_rises_by_one_with_start_end_status_and_room(
    event: models.Event, fields: dict[str, Any]
) -> None:
    publish(b.PUBLISHED)
    models.Segment.objects.all().delete()
    publish(SECOND)
    change(**fields)
    assert stamps(publish(THIRD)) == {"touched": (1, THIRD), "alone": (0, b.PUBLISHED)}


def test_the_sequence_rises_with_the_room_s_name(event: models.Event) -> None:
    publish(b.PUBLISHED)
    models.Room.objects.update(name="Webinar 2")
    assert stamps(publish()) == {"touched": (1, SECOND), "alone": (0, b.PUBLISHED)}


def test_the_sequence_rises_with_the_zone(event: models.Event) -> None:
    publish(b.PUBLISHED)
    models.Event.objects.update(timezone="Asia/Singapore")
    assert stamps(publish()) == {"touched": (1, SECOND), "alone": (1, SECOND)}


def test_the_sequence_stays_with_all_else(event: models.Event) -> None:
    publish(b.PUBLISHED)
    change(title="Renamed", kind="panel", summary="Words")
    models.Person.objects.update(position="Head")
    models.Question.objects.update(question="How?")
    models.Segment.objects.update(title="Speeches")
    models.Appearance.objects.update(state="confirmed")
    models.Event.objects.update(title="Other")
    assert stamps(publish()) == {"touched": (0, SECOND), "alone": (0, b.PUBLISHED)}


def test_dropping_and_bringing_back(event: models.Event) -> None:
    publish(b.PUBLISHED)
    models.Session.objects.get(identifier="alone").delete()
    second = publishing.publish("dialogue", SECOND)
    assert [(one.id, one.sequence, one.changed) for one in second.programme.dropped] == [("alone", 1, SECOND)]
    assert stamps(second.programme) == {"touched": (0, b.PUBLISHED)}
    assert publishing.outcome_words(second) == [
        "dialogue: version 2 (provisional) is published.",
        "- “Alone” is no longer in the programme.",
    ]
    add_session(event, "alone", start=time(16), rank=1)
    third = publish(THIRD)
    assert stamps(third) == {"touched": (0, b.PUBLISHED), "alone": (2, THIRD)}
    assert third.dropped == ()


def test_the_label_stays_as_it_was(event: models.Event) -> None:
    assert publish(b.PUBLISHED).label == "provisional"
    outcome = publishing.publish("dialogue", SECOND, label="final")
    assert (outcome.programme.version, outcome.programme.label) == (2, "final")
    assert outcome.changes == (Change("label", "", "The programme is now final (was provisional)."),)
    assert stamps(outcome.programme) == {"touched": (0, b.PUBLISHED), "alone": (0, b.PUBLISHED)}
    change(minutes=30)
    assert publish(THIRD).label == "final"


def test_a_note_alone_makes_a_version_and_is_not_carried_on(event: models.Event) -> None:
    publish(b.PUBLISHED)
    outcome = publishing.publish("dialogue", SECOND, note="Mind the\nroom")
    assert (outcome.programme.version, outcome.programme.note) == (2, "Mind the\nroom")
    assert outcome.changes == (Change("note", "", "Note: Mind the room"),)
    change(minutes=30)
    assert publish(THIRD).note == ""


def test_compare_tells_what_publishing_would_change(event: models.Event) -> None:
    assert publishing.compare(event) == (Change("first", "", "First version: 2 sessions."),)
    publish(b.PUBLISHED, label="final", note="Welcome")
    assert publishing.compare(event) == ()
    change(minutes=30)
    assert [one[:3] for one in publishing.compare(event, "provisional")] == [
        ("end", "touched", "“Touched” now ends at 2:45 pm (was 3:15 pm) Manila time."),
        ("label", "", "The programme is now provisional (was final)."),
    ]
    assert models.Publication.objects.count() == 1


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_moments_only_go_forward_whatever_the_clock_says(event: models.Event, behind: timedelta) -> None:
    publish(b.PUBLISHED)
    change(minutes=30)
    moment = b.PUBLISHED + timedelta(seconds=1)
    second = publish(b.PUBLISHED - behind)
    assert (second.published_at, stamps(second)["touched"]) == (moment, (1, moment))
    assert models.Publication.objects.get(number=2).published_at == moment


def test_an_hour_that_does_not_exist_is_refused(event: models.Event) -> None:
    models.Event.objects.update(timezone="Europe/Zurich")
    change("alone", day=date(2021, 3, 28), start=time(2, 30))
    models.Segment.objects.filter(title="Talks").update(day=date(2021, 3, 28), start=time(2, 15))
    with pytest.raises(NotPublishable) as refused:
        publish()
    ending = "does not exist in Europe/Zurich: clocks go forward over it. Choose another hour."
    assert refused.value.faults == (
        f"touched, segment “Talks”: 2021-03-28T02:15 {ending}",
        f"alone: 2021-03-28T02:30 {ending}",
    )
    assert models.Publication.objects.count() == 0


def test_a_conflict_is_refused(event: models.Event) -> None:
    models.Segment.objects.filter(title="Talks").update(start=time(15))
    with pytest.raises(NotPublishable) as refused:
        publish()
    assert refused.value.faults == (
        "touched, segment 1: “Talks” lies outside “Touched”. Change the hours of one of them.",
    )
    assert models.Publication.objects.count() == 0


def test_the_second_of_two_hours(event: models.Event) -> None:
    models.Event.objects.update(timezone="Europe/Zurich")
    change("alone", day=date(2020, 10, 25), start=time(2, 30), fold=1)
    (session,) = [one for one in publish().sessions if one.id == "alone"]
    assert (session.start, session.wall_start) == (
        datetime(2020, 10, 25, 1, 30, tzinfo=UTC),
        "2020-10-25T02:30",
    )


# The import_baseline


def test_the_first_version_goes_on_from_the_floor() -> None:
    import_baseline = b.programme(
        b.session("kept", sequence=3),
        b.session("moved", "2020-09-08T16:00", sequence=5),
        b.session("gone", "2020-09-08T17:00", sequence=1),
        dropped=[b.dropped("old", sequence=2)],
        version=6,
        label="final",
    )
    import_programme(
        replace(import_baseline, sessions=tuple(replace(one, slug="") for one in import_baseline.sessions))
    )
    change("moved", minutes=30)
    models.Session.objects.get(identifier="gone").delete()
    programme = publish()
    assert (programme.version, programme.label) == (7, "final")
    assert stamps(programme) == {"kept": (3, b.PUBLISHED), "moved": (6, SECOND)}
    assert [(one.id, one.sequence) for one in programme.dropped] == [("old", 2), ("gone", 2)]


def test_an_exported_draft_carries_the_stamps_of_the_latest_version(event: models.Event) -> None:
    assert publishing.draft_for_export(event) == freezing.draft_of(event)
    publish(b.PUBLISHED)
    models.Session.objects.get(identifier="alone").delete()
    second = publish(SECOND, label="final")
    change(minutes=30)
    add_session(event, "new", start=time(17), rank=2)
    draft = publishing.draft_for_export(event)
    plain = freezing.draft_of(event)
    assert draft == replace(
        plain,
        sessions=(replace(plain.sessions[0], sequence=0, changed=b.PUBLISHED), plain.sessions[1]),
        dropped=second.dropped,
        label="final",
    )


def test_an_exported_draft_of_an_event_never_published_carries_the_floor(event: models.Event) -> None:
    import_baseline = b.programme(b.session("touched", sequence=9), dropped=[b.dropped("old")], version=6)
    models.Event.objects.update(import_baseline=publishing.model.to_stored(import_baseline).decode())
    event.refresh_from_db()
    draft = publishing.draft_for_export(event)
    assert stamps(draft) == {"touched": (9, b.PUBLISHED), "alone": (None, None)}
    assert (draft.version, draft.published_at, draft.dropped) == (0, None, import_baseline.dropped)


# Signals and many at once


@pytest.fixture
def heard() -> Iterator[list[tuple[Any, Any]]]:
    """What `programme_published` told."""
    calls: list[tuple[Any, Any]] = []

    def listen(previous: Any, programme: Any, **kwargs: Any) -> None:
        calls.append((previous, programme))

    publishing.programme_published.connect(listen)
    yield calls
    publishing.programme_published.disconnect(listen)


def test_it_is_told_after_the_commit(
    event: models.Event, heard: list[tuple[Any, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = publish(b.PUBLISHED)
        assert heard == []
    change(minutes=30)
    with django_capture_on_commit_callbacks(execute=True):
        second = publish(SECOND)
        publish(THIRD)
    assert heard == [(None, first), (first, second)]


@pytest.mark.django_db(transaction=True)
def test_twenty_who_publish_one_draft_at_once_make_one_version(
    event: models.Event, heard: list[tuple[Any, Any]], at_once: Any
) -> None:
    found: list[Outcome] = at_once(20, lambda _number: publishing.publish("dialogue", b.PUBLISHED))
    assert sorted(outcome.is_new for outcome in found) == [False] * 19 + [True]
    assert {outcome.programme for outcome in found} == {publishing.latest("dialogue")}
    assert models.Publication.objects.count() == 1
    assert heard == [(None, found[0].programme)]


@pytest.mark.django_db(transaction=True)
def test_twenty_who_edit_and_publish_at_once_leave_no_hole_and_no_double(
    event: models.Event, heard: list[tuple[Any, Any]], at_once: Any
) -> None:
    def edit_and_publish(number: int) -> Outcome:
        with steps.step(event, None, f"Edit {number}", SECOND):
            change(minutes=61 + number)
        return publishing.publish("dialogue", SECOND)

    found: list[Outcome] = at_once(20, edit_and_publish)
    numbers = list(models.Publication.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(outcome.programme.version for outcome in found if outcome.is_new) == numbers
    versions = [from_stored(row.programme) for row in models.Publication.objects.order_by("number")]
    assert [stamps(one)["touched"][0] for one in versions] == list(range(len(numbers)))
    assert {stamps(one)["alone"][0] for one in versions} == {0}
    assert len({one.published_at for one in versions}) == len(numbers)
    assert publishing.compare(event) == ()
    kept = event.steps.order_by("number").values_list("number", "actor_name")
    assert list(kept) == [(number, "command line") for number in range(1, 21)]
    assert len(heard) == len(numbers)
