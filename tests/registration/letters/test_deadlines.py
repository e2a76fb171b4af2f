"""An institution's deadline in words."""

import pytest

from agenda.models import City
from agenda.versions import publishing
from registration.letters.deadlines import deadline_words
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


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


def test_a_clock_is_called_by_the_events_city() -> None:
    event = factories.event(published=False)
    City.objects.create(event=event, name="Ha Noi", timezone="Asia/Ho_Chi_Minh", rank=1)
    City.objects.create(event=event, name="Quezon City", timezone="Asia/Manila", rank=2)
    publishing.publish(event.slug, MOMENT)
    invited = factories.invited(event, factories.organisation(country="VN"), deadline=MOMENT)
    assert deadline_words(invited, publishing.latest(event.slug)) == (
        "2 November 2026, 10:04 am (Ha Noi time, UTC+7)",
        "2 November 2026, 11:04 am (Quezon City time, UTC+8)",
    )


def test_without_a_deadline_nothing_is_said() -> None:
    assert deadline_words(factories.invited(factories.event(), deadline=None)) == ("", "")
