"""The answers from calendars, as staff read them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from agenda.models import EventRole
from registration.models import MailedReply
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/mailedreply/"


def reply(event=None, number: int = 1, **fields) -> MailedReply:
    defaults = {
        "message_id": f"<{number}@x>", "received": MOMENT, "sender": f"mallory{number}@x.example", "event": event,
        "outcome": "forged", "reason": "The sender is not the person who is said to answer.", "answer": "accepted",
    }  # fmt: skip
    return MailedReply.objects.create(**{**defaults, **fields})


@pytest.fixture
def event():
    return factories.event()


def test_what_became_of_each_and_why(admin_client, event) -> None:
    person = factories.participant(event)
    reply(event)
    reply(event, 2, outcome="applied", reason="", participant=person, received=MOMENT + timedelta(hours=1))
    page = admin_client.get(LIST).content.decode()
    assert "mallory1@x.example" in page
    assert "The sender is not the person who is said to answer." in page
    assert "2 November 2026, 3:04 am UTC" in page
    there = admin_client.get(f"{LIST}{MailedReply.objects.get(outcome='forged').pk}/change/").content.decode()
    assert "2 November 2026, 11:04 am Manila time" in there
    assert person.full_name in page
    assert b"1 mailed reply" in admin_client.get(f"{LIST}?outcome__exact=forged").content


def test_moments_of_all_events_are_on_one_clock(admin_client, event) -> None:
    reply(event)
    reply(factories.event("another", published=False), 2)
    reply(None, 3)
    page = admin_client.get(LIST).content.decode()
    assert (page.count("2 November 2026, 3:04 am UTC"), "Manila time" in page) == (3, False)


def test_one_of_no_event(admin_client) -> None:
    row = reply()
    assert "2 November 2026, 3:04 am UTC" in admin_client.get(LIST).content.decode()
    assert admin_client.get(f"{LIST}{row.pk}/change/").status_code == 200


def test_it_is_only_read(admin_client, event) -> None:
    row = reply(event)
    assert admin_client.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert admin_client.post(f"{LIST}{row.pk}/change/", {"answer": "declined"}).status_code == 403
    assert admin_client.post(f"{LIST}{row.pk}/delete/").status_code == 403
    assert admin_client.get(f"{LIST}add/").status_code == 403


def test_only_of_the_events_where_the_account_has_a_role(client, event) -> None:
    other = factories.event("another")
    theirs, mine, nobodys = reply(other), reply(event, 2), reply(None, 3)
    user = User.objects.create_user("clerk@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="registration-clerk")
    client.force_login(user)
    page = client.get(LIST).content.decode()
    assert mine.sender in page
    assert theirs.sender not in page
    assert nobodys.sender not in page
    assert client.get(f"{LIST}{theirs.pk}/change/").status_code == 403
    assert client.get(f"{LIST}{nobodys.pk}/change/").status_code == 403


def test_the_list_asks_alike_for_one_and_for_three(admin_client, event, django_assert_num_queries) -> None:
    person = factories.participant(event)
    reply(event, participant=person)
    admin_client.get(LIST)
    with django_assert_num_queries(7):
        admin_client.get(LIST)
    for number in (2, 3):
        reply(event, number, participant=person)
    with django_assert_num_queries(7):
        admin_client.get(LIST)
