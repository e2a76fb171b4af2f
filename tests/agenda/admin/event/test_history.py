"""The history of an event: who, what, when, in sentences, with the versions between; by session and by person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from i18nfield.strings import LazyI18nString

from agenda.admin.desk.word_diff import MOST_WORDS, differences, marked
from agenda.admin.event.history import A_PAGE
from agenda.drafts import freezing, steps
from agenda.models import Event, Session, Step
from agenda.versions import publishing
from tests import builders as b

pytestmark = pytest.mark.django_db

MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)


@pytest.fixture
def address(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/history/"


@pytest.fixture
def edit(event: Event, organiser: User) -> Callable[..., Step]:
    """`edit(words, field=…)`: a session edited as a step by the organiser, an hour after the last."""
    hours = iter(range(1, 1000))

    def make(action: str, identifier: str = "session-2", actor: Any = organiser, **fields: Any) -> Step:
        with steps.step(event, actor, action, MOMENT + timedelta(hours=next(hours))):
            Session.objects.filter(event=event, identifier=identifier).update(**fields)
        return event.steps.order_by("-number")[0]

    return make


def title(words: str) -> LazyI18nString:
    return LazyI18nString({"en": words})


def in_order(page: str, *words: str) -> bool:
    places = [page.find(one) for one in words]
    return -1 not in places and places == sorted(places)


def test_the_latest_first_with_moment_name_sentences_and_versions(
    event: Event, address: str, staff: Any, edit: Any
) -> None:
    edit("Shortened", identifier="closing", minutes=4)
    publishing.publish(event.slug, MOMENT + timedelta(hours=1, minutes=30), note="To all")
    edit("Called anew", title=title("A & B"), actor=None)
    page = staff.get(address).content.decode()
    assert in_order(
        page.partition('<ol class="history">')[2], "Called anew", "command line, 1 September 2020, 12:00 pm Manila time", "is now called “A &amp; B”.",
        "Version 1 (Provisional) published", "11:30 am Manila time", "To all",
        "Shortened<", "organiser@example.org, 1 September 2020, 11:00 am Manila time", "now ends at 4:29 pm",
    )  # fmt: skip
    assert 'aria-current="page">History' in page


def test_what_was_undone_says_so(event: Event, address: str, staff: Any, edit: Any, organiser: User) -> None:
    edit("Shortened", identifier="closing", minutes=4)
    steps.undo(event, organiser, MOMENT + timedelta(hours=9))
    page = staff.get(address).content.decode()
    assert in_order(page, "Undone: Shortened", '<span class="history-state">undone</span>')
    edit("Other", minutes=20)
    assert "undone, then overtaken" in staff.get(address).content.decode()


def test_of_one_session_what_concerns_it(event: Event, address: str, staff: Any, edit: Any) -> None:
    edit("One", minutes=30)
    edit("Other", identifier="wrap-up", minutes=5)
    with steps.step(event, None, "Both", MOMENT + timedelta(hours=3)):
        Session.objects.filter(identifier__in=["wrap-up", "session-2"]).update(minutes=7)
    page = staff.get(f"{address}?session=wrap-up").content.decode()
    assert in_order(page, ">Both<", ">Other<")
    assert ">One<" not in page
    assert "“Wrap" in page
    assert page.count('<li class="history-version">') == 0
    lines = page.partition('<ol class="history">')[2].partition("</ol>")[0]
    assert "Session 2" not in lines


def test_of_a_session_that_is_gone(event: Event, address: str, staff: Any, edit: Any) -> None:
    with steps.step(event, None, "Deleted", MOMENT):
        Session.objects.filter(identifier="wrap-up").delete()
    page = staff.get(f"{address}?session=wrap-up").content.decode()
    assert '<option value="wrap-up" selected>Wrap-up of day’s discussions (no longer there)</option>' in page
    assert ">Deleted<" in page


def test_of_a_session_that_is_gone_the_last_title_and_without_one_the_id(
    event: Event, address: str, staff: Any, edit: Any
) -> None:
    draft = freezing.draft_of(event)
    for name in ("Before", "Old  “words”"):
        Session.objects.filter(identifier="wrap-up").update(title=title(name))
        with steps.step(event, None, "Deleted", MOMENT):
            Session.objects.filter(identifier="wrap-up").delete()
        steps.apply(event, draft, None, "Back", MOMENT)
    Session.objects.filter(identifier="wrap-up").update(title=title("Old  “words”"))
    with steps.step(event, None, "Deleted", MOMENT):
        Session.objects.filter(identifier="wrap-up").delete()
    edit("Called", identifier="closing", title=title(""))
    with steps.step(event, None, "Deleted", MOMENT):
        Session.objects.filter(identifier="closing").delete()
    page = staff.get(address).content.decode()
    assert '<option value="wrap-up">Old “words” (no longer there)</option>' in page
    assert '<option value="closing">closing (no longer there)</option>' in page


def test_of_one_person_of_staff(address: str, staff: Any, edit: Any) -> None:
    edit("Mine", minutes=30)
    edit("Theirs", minutes=20, actor=None)
    page = staff.get(f"{address}?who=command+line").content.decode()
    assert ">Theirs<" in page
    assert ">Mine<" not in page
    assert staff.get(f"{address}?who=nobody").status_code == 404


def test_a_page_holds_fifty_and_no_version_stands_on_two(
    event: Event, address: str, staff: Any, edit: Any
) -> None:
    for number in range(A_PAGE + 5):
        edit(f"Edit {number}", title=title(f"Title {number}"))
        if number in (2, 4, 5, 40):
            publishing.publish(event.slug, MOMENT + timedelta(hours=number + 1, minutes=30))
    first = staff.get(address).content.decode()
    second = staff.get(f"{address}?page=2").content.decode()
    assert (first.count("history-head"), second.count("history-head")) == (A_PAGE, 5)
    versions = [f"Version {number} " for number in (1, 2, 3, 4)]
    assert [one in first for one in versions] == [False, False, True, True]
    assert [one in second for one in versions] == [True, True, False, False]
    assert "page=2" in first
    assert "Page 2 of 2" in second
    filtered = staff.get(f"{address}?session=session-2&page=2").content.decode()
    assert "?session=session-2&amp;page=1" in filtered


def test_nothing_yet(address: str, staff: Any) -> None:
    assert "No changes are kept yet." in staff.get(address).content.decode()


def test_a_step_shows_its_texts_word_by_word(
    event: Event, address: str, staff: Any, edit: Any, inline_of: Any
) -> None:
    assert inline_of(staff.get(address).content.decode()) == []
    kept = edit("Text", summary=title("We <b>speak</b> of skills."))
    page = staff.get(f"{address}{kept.number}/").content.decode()
    assert "summary" in page
    assert "<ins>" in page
    assert "<b>speak" not in page
    assert inline_of(page) == []
    assert staff.get(f"{address}99/").status_code == 404


def test_a_mark_and_a_draft_that_could_not_be_read(event: Event, address: str, staff: Any, edit: Any) -> None:
    steps.mark(event, None, "Stays", "It stays where it is.", "session-2", MOMENT)
    assert "It stays where it is." in staff.get(f"{address}1/").content.decode()
    edit("Far", day="2400-01-01")
    assert "what changed is not known" in staff.get(f"{address}2/").content.decode()


@pytest.mark.parametrize(("old", "new", "html"), [
    ("one two three", "one 2 three", "one <del>two</del><ins>2</ins> three"),
    ("", "new", "<ins>new</ins>"),
    ("old", "", "<del>old</del>"),
    ("a <i>", "a <b>", "a <del>&lt;i&gt;</del><ins>&lt;b&gt;</ins>"),
    ("技能发展", "技能与发展", "技能<ins>与</ins>发展"),
    ("a\nb", "a\nc", "a\n<del>b</del><ins>c</ins>"),
])  # fmt: skip
def test_words_taken_out_and_put_in(old: str, new: str, html: str) -> None:
    assert marked(old, new) == html


def test_a_very_long_text_is_shown_whole() -> None:
    old, new = "word " * MOST_WORDS, "word " * (MOST_WORDS + 1)
    assert marked(old, new) == f"<del>{old}</del><ins>{new}</ins>"


def test_each_text_is_compared_with_itself() -> None:
    before = b.programme(
        b.session("talks", summary="Old summary", questions=["Why?"], segments=[b.segment("Part")]),
        people=[b.person(position="Chief")], rooms=[b.room()], sections=[b.section("Overview", "Old body")],
    )  # fmt: skip
    after = b.programme(
        b.session("talks", title="Renamed", summary={"en": "New summary", "fr": "Nouveau"}, segments=[b.segment("Half")]),
        people=[b.person(position="Head")], rooms=[b.room(name="Hall")], sections=[b.section("Overview", "New body")],
    )  # fmt: skip
    assert [(one.place, one.language, str(one.html)) for one in differences(before, after)] == [
        ("Section 1, text", "en", "<del>Old</del><ins>New</ins> body"),
        ("Title of a session", "en", "<del>Talks</del><ins>Renamed</ins>"),
        ("“Renamed”, summary", "en", "<del>Old</del><ins>New</ins> summary"),
        ("“Renamed”, summary", "fr", "<ins>Nouveau</ins>"),
        ("“Renamed”, segment 1", "en", "<del>Part</del><ins>Half</ins>"),
        ("Gomez, position", "en", "<del>Chief</del><ins>Head</ins>"),
        ("Name of a room", "en", "<del>Webinar</del><ins>Hall</ins>"),
        ("“Talks”, question 1", "en", "<del>Why?</del>"),
    ]


def test_it_asks_the_database_alike_for_one_step_and_for_many(
    event: Event, address: str, edit: Any, queries: Callable[[str], int]
) -> None:
    edit("One", title=title("One"))
    publishing.publish(event.slug, MOMENT + timedelta(hours=1, minutes=30))
    few = queries(address)
    for number in range(3):
        edit(f"Edit {number}", title=title(f"Title {number}"))
        publishing.publish(event.slug, MOMENT + timedelta(hours=number + 2, minutes=30))
    assert queries(address) == few <= 16
