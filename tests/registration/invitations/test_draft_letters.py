"""Drafts of the outbox: sent, refused where they are out of date, discarded."""

from datetime import timedelta

import pytest
from django.core import mail

from registration import invitations
from registration.audit import Actor
from registration.invitations import Named, draft_letters
from registration.letters import outbox
from registration.links import tokens
from registration.models import AuditEntry, InvitedOrganisation, Message
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk", capacity="staff")
LATER = MOMENT + timedelta(days=1)


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event())


@pytest.fixture
def draft(invited) -> Message:
    return invitations.remind(invited, CLERK, MOMENT)


def entries() -> list[tuple[str, dict, object]]:
    return list(
        AuditEntry.objects.exclude(verb="remind").values_list("verb", "details", "moment").order_by("pk")
    )


def test_a_reminder_that_is_let_go_leaves_with_the_link(
    invited, draft, settings, django_capture_on_commit_callbacks
) -> None:
    settings.OUTBOX_ONLY = False
    with django_capture_on_commit_callbacks(execute=True):
        draft_letters.send_draft(draft, CLERK, LATER)
    (letter,) = mail.outbox
    assert letter.to == ["focal@molisa.example"]
    assert tokens.institution_link(invited) in letter.body
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert "•••" in draft.text
    invited.refresh_from_db()
    assert invited.last_contact == LATER
    assert entries() == [("send", {"letter": "invitation_reminder"}, LATER)]


def refused(draft: Message) -> str:
    """Why it is not let go; the trail says nothing of it."""
    before = entries()
    with pytest.raises(invitations.VerbRefused) as refusal:
        draft_letters.send_draft(draft, CLERK, LATER)
    assert entries() == before
    return str(refusal.value)


def test_an_institution_that_has_answered_is_not_reminded(invited, draft) -> None:
    invitations.accept_invitation(invited, CLERK, MOMENT + timedelta(hours=1))
    sentence = "Ministry of Labour has answered since this reminder was written. Discard the draft."
    assert refused(draft) == sentence
    draft.refresh_from_db()
    assert draft.state == "draft"
    invited.refresh_from_db()
    assert invited.last_contact is None


def test_an_institution_that_has_declined_is_not_reminded(invited, draft) -> None:
    invitations.decline_invitation(invited, CLERK, MOMENT + timedelta(hours=1))
    assert refused(draft) == ("Ministry of Labour is not to be reminded: it is declined. Discard the draft.")


@pytest.mark.parametrize("fields", [{"link_version": 1}, {"focal_email": "new@molisa.example"}])
def test_a_reminder_with_another_link_or_address_is_written_anew(invited, draft, fields) -> None:
    InvitedOrganisation.objects.update(**fields)
    assert refused(draft) == (
        "The link or the address of Ministry of Labour has changed since. Write the reminder anew."
    )
    invited.refresh_from_db()
    draft_letters.send_draft(invitations.remind(invited, CLERK, LATER), CLERK, LATER)


def test_who_accepted_before_is_reminded_of_names(invited) -> None:
    invitations.accept_invitation(invited, CLERK, MOMENT)
    draft = invitations.remind(invited, CLERK, MOMENT + timedelta(hours=1))
    assert draft_letters.send_draft(draft, CLERK, LATER).state == "queued"


def test_a_reminder_for_names_goes_while_it_is_true(invited) -> None:
    invitations.accept_invitation(invited, CLERK, MOMENT)
    draft = invitations.remind(invited, CLERK, MOMENT + timedelta(hours=1))
    huong, binh, chi = (Named(name=name, email=f"{name}@x.example") for name in ("huong", "binh", "chi"))
    invitations.nominate(invited, [huong], CLERK, MOMENT + timedelta(hours=2))
    assert refused(draft) == (
        "Who is named for Ministry of Labour has changed since. Write the reminder anew."
    )
    draft = invitations.remind(invited, CLERK, MOMENT + timedelta(hours=3))
    invitations.nominate(invited, [binh, chi], CLERK, MOMENT + timedelta(hours=4))
    assert refused(draft) == (
        "Ministry of Labour has somebody named for each of its places. Discard the draft."
    )


def test_a_letter_goes_once(draft) -> None:
    draft_letters.send_draft(draft, CLERK, LATER)
    sentence = f"“{draft.subject}” is not a draft: it was sent or discarded."
    assert refused(draft) == sentence
    with pytest.raises(invitations.VerbRefused):
        draft_letters.discard_draft(draft, CLERK, LATER)
    assert Message.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_is_thrown_away_is_gone_but_for_the_trail(invited, draft) -> None:
    draft_letters.discard_draft(draft, CLERK, LATER)
    assert not Message.objects.exists()
    assert entries() == [("discard", {"letter": "invitation_reminder"}, LATER)]
    invited.refresh_from_db()
    assert invited.last_contact is None


def test_a_draft_to_a_person(invited) -> None:
    person = factories.participant(invited.event)
    draft = outbox.compose("registration_received", person, MOMENT, linked=True)
    draft.save(force_insert=True)
    assert draft_letters.send_draft(draft, CLERK, LATER).state == "queued"
    entry = AuditEntry.objects.get()
    assert (entry.participant, entry.invited, entry.verb) == (person, None, "send")


def test_only_reminders_grow_old(invited) -> None:
    invitations.invite_institution(
        factories.invited(invited.event, factories.organisation("B"), reply="listed"), CLERK, MOMENT
    )
    letter = Message.objects.get(kind="invitation")
    assert draft_letters.outdated(letter, invited) == ""
