"""The one order of locks: invited institutions by key, participants by key, the event last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType

from django.db import connection, transaction
from django.db.models import Q

from agenda.models import Event
from registration.models import InvitedOrganisation, Participant, State


class _Moved(Exception):
    """The participant has come to another institution's place meanwhile; the locks taken are given back."""

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
            with _given_back():
                return _locked(participant.pk, own, {own, *invited}, set(others), with_waiting)
        except _Moved as moved:
            own = moved.invited


def _given_back() -> AbstractContextManager[None]:
    """A savepoint: rows that it locked are free again when it is taken back. SQLite locks no rows."""
    return transaction.atomic() if connection.features.has_select_for_update else nullcontext()


def _locked(
    key: int, own: int | None, invited: set[int | None], others: set[int], with_waiting: bool
) -> dict[int, Participant]:
    institutions = _lock_institutions({one for one in invited if one is not None})
    wanted = Q(pk__in=others | {key})
    if with_waiting and own is not None:
        wanted |= Q(invited=own, state=State.WAITING)
    found = lock_people(wanted, institutions)
    if key not in found:
        raise Participant.DoesNotExist
    if found[key].invited_id not in invited:
        raise _Moved(found[key].invited_id)
    return found


def lock_people(
    wanted: Q, institutions: Mapping[int, InvitedOrganisation] = MappingProxyType({})
) -> dict[int, Participant]:
    """The rows, locked in the order of their keys, by key. Institutions are locked before.

    Where the rows of all their `institutions` are given, people get these, and one query is enough.
    """
    # Without joins: PostgreSQL leaves out a row whose joined one is another by the time that it has the lock.
    rows = Participant.objects.filter(wanted).order_by("pk").select_for_update(no_key=True)
    locked = {person.pk: person for person in rows}
    if any(person.invited_id not in institutions for person in locked.values()):
        joined = Participant.objects.select_related("event", "organisation", "invited__organisation")
        return {person.pk: person for person in joined.filter(pk__in=locked).order_by("pk")}
    for person in locked.values():
        person.invited = institutions[person.invited_id]  # type: ignore[index]
        person.event = person.invited.event
        if person.organisation_id == person.invited.organisation_id:
            person.organisation = person.invited.organisation
    return locked


def lock_invited(key: int | None) -> InvitedOrganisation | None:
    """The row of the invited institution, locked; None for no key. Raises InvitedOrganisation.DoesNotExist."""
    if key is None:
        return None
    institutions = _lock_institutions({key})
    if key not in institutions:
        raise InvitedOrganisation.DoesNotExist
    return institutions[key]


def _lock_institutions(keys: Collection[int]) -> dict[int, InvitedOrganisation]:
    """The rows that are there, locked in the order of their keys, by key."""
    if not keys:
        return {}
    rows = InvitedOrganisation.objects.filter(pk__in=keys).order_by("pk")
    joined = rows.select_related("organisation", "event")
    locked = {row.pk: row for row in joined.select_for_update(no_key=True, of=("self",))}
    if len(locked) < len(keys):
        # PostgreSQL leaves out a row whose joined one is another by the time that it has the lock.
        list(rows.select_for_update(no_key=True).values_list("pk"))
        locked = {row.pk: row for row in joined}
    return locked


def lock_event(key: int) -> Event:
    """The row of the event, locked, after all others; with its settings as they are."""
    rows = Event.objects.select_related("registration_settings")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=key)
