"""What the status board reads of an event, and in how many questions to the database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from registration.invitations import quotas
from registration.models import Delegation, RolePlaces
from registration.reports import status
from registration.reports.status_rows import InstitutionRow, Proposal, StatusFilter
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
QUERIES = 4


@pytest.fixture
def event():
    return factories.event(published=False)


def people(event, invited, states: str, **fields) -> list:
    """Somebody in each state, in the institution's places."""
    found = []
    for number, state in enumerate(states.split()):
        name = f"{fields.get('name', 'Person')} {invited.pk}-{number} {state}"
        found.append(
            factories.participant(
                event,
                invited=invited,
                organisation=invited.organisation,
                state=state,
                **{**fields, "name": name},
            )
        )
    return found


def test_a_row_says_all_of_an_institution(event) -> None:
    ministry = factories.organisation("Ministry of Labour", "LA", acronym="MOLSW")
    delegation = Delegation.objects.create(event=event, name="Lao PDR", country="LA")
    late = datetime(2026, 11, 1, 20, tzinfo=UTC)  # 4:00 am of the next day in Manila
    invited = factories.invited(
        event, ministry, delegation=delegation, opened=MOMENT, answered=late, last_contact=MOMENT, invited_at=MOMENT,
        deadline=datetime(2026, 11, 1, 10, tzinfo=UTC), reply="accepted", places=2,
    )  # fmt: skip
    people(
        event,
        invited,
        "invited nominated confirmed confirmed confirmed waiting declined withdrawn replaced refused",
    )
    (row,) = status.read(event, StatusFilter(), MOMENT).rows
    assert row == InstitutionRow(
        key=invited.pk, name="Ministry of Labour", acronym="MOLSW", delegation="Lao PDR", country="LA", kind="ministry",
        search=ministry.search, state="accepted", places=2, named=6, confirmed=3, waiting=1, declined=1, over=1,
        invited=date(2026, 11, 2), answered=date(2026, 11, 2), last_contact=date(2026, 11, 2),
        deadline=datetime.combine(date(2026, 11, 1), time(17)), clock="Vientiane", overdue=False, has_address=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "state", "overdue"),
    [
        ({"reply": "listed", "deadline": MOMENT}, "listed", False),
        ({"reply": "invited", "deadline": MOMENT}, "invited", True),
        ({"reply": "invited", "deadline": MOMENT + timedelta(seconds=1)}, "invited", False),
        ({"reply": "invited", "opened": MOMENT}, "opened", False),
        ({"reply": "accepted", "opened": MOMENT, "deadline": MOMENT}, "accepted", False),
        ({"reply": "declined", "opened": MOMENT}, "declined", False),
        ({"reply": "withdrawn"}, "withdrawn", False),
    ],
)
def test_the_state_that_is_shown(event, fields, state: str, overdue: bool) -> None:
    factories.invited(event, **fields)
    (row,) = status.read(event, StatusFilter(), MOMENT).rows
    assert (row.state, row.overdue) == (state, overdue)


def test_the_clock_is_the_institution_s_by_the_event_s_name_for_it(event) -> None:
    noon = datetime(2026, 11, 20, 4, tzinfo=UTC)
    for number, (country, zone) in enumerate((("TH", ""), ("", ""), ("US", "America/New_York"))):
        one = factories.organisation(f"Office {number}", country, timezone=zone)
        factories.invited(event, one, deadline=noon, rank=number)
    event.cities.update(name="Krung Thep")
    assert [row.deadline_words for row in status.read(event, StatusFilter(), MOMENT).rows] == [
        "20 Nov 2026, 11:00 am Krung Thep time",
        "20 Nov 2026, 12:00 pm Manila time",
        "19 Nov 2026, 11:00 pm New York time",
    ]


def test_beyond_the_places(event) -> None:
    """More confirmed than places, or some for whom staff gave a reason (a role may be full while places are free)."""
    full = factories.invited(event, factories.organisation("A"), places=1, rank=1)
    people(event, full, "confirmed confirmed confirmed")
    role = factories.invited(event, factories.organisation("B"), places=5, rank=2)
    people(event, role, "confirmed", over_quota_reason="The host asked")
    people(event, role, "withdrawn", over_quota_reason="The host asked", name="Gone")
    assert [row.over for row in status.read(event, StatusFilter(), MOMENT).rows] == [2, 1]


def test_only_of_the_event_and_only_what_is_wanted(event) -> None:
    other = factories.event("other", published=False)
    one = factories.invited(event, factories.organisation("Ministry of Labour", "VN"))
    two = factories.invited(event, factories.organisation("Ministry of Labour", "LA"))
    people(other, factories.invited(other), "confirmed")
    found = status.read(event, StatusFilter(country="LA"), MOMENT)
    assert [row.key for row in found.rows] == [two.pk]
    assert {row.key for row in found.every_row} == {one.pk, two.pk}
    assert [(group.code, group.rows) for group in found.groups] == [("LA", found.rows)]
    assert (found.sums.institutions, found.sums.confirmed) == (1, 0)


def test_proposals_are_those_of_places(event) -> None:
    """The first in line for whom there is room, also by role; nobody where nothing is free."""
    free = factories.invited(event, factories.organisation("Ministry A", "LA", acronym="MA"), places=3)
    RolePlaces.objects.create(invited=free, role="head", places=1)
    people(event, free, "confirmed", delegation_role="head")
    people(event, free, "waiting", delegation_role="head", name="Second head", waiting_number=1)
    (next_one,) = people(event, free, "waiting", name="Next", waiting_number=2)
    people(event, free, "waiting", name="After", waiting_number=3)
    full = factories.invited(event, factories.organisation("Ministry B"), places=1)
    people(event, full, "confirmed waiting")
    found = status.read(event, StatusFilter(state="withdrawn"), MOMENT)
    assert found.proposals == (
        Proposal(next_one.pk, f"Ms. Next {free.pk}-0 waiting", "Ministry A (MA), Lao PDR", 2),
    )
    assert [one.person for one in found.proposals] == [one.pk for one in [quotas.next_in_line(free)] if one]


def test_questions_are_as_many_for_one_institution_as_for_three(event, django_assert_num_queries) -> None:
    people(event, factories.invited(event, factories.organisation("Ministry 0")), "confirmed waiting")
    with django_assert_num_queries(QUERIES):
        status.read(event, StatusFilter(), MOMENT)
    for number in (1, 2):
        delegation = Delegation.objects.create(event=event, name=f"State {number}")
        one = factories.invited(event, factories.organisation(f"Ministry {number}"), delegation=delegation)
        people(event, one, "confirmed confirmed waiting declined")
    with django_assert_num_queries(QUERIES):
        assert len(status.read(event, StatusFilter(), MOMENT).proposals) == 3
