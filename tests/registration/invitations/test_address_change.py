"""A wrong address is mended: entries leave the old mailbox and come to the new one, links end, the rest stays."""

from __future__ import annotations

import pytest

from registration import invitations
from registration.invitations import AlreadyRegistered, VerbRefused
from registration.links import tokens
from registration.models import CalendarEntry, Message, Participant, RegistrationSettings
from tests.registration import factories
from tests.registration.invitations.acting import CLERK, LATER, acts, letters, rows

pytestmark = pytest.mark.django_db
RIGHT = "right@molisa.example"


@pytest.mark.parametrize("mail_entries", [True, False])
def test_entries_leave_the_old_mailbox_and_come_to_the_new_one(mail_entries: bool) -> None:
    person = invitations.confirm(factories.participant(factories.event()), CLERK, factories.MOMENT)
    before = CalendarEntry.objects.get()
    links = {one: tokens.link(person, one).rsplit("/", 2) for one in ("my", "feed")}
    RegistrationSettings.objects.update_or_create(event=person.event, defaults={"mail_entries": mail_entries})
    Participant.objects.update(answer="accepted", answered=factories.MOMENT)
    Message.objects.all().delete()
    done = invitations.readdress(person, RIGHT, CLERK, LATER)
    assert (done.email, done.state, done.answer, done.answered) == (RIGHT, "confirmed", "needs-action", None)
    assert list(Message.objects.order_by("pk").values_list("kind", "to", "method", "link_version")) == [
        ("calendar_cancelled", ["huong@molisa.example"], "CANCEL", 0),
        ("registration_confirmed", [RIGHT], "", 1),
        ("calendar_request", [RIGHT], "REQUEST", 1),
    ]
    after = CalendarEntry.objects.get()
    assert (after.uid, after.sequence, after.cancelled) == (before.uid, before.sequence + 2, False)
    for method, whose in (("CANCEL", "huong@molisa.example"), ("REQUEST", RIGHT)):
        unfolded = Message.objects.get(method=method).ics.replace("\r\n ", "")
        assert [address for address in ("huong@molisa.example", RIGHT) if address in unfolded] == [whose]
    assert acts(done)[-1] == ("readdress", "clerk", {})
    for one, old in links.items():
        assert tokens.link(done, one).rsplit("/", 2) != old


def test_the_old_mailbox_is_told_why() -> None:
    person = invitations.confirm(factories.participant(factories.event()), CLERK, factories.MOMENT)
    invitations.readdress(person, RIGHT, CLERK, LATER)
    text = Message.objects.get(kind="calendar_cancelled").text
    assert "The reason: letters and entries of this registration go to another address now." in text
    assert RIGHT not in text


def test_refused_for_who_is_known_there_and_for_the_same_address() -> None:
    event = factories.event()
    person = factories.participant(event)
    factories.participant(event, email=RIGHT)
    before = rows()
    with pytest.raises(AlreadyRegistered, match="Someone of this name is already registered"):
        invitations.readdress(person, "RIGHT@molisa.example", CLERK, LATER)
    with pytest.raises(VerbRefused, match="This is the address that is written to already"):
        invitations.readdress(person, person.email, CLERK, LATER)
    assert (rows(), letters()) == (before, [])
