"""Two organisers with the same page open: the second to save is told, and overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agenda.admin.desk.stale_forms import CHANGED_SINCE
from agenda.models import Event, Person, Room

pytestmark = pytest.mark.django_db
WORDS = str(CHANGED_SINCE)

PAGES: dict[str, tuple[Callable[[], Any], str, str]] = {
    "event": (Event.objects.get, "title", "subtitle"),
    "session": (lambda: Event.objects.get().sessions.get(identifier="session-2"), "title", "summary"),
    "person": (lambda: Person.objects.get(identifier="kikkawa-takenaka"), "position", "organisation"),
    "room": (Room.objects.get, "name", "rank"),
}


def address(kind: str) -> str:
    return f"/admin/agenda/{kind}/{PAGES[kind][0]().pk}/change/"


@pytest.mark.parametrize("kind", PAGES)
def test_the_second_of_two_tabs_is_refused(
    event: Event, staff: Any, form_of: Any, refusals: Any, kind: str
) -> None:
    page, (find, one, other) = address(kind), PAGES[kind]
    first, second = form_of(staff.get(page)), form_of(staff.get(page))
    assert staff.post(page, {**first, one: "Changed by A"}).status_code == 302
    before = getattr(find(), other)
    response = staff.post(page, {**second, other: "7"})
    assert refusals(response) == [WORDS]
    html = response.content.decode()
    assert html.count(WORDS) == html.count("errornote") == 1
    assert (str(getattr(find(), one)), getattr(find(), other)) == ("Changed by A", before)
    assert form_of(response)[other] == "7"  # to be compared, and copied
    assert refusals(staff.post(page, form_of(response))) == [WORDS]  # pressing again saves nothing either
    assert staff.post(page, {**form_of(staff.get(page)), other: "7"}).status_code == 302
    assert (str(getattr(find(), one)), str(getattr(find(), other))) == ("Changed by A", "7")


@pytest.mark.parametrize(("kind", "edit"), [
    ("session", "segments-0-title"), ("session", "questions-3-question"), ("session", "appearances-0-role"),
    ("event", "cities-0-name"), ("event", "sections-0-body"), ("event", "organisers-0-acronym"),
])  # fmt: skip
def test_a_row_of_a_list_counts(
    event: Event, staff: Any, form_of: Any, refusals: Any, kind: str, edit: str
) -> None:
    page = address(kind)
    first, second = form_of(staff.get(page)), form_of(staff.get(page))
    edit = edit if edit in first else next(one for one in first if one.endswith(edit.rpartition("-")[2]))
    assert (
        staff.post(page, {**first, edit: "chair" if edit.endswith("role") else "Changed"}).status_code == 302
    )
    assert refusals(staff.post(page, {**second, "title": "Mine"})) == [WORDS]
    assert str(PAGES[kind][0]().title) != "Mine"


def test_what_the_page_does_not_show_does_not_count(event: Event, staff: Any, form_of: Any) -> None:
    page = address("event")
    values = form_of(staff.get(page))
    Event.objects.update(import_baseline="x")
    assert form_of(staff.get(page))["_seen"] == values["_seen"]
    assert staff.post(page, {**values, "title": "Mine"}).status_code == 302


def test_a_page_refused_for_its_hours_is_still_that_of_the_first_look(
    event: Event, staff: Any, form_of: Any, refusals: Any
) -> None:
    page = address("session")
    values = form_of(staff.get(page))
    refused = staff.post(page, {**values, "minutes": "0"})
    assert refusals(refused) == ["Write a length from 1 minute to 20160."]
    assert form_of(refused)["_seen"] == values["_seen"]
    assert staff.post(page, {**form_of(refused), "minutes": "50"}).status_code == 302
    found = refusals(staff.post(page, {**form_of(refused), "minutes": "0"}))
    assert WORDS in found


def test_a_new_one_has_nothing_to_compare(event: Event, staff: Any, form_of: Any) -> None:
    assert "_seen" not in form_of(staff.get("/admin/agenda/room/add/"))
