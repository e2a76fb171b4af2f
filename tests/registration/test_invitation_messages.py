"""Letters to focal points: until when they are asked to answer, on which clock."""

import pytest

from agenda import publishing
from agenda.models import City
from registration import invitation_messages
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["invitation", "invitation_reminder"])
def test_the_deadline_names_its_clock(kind: str) -> None:
    event = factories.event(published=False)
    City.objects.create(event=event, name="Ha Noi", timezone="Asia/Ho_Chi_Minh", rank=1)
    publishing.publish(event.slug, MOMENT)
    invited = factories.invited(event, factories.organisation(country="VN"), deadline=MOMENT)
    letter = getattr(invitation_messages, kind)(invited, MOMENT)
    assert "Please answer by 2 November 2026, 10:04 am (Ha Noi time, UTC+7)." in letter.text


def test_without_a_deadline_the_letter_names_none() -> None:
    invited = factories.invited(factories.event(), deadline=None)
    assert "answer by" not in invitation_messages.invitation(invited, MOMENT).text
