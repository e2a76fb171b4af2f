"""Staff enter somebody past the policy; who had left comes back; nobody else may."""

from __future__ import annotations

import pytest

from registration import invitations
from registration.audit import FOCAL_POINT, WEB_FORM, Actor
from registration.forms.particulars import RegistrationForm
from registration.invitations import AlreadyRegistered, VerbRefused
from registration.models import AuditEntry, Message, Participant
from registration.models.choices import State
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk", capacity="staff", channel="phone")


def enter(event, actor: Actor = CLERK, **more) -> Participant:
    form = RegistrationForm(factories.said())
    assert form.is_valid(), form.errors
    return invitations.enter(event, form.particulars, "huong@molisa.example", actor, MOMENT, **more)


@pytest.mark.parametrize(("confirmed", "state", "letter"), [
    (False, "nominated", "registration_received"), (True, "confirmed", "registration_confirmed"),
])  # fmt: skip
def test_past_the_policy(confirmed: bool, state: str, letter: str) -> None:
    event = factories.event()
    factories.desk(event, policy="invitation", closes=MOMENT)
    person = enter(event, confirmed=confirmed)
    assert (person.state, person.endorsed, person.created) == (state, True, MOMENT)
    entry = AuditEntry.objects.exclude(verb="mail_entry").get()
    assert (entry.verb, entry.details) == ("register", {"to": state, "by": "phone"})
    assert Message.objects.order_by("pk").first().kind == letter


@pytest.mark.parametrize("state", State.values)
def test_somebody_known(state: str) -> None:
    event = factories.event()
    factories.participant(event, state=state)
    if state in ("withdrawn", "declined", "replaced"):
        assert enter(event).state == "nominated"
        assert AuditEntry.objects.get().details == {"from": state, "to": "nominated", "by": "phone"}
        return
    with pytest.raises(AlreadyRegistered, match="Someone of this name is already registered"):
        enter(event)
    assert (Participant.objects.get().state, AuditEntry.objects.count()) == (state, 0)


def test_places_hold_and_are_exceeded_with_a_reason() -> None:
    event = factories.event()
    factories.invited(event, places=0)
    person = enter(event, confirmed=True)
    assert (person.state, person.waiting_number) == ("waiting", 1)
    Participant.objects.update(state="withdrawn", waiting_number=None)
    person = enter(event, confirmed=True, over_quota_reason="The Minister asked")
    assert (person.state, person.over_quota_reason) == ("confirmed", "The Minister asked")


def test_not_for_an_institution_that_does_not_come() -> None:
    event = factories.event()
    factories.invited(event, reply="declined")
    with pytest.raises(VerbRefused, match="its invitation stands as: declined"):
        enter(event)
    assert Participant.objects.count() == 0


@pytest.mark.parametrize("actor", [FOCAL_POINT, WEB_FORM])
def test_only_staff(actor: Actor) -> None:
    with pytest.raises(VerbRefused, match="This can be done by the secretariat only"):
        enter(factories.event(), actor)
