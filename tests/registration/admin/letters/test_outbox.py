"""The outbox and the audit trail in the admin."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages

from registration import invitations
from registration.audit import Actor
from registration.links import tokens
from registration.models import InvitedOrganisation, Message
from registration.models.letter_kinds import KINDS
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


def test_a_letter_is_found_by_its_address(admin_client, person) -> None:
    """Also of a focal point, who is no participant, and by a copy."""
    invited = factories.invited(person.event, focal_email="Focal@trade.example", cc=["copy@trade.example"])
    letter = invitations.remind(invited, Actor("clerk"), MOMENT)
    for asked in ("focal@trade.example", "copy@trade", "FOCAL@TRADE"):
        page = admin_client.get(f"{LETTERS}?q={asked}")
        assert [one.pk for one in page.context["cl"].result_list] == [letter.pk]
    assert admin_client.get(f"{LETTERS}?q=nobody@x.example").context["cl"].result_count == 0


def test_a_letter_s_box_is_labelled_in_words(admin_client, draft) -> None:
    assert str(draft) == f"Reminder to an institution {draft.pk}"
    page = admin_client.get(LETTERS).content.decode()
    assert f"Select this object for an action - Reminder to an institution {draft.pk}" in page
    assert str(Message(kind="new_kind", pk=7)) == "New kind 7"


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
    "model", ["organisation", "registrationsettings", "participant", "message", "auditentry"]
)
def test_every_list_opens(admin_client, person, model: str) -> None:
    assert admin_client.get(f"/admin/registration/{model}/").status_code == 200
    assert admin_client.get("/admin/registration/organisation/add/").status_code == 200


@pytest.fixture
def draft(person):
    """A reminder to an institution."""
    invited = factories.invited(person.event, factories.organisation("Ministry of Trade", "LA"))
    return invitations.remind(invited, Actor("clerk"), MOMENT)


def said(answer) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_a_draft_is_read_as_it_will_be_sent(admin_client, draft) -> None:
    page = admin_client.get(f"{LETTERS}{draft.pk}/change/").content.decode()
    assert "Reminder to an institution: to Ministry of Trade" in page
    assert "/i/•••/" in page
    assert tokens.make("institution", draft.invited_id, 0) not in page
    buttons = re.findall(rf'action="{LETTERS}{draft.pk}/do/([a-z-]+)/"', page)
    assert buttons == ["send", "renew", "discard"]
    rows = admin_client.get(f"{LETTERS}?state__exact=draft").content.decode()
    assert '<td class="field-institution">Ministry of Trade, Lao PDR</td>' in rows
    letter = Message.objects.get(kind="registration_confirmed")
    assert "/do/" not in admin_client.get(f"{LETTERS}{letter.pk}/change/").content.decode()


def test_a_draft_is_let_go(admin_client, draft) -> None:
    answer = admin_client.post(f"{LETTERS}{draft.pk}/do/send/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LETTERS}{draft.pk}/change/")
    assert said(answer) == ["The letter is sent."]
    draft.refresh_from_db()
    assert draft.state == "queued"
    entry = draft.invited.audit_entries.get(verb="send")
    assert entry.actor == "admin"
    assert "Ministry of Trade" in admin_client.get(AUDIT).content.decode()


def test_a_draft_is_thrown_away(admin_client, draft) -> None:
    answer = admin_client.post(f"{LETTERS}{draft.pk}/do/discard/")
    assert (answer.status_code, answer["Location"]) == (302, LETTERS)
    assert said(answer) == ["The draft is discarded."]
    assert list(Message.objects.values_list("kind", flat=True)) == ["registration_confirmed"]
    assert draft.invited.audit_entries.filter(verb="discard").count() == 1


def test_a_draft_is_written_anew(admin_client, draft) -> None:
    InvitedOrganisation.objects.update(focal_email="new@trade.example")
    page = admin_client.get(f"{LETTERS}{draft.pk}/change/").content.decode()
    assert "The link or the address of Ministry of Trade has changed since. Write the reminder anew." in page
    assert f"{LETTERS}{draft.pk}/do/send/" not in page
    answer = admin_client.post(f"{LETTERS}{draft.pk}/do/renew/")
    new = Message.objects.get(kind="invitation_reminder")
    assert (new.state, new.to, answer["Location"]) == (
        "draft",
        ["new@trade.example"],
        f"{LETTERS}{new.pk}/change/",
    )
    letter = Message.objects.get(kind="registration_confirmed")
    admin_client.get(LETTERS)  # reads what is said
    assert said(admin_client.post(f"{LETTERS}{letter.pk}/do/renew/")) == [
        "Only the draft of a reminder is written anew."
    ]


def test_the_selected_drafts_go_but_for_those_who_have_answered(admin_client, draft) -> None:
    other = factories.invited(draft.event, factories.organisation("Ministry of Health", "LA"))
    second = invitations.remind(other, Actor("clerk"), MOMENT)
    invitations.accept_invitation(other, Actor("clerk"), MOMENT + timedelta(hours=1))
    answer = admin_client.post(LETTERS, {"action": "let_go", "_selected_action": [draft.pk, second.pk]})
    assert said(answer) == [
        "Ministry of Health has answered since this reminder was written. Discard the draft.",
        "1 letter is sent.",
    ]
    states = dict(Message.objects.filter(kind="invitation_reminder").values_list("pk", "state"))
    assert states == {draft.pk: "queued", second.pk: "draft"}
    admin_client.get(LETTERS)  # reads what is said
    answer = admin_client.post(LETTERS, {"action": "throw_away", "_selected_action": [draft.pk, second.pk]})
    assert said(answer) == [
        f"“{draft.subject}” is not a draft: it was sent or discarded.",
        "1 draft is discarded.",
    ]
    assert set(Message.objects.values_list("kind", "state")) == {
        ("registration_confirmed", "queued"), ("invitation_reminder", "queued")
    }  # fmt: skip


def test_what_cannot_be_done_with_a_letter(admin_client, draft) -> None:
    assert admin_client.get(f"{LETTERS}{draft.pk}/do/send/").status_code == 405
    assert admin_client.post(f"{LETTERS}{draft.pk}/do/edit/").status_code == 403
    assert admin_client.post(f"{LETTERS}999999/do/send/").status_code == 404
