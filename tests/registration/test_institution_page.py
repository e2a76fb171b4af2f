"""What an institution's page tells whom."""

import pytest

from registration.audit import FOCAL_POINT, INSTITUTION_LINK
from registration.institution_page import deadline_words, masked, may
from registration.states import State
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("email", "shown"),
    [("huong@molisa.example", "h…@molisa.example"), ("h@molisa.example", "h…@molisa.example"), ("", "…")],
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown


@pytest.mark.parametrize(
    ("country", "words"),
    [
        (
            "VN",
            (
                "2 November 2026, 10:04 am (Ho Chi Minh time, UTC+7)",
                "2 November 2026, 11:04 am (Manila time, UTC+8)",
            ),
        ),
        ("PH", ("2 November 2026, 11:04 am (Manila time, UTC+8)", "")),
        ("SG", ("2 November 2026, 11:04 am (Singapore time, UTC+8)", "")),
    ],
)
def test_a_deadline_stands_on_the_institutions_clock_first(country: str, words: tuple[str, str]) -> None:
    invited = factories.invited(factories.event(), factories.organisation(country=country), deadline=MOMENT)
    assert deadline_words(invited) == words


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
