"""The outbox and the audit trail in the admin."""

from pathlib import Path

import pytest
from django.conf import settings

from registration import invitations, tokens
from registration.admin.letters import KINDS
from registration.audit import Actor
from registration.models import Message
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
LETTERS = "/admin/registration/message/"
AUDIT = "/admin/registration/auditentry/"
COUNT = {LETTERS: 9, AUDIT: 9}


@pytest.fixture
def person():
    event = factories.event()
    factories.desk(event, mail_entries=False)
    return invitations.confirm(factories.participant(event), Actor("clerk"), MOMENT)


def test_letters_are_read_without_tokens(admin_client, person) -> None:
    letter = Message.objects.get()
    page = admin_client.get(f"{LETTERS}{letter.pk}/change/").content.decode()
    assert "/my/•••/" in page
    assert tokens.make("my", person.pk, 0) not in page
    assert 'name="text"' not in page
    assert letter.subject in admin_client.get(LETTERS).content.decode()


def test_a_letter_is_headed_by_kind_and_recipient(admin_client, person) -> None:
    letter = Message.objects.get()
    page = admin_client.get(f"{LETTERS}{letter.pk}/change/").content.decode()
    words = f"Registration confirmed: to {person.full_name}"
    assert f"<h2>{words}</h2>" in page
    assert page.count(words) == 3  # title, breadcrumbs, heading
    assert "registration_confirmed" not in page
    page = admin_client.get(LETTERS).content.decode()
    assert '<a href="?kind=registration_confirmed">Registration confirmed</a>' in page
    assert b"0 messages" in admin_client.get(f"{LETTERS}?kind=registration_refused").content


def test_every_letter_has_words() -> None:
    folders = Path(settings.BASE_DIR, "templates", "email").iterdir()
    assert set(KINDS) == {one.name for one in folders if one.is_dir()}


def test_moments_are_those_of_the_event_s_clock(admin_client, client, person) -> None:
    """3:04 in UTC is 11:04 in Manila; a letter that has not left has no moment of it."""
    words = "2 November 2026, 11:04 am Manila time"
    letter, entry = Message.objects.get(), person.audit_entries.get()
    assert f'field-written"><a href="{LETTERS}{letter.pk}/change/">{words}</a>' in (
        admin_client.get(LETTERS).content.decode()
    )
    page = admin_client.get(f"{LETTERS}{letter.pk}/change/").content.decode()
    assert page.count(words) == 3  # written, to be sent, worker told
    assert "huong@molisa.example" in page
    assert "Nov. 2" not in page
    assert words in admin_client.get(AUDIT).content.decode()
    page = admin_client.get(f"{AUDIT}{entry.pk}/change/").content.decode()
    assert page.count(words) == 1
    assert "Nov. 2" not in page


@pytest.mark.parametrize("address", [LETTERS, AUDIT])
def test_lists_ask_the_database_alike_for_one_row_and_for_three(
    admin_client, person, address: str, django_assert_num_queries
) -> None:
    admin_client.get(address)
    with django_assert_num_queries(COUNT[address]):
        admin_client.get(address)
    for number in range(2):
        one = factories.participant(person.event, name=f"Person {'ab'[number]}")
        invitations.confirm(one, Actor("clerk"), MOMENT)
    with django_assert_num_queries(COUNT[address]):
        admin_client.get(address)


def test_a_failed_letter_is_tried_again(admin_client, person) -> None:
    letter = Message.objects.get()
    fields = {"action": "try_again", "_selected_action": [letter.pk]}
    assert b"0 letters" in admin_client.post(LETTERS, fields, follow=True).content
    Message.objects.update(state="failed", attempts=6)
    assert b"1 letter is queued again." in admin_client.post(LETTERS, fields, follow=True).content
    assert list(Message.objects.values_list("state", "attempts")) == [("queued", 0)]


def test_the_audit_trail_is_only_read(admin_client, person) -> None:
    entry = person.audit_entries.get()
    assert "clerk" in admin_client.get(AUDIT).content.decode()
    assert admin_client.post(f"{AUDIT}{entry.pk}/change/", {"actor": "x"}).status_code == 403
    assert admin_client.post(f"{AUDIT}{entry.pk}/delete/").status_code == 403


@pytest.mark.parametrize(
    "model", ["organisation", "registrationdesk", "participant", "message", "auditentry"]
)
def test_every_list_opens(admin_client, person, model: str) -> None:
    assert admin_client.get(f"/admin/registration/{model}/").status_code == 200
    assert admin_client.get("/admin/registration/organisation/add/").status_code == 200
