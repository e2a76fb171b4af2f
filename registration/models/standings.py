"""Standing of an institution: places taken, and the numbers of its waiting list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value

from registration.models.choices import ENDED, State
from registration.models.invited import InvitedOrganisation
from registration.models.people import Participant

_LIMIT = "limit"
"""Stands for a state in the rows of role places."""


@dataclass(frozen=True)
class Standing:
    """The places of an institution, and how many are taken. `roles` has the places of the roles that have some of their own."""

    places: int
    roles: Mapping[str, int]
    confirmed: Mapping[str, int]
    waiting: tuple[str, ...] = ()
    """The roles in the delegation of those on the waiting list, in no order."""

    @property
    def taken(self) -> int:
        """The number of confirmed people."""
        return sum(self.confirmed.values())

    @property
    def free(self) -> int:
        """The number of free places; 0 when more are confirmed than there are places."""
        return max(0, self.places - self.taken)

    def has_room(self, role: str) -> bool:
        """Whether one more may be confirmed in that role of the delegation."""
        limit = self.roles.get(role)
        return self.free > 0 and (limit is None or self.confirmed.get(role, 0) < limit)


def standing(invited: InvitedOrganisation) -> Standing:
    """The standing of its places now. It holds until the end of the transaction only under a lock of the row. One query."""
    people = Participant.objects.filter(invited=invited, state__in=(State.CONFIRMED, State.WAITING))
    limits = invited.role_places.annotate(state=Value(_LIMIT, output_field=CharField()))
    rows = people.order_by().values_list("state", "delegation_role", "waiting_number")
    rows = rows.union(limits.order_by().values_list("state", "role", "places"), all=True)
    limit, confirmed, waiting = dict[str, int](), Counter[str](), list[str]()
    for state, role, number in rows:
        if state == _LIMIT:
            limit[role] = number or 0
        elif state == State.CONFIRMED:
            confirmed[role] += 1
        else:
            waiting.append(role)
    return Standing(invited.places, limit, confirmed, tuple(waiting))


def named(invited: InvitedOrganisation) -> int:
    """The number of people who hold or may get a place of the institution."""
    return Participant.objects.filter(invited=invited).exclude(state__in=ENDED).count()


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
