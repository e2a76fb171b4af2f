"""The invitations as a list: what goes out comes back as the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from registration import importing
from registration.importing.columns import COLUMNS
from registration.importing.rows import read_file
from registration.importing.sheet import invitations_workbook
from registration.models import InvitationLetter, RolePlaces
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "deadline",
    [datetime(2026, 11, 20, 10, 30, tzinfo=UTC), datetime(2026, 11, 20, 17, 0, 7, tzinfo=UTC), None],
)
def test_what_goes_out_comes_back(deadline: datetime | None) -> None:
    """Midnight in Viet Nam too."""
    event = factories.event()
    paper = InvitationLetter.objects.create(event=event, reference="-NV 12", date=date(2026, 10, 1))
    abroad = factories.organisation("Regional Government", "KH")
    full = factories.invited(
        event, factories.organisation("Ministry", acronym="MOL", parent=abroad), deadline=deadline, invitation_letter=paper,
        cc=["a@x.example", "b@x.example"], rank=3, note="=By\ncourier",
    )  # fmt: skip
    RolePlaces.objects.create(invited=full, role="head", places=1)
    factories.invited(
        event, factories.organisation("IOM", "", kind="international-organisation"), focal_email=""
    )
    lines = read_file(invitations_workbook(event), "list.xlsx", importing.languages_of(event))
    plan = importing.plan(event, lines)
    assert [row.words for row in plan.rows] == ["row 2: same: IOM", "row 3: same: Ministry (MOL)"]
    assert lines[1].note == "=By courier"


def test_its_headings_and_cells() -> None:
    event = factories.event()
    factories.invited(event, factories.organisation(), deadline=datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
    book: Any = load_workbook(BytesIO(invitations_workbook(event)))
    headings, row = book["Invitations"].values
    assert list(headings) == [one.heading for one in COLUMNS]
    assert {name: value for name, value in zip(headings, row, strict=True) if value is not None} == {
        "organisation": "Ministry of Labour", "kind": "ministry", "country": "VN", "places": 3,
        "focal point": "Trần Văn Minh", "e-mail": "focal@molisa.example", "language": "en",
        "deadline": datetime(2026, 11, 20, 17, 30), "order": 0,  # noqa: DTZ001 - a wall time
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_alike(django_assert_num_queries: Any, count: int) -> None:
    event = factories.event()
    for number in range(count):
        invited = factories.invited(event, factories.organisation(f"Ministry {number}"))
        RolePlaces.objects.create(invited=invited, role="head", places=1)
    with django_assert_num_queries(2):
        invitations_workbook(event)
