"""The board of a large event: no query more for more sessions, and no form more than the one that is open."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agenda.drafts import freezing, reviews
from agenda.exchange import json as interchange
from agenda.models import Event
from agenda.versions.importing import import_programme
from tests.bench.big_event import SLUG, big_event

MOMENT = datetime(2026, 8, 1, 9, tzinfo=UTC)


def load(sessions: int) -> str:
    """An event of so many sessions; the address of its board."""
    wanted = big_event()
    wanted["sessions"] = wanted["sessions"][:sessions]
    import_programme(interchange.parse(json.dumps(wanted).encode()))
    return f"/admin/agenda/event/{Event.objects.get(slug=SLUG).pk}/board/"


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    "query", ["", "?edit=session-0", "?tool=stretch&on=session-0", "?tool=delete&on=session-0"]
)
def test_queries_do_not_depend_on_the_size(staff: Client, db: None, query: str) -> None:
    board = load(1) + query
    queries(staff, board)  # content types and the like are read once
    one = queries(staff, board)
    counts = []
    for sessions in (3, 20, 200):
        load(sessions)
        counts.append(queries(staff, board))
    assert counts == [one, one, one]


def test_queries_do_not_depend_on_what_is_said(staff: Client, db: None) -> None:
    board = load(200)
    queries(staff, board)
    before = queries(staff, board)
    event, voice = Event.objects.get(slug=SLUG), reviews.Reviewer("Ms. X")
    for place in list(reviews.review_targets(freezing.draft_as_is(event)))[-50:]:
        reviews.say(event, place.key, "Look", voice, MOMENT)
        reviews.clear(event, place.key, place.digest, voice, MOMENT)
    assert queries(staff, board) == before
    assert staff.get(board).content.count(b"badge-said") == 50


def test_only_the_open_row_is_a_form(staff: Client, db: None) -> None:
    board = load(200)
    plain = staff.get(board).content
    assert plain.count(b"<select") == 0
    assert plain.count(b'class="row ') == 200
    open_one = staff.get(f"{board}?edit=session-0").content
    assert open_one.count(b'id="panel"') == 1
    assert len(open_one) - len(plain) < 150_000


def test_writing_in_a_large_event(staff: Client, db: None, django_assert_max_num_queries: Any) -> None:
    load(20)
    counts = []
    for sessions in (20, 200):
        board = load(sessions)
        whole = staff.get(board).context["board"].whole
        with CaptureQueriesContext(connection) as caught:
            answer = staff.post(board, {"whole": whole, "do": "duplicate:session-0", "along": "0"})
        assert answer.status_code == 303
        counts.append(len(caught))
    assert counts[0] == counts[1]
