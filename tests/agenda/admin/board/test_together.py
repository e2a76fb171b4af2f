"""Two organisers at one draft: a form is compared with what it acts on, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from agenda.drafts import freezing, steps
from agenda.models import Event, Person, Session, Step
from agenda.programme import clocks, editing, model

MOMENT = datetime(2026, 8, 1, 9, tzinfo=UTC)

Fields = dict[str, str]


@pytest.fixture
def board(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/board/"


@pytest.fixture
def opened(staff: Client, board: str, form_of: Callable[[Any], Fields]) -> Callable[..., Fields]:
    """`opened("?edit=session-2")`: what the open form would send."""

    def read(query: str = "") -> Fields:
        return form_of(staff.get(board + query))

    return read


@pytest.fixture
def elsewhere(event: Event, staff: Client) -> Callable[..., None]:
    """`elsewhere("session-2", minutes=50)`: someone else makes a session of the draft so, as a step."""

    def change(identifier: str, **fields: Any) -> None:
        with steps.step(event, None, "Changed elsewhere", MOMENT):
            Session.objects.filter(event=event, identifier=identifier).update(**fields)

    return change


def draft(event: Event) -> model.Programme:
    return freezing.draft_as_is(event)


def start(event: Event, identifier: str) -> str:
    value = draft(event)
    wall = clocks.wall_of(editing.session_of(value, identifier).start, value.event.timezone)[0]
    return f"{wall:%H:%M}"


def title(event: Event, identifier: str) -> str:
    return dict(editing.session_of(draft(event), identifier).title)["en"]


def test_what_others_did_elsewhere_is_no_reason_to_refuse(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any
) -> None:
    values = opened("?edit=session-2")
    elsewhere("closing", minutes=7)
    Person.objects.filter(event=event).update(name="Someone Else")  # names are not the session's
    answer = staff.post(board, {**values, "title": "Mine"})
    assert answer.status_code == 303
    assert title(event, "session-2") == "Mine"
    assert Session.objects.get(identifier="closing").minutes == 7


def test_a_session_changed_meanwhile_is_shown_with_what_was_typed(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any, form_of: Any
) -> None:
    values = opened("?edit=session-2")
    elsewhere("session-2", start="15:30", minutes=50)
    before = draft(event)
    answer = staff.post(board, {**values, "title": "Mine", "people-0-state": "tbc"})
    assert answer.status_code == 409
    panel = answer.context["panel"]
    assert [words.partition(" now ")[2] for words in panel.meanwhile] == [
        "starts at 3:30 pm (was 3:15 pm) Manila time.",
        "ends at 4:20 pm (was 4:15 pm) Manila time.",
    ]
    html = answer.content.decode()
    assert "what you wrote is below" in html
    assert 'value="Mine"' in html
    assert draft(event) == before
    answer.status_code = 200  # as a browser reads it
    again = form_of(answer)
    assert (again["title"], again["start"], again["people-0-state"]) == ("Mine", "15:15", "tbc")
    assert again["seen"] != values["seen"]
    result = staff.post(board, again)  # knowingly: asked for the hours, as ever
    assert result.status_code == 200
    done = staff.post(board, {**again, "along": "0", "whole": result.context["whole"]})
    assert done.status_code == 303
    assert (title(event, "session-2"), start(event, "session-2")) == ("Mine", "15:15")


def test_where_no_step_knows_what_was_there_the_form_says_what_is(
    event: Event, staff: Client, board: str, opened: Any
) -> None:
    values = opened("?edit=session-2")
    Session.objects.filter(identifier="session-2").update(title={"en": "Theirs"})
    answer = staff.post(board, {**values, "title": "Mine"})
    assert answer.status_code == 409
    assert answer.context["panel"].meanwhile == ("It is now “Theirs”.",)


def test_a_session_deleted_meanwhile(event: Event, staff: Client, board: str, opened: Any) -> None:
    values = opened("?edit=session-2")
    Session.objects.get(identifier="session-2").delete()
    answer = staff.post(board, {**values, "title": "Mine"})
    assert (answer.status_code, answer.context["error"]) == (409, "That session is no longer in the draft.")


def test_delete_of_what_was_changed_is_asked_again(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any
) -> None:
    values = opened("?tool=delete&on=session-2")
    elsewhere("closing", minutes=7)
    elsewhere("session-2", title={"en": "Needed after all"})
    answer = staff.post(board, values)
    assert answer.status_code == 409
    assert "Needed after all" in answer.context["panel"].meanwhile[0]
    values = opened("?tool=delete&on=session-2")
    elsewhere("closing", minutes=8)
    assert staff.post(board, values).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "save:session-2", "start": "15:30", "along": "1"},
        {"do": "shift:session-2", "minutes": "15", "direction": "later", "apply": "1"},
        {"do": "swap:session-1", "other": "session-2", "apply": "1"},
        {"do": "compact:2020-09-08", "apply": "1"},
        {"do": "duplicate:session-1", "along": "1"},
    ],
    ids=lambda one: one["do"].partition(":")[0],
)
def test_a_result_that_is_no_longer_true_is_shown_anew(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any, fields: Fields
) -> None:
    Session.objects.filter(identifier="wrap-up").update(start="16:20")  # a gap that can be closed
    Session.objects.filter(identifier="closing").update(start="16:30")
    choice = "along" if "along" in fields else "apply"
    values = {**(opened("?edit=session-2") if fields["do"].startswith("save") else opened()), **fields}
    shown = staff.post(board, {key: value for key, value in values.items() if key != choice})
    assert shown.status_code == 200
    assert not shown.context["again"]
    elsewhere("closing", minutes=9)
    before = draft(event)
    answer = staff.post(board, {**values, "whole": shown.context["whole"]})
    assert answer.status_code == 409
    assert answer.templates[0].name == "admin/agenda/board/result.html"
    assert "The draft was changed after this result was shown." in answer.content.decode()
    sent = dict(answer.context["sent"])
    assert fields.items() <= {**sent, choice: fields[choice]}.items()
    assert draft(event) == before
    again = {**sent, choice: fields[choice], "whole": answer.context["whole"]}
    assert staff.post(board, again).status_code == 303
    assert draft(event) != before


@pytest.mark.parametrize("do", ["up", "down", "duplicate", "fix", "place"])
def test_buttons_look_at_the_hours_of_their_day(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any, do: str
) -> None:
    fields = {"do": f"{do}:session-2", "other": "session-1"}
    values = opened()
    elsewhere("closing", title={"en": "Farewell"})
    Session.objects.create(
        event=event, identifier="eve", slug="eve", title={"en": "Eve"}, day="2020-09-07", start="18:00",
        minutes=30, rank=99,
    )  # fmt: skip
    assert staff.post(board, {**values, **fields}).status_code in (200, 303)
    values = opened()
    elsewhere("closing", minutes=9)
    before = draft(event)
    answer = staff.post(board, {**values, **fields})
    assert answer.status_code == 409
    assert "The hours of that day were changed" in answer.context["error"]
    assert draft(event) == before


def test_the_form_of_another_place_keeps_its_choice(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any
) -> None:
    values = opened("?tool=place&on=session-2")
    elsewhere("closing", minutes=9)
    answer = staff.post(board, {**values, "other": "memorandum"})
    assert answer.status_code == 409
    assert answer.context["panel"].form["other"].value() == "memorandum"


def test_a_mark_set_meanwhile_makes_buttons_stale(
    event: Event, staff: Client, board: str, opened: Any
) -> None:
    values = opened()
    Session.objects.filter(identifier="closing").update(fixed=True)
    assert staff.post(board, {**values, "do": "up:session-2"}).status_code == 409


def test_undo_is_of_one_step_only(
    event: Event, staff: Client, board: str, opened: Any, elsewhere: Any
) -> None:
    elsewhere("closing", minutes=9)
    values, number = opened(), Step.objects.get().number
    elsewhere("closing", minutes=10)
    before = draft(event)
    assert staff.post(board, {**values, "do": f"undo:{number}"}).status_code == 409
    assert draft(event) == before
