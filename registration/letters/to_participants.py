"""The outbox: each letter is one function and three templates (`templates/email/<letter>/`).

A letter is composed with `•••` where the private link's token goes; the token enters at sending (`delivery`).
"""

from __future__ import annotations

from datetime import datetime

from registration.letters.outbox import compose, queue
from registration.models import ENDED, Message, Participant, State


def registered(participant: Participant, moment: datetime) -> Message:
    """The first letter: of a place, of a number on the waiting list, or of a place to be confirmed."""
    if participant.state == State.CONFIRMED:
        return registration_confirmed(participant, moment)
    if participant.state == State.WAITING:
        return registration_waiting(participant, moment)
    return registration_received(participant, moment)


def registration_received(participant: Participant, moment: datetime) -> Message:
    """The registration is here; the secretariat will confirm it. With the private link."""
    return queue(compose("registration_received", participant, moment, linked=True))


def registration_confirmed(participant: Participant, moment: datetime) -> Message:
    """The person has a place. With the private link."""
    return queue(compose("registration_confirmed", participant, moment, linked=True))


def registration_waiting(participant: Participant, moment: datetime) -> Message:
    """The places of the person's institution are taken; they are on its waiting list. With the private link."""
    return queue(compose("registration_waiting", participant, moment, linked=True))


def registration_declined(participant: Participant, moment: datetime) -> Message:
    """The person said that they do not come; their links no longer work."""
    return queue(compose("registration_declined", participant, moment, linked=False))


def registration_replaced(participant: Participant, moment: datetime) -> Message:
    """Somebody else of the institution has the person's place; their links no longer work."""
    return queue(compose("registration_replaced", participant, moment, linked=False))


def nominated(participant: Participant, moment: datetime) -> Message:
    """An institution named the person. With the private link, to complete what it did not know."""
    return queue(compose("nominated", participant, moment, linked=True))


def personal_invitation(participant: Participant, moment: datetime) -> Message:
    """A place is kept for the person: with the link at which they accept or decline."""
    return queue(compose("personal_invitation", participant, moment, linked=True, purpose="person"))


def registration_known(participant: Participant, moment: datetime) -> Message:
    """Someone registered this address and name again: nothing changed, here is the private link once more.

    Who takes no part any more can do nothing there: they are sent to the secretariat.
    """
    linked = participant.state not in ENDED
    return queue(compose("registration_known", participant, moment, linked=linked))


def registration_refused(participant: Participant, moment: datetime) -> Message:
    """The secretariat could not accept the registration."""
    return queue(compose("registration_refused", participant, moment, linked=False))


def registration_withdrawn(participant: Participant, moment: datetime) -> Message:
    """The registration is withdrawn; the private link no longer works."""
    return queue(compose("registration_withdrawn", participant, moment, linked=False))


def joining_details(participant: Participant, moment: datetime) -> Message:
    """What the person needs to join is new, or has changed: it stands behind the private link, never in the letter."""
    return queue(compose("joining_details", participant, moment, linked=True))
