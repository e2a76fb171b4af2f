"""Letters to the focal points of invited institutions; they are composed as those to participants are (`messages`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from agenda import publishing
from registration import tokens
from registration.deadlines import deadline_words
from registration.messages import drawn, event_facts, queue
from registration.models import InvitedOrganisation, Message, Participant, RegistrationDesk
from registration.states import Delivery


def invitation(invited: InvitedOrganisation, moment: datetime) -> Message:
    """The institution is invited: how many places, until when to answer, and the link at which it names people."""
    return queue(_composed("invitation", invited, moment, linked=True))


def invitation_reminder(invited: InvitedOrganisation, moment: datetime) -> Message:
    """A draft that asks once more for an answer or for names; it takes the place of one that lies there already."""
    Message.objects.filter(invited=invited, kind="invitation_reminder", state=Delivery.DRAFT).delete()
    return _composed("invitation_reminder", invited, moment, linked=True)


def invitation_declined(invited: InvitedOrganisation, moment: datetime) -> Message:
    """We have noted that the institution does not take part; the link goes on working, should it change its mind."""
    return queue(_composed("invitation_declined", invited, moment, linked=True))


def invitation_withdrawn(invited: InvitedOrganisation, moment: datetime) -> Message:
    """The invitation is taken back; the link no longer works."""
    return queue(_composed("invitation_withdrawn", invited, moment, linked=False))


def names_proposed(
    invited: InvitedOrganisation, people: Sequence[Participant], moment: datetime
) -> Message | None:
    """The focal point is told who was named through the institution's link; None where no focal point is known."""
    if not invited.focal_email:
        return None
    names = [one.full_name for one in people]
    return queue(_composed("names_proposed", invited, moment, linked=True, names=names))


def _composed(
    kind: str, invited: InvitedOrganisation, moment: datetime, *, linked: bool, **more: Any
) -> Message:
    """A draft of the letter in the institution's language, saved."""
    desk = RegistrationDesk.objects.of(invited.event)
    message = Message(
        event=invited.event,
        invited=invited,
        kind=kind,
        to=[invited.focal_email],
        cc=invited.cc,
        reply_to=desk.reply_to,
        purpose="institution" if linked else "",
        generation=invited.generation,
        **drawn(kind, invited.language, {**_context(invited, desk, linked=linked), **more}),
        created=moment,
        due=moment,
    )
    message.save(force_insert=True)
    return message


def _context(invited: InvitedOrganisation, desk: RegistrationDesk, *, linked: bool) -> dict[str, Any]:
    """What the templates say. The deadline stands on the institution's own clock."""
    programme = publishing.latest(invited.event.slug)
    facts: dict[str, Any] = {"event_title": str(invited.event)}
    if programme is not None:
        facts = dict(event_facts(programme, invited.language))
    with override(invited.language):
        deadline = deadline_words(invited, programme)[0]
    return {
        **facts,
        "addressee": invited.focal_name or str(invited.organisation),
        "language": invited.language,
        "organisation": invited.organisation,
        "instrument": invited.instrument,
        "places": invited.places,
        "deadline": deadline,
        "decline_reason": invited.decline_reason,
        "contact": desk.contact or desk.reply_to,
        "link": f"{settings.BASE_URL}{tokens.path('institution', tokens.SHOWN)}" if linked else "",
        "link_words": "institution",
    }
