"""Places hold: never more confirmed than an institution has places, and a waiting list in order.

All is decided under a lock on the row of the invited institution. Locks are taken in one order, so that no two wait for
each other: invited institutions by key, participants by key, event. They let rows be pointed to (NO KEY UPDATE): letters
and entries of a locked person can be written meanwhile.
"""

from __future__ import annotations

from django.db.models import Max

from registration.models import InvitedOrganisation, Participant, Standing, State, standing


def give(participant: Participant, *, over_quota_reason: str = "") -> State:
    """Where a participant who is to have a place goes, `confirmed` or `waiting`; their number is set in the row.

    `over_quota_reason` is the reason for which staff exceed the places. The institution's row is locked; nothing is saved.
    """
    if participant.invited_id is None or participant.invited is None:
        return State.CONFIRMED
    if _is_for(participant, participant.invited):
        participant.over_quota_reason = ""
    elif over_quota_reason:
        participant.over_quota_reason = over_quota_reason
    else:
        if participant.waiting_number is None:
            participant.waiting_number = _next_number(participant.invited)
        return State.WAITING
    participant.waiting_number = None
    return State.CONFIRMED


def _is_for(participant: Participant, invited: InvitedOrganisation) -> bool:
    """Whether a place is free for the person: a newcomer does not pass those who wait and could have it."""
    stands = standing(invited)
    if not stands.has_room(participant.delegation_role):
        return False
    return participant.waiting_number is not None or not any(map(stands.has_room, stands.waiting))


def next_in_line(invited: InvitedOrganisation) -> Participant | None:
    """The first on the waiting list who has room; None when there is nobody, or no room."""
    stands = standing(invited)
    return _first(invited, stands) if stands.free else None


def _first(invited: InvitedOrganisation, stands: Standing) -> Participant | None:
    waiting = Participant.objects.filter(invited=invited, state=State.WAITING).order_by("waiting_number")
    return next((one for one in waiting if stands.has_room(one.delegation_role)), None)


def passed_over(*chosen: Participant) -> Participant | None:
    """The first person who could have a free place, waits before one of the `chosen`, and is not chosen.

    The chosen are of one institution; only as many of them count as places are free. None: nobody is passed over.
    """
    invited = chosen[0].invited if chosen else None
    if invited is None:
        return None
    stands = standing(invited)
    numbers = sorted(one.waiting_number or 0 for one in chosen if one.state == State.WAITING)[: stands.free]
    if not numbers:
        return None
    line = Participant.objects.filter(
        invited=invited, state=State.WAITING, waiting_number__lt=numbers[-1]
    ).exclude(pk__in=[one.pk for one in chosen])
    return next(
        (one for one in line.order_by("waiting_number") if stands.has_room(one.delegation_role)), None
    )


def _next_number(invited: InvitedOrganisation) -> int:
    """After everybody who waits now; numbers show the order, they are not counted up for ever."""
    waiting = Participant.objects.filter(invited=invited, state=State.WAITING)
    last: int | None = waiting.aggregate(last=Max("waiting_number"))["last"]
    return (last or 0) + 1
