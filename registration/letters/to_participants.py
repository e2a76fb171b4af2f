"""The outbox: each letter is one function and three templates (`templates/email/<letter>/`).

A letter is composed with `•••` where the private link's token goes; the token enters at sending (`delivery`).
"""

from __future__ import annotations

from datetime import datetime

from registration.letters.outbox import Post, compose, send
from registration.models import ENDED, Message, Participant, State


def registered(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The first letter: of a place, of a number on the waiting list, or of a place to be confirmed."""
    if participant.state == State.CONFIRMED:
        return registration_confirmed(participant, moment, post)
    if participant.state == State.WAITING:
        return registration_waiting(participant, moment, post)
    return registration_received(participant, moment, post)


def registration_received(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The registration is here; the secretariat will confirm it. With the private link."""
    return send(compose("registration_received", participant, moment, linked=True, post=post), post)


def registration_confirmed(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The person has a place. With the private link."""
    return send(compose("registration_confirmed", participant, moment, linked=True, post=post), post)


def registration_waiting(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The places of the person's institution are taken; they are on its waiting list. With the private link."""
    return send(compose("registration_waiting", participant, moment, linked=True, post=post), post)


def registration_declined(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The person said that they do not come; their links no longer work."""
    return send(compose("registration_declined", participant, moment, linked=False, post=post), post)


def registration_replaced(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """Somebody else of the institution has the person's place; their links no longer work."""
    return send(compose("registration_replaced", participant, moment, linked=False, post=post), post)


def nominated(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """An institution named the person. With the private link, to complete what it did not know."""
    return send(compose("nominated", participant, moment, linked=True, post=post), post)


def personal_invitation(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """A place is kept for the person: with the link at which they accept or decline."""
    return send(
        compose("personal_invitation", participant, moment, linked=True, purpose="person", post=post), post
    )


def registration_known(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """Someone registered this address and name again: nothing changed, here is the private link once more.

    Who takes no part any more can do nothing there: they are sent to the secretariat.
    """
    linked = participant.state not in ENDED
    return send(compose("registration_known", participant, moment, linked=linked, post=post), post)


def registration_refused(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The secretariat could not accept the registration."""
    return send(compose("registration_refused", participant, moment, linked=False, post=post), post)


def registration_withdrawn(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The registration is withdrawn; the private link no longer works."""
    return send(compose("registration_withdrawn", participant, moment, linked=False, post=post), post)


def joining_details(participant: Participant, moment: datetime, post: Post | None = None) -> Message:
    """The details to join are new, or have changed: they stand on the person's own page, never in the letter."""
    return send(compose("joining_details", participant, moment, linked=True, post=post), post)
