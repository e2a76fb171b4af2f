"""A session more on the board, new or a copy: what it overlaps moves along, or not, as is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agenda.drafts import freezing
from agenda.models import Event, Session, Step
from agenda.programme import clocks, model


@pytest.fixture
def press(staff: Client, event: Event) -> Callable[..., Any]:
    """`press("duplicate:session-2", along="1")`: what the board as it is, or its result, would send."""
    board = f"/admin/agenda/event/{event.pk}/board/"

    def send(do: str, **fields: str) -> Any:
        shown = staff.get(board).context["board"]
        hours = {f"hours-{day}": digest for day, digest in shown.hours.items()}
        return staff.post(board, {"whole": shown.whole, **hours, "do": do, **fields})

    return send


def draft(event: Event) -> model.Programme:
    return freezing.draft_as_is(event)


def hours(event: Event) -> dict[str, str]:
    """Start and end of each session on the host's clock."""
    value = draft(event)
    walls = {
        one.id: [clocks.wall_of(moment, value.event.timezone)[0] for moment in (one.start, one.end)]
        for one in value.in_order
    }
    return {key: f"{start:%H:%M}–{end:%H:%M}" for key, (start, end) in walls.items()}


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    return {key: words for key, words in after.items() if before.get(key) != words}


def to(answer: Any) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.content.decode()[-3000:])
    return str(answer["Location"])


def test_a_copy_in_the_middle_asks_whether_what_follows_moves(
    event: Event, press: Callable[..., Any]
) -> None:
    before, value = hours(event), draft(event)
    asked = press("duplicate:wrap-up")
    assert asked.status_code == 200
    along, alone = asked.context["choices"]
    assert (along.words, alone.words) == ("Move what follows along (1)", "Only this one")
    assert [str(one.title) for one in along.moves] == ["Closing remarks"]
    assert (alone.moves, alone.sessions) == ([], "No other session gets other hours")
    assert {one.code for one in alone.appearing} == {"room-twice"}
    assert "It would stand at 4:25–4:35 pm." in asked.content.decode()
    assert draft(event) == value
    to(press("duplicate:wrap-up", along="1"))
    copy = "wrap-up-of-days-discussions-copy"
    assert changed(before, hours(event)) == {copy: "16:25–16:35", "closing": "16:35–16:40"}
    assert Step.objects.count() == 1


def test_a_copy_keeps_the_break_before_what_follows(event: Event, press: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="closing").update(start="16:30")  # five minutes after the wrap-up
    before = hours(event)
    to(press("duplicate:wrap-up", along="1"))
    assert changed(before, hours(event))["closing"] == "16:40–16:45"


NEW = {"title": "Group photo", "day": "2020-09-08", "minutes": "10", "kind": "session", "room": ""}


def test_a_new_session_in_the_middle_asks_too(event: Event, press: Callable[..., Any]) -> None:
    before, value = hours(event), draft(event)
    asked = press("add:2020-09-08", **NEW, start="15:10")
    along, _alone = asked.context["choices"]
    assert along.words == "Move what follows along (3)"
    assert ("title", "Group photo") in asked.context["sent"]
    assert draft(event) == value
    to(press("add:2020-09-08", **NEW, start="15:10", along="1"))
    assert changed(before, hours(event)) == {  # by as much as it would overlap
        "group-photo": "15:10–15:20",
        "session-2": "15:20–16:20",
        "wrap-up": "16:20–16:30",
        "closing": "16:30–16:35",
    }


def test_a_new_session_alone(event: Event, press: Callable[..., Any]) -> None:
    before = hours(event)
    to(press("add:2020-09-08", **NEW, start="15:10", along="0"))
    assert changed(before, hours(event)) == {"group-photo": "15:10–15:20"}


def test_a_new_session_before_a_fixed_one(event: Event, press: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="session-2").update(fixed=True)
    before = draft(event)
    asked = press("add:2020-09-08", **NEW, start="15:10")
    along, alone = asked.context["choices"]
    assert "is fixed" in along.refusal
    assert not alone.refusal
    forged = press("add:2020-09-08", **NEW, start="15:10", along="1")
    assert (forged.status_code, forged.context["error"]) == (422, along.refusal)
    assert draft(event) == before
