"""Invitations from a list: what each line would do, and doing it, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from agenda.models import Event
from agenda.outputs import country_name
from registration.audit import Actor, record_reply
from registration.importing.planning import FieldChange, Key, PlannedRow, RegisterSnapshot
from registration.importing.rows import ListRow
from registration.invitations import promote_waiting
from registration.models import (
    InvitationLetter,
    InvitedOrganisation,
    Organisation,
    OrganisationKind,
    Participant,
    RolePlaces,
    State,
)

Outcome = Literal["new", "changed", "same", "refused"]


class RowOutcome(NamedTuple):
    """The outcome of a line. `place` is the number of its row in the file; `remarks` are sentences, or why it is refused.

    `country` ('' for none) and `kind` are as people read them. `alike`: it would be new, and looks like another.
    """

    place: int
    organisation: str
    outcome: Outcome
    changes: tuple[FieldChange, ...]
    remarks: tuple[str, ...]
    country: str = ""
    kind: str = ""
    alike: bool = False

    @property
    def outcome_words(self) -> str:
        """`new`, `changed`, `same` or `refused`, in the language of now."""
        known = {"new": _("new"), "changed": _("changed"), "same": _("same"), "refused": _("refused")}
        return known[self.outcome]

    @property
    def words(self) -> str:
        """One line: `row 5: changed: Ministry of Labour: places: 3 → 4`."""
        what = [str(change) for change in self.changes] if self.outcome == "changed" else []
        found = f"{_('row')} {self.place}: {self.outcome_words}: {self.organisation}"
        return ": ".join([found, *([" · ".join([*what, *self.remarks])] if what or self.remarks else [])])


class Plan(NamedTuple):
    """The plan of a list, line by line. One refused line refuses the list."""

    rows: tuple[RowOutcome, ...]

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        """The lines because of which nothing is done."""
        return tuple(row for row in self.rows if row.outcome == "refused")

    @property
    def writes(self) -> bool:
        """Whether it would change anything."""
        return not self.refused and any(row.outcome != "same" for row in self.rows)

    def count(self, outcome: Outcome) -> int:
        """The number of lines with that outcome."""
        return Counter(row.outcome for row in self.rows)[outcome]

    @property
    def alike(self) -> int:
        """The number of lines that would be new and look like another organisation."""
        return sum(row.alike for row in self.rows)


def languages_of(event: Event) -> list[str]:
    """The codes of the event's letters, the one for rows that say nothing first."""
    return list(dict.fromkeys([event.language, *event.languages]))


def plan(event: Event, lines: Sequence[ListRow]) -> Plan:
    """The plan of the lines as things are now. Writes nothing.

    An organisation is the one that the register finds by its name, another of its names or its acronym, in the country
    or in none; else it is new. An empty cell leaves what is there, and so does a list that has not all institutions.
    """
    return _planned(RegisterSnapshot(event).steps(lines))


def apply(event: Event, lines: Sequence[ListRow], actor: Actor, moment: datetime) -> Plan:
    """Do what `plan` says, unless a line is refused: then nothing. A second time nothing is left to do.

    New institutions are listed, not yet invited: no letter leaves. Places that come free go to those who wait, where
    the event says so.
    """
    with transaction.atomic():
        # in the order of `places`: institutions, people, event
        list(
            InvitedOrganisation.objects.filter(event=event)
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
        )
        waiting = Participant.objects.filter(event=event, state=State.WAITING).order_by("pk")
        list(waiting.select_for_update(of=("self",), no_key=True))
        Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        reading = RegisterSnapshot(event)
        steps = reading.steps(lines)
        found = _planned(steps)
        if found.writes:
            _write(reading, steps, actor, moment)
    return found


def _planned(steps: Sequence[PlannedRow]) -> Plan:
    return Plan(tuple(_row(step) for step in steps))


def _row(step: PlannedRow) -> RowOutcome:
    outcome: Outcome = "new" if step.invited is None else "changed" if step.changes else "same"
    one = step.organisation
    found = RowOutcome(
        step.line.place, str(one), outcome, tuple(step.changes), tuple(step.remarks), alike=step.alike
    )
    if step.faults:
        found = RowOutcome(step.line.place, str(one), "refused", (), tuple(step.faults))
    country = country_name(one.country) if one.country else ""
    kind = OrganisationKind(step.of_organisation.get("kind", one.kind)).label
    return found._replace(country=country, kind=str(kind))


def _write(reading: RegisterSnapshot, steps: Sequence[PlannedRow], actor: Actor, moment: datetime) -> None:
    """The register first, then letters, then invitations."""
    made: dict[Key, Organisation] = {step.key: _registered(step.organisation) for step in steps}
    made |= {key: _registered(one) for key, one in reading.parents.items()}
    for step in steps:
        _change_organisation(step, made)
    papers = dict(reading.invitation_letters)
    for step in steps:
        if step.invited is None or step.changes:
            paper = _letter(reading.event, step, papers)
            _change_invited(reading.event, step, made[step.key], paper, actor, moment)


def _registered(organisation: Organisation) -> Organisation:
    """Its row; one that the register got meanwhile is taken."""
    if not organisation._state.adding:
        return organisation
    organisation.clean_fields()
    found, _made = Organisation.objects.get_or_create(
        name_normalised=organisation.name_normalised,
        country=organisation.country,
        defaults={
            "name": organisation.name,
            "acronym": organisation.acronym,
            "kind": organisation.kind,
            "listed": False,
        },
    )
    return found


def _change_organisation(step: PlannedRow, made: dict[Key, Organisation]) -> None:
    values, one = dict(step.of_organisation), made[step.key]
    if not values:
        return
    parent = values.pop("parent", None)
    if parent is not None:
        one.parent_id = parent if isinstance(parent, int) else made[parent].pk
    for name, value in values.items():
        setattr(one, name, value)
    one.save()


def _letter(event: Event, step: PlannedRow, papers: dict[str, InvitationLetter]) -> InvitationLetter | None:
    """The letter that the institution has after this line; made, or with another date, where the line says so."""
    there = step.invited.invitation_letter if step.invited else None
    paper = there
    if step.line.reference:
        paper = papers.get(step.line.reference)
        if paper is None:
            paper = papers[step.line.reference] = InvitationLetter.objects.create(
                event=event, reference=step.line.reference, date=step.line.date
            )
    if paper is not None and step.letter_date and paper.date != step.letter_date:
        paper.date = step.letter_date
        paper.save(update_fields=["date"])
    return paper


def _change_invited(
    event: Event,
    step: PlannedRow,
    organisation: Organisation,
    paper: InvitationLetter | None,
    actor: Actor,
    moment: datetime,
) -> None:
    """Write the invitation with its audit entry, which names fields only."""
    invited = step.invited or InvitedOrganisation(event=event, organisation=organisation, created=moment)
    for name, value in step.values.items():
        setattr(invited, name, value)
    invited.invitation_letter = paper
    invited.save()
    for role, number in step.roles.items():
        RolePlaces.objects.update_or_create(invited=invited, role=role, defaults={"places": number})
    fields = sorted({*step.values, *step.of_organisation, *_letter_fields(step)})
    details = {"fields": fields, "places": invited.places}
    record_reply(invited, "list" if step.invited is None else "import", actor, moment, **details)
    if step.invited is not None and ("places" in step.values or step.roles):
        promote_waiting(invited, moment)


def _letter_fields(step: PlannedRow) -> list[str]:
    return ["invitation_letter"] if step.reference or step.letter_date else []
