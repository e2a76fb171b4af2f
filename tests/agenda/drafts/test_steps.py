"""Steps of a draft: kept in sentences, undone to exactly what was there, done again, refused where it would lose something."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agenda import models
from agenda.drafts import freezing, steps
from agenda.drafts.steps import CannotUndo
from agenda.programme.model import FrozenSession, Programme, text_of
from agenda.versions.importing import import_programme, with_kept_slugs
from tests import builders as b
from tests.agenda.programme.strategies import programmes

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 9, 1, 2, tzinfo=UTC)
PARTS: tuple[Any, ...] = (models.Person, models.Room, models.Session)


@pytest.fixture
def event() -> models.Event:
    """Two sessions and a person."""
    talks = b.session("talks", people=[b.appearance("gomez")], questions=["Why?"])
    import_programme(b.programme(talks, b.session("lunch", "2020-09-08T15:30")))
    return models.Event.objects.get()


@pytest.fixture
def organiser() -> User:
    return User.objects.create_user("nay", "nay@example.org", first_name="Nay", last_name="Chi")


def draft(event: models.Event) -> Programme:
    return freezing.draft_as_is(event)


def titled(programme: Programme, words: str, identifier: str = "talks") -> Programme:
    """The programme with another title for a session."""
    sessions = (
        replace(one, title=b.text(words)) if one.id == identifier else one for one in programme.sessions
    )
    return replace(programme, sessions=tuple(sessions))


def entitle(event: models.Event, words: str, actor: Any = None) -> models.Step | None:
    return steps.apply(event, titled(draft(event), words), actor, f"Called “{words}”", MOMENT)


def history(event: models.Event) -> list[tuple[int, str, str, str]]:
    """Number, kind, state and action of each step."""
    return list(event.steps.order_by("number").values_list("number", "kind", "state", "action"))


def test_a_step_says_who_what_and_in_sentences(event: models.Event, organiser: User) -> None:
    before = draft(event)
    kept = entitle(event, "Opening", organiser)
    assert kept
    assert (kept.number, kept.at, kept.actor, kept.actor_name) == (1, MOMENT, organiser, "Nay Chi")
    assert (kept.kind, kept.state, kept.action) == ("edit", "done", "Called “Opening”")
    assert [(one.code, one.session, one.sentence) for one in kept.lines.all()] == [
        ("renamed", "talks", "“Talks” is now called “Opening”.")
    ]
    assert steps.drafts_of(kept) == (before, draft(event))


def test_no_step_where_nothing_changes(event: models.Event) -> None:
    assert entitle(event, "Talks") is None
    with steps.step(event, None, "Nothing", MOMENT):
        models.Session.objects.filter(identifier="lunch").update(fixed=True)
    assert history(event) == []


def test_what_is_written_inside_is_one_step_named_at_the_end(event: models.Event) -> None:
    words = ["first"]
    with steps.step(event, None, lambda: words[0], MOMENT) as locked:
        assert locked == event
        models.Session.objects.filter(identifier="lunch").update(minutes=30)
        models.Session.objects.filter(identifier="talks").update(minutes=30)
        words[0] = "Two shortened"
    assert history(event) == [(1, "edit", "done", "Two shortened")]
    assert event.steps.get().lines.count() == 2


def test_a_step_that_fails_writes_nothing(event: models.Event) -> None:
    def fail() -> None:
        with steps.step(event, None, "Broken", MOMENT):
            models.Session.objects.filter(identifier="lunch").update(minutes=30)
            raise RuntimeError

    before = draft(event)
    with pytest.raises(RuntimeError):
        fail()
    assert (draft(event), history(event)) == (before, [])


def test_undo_and_redo_walk_along_the_edits(event: models.Event, organiser: User) -> None:
    drafts = [draft(event)]
    for words in ("One", "Two"):
        entitle(event, words)
        drafts.append(draft(event))
    assert steps.undo(event, organiser, MOMENT).action == "Called “Two”"
    assert draft(event) == drafts[1]
    assert steps.undo(event, organiser, MOMENT, number=1).action == "Called “One”"
    assert draft(event) == drafts[0]
    assert steps.redo(event, organiser, MOMENT).number == 1
    assert draft(event) == drafts[1]
    assert history(event) == [
        (1, "edit", "done", "Called “One”"),
        (2, "edit", "undone", "Called “Two”"),
        (3, "undo", "done", "Undone: Called “Two”"),
        (4, "undo", "done", "Undone: Called “One”"),
        (5, "redo", "done", "Done again: Called “One”"),
    ]
    assert event.steps.get(number=5).of == event.steps.get(number=1)
    assert event.steps.get(number=3).actor == organiser


def test_a_new_edit_overtakes_what_was_undone(event: models.Event) -> None:
    entitle(event, "One")
    entitle(event, "Two")
    steps.undo(event, None, MOMENT)
    entitle(event, "Three")
    assert [state for _number, kind, state, _action in history(event) if kind == "edit"] == [
        "done", "discarded", "done",
    ]  # fmt: skip
    with pytest.raises(CannotUndo, match="nothing to redo"):
        steps.redo(event, None, MOMENT)
    assert steps.undo(event, None, MOMENT).action == "Called “Three”"
    assert steps.undo(event, None, MOMENT).action == "Called “One”"
    with pytest.raises(CannotUndo, match="nothing to undo"):
        steps.undo(event, None, MOMENT)


def test_undo_is_refused_after_a_change_made_in_another_way(event: models.Event) -> None:
    entitle(event, "One")
    models.Session.objects.filter(identifier="lunch").update(minutes=30)
    before = draft(event)
    with pytest.raises(CannotUndo, match="changed in another way"):
        steps.undo(event, None, MOMENT)
    assert (draft(event), len(history(event))) == (before, 1)


def test_undo_of_another_step_than_the_last_is_refused(event: models.Event) -> None:
    entitle(event, "One")
    entitle(event, "Two")
    with pytest.raises(CannotUndo, match="changed the draft since"):
        steps.undo(event, None, MOMENT, number=1)
    with pytest.raises(CannotUndo, match="nothing to redo"):
        steps.redo(event, None, MOMENT, number=2)


def test_a_mark_is_kept_and_not_undone(event: models.Event, organiser: User) -> None:
    entitle(event, "One")
    steps.mark(event, organiser, "“Lunch” stays where it is", "“Lunch” stays where it is.", "lunch", MOMENT)
    assert steps.drafts_of(event.steps.get(kind="mark")) == (None, None)
    assert steps.undo(event, None, MOMENT).action == "Called “One”"


def test_hours_that_do_not_exist_survive_an_undo(event: models.Event) -> None:
    models.Event.objects.update(timezone="Europe/Zurich")
    models.Session.objects.filter(identifier="talks").update(day=date(2026, 3, 29), start=time(2, 30))
    talks = models.Session.objects.get(identifier="talks")
    models.Segment.objects.create(session=talks, title="Part", day=talks.day, start=time(2, 45), minutes=5)
    entitle(event, "One")
    before = draft(event)
    moved = [
        replace(one, segments=(), wall_start="", start=MOMENT, end=MOMENT.replace(hour=3))
        for one in before.sessions
    ]
    steps.apply(event, replace(before, sessions=tuple(moved)), None, "Moved", MOMENT)
    steps.undo(event, None, MOMENT)
    assert draft(event) == before
    row = models.Session.objects.get(identifier="talks")
    assert (row.day, row.start, row.segments.get().start) == (date(2026, 3, 29), time(2, 30), time(2, 45))


def test_a_step_into_a_draft_that_cannot_be_read_is_kept_and_not_undone(event: models.Event) -> None:
    with steps.step(event, None, "A date far away", MOMENT):
        models.Session.objects.filter(identifier="lunch").update(day=date(2400, 1, 1))
    assert history(event) == [(1, "edit", "done", "A date far away")]
    with pytest.raises(CannotUndo, match="could not be read"):
        steps.undo(event, None, MOMENT)


def test_names_in_the_history(organiser: User) -> None:
    assert steps.name_of(organiser) == "Nay Chi"
    assert steps.name_of(User(pk=1, username="u", email="u@example.org")) == "u@example.org"
    assert steps.name_of(User(pk=1, username="u")) == "u"
    assert steps.name_of(None) == "command line"


@st.composite
def edits(draw: st.DrawFn, programme: Programme) -> Programme:
    """Some of the sessions and people, in another order, with other titles."""
    sessions: list[FrozenSession] = []
    for one in draw(st.permutations(programme.sessions)):
        change = draw(st.sampled_from(("keep", "title", "bare", "out")))
        if change == "title":
            words = text_of({programme.event.language: draw(st.sampled_from(("A", "B")))})
            sessions.append(replace(one, title=words))
        elif change == "bare":
            sessions.append(replace(one, people=(), questions=(), room=""))
        elif change == "keep":
            sessions.append(one)
    return replace(programme, sessions=tuple(sessions), people=tuple(draw(st.permutations(programme.people))))


@given(st.data())
@settings(max_examples=25)
def test_undo_gives_back_what_was_there_and_redo_what_was_made(data: Any) -> None:
    """Rows whose values are the same in both drafts are never written anew."""
    first = data.draw(programmes())
    models.Event.objects.filter(slug=first.event.slug).delete()
    import_programme(first)
    event = models.Event.objects.get(slug=first.event.slug)
    drafts = [draft(event)]
    for number in range(2):
        other = (
            data.draw(st.one_of(edits(drafts[-1]), programmes())) if number else data.draw(edits(drafts[-1]))
        )
        other = replace(other, event=replace(other.event, slug=event.slug))
        wanted = with_kept_slugs(other, event, None)
        kept = steps.apply(event, wanted, None, str(number), MOMENT)
        if kept is None:
            assert draft(event) == drafts[-1]
        else:
            drafts.append(draft(event))
    for before in drafts[-2::-1]:
        same = _same_rows(drafts[drafts.index(before) + 1], before, event)
        steps.undo(event, None, MOMENT)
        assert draft(event) == before
        assert same.items() <= _rows(event).items()
    for after in drafts[1:]:
        steps.redo(event, None, MOMENT)
        assert draft(event) == after


def _rows(event: models.Event) -> dict[tuple[str, str], int]:
    return {
        (part.__name__, identifier): key
        for part in PARTS
        for identifier, key in part.objects.filter(event=event).values_list("identifier", "pk")
    }


def _same_rows(one: Programme, other: Programme, event: models.Event) -> dict[tuple[str, str], int]:
    """Keys of the rows of what stands in both drafts."""
    both = {
        (name, each.id)
        for name, lists in (
            ("Person", (one.people, other.people)),
            ("Room", (one.rooms, other.rooms)),
            ("Session", (one.sessions, other.sessions)),
        )
        for each in lists[0]
        if each.id in {another.id for another in lists[1]}
    }
    return {key: row for key, row in _rows(event).items() if key in both}
