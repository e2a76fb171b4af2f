"""The one order of locks: invited institutions by key, participants by key, the event last."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from agenda.models import Event
from registration.models import InvitedOrganisation, Participant, State


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
