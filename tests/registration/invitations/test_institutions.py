"""What an institution's verbs leave: the row, the links, the letters, what staff note of a telephone call."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User

from registration import invitations, tokens
from registration.audit import INSTITUTION_LINK, Actor
from registration.invitations import VerbRefused
from registration.models import InvitedOrganisation, Message
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import BINH, CLERK, HUONG, LATER, acts, letters, rows

pytestmark = pytest.mark.django_db


def institution(reply: str = "listed", **fields) -> InvitedOrganisation:
    return factories.invited(factories.event(), reply=reply, **{"invited_at": None, **fields})


def sentence(work) -> str:
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        work()
    assert rows() == before
    return str(refused.value)


def test_inviting_sends_the_link() -> None:
    done = invitations.invite_institution(institution(cc=["cc@x.example"]), CLERK, LATER)
    assert (done.invited_at, done.last_contact, done.reply) == (LATER, LATER, "invited")
    letter = Message.objects.get()
    assert (letter.kind, letter.to, letter.cc, letter.purpose, letter.state) == (
        "invitation", ["focal@molisa.example"], ["cc@x.example"], "institution", "queued",
    )  # fmt: skip
    assert tokens.SHOWN in letter.text


def test_without_an_address_nothing_is_sent() -> None:
    said = "Ministry of Labour has no e-mail address of a focal point. Write one first."
    listed = institution(focal_email="")
    assert sentence(lambda: invitations.invite_institution(listed, CLERK, LATER)) == said
    InvitedOrganisation.objects.update(reply="invited")
    assert sentence(lambda: invitations.remind(listed, CLERK, LATER)) == said
    invitations.decline_invitation(listed, CLERK, LATER)
    invitations.reopen_invitation(listed, CLERK, LATER)
    invitations.withdraw_invitation(listed, CLERK, LATER)
    assert letters() == []


def test_a_reminder_is_one_draft_however_often() -> None:
    invited = institution("invited")
    invitations.remind(invited, CLERK, LATER)
    invitations.remind(invited, CLERK, LATER)
    letter = Message.objects.get()
    assert (letter.kind, letter.state) == ("invitation_reminder", "draft")
    assert acts() == [("remind", "clerk", {})] * 2
    invited.refresh_from_db()
    assert invited.last_contact is None, "nothing was let go"


def test_declining_needs_nobody_named() -> None:
    invited = institution("invited")
    first, second = invitations.nominate(invited, [HUONG, BINH], INSTITUTION_LINK, LATER)
    for verb in (invitations.decline_invitation, invitations.withdraw_invitation):
        said = sentence(lambda verb=verb: verb(invited, CLERK, LATER))
        assert said == "2 people are named for Ministry of Labour. Withdraw them first."
    invitations.refuse(first, CLERK, LATER)
    said = sentence(lambda: invitations.decline_invitation(invited, CLERK, LATER))
    assert said == "1 person is named for Ministry of Labour. Withdraw them first."
    invitations.withdraw(second, CLERK, LATER)
    done = invitations.decline_invitation(invited, INSTITUTION_LINK, LATER, reason="Elections" + "." * 400)
    assert (done.reply, done.answered, done.decline_reason) == (
        "declined", LATER, ("Elections" + "." * 400)[:300],
    )  # fmt: skip


def test_after_declining_the_link_still_answers() -> None:
    invited = institution("invited")
    token = tokens.make("institution", invited.pk, 0)
    invitations.decline_invitation(invited, INSTITUTION_LINK, LATER, reason="Elections")
    assert tokens.load_institution(token) == invited
    done = invitations.accept_invitation(invited, INSTITUTION_LINK, LATER)
    assert (done.reply, done.decline_reason, done.answered) == ("accepted", "", LATER)


def test_taking_back_ends_the_link_and_reopening_sends_another() -> None:
    invited = institution("invited")
    token = tokens.make("institution", invited.pk, 0)
    invitations.withdraw_invitation(invited, CLERK, LATER)
    assert tokens.load_institution(token) is None
    done = invitations.reopen_invitation(invited, CLERK, LATER)
    assert (done.reply, done.answered, done.last_contact) == ("invited", None, LATER)
    assert (done.invited_at, tokens.load_institution(token)) == (LATER, None)
    found = Message.objects.order_by("pk").values_list("kind", "purpose", "generation")
    assert list(found) == [("invitation_withdrawn", "", 1), ("invitation", "institution", 1)]


def test_who_phoned_is_written_down() -> None:
    """Indico #2277: an acceptance that came by telephone, with how and when."""
    user = User.objects.create_user("aye")
    invited = institution("invited")
    invitations.accept_invitation(invited, Actor.staff(user, "phone", date(2026, 9, 3)), LATER)
    entry = invited.audit_entries.get()
    assert (entry.verb, entry.user, entry.actor, entry.moment) == ("accept", user, "aye", LATER)
    assert entry.details == {"from": "invited", "to": "accepted", "by": "phone", "on": "2026-09-03"}


def test_the_first_visit_is_remembered() -> None:
    invited = institution("invited")
    assert [invitations.mark_opened(invited, moment) for moment in (MOMENT, LATER)] == [True, False]
    invited.refresh_from_db()
    assert (invited.opened, acts()) == (MOMENT, [])
