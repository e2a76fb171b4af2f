"""No duplicate comes in unseen: names that differ in the country's words only, and new ones that look like others."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.models import Event
from registration import importing
from registration.models import Organisation
from tests.registration import factories
from tests.registration.importing.test_outcomes import do, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return factories.event()


def test_the_country_s_words_make_no_other_organisation(event: Event) -> None:
    """Nor another spelling of them; it is said what the name is taken for."""
    ministry = factories.organisation("Ministry of Foreign Affairs of Viet Nam")
    done = do(
        event,
        {"organisation": "Ministry of Foreign Affairs of Vietnam"},
        {"organisation": "Unit", "part of": "Ministry of Foreign Affairs"},
    )
    assert [(row.organisation, row.outcome, row.remarks) for row in done.rows] == [
        ("Ministry of Foreign Affairs of Viet Nam", "new", (
            "“Ministry of Foreign Affairs of Vietnam” is taken for Ministry of Foreign Affairs of Viet Nam. If they are two, "
            "add it to the register first.",
        )),
        ("Unit", "new", ()),
    ]  # fmt: skip
    assert list(Organisation.objects.order_by("pk").values_list("name", "parent")) == [
        (ministry.name, None), ("Unit", ministry.pk),
    ]  # fmt: skip
    factories.organisation("Foreign Affairs Ministry")  # of several none is meant
    (row,) = importing.plan(event, lines({"organisation": "Vietnam Ministry of Foreign Affairs"})).rows
    assert (row.outcome, row.alike, len(row.remarks)) == ("new", True, 2)


def test_one_that_looks_like_another(event: Event) -> None:
    """Of the register, also by an acronym of one without country, or of the list."""
    factories.organisation("Ministry of Labour, Invalids and Social Affairs", acronym="MOLISA")
    factories.organisation("International Body", "", acronym="IB")
    done = do(event, {"acronym": "MOLISA"}, {"organisation": "Institute (IB)"}, {"organisation": "Bureau of Statistics"},
              {"organisation": "National Bureau of Statistics"})  # fmt: skip
    end = "If they are one, write that name, or merge the two later."
    assert [(row.outcome, row.alike, row.remarks) for row in done.rows] == [
        ("new", True, (f"looks like Ministry of Labour, Invalids and Social Affairs (MOLISA) (same acronym). {end}",)),
        ("new", True, (f"looks like International Body (IB) (same acronym). {end}",)),
        ("new", False, ()),
        ("new", True, (f"looks like row 4, Bureau of Statistics (nearly the same name). {end}",)),
    ]  # fmt: skip
    assert done.alike == 3


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_alike(event: Event, django_assert_num_queries: Any, count: int) -> None:
    factories.organisation("Ministry of Labour and Social Welfare")
    read = lines(
        *({"organisation": f"{name} of Labour"} for name in ["Ministry", "Office", "Bureau"][:count])
    )
    with django_assert_num_queries(6):  # no invitation has places by role to ask for
        assert importing.plan(event, read).alike == 1
