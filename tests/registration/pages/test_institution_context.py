"""What an institution's page tells whom."""

import pytest

from registration.audit import FOCAL_POINT, INSTITUTION_LINK
from registration.models.choices import State
from registration.pages.institution_context import masked, may
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("email", "shown"),
    [("huong@molisa.example", "h…@molisa.example"), ("h@molisa.example", "h…@molisa.example"), ("", "…")],
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown


def test_which_verbs_are_offered_to_whom() -> None:
    event = factories.event()
    offered = {}
    for state in State:
        person = factories.participant(event, name=f"Person {state}", state=state)
        offered[state] = tuple(
            " ".join(
                verb for verb in ("confirm", "replace", "withdraw", "reopen") if may(verb, person, actor)
            )
            for actor in (INSTITUTION_LINK, FOCAL_POINT)
        )
    assert offered == {
        State.INVITED: ("replace withdraw", "confirm replace withdraw"),
        State.NOMINATED: ("replace withdraw", "confirm replace withdraw"),
        State.CONFIRMED: ("", "replace withdraw"),
        State.WAITING: ("replace withdraw", "confirm replace withdraw"),
        State.DECLINED: ("", "reopen"),
        State.WITHDRAWN: ("", "reopen"),
        State.REPLACED: ("", "reopen"),
        State.REFUSED: ("", ""),
    }
