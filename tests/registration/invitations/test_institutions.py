"""What an institution's verbs leave: the row, the links, the letters, what staff note of a telephone call."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User

from registration import invitations
from registration.audit import INSTITUTION_LINK, Actor
from registration.invitations import VerbRefused
from registration.links import tokens
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


def test_who_takes_part_is_asked_for_the_names_that_are_missing() -> None:
    invited = institution("accepted")
    letter = invitations.remind(invited, CLERK, LATER)
    assert (letter.kind, letter.subject) == (
        "names_reminder", "Who comes from Ministry of Labour? The dialogue-2026",
    )  # fmt: skip
    assert "You have 3 places, and have named nobody yet." in letter.text
    assert "we do not know" not in letter.text
    invitations.nominate(invited, [HUONG], INSTITUTION_LINK, LATER)
    letter = invitations.remind(invited, CLERK, LATER)
    said = "you have named 1 of 3 people who may come from Ministry of Labour to “The dialogue-2026”."
    assert said in letter.text
    assert Message.objects.filter(state="draft").count() == 1


def test_who_has_named_everybody_is_not_reminded() -> None:
    invited = institution("accepted", places=2)
    invitations.nominate(invited, [HUONG, BINH], INSTITUTION_LINK, LATER)
    said = sentence(lambda: invitations.remind(invited, CLERK, LATER))
    assert said == "Ministry of Labour is not to be reminded: somebody is named for each of its places."
    InvitedOrganisation.objects.update(reply="invited")  # people of it registered by the form: they are known
    assert sentence(lambda: invitations.remind(invited, CLERK, LATER)) == said


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
    found = Message.objects.order_by("pk").values_list("kind", "purpose", "link_version")
    assert list(found) == [("invitation_withdrawn", "", 1), ("invitation", "institution", 1)]


def test_who_phoned_is_written_down() -> None:
    """Indico #2277: an acceptance that came by telephone, with how and when."""
    user = User.objects.create_user("aye")
    invited = institution("invited")
    invitations.accept_invitation(invited, Actor.staff(user, "phone", date(2026, 9, 3)), LATER)
    entry = invited.audit_entries.get()
    assert (entry.verb, entry.user, entry.actor, entry.moment) == ("accept", user, "aye", LATER)
    assert entry.details == {"from": "invited", "to": "accepted", "by": "phone", "on": "2026-09-03"}
    assert InvitedOrganisation.objects.get().last_contact == datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("actor", "before", "after"),
    [
        (Actor("clerk", capacity="staff", channel="phone"), None, LATER),
        (Actor("clerk", capacity="staff", channel="phone"), MOMENT, LATER),
        (Actor("clerk", capacity="staff", channel="letter", said=date(2026, 9, 3)), MOMENT, MOMENT),
        (CLERK, None, None),
        (INSTITUTION_LINK, None, None),
    ],
)
def test_what_staff_hear_is_the_last_contact(actor, before, after) -> None:
    """Of the institution, and of somebody of it; it never moves back."""
    for verb in (
        lambda invited: invitations.accept_invitation(invited, actor, LATER),
        lambda invited: invitations.nominate(invited, [HUONG], actor, LATER),
    ):
        invited = factories.invited(
            factories.event(f"event-{InvitedOrganisation.objects.count()}"), last_contact=before
        )
        verb(invited)
        invited.refresh_from_db()
        assert invited.last_contact == after


def test_the_first_visit_is_remembered() -> None:
    invited = institution("invited")
    assert [invitations.mark_opened(invited, moment) for moment in (MOMENT, LATER)] == [True, False]
    invited.refresh_from_db()
    assert (invited.opened, acts()) == (MOMENT, [])
