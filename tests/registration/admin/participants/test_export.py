"""The secretariat's sheet: every column of a person, and what they answered, each cell of its own type."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from registration.admin.participants.export import sheet
from registration.models import FormQuestion, GivenAnswer, Participant, StoredFile
from tests.registration import factories

pytestmark = pytest.mark.django_db
NEW = [
    "Given names", "Family name", "Name in its own script", "Department or unit", "Telephone", "Languages spoken",
    "Interpretation into", "Needs to take part", "Does not eat", "In the delegation", "Place of", "Waiting list number",
    "Comes instead of",
]  # fmt: skip


def lines() -> list[tuple[Any, ...]]:
    written = load_workbook(BytesIO(sheet(Participant.objects.order_by("pk")))).active
    return list(written.values)


def answer(event, person: Participant, key: str, kind: str, rank: int, **given: Any) -> None:
    question, _made = FormQuestion.objects.get_or_create(
        event=event, key=key, defaults={"kind": kind, "rank": rank, "label_text": {"en": "?"}}
    )
    GivenAnswer.objects.create(participant=person, question=question, **given)


def test_what_a_person_added_and_whose_place_they_have() -> None:
    event = factories.event()
    place = factories.invited(event)
    former = factories.participant(event, name="Than Aung", state="replaced", honorific="U")
    factories.participant(
        event, given="Thị Hương", family="Nguyễn", own_script="阮氏香", unit="Wages", phone="+84 1",
        languages="Vietnamese", interpretation="Khmer", accessibility="a ramp", diet="pork", state="waiting",
        waiting_number=4, delegation_role="head", invited=place, replaces=former,
    )  # fmt: skip
    headings, first, second = lines()
    assert list(headings[14:]) == NEW
    assert first[14:] == (None,) * 13
    assert second[14:] == (
        "Thị Hương", "Nguyễn", "阮氏香", "Wages", "+84 1", "Vietnamese", "Khmer", "a ramp", "pork",
        "head of delegation", "Ministry of Labour", 1, "U Than Aung",
    )  # fmt: skip


def test_registered_is_a_moment_on_the_event_s_clock() -> None:
    """3:04 in UTC is 11:04 in Manila; of events with several clocks, UTC."""
    factories.participant(factories.event())
    headings, row = lines()
    assert (headings[13], row[13]) == ("Registered (Asia/Manila)", datetime(2026, 11, 2, 11, 4))  # noqa: DTZ001
    other = factories.event("other")
    other.timezone = "Asia/Bangkok"
    other.save()
    factories.participant(other)
    headings, row, _other = lines()
    assert (headings[13], row[13]) == ("Registered (UTC)", datetime(2026, 11, 2, 3, 4))  # noqa: DTZ001


def test_a_column_for_each_question() -> None:
    event, other = factories.event(), factories.event("other")
    person = factories.participant(event)
    file = StoredFile.objects.create(
        event=event, file="ab/x.pdf", name="Visa.pdf", size=1, created=factories.MOMENT
    )
    answer(event, person, "arrival", "date", 0, value="2026-12-01")
    answer(event, person, "hotel", "yes-no", 1, value=False)
    answer(event, person, "days", "several", 2, value=["Day 1", "Day 2"])
    answer(event, person, "visa", "file", 3, file=file)
    answer(event, person, "why", "text", 4, value="=1+1")
    answer(other, factories.participant(other), "hotel", "yes-no", 0, value=True)
    headings, *rows = lines()
    assert headings[27:] == ("? (arrival)", "? (hotel)", "? (days)", "? (visa)", "? (why)")
    assert [row[27:] for row in rows] == [
        (datetime(2026, 12, 1), "No", "Day 1; Day 2", "Visa.pdf", "=1+1"),  # noqa: DTZ001 - a cell knows no zone
        (None, "Yes", None, None, None),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count: int, django_assert_num_queries) -> None:
    event = factories.event()
    for number in range(count):
        person = factories.participant(event, name=f"Person {'abc'[number]}", invited=factories.invited(
            event, factories.organisation(f"Ministry {number}")))  # fmt: skip
        answer(event, person, f"q{number}", "text", number, value="x")
    with django_assert_num_queries(3):
        sheet(Participant.objects.all())


def test_without_anybody() -> None:
    (headings,) = lines()
    assert len(headings) == 27
