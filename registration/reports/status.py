"""The status board: what the invited institutions of an event answered, and how their places stand.

All of it is read in four questions to the database, however many institutions and people there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from agenda.models import Event
from agenda.programme import clocks
from registration.models import ENDED, InvitedOrganisation, Participant, Reply, RolePlaces, Standing, State
from registration.reports.status_rows import (
    OPENED,
    InstitutionRow,
    Proposal,
    StatusBoard,
    StatusFilter,
    country_words,
    grouped,
    sums_of,
)


def read(event: Event, choice: StatusFilter, moment: datetime) -> StatusBoard:
    """The board at `moment` (aware). In a group rows are in order of precedence."""
    invited = InvitedOrganisation.objects.filter(event=event).select_related("organisation", "delegation")
    people = _people_of(event)
    clock_names = {city.timezone: str(city.name) for city in event.cities.all()}
    institutions = list(invited)
    every_row = tuple(_row(one, event, people[one.pk], clock_names, moment) for one in institutions)
    rows = tuple(row for row in every_row if choice.takes(row))
    return StatusBoard(
        groups=tuple(grouped(rows, choice.by)),
        sums=sums_of(rows),
        rows=rows,
        every_row=every_row,
        proposals=tuple(_proposals(event, institutions, people)),
    )


class _Person(NamedTuple):
    invited: int
    key: int
    honorific: str
    name: str
    state: str
    role: str
    number: int | None
    over_quota_reason: str


def _people_of(event: Event) -> dict[int, list[_Person]]:
    """By the key of their institution."""
    found = defaultdict(list)
    rows = Participant.objects.filter(event=event, invited__isnull=False).order_by("pk")
    for values in rows.values_list(
        "invited",
        "pk",
        "honorific",
        "name",
        "state",
        "delegation_role",
        "waiting_number",
        "over_quota_reason",
    ):
        person = _Person(*values)
        found[person.invited].append(person)
    return found


def _row(
    invited: InvitedOrganisation,
    event: Event,
    people: Sequence[_Person],
    clock_names: dict[str, str],
    moment: datetime,
) -> InstitutionRow:
    states = Counter(one.state for one in people)
    beyond = sum(one.state == State.CONFIRMED and bool(one.over_quota_reason) for one in people)
    institution, deadline = invited.organisation, invited.deadline
    zone = institution.zone(event.timezone)
    waits = invited.reply == Reply.INVITED
    return InstitutionRow(
        key=invited.pk,
        name=institution.name,
        acronym=institution.acronym,
        delegation=invited.delegation.name if invited.delegation else "",
        country=institution.country,
        kind=institution.kind,
        search=institution.search,
        state=OPENED if waits and invited.opened else invited.reply,
        places=invited.places,
        named=sum(one.state not in ENDED for one in people),
        confirmed=states[State.CONFIRMED],
        waiting=states[State.WAITING],
        declined=states[State.DECLINED],
        over=max(0, states[State.CONFIRMED] - invited.places, beyond),
        invited=_day(invited.invited_at, event),
        answered=_day(invited.answered, event),
        last_contact=_day(invited.last_contact, event),
        deadline=clocks.wall_of(deadline, zone)[0] if deadline else None,
        clock=clock_names.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " "),
        overdue=waits and deadline is not None and deadline <= moment,
        has_address=bool(invited.focal_email),
    )


def _day(moment: datetime | None, event: Event) -> date | None:
    return clocks.local_date(moment, event.timezone) if moment else None


def _proposals(
    event: Event, institutions: Iterable[InvitedOrganisation], people: dict[int, list[_Person]]
) -> Iterator[Proposal]:
    """As `places.next_in_line` says of each institution, without asking the database for each."""
    roles: dict[int, dict[str, int]] = defaultdict(dict)
    for key, role, number in RolePlaces.objects.filter(invited__event=event).values_list(
        "invited", "role", "places"
    ):
        roles[key][role] = number
    for invited in institutions:
        here = people[invited.pk]
        confirmed = Counter(one.role for one in here if one.state == State.CONFIRMED)
        stands = Standing(invited.places, roles[invited.pk], confirmed)
        line = sorted((one.number or 0, one) for one in here if one.state == State.WAITING)
        next_one = next((one for _number, one in line if stands.has_room(one.role)), None)
        if next_one is not None:
            name = f"{next_one.honorific} {next_one.name}".strip()
            country = invited.organisation.country
            where = (
                f"{invited.organisation}, {country_words(country)}" if country else str(invited.organisation)
            )
            yield Proposal(next_one.key, name, where, stands.free)
