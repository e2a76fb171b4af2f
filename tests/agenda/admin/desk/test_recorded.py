"""What the admin's forms change is kept as steps: who, what, in sentences; nothing where nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from i18nfield.strings import LazyI18nString

from agenda.drafts import steps
from agenda.exchange import json
from agenda.models import Event, Person, Room, Session, Step
from agenda.versions.importing import import_programme
from dialogue.preparing import DEMO_FILE

pytestmark = pytest.mark.django_db


def address(row: Any, verb: str = "change") -> str:
    return f"/admin/agenda/{row._meta.model_name}/{row.pk}/{verb}/"


def session(identifier: str = "session-2") -> Session:
    return Session.objects.get(identifier=identifier)


def history() -> list[tuple[str, str, list[str]]]:
    """Who, what, and the sentences, oldest first."""
    return [
        (one.actor_name, one.action, [line.sentence for line in one.lines.all()])
        for one in Step.objects.order_by("number")
    ]


def test_an_edited_session(event: Event, save: Any) -> None:
    assert save(address(session()), title="Round table").status_code == 302
    (one,) = history()
    assert one[:2] == ("organiser@example.org", "Session “Round table” edited")
    assert len(one[2]) == 1
    assert one[2][0].endswith("is now called “Round table”.")


def test_lists_of_the_session_are_part_of_the_step(event: Event, save: Any) -> None:
    assert (
        save(address(session()), **{"questions-0-question": "Why now?", "minutes": "50"}).status_code == 302
    )
    (one,) = history()
    assert len(one[2]) >= 2


def test_nothing_where_nothing_changed_or_was_refused(event: Event, staff: Any, save: Any) -> None:
    page = address(session())
    assert save(page).status_code == 302
    assert save(page, minutes="0").status_code == 200
    assert staff.get(page).status_code == 200
    assert history() == []


def test_the_second_of_two_tabs_leaves_no_step(event: Event, staff: Any, form_of: Any) -> None:
    page = address(session())
    first, second = form_of(staff.get(page)), form_of(staff.get(page))
    assert staff.post(page, {**first, "title": "By A"}).status_code == 302
    assert staff.post(page, {**second, "title": "By B"}).status_code == 200
    assert [action for _who, action, _lines in history()] == ["Session “By A” edited"]


def test_an_added_person_and_room(event: Event, save: Any) -> None:
    assert save("/admin/agenda/person/add/", name="Nay Chi").status_code == 302
    assert save("/admin/agenda/room/add/", name="Hall\r\nTwo").status_code == 302
    assert [action for _who, action, _lines in history()] == [
        "Person “Nay Chi” added",
        "Room “Hall Two” added",
    ]


def test_the_event_with_its_lists(event: Event, save: Any) -> None:
    assert save(address(event), **{"title": "New title", "cities-0-name": "Quezon City"}).status_code == 302
    (one,) = history()
    assert one[1] == "Event “New title” edited"
    assert len(one[2]) >= 2


def test_a_new_event_has_no_history(event: Event, save: Any) -> None:
    assert save("/admin/agenda/event/add/", title="Other", timezone="UTC", language="en").status_code == 302
    assert history() == []


def test_one_deleted_and_undone(event: Event, staff: Any, organiser: User) -> None:
    page = address(session("wrap-up"), "delete")
    assert staff.get(page).status_code == 200
    assert staff.post(page, {"post": "yes"}).status_code == 302
    (one,) = history()
    assert one[1].startswith("Session “Wrap")
    assert one[1].endswith("” deleted")
    steps.undo(event, organiser, event.steps.get().at)
    assert session("wrap-up")


def test_several_deleted_from_a_list(event: Event, staff: Any) -> None:
    rows = [session(one).pk for one in ("wrap-up", "closing", "memorandum")]
    chosen = {"action": "delete_selected", "_selected_action": [str(one) for one in rows]}
    assert staff.post("/admin/agenda/session/", chosen).status_code == 200
    assert history() == []  # asked first
    assert staff.post("/admin/agenda/session/", {**chosen, "post": "yes"}).status_code == 302
    (one,) = history()
    assert one[1] == "3 sessions deleted"
    assert len(one[2]) == 3


def test_rows_of_two_events_are_a_step_in_each(event: Event, staff: Any) -> None:
    other = Event.objects.create(slug="other", title=LazyI18nString({"en": "Other"}), timezone="UTC")
    rooms = [Room.objects.create(event=one, identifier="spare", name="Spare") for one in (event, other)]
    chosen = {"action": "delete_selected", "_selected_action": [str(one.pk) for one in rooms], "post": "yes"}
    assert staff.post("/admin/agenda/room/", chosen).status_code == 302
    found = Step.objects.order_by("event__slug").values_list("event__slug", "number", "action")
    assert list(found) == [
        ("gms-labour-migration-2020", 1, "Room “Spare” deleted"),
        ("other", 1, "Room “Spare” deleted"),
    ]


def test_a_deleted_event_takes_its_history_along(event: Event, staff: Any, save: Any) -> None:
    save(address(session()), title="Round table")
    assert staff.post(address(event, "delete"), {"post": "yes"}).status_code == 302
    assert (Event.objects.count(), Step.objects.count()) == (0, 0)


def test_history_buttons_lead_to_the_event_s_history(event: Event, staff: Any) -> None:
    desk = f"/admin/agenda/event/{event.pk}/history/"
    found = staff.get(address(session(), "history"))
    assert (found.status_code, found["Location"]) == (302, f"{desk}?session=session-2")
    for row in (Person.objects.first(), Room.objects.first()):
        assert staff.get(address(row, "history"))["Location"] == desk
    assert desk in staff.get(address(event)).content.decode()
    assert staff.get("/admin/agenda/session/999999/history/").status_code == 302


def test_an_import_over_an_event_is_a_step(event: Event, organiser: User) -> None:
    again = json.parse(DEMO_FILE.read_bytes())
    import_programme(again)
    assert history() == []
    session().delete()
    import_programme(again)
    import_programme(again, organiser)
    assert [(who, action) for who, action, _lines in history()] == [
        ("command line", "Programme file imported")
    ]
