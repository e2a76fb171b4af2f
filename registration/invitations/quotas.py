"""Places hold: never more confirmed than an institution has places, and a waiting list in order.

All is decided under a lock on the row of the invited institution. Locks are taken in one order, so that no two wait for
each other: invited institutions by key, participants by key, event. They let rows be pointed to (NO KEY UPDATE): letters
and entries of a locked person can be written meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from agenda.models import Event
from registration.models import InvitedOrganisation, Participant
from registration.models.choices import ENDED, State


@dataclass(frozen=True)
class Standing:
    """How an institution's places stand. `roles` has the places of the roles that have some of their own."""

    places: int
    roles: Mapping[str, int]
    confirmed: Mapping[str, int]

    @property
    def taken(self) -> int:
        """How many are confirmed."""
        return sum(self.confirmed.values())

    @property
    def free(self) -> int:
        """How many places are free; 0 when more are confirmed than there are places."""
        return max(0, self.places - self.taken)

    def has_room(self, role: str) -> bool:
        """Whether one more may be confirmed in that role of the delegation."""
        limit = self.roles.get(role)
        return self.free > 0 and (limit is None or self.confirmed.get(role, 0) < limit)


class _Moved(Exception):
    """The participant has come to another institution's place meanwhile; the locks taken are let go."""

    def __init__(self, invited: int | None) -> None:
        self.invited = invited


def lock(
    participant: Participant, *, with_waiting: bool = False, invited: Iterable[int | None] = ()
) -> Participant:
    """The participant's row as it is now, locked, its institution's before it. Raises Participant.DoesNotExist.

    `with_waiting` locks those on the waiting list too, for a verb that may free a place; `invited` are keys of other
    institutions in which the verb may give one.
    """
    return lock_both(participant, with_waiting=with_waiting, invited=invited)[participant.pk]


def lock_both(
    participant: Participant,
    others: Iterable[int] = (),
    *,
    with_waiting: bool = False,
    invited: Iterable[int | None] = (),
) -> dict[int, Participant]:
    """The rows of the participant and of the `others` (keys) as they are now, locked, by key; else as `lock`."""
    own = participant.invited_id
    while True:
        try:
            with transaction.atomic():  # a savepoint: what it locked is free again when it is taken back
                return _locked(participant.pk, own, {own, *invited}, set(others), with_waiting)
        except _Moved as moved:
            own = moved.invited


def _locked(
    key: int, own: int | None, invited: set[int | None], others: set[int], with_waiting: bool
) -> dict[int, Participant]:
    for one in sorted(invited - {None}, key=lambda one: one or 0):
        lock_invited(one)
    wanted = Q(pk__in=others | {key})
    if with_waiting and own is not None:
        wanted |= Q(invited=own, state=State.WAITING)
    found = lock_people(wanted)
    if key not in found:
        raise Participant.DoesNotExist
    if found[key].invited_id not in invited:
        raise _Moved(found[key].invited_id)
    return found


def lock_people(wanted: Q) -> dict[int, Participant]:
    """The rows, locked in the order of their keys, by key. Institutions are locked before."""
    # Without joins: PostgreSQL leaves out a row whose joined one is another by the time that it has the lock.
    locked = Participant.objects.filter(wanted).order_by("pk").select_for_update(no_key=True)
    keys = list(locked.values_list("pk", flat=True))
    rows = Participant.objects.select_related("event", "organisation", "invited__organisation")
    return {one.pk: one for one in rows.filter(pk__in=keys).order_by("pk")}


def lock_invited(key: int | None) -> InvitedOrganisation | None:
    """The row of the invited institution, locked; None for no key."""
    if key is None:
        return None
    InvitedOrganisation.objects.select_for_update(no_key=True).values_list("pk").get(pk=key)
    return InvitedOrganisation.objects.select_related("organisation", "event").get(pk=key)


def lock_event(key: int) -> Event:
    """The row of the event, locked, after all others."""
    return Event.objects.select_for_update(no_key=True).get(pk=key)


def standing(invited: InvitedOrganisation) -> Standing:
    """How its places stand now. Holds until the end of the transaction only for who has locked the row."""
    roles = dict(invited.role_places.values_list("role", "places"))
    people = Participant.objects.filter(invited=invited, state=State.CONFIRMED)
    return Standing(invited.places, roles, Counter(people.values_list("delegation_role", flat=True)))


def named(invited: InvitedOrganisation) -> int:
    """How many hold or may get a place of the institution."""
    return Participant.objects.filter(invited=invited).exclude(state__in=ENDED).count()


def give(participant: Participant, *, beyond: str = "") -> State:
    """Where a participant who is to have a place goes, `confirmed` or `waiting`; their number is set in the row.

    `beyond` is the reason for which staff exceed the places. The institution's row is locked; nothing is saved.
    """
    if participant.invited_id is None or participant.invited is None:
        return State.CONFIRMED
    if _is_for(participant, participant.invited):
        participant.over_quota = ""
    elif beyond:
        participant.over_quota = beyond
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
    return participant.waiting_number is not None or _first(invited, stands) is None


def next_in_line(invited: InvitedOrganisation) -> Participant | None:
    """The first on the waiting list for whom there is room; None when there is nobody, or no room."""
    stands = standing(invited)
    return _first(invited, stands) if stands.free else None


def _first(invited: InvitedOrganisation, stands: Standing) -> Participant | None:
    waiting = Participant.objects.filter(invited=invited, state=State.WAITING).order_by("waiting_number")
    return next((one for one in waiting if stands.has_room(one.delegation_role)), None)


def proposals(event_pk: int) -> list[Participant]:
    """The next in line of every institution of the event that has room: what staff are asked to decide."""
    waits = InvitedOrganisation.objects.filter(event=event_pk, people__state=State.WAITING).distinct()
    found = (next_in_line(invited) for invited in waits)
    return [one for one in found if one is not None]


def with_numbers(people: QuerySet[Participant]) -> QuerySet[Participant]:
    """The rows, each with `in_line`: its place in line (1, 2, 3 …) at its institution, None for who does not wait.

    This is what people read: the numbers that rows keep only order the line, and have gaps once somebody has left it.
    """
    waiting = Participant.objects.filter(
        invited=OuterRef("invited"), state=State.WAITING, waiting_number__lte=OuterRef("waiting_number")
    )
    return people.annotate(
        in_line=Subquery(waiting.order_by().values("invited").annotate(n=Count("pk")).values("n"))
    )


def number_of(participant: Participant) -> int | None:
    """The person's place in line, as `with_numbers` says it."""
    row = with_numbers(Participant.objects.filter(pk=participant.pk, state=State.WAITING)).first()
    return getattr(row, "in_line", None)


def passed_over(*chosen: Participant) -> Participant | None:
    """Who could have a free place of the institution, stands before one of the `chosen` in line, and is not chosen.

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
