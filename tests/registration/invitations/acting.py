"""Who acts in the tests of the verbs, on whom, and what stands in the tables before and after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from registration import invitations
from registration.audit import FOCAL_POINT, INSTITUTION_LINK, LINK_HOLDER, WEB_FORM, Actor
from registration.forms.particulars import RegistrationForm
from registration.invitations import Named, Particulars
from registration.models import (
    AuditEntry,
    CalendarEntry,
    Consent,
    InvitedOrganisation,
    Message,
    Organisation,
    Participant,
)
from tests.registration import factories
from tests.registration.factories import MOMENT

CLERK = Actor("clerk", capacity="staff")
ACTORS = {
    "staff": CLERK,
    "focal point": FOCAL_POINT,
    "institution link": INSTITUTION_LINK,
    "person": LINK_HOLDER,
    "form": WEB_FORM,
    "system": Actor("tick"),
}
LATER = MOMENT + timedelta(hours=1)
HUONG = Named(name="Nguyễn Thị Hương", email="huong@molisa.example", honorific="Ms.")
BINH = Named(name="Trần Văn Bình", email="binh@molisa.example", honorific="Mr.", position="Deputy Minister")
CHI = Named(name="Lê Thị Chi", email="chi@molisa.example")
TABLES = (Participant, InvitedOrganisation, Organisation, Message, AuditEntry, Consent, CalendarEntry)


def particulars(**fields: Any) -> Particulars:
    """What the form gives of somebody who fills it in well."""
    form = RegistrationForm(factories.said(**fields))
    assert form.is_valid(), form.errors
    return form.particulars


def rows() -> dict[str, list[dict[str, Any]]]:
    """All that the verbs may write."""
    return {one.__name__: list(one.objects.order_by("pk").values()) for one in TABLES}


def letters(person: Participant | None = None) -> list[str]:
    """Kinds of the letters in the outbox, oldest first; of everybody, or of one."""
    found = Message.objects.order_by("pk")
    return list((found.filter(participant=person) if person else found).values_list("kind", flat=True))


def acts(person: Participant | None = None) -> list[tuple[str, str, dict[str, Any]]]:
    """Verb, actor and details of the audit entries but for those of calendar entries, oldest first."""
    found = AuditEntry.objects.exclude(verb="mail_entry").order_by("pk")
    found = found.filter(participant=person) if person else found
    return list(found.values_list("verb", "actor", "details"))


def states(**of: Any) -> list[tuple[str, str, int | None]]:
    """Name, state and number on the waiting list of the participants, in the order in which they were made."""
    return list(
        Participant.objects.filter(**of).order_by("pk").values_list("name", "state", "waiting_number")
    )


def do(verb: str, person: Participant, actor: Actor = CLERK) -> Participant:
    """The verb, done with a participant who has an institution's place; who is the result of it."""
    if verb in ("accept", "correct"):
        done: Participant = getattr(invitations, verb)(person, particulars(position="Minister"), actor, LATER)
        return done
    if verb == "agree":
        return invitations.agree(person, "public", True, actor, LATER)
    if verb == "readdress":
        return invitations.readdress(person, "right@molisa.example", actor, LATER)
    if verb == "replace":
        return invitations.replace(person, BINH, actor, LATER)
    if verb == "register":
        return invitations.register(person.event, particulars(), person.email, actor, LATER)
    assert person.invited is not None
    if verb == "nominate":
        return invitations.nominate(person.invited, [HUONG], actor, LATER)[0]
    if verb == "invite":
        return invitations.invite(person.invited, HUONG, actor, LATER)
    done = getattr(invitations, verb)(person, actor, LATER)
    return done


def crowd(
    invited: InvitedOrganisation, count: int, state: str = "nominated", **fields: Any
) -> list[Participant]:
    """So many people of an institution, written past the verbs; those who wait are numbered from 1."""
    return [
        factories.participant(
            invited.event,
            invited=invited,
            organisation=invited.organisation,
            name=f"Person {number}",
            email=f"{number}@{invited.pk}.example",
            state=state,
            waiting_number=number if state == "waiting" else None,
            **fields,
        )
        for number in range(1, count + 1)
    ]
