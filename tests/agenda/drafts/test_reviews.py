"""Review links, remarks, and the word that a place is right: what each verb does, and how the draft then stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from agenda.drafts import reviews
from agenda.drafts.reviews import Reviewer
from agenda.exchange import json
from agenda.models import Clearance, Event, Person, Remark, ReviewLink, Room, Session
from agenda.programme.model import Programme
from agenda.versions import preview, publishing
from agenda.versions.importing import import_programme
from dialogue.preparing import DEMO_FILE
from tests.builders import city, programme, section, session

pytestmark = pytest.mark.django_db

MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
ANA = Reviewer("Ana")
SESSION = "session:session-2"


@pytest.fixture
def event() -> Event:
    import_programme(json.parse(DEMO_FILE.read_bytes()))
    return Event.objects.get()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("mina", "mina@example.org", "a long password", first_name="Mina")


@pytest.fixture
def link(event: Event, user: User) -> ReviewLink:
    return reviews.invite(event, "Ana, ILO", 7, user, MOMENT)


def draft_of(event: Event) -> Programme:
    return preview.draft_as_published(event, MOMENT)


def row_of(event: Event, place: str = SESSION) -> reviews.ReviewRow:
    return reviews.standing(event, draft_of(event))[place]


def clear(event: Event, voice: Reviewer = ANA, place: str = SESSION) -> None:
    reviews.clear(event, place, row_of(event, place).digest, voice, MOMENT)


# Links


def test_a_link_opens_its_event_until_it_expires(event: Event, link: ReviewLink) -> None:
    token = reviews.token_of(link)
    assert link.expires == MOMENT + timedelta(days=7)
    assert reviews.link_of(token, event.slug, MOMENT) == link
    assert reviews.link_of(token, event.slug, link.expires - timedelta(seconds=1)) == link
    assert reviews.link_of(token, event.slug, link.expires) is None
    assert reviews.link_of(token, "another", MOMENT) is None


def test_a_revoked_link_opens_nothing(event: Event, link: ReviewLink, user: User) -> None:
    reviews.revoke(link, user, MOMENT)
    reviews.revoke(link, user, MOMENT + timedelta(days=1))
    link.refresh_from_db()
    assert link.revoked == MOMENT
    assert reviews.link_of(reviews.token_of(link), event.slug, MOMENT) is None


def test_what_is_not_a_token_opens_nothing(event: Event, link: ReviewLink) -> None:
    token = reviews.token_of(link)
    payload, _dot, signature = token.partition(".")
    forged = (
        "", ".", payload, f"{payload}.", f"{payload}.{signature[:-1]}", f"review-{link.pk + 1}-1.{signature}",
        f"{token}x", "é" * 20, "x" * 5000, reviews._signer.sign("review-x-1"), reviews._signer.sign("my-1-0"),
    )  # fmt: skip
    assert [one for one in forged if reviews.link_of(one, event.slug, MOMENT)] == []


def test_a_row_that_gets_the_key_of_a_deleted_one_is_another_link(event: Event, link: ReviewLink) -> None:
    token, key = reviews.token_of(link), link.pk
    link.delete()
    ReviewLink.objects.create(
        pk=key,
        event=event,
        name="Bo",
        created=MOMENT + timedelta(hours=1),
        expires=MOMENT + timedelta(days=9),
    )
    assert reviews.link_of(token, event.slug, MOMENT) is None


def test_nothing_secret_is_stored(link: ReviewLink) -> None:
    signature = reviews.token_of(link).rpartition(".")[2]
    kept = [str(value) for value in ReviewLink.objects.values_list().get()]
    assert [value for value in kept if signature in value] == []


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_link_is_valid_for_one_to_sixty_days(event: Event, user: User, days: int) -> None:
    with pytest.raises(ValueError, match="1 to 60 days"):
        reviews.invite(event, "Ana", days, user, MOMENT)
    assert not ReviewLink.objects.exists()


def test_links_are_in_the_history(event: Event, link: ReviewLink, user: User) -> None:
    reviews.revoke(link, user, MOMENT)
    kept = [(one.kind, one.actor, one.lines.get().sentence) for one in event.steps.order_by("number")]
    assert kept[-2:] == [
        ("mark", user, "Ana, ILO may see the draft for 7 days."),
        ("mark", user, "The link of Ana, ILO no longer shows the draft."),
    ]


# What is said


def test_a_remark_stays_open_until_it_is_settled(event: Event, link: ReviewLink, user: User) -> None:
    remark = reviews.say(event, SESSION, "Too long", reviews.voice_of_link(link), MOMENT)
    assert (remark.author, remark.link, remark.user) == ("Ana, ILO", link, None)
    assert row_of(event).open == (remark,)
    reviews.settle(remark, user, MOMENT)
    reviews.settle(remark, User(first_name="Other", pk=99), MOMENT + timedelta(days=1))
    row = row_of(event)
    assert (row.open, row.settled) == ((), (remark,))
    assert (row.settled[0].settled, row.settled[0].settled_by) == (MOMENT, "Mina")


def test_a_word_stands_once_for_each_voice(event: Event, user: User) -> None:
    clear(event)
    clear(event)
    clear(event, reviews.reviewer_of_user(user))
    assert row_of(event).cleared_by == ("Ana", "Mina")
    reviews.unclear(event, SESSION, ANA)
    assert row_of(event).cleared_by == ("Mina",)
    assert Clearance.objects.count() == 1


def edit(model: Any, **fields: Any) -> Callable[[], Any]:
    identifier = fields.pop("identifier")
    return lambda: model.objects.filter(identifier=identifier).update(**fields)


@pytest.mark.parametrize(
    ("change", "is_stale"),
    [
        (edit(Session, identifier="session-2", start="15:20"), True),
        (edit(Session, identifier="session-2", minutes=50), True),
        (edit(Session, identifier="session-2", status="tentative"), True),
        (edit(Session, identifier="session-1", start="14:20"), False),
        (edit(Session, identifier="session-2", fixed=True), False),
        (edit(Person, identifier="kikkawa-takenaka", name="Another"), False),
        (lambda: Event.objects.update(timezone="Asia/Bangkok"), True),
        (lambda: Room.objects.update(name="Another room"), True),
        (lambda: Session.objects.get(identifier="session-2").appearances.first().delete(), True),
        (lambda: publishing.publish(Event.objects.get().slug, MOMENT), False),
    ],
)
def test_a_word_is_stale_when_the_draft_changes_there(
    event: Event, change: Callable[[], Any], is_stale: bool
) -> None:
    clear(event)
    assert Session.objects.get(identifier="session-2").room is not None
    change()
    row = row_of(event)
    assert (row.cleared_by, row.stale) == (((), ("Ana",)) if is_stale else (("Ana",), ()))


def test_a_name_in_the_session_makes_its_word_stale(event: Event) -> None:
    clear(event)
    person = Session.objects.get(identifier="session-2").appearances.first().person
    Person.objects.filter(pk=person.pk).update(name="Someone Else")
    assert row_of(event).stale == ("Ana",)


def test_a_word_on_the_whole_and_on_a_section(event: Event) -> None:
    rows = reviews.standing(event, draft_of(event))
    key = next(key for key in rows if key.startswith("section:"))
    clear(event, place="")
    clear(event, place=key)
    heading = event.sections.first()
    heading.body = "Rewritten"
    heading.save()
    assert row_of(event, "").stale == row_of(event, key).stale == ("Ana",)
    assert row_of(event, "").words == "The whole programme"


def test_the_whole_is_what_the_public_sees(event: Event) -> None:
    clear(event, place="")
    Session.objects.filter(identifier="closing").update(audience="participants")
    assert row_of(event, "").stale == ("Ana",)
    clear(event, place="")
    Session.objects.filter(identifier="closing").update(minutes=3)
    assert row_of(event, "").cleared_by == ("Ana",)


# How it stands


def test_places_in_order_and_each_once() -> None:
    draft = programme(
        session("b", "2020-09-08T15:00"), session("a", "2020-09-08T14:00"),
        sections=[section("Aims", "x"), section("Aims", "y"), section("x" * 390, "z"), section("Agenda")],
        cities=[city()],
    )  # fmt: skip
    assert [place.key for place in reviews.review_targets(draft)] == [
        "", "section:Aims", "section:Aims (2)", f"section:{'x' * 300}", "session:a", "session:b",
    ]  # fmt: skip


def test_summary_keeps_open_remarks_of_places_that_are_gone(event: Event, user: User) -> None:
    remark = reviews.say(event, "session:closing", "Shorter", ANA, MOMENT)
    Session.objects.filter(identifier="closing").delete()
    last = reviews.summary(event, draft_of(event))[-1]
    assert (last.place, last.words, last.gone, last.open) == ("session:closing", "closing", True, (remark,))
    assert "session:closing" not in reviews.standing(event, draft_of(event))
    reviews.settle(remark, user, MOMENT)
    assert not reviews.summary(event, draft_of(event))[-1].gone


@pytest.mark.parametrize("count", [1, 30])
def test_two_queries_however_much_is_said(event: Event, django_assert_num_queries: Any, count: int) -> None:
    draft = draft_of(event)
    for number in range(count):
        reviews.say(event, SESSION, f"No {number}", Reviewer(f"Voice {number}"), MOMENT)
        clear(event, Reviewer(f"Voice {number}"))
    with django_assert_num_queries(2):
        rows = reviews.summary(event, draft)
    assert sum(len(row.open) + len(row.cleared_by) for row in rows) == 2 * count
    assert Remark.objects.count() == count
