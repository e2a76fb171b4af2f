"""Lines of a list planned for an event: each beside the register and the invitation that is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from agenda.models import Event
from agenda.programme import clocks
from registration import register
from registration.importing.alike import alike_of
from registration.importing.rows import ListRow
from registration.matching import one_line, same_name
from registration.models import (
    DelegationRole,
    InvitationLetter,
    InvitedOrganisation,
    Organisation,
    OrganisationKind,
    Participant,
    Reply,
    State,
)

Key = int | tuple[str, str]
"""An organisation: its key in the register, or compared name and country of one that is new."""


class FieldChange(NamedTuple):
    """The change of one field, in words; `old` is '' for what is new."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        """`places: 3 → 4`, or `places: 4`."""
        return f"{self.field}: {self.old} → {self.new}" if self.old else f"{self.field}: {self.new}"


@dataclass
class PlannedRow:
    """A line, what it is about, and what it sets. Only what differs is in `of_organisation`, `values` and `roles`.

    `faults` are reasons to refuse it, `remarks` what people should know; both are sentences. `alike`: it is new and
    looks like another.
    """

    line: ListRow
    key: Key
    organisation: Organisation
    invited: InvitedOrganisation | None
    parent: Key | None = None
    reference: str = ""
    letter_date: date | None = None
    of_organisation: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    alike: bool = False


class RegisterSnapshot:
    """The register and the event's invitations as they are now; seven questions, however many lines are asked about.

    `invitation_letters` are the letters by reference; `parents` what lines are part of that neither register nor list has.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self._find = register.Finder()
        self._above: dict[Key, Key | None] = dict(Organisation.objects.values_list("pk", "parent"))
        rows = InvitedOrganisation.objects.filter(event=event).select_related(
            "organisation", "invitation_letter"
        )
        self._invited = {one.organisation_id: one for one in rows.prefetch_related("role_places")}
        people = Participant.objects.filter(invited__event=event, state=State.CONFIRMED).order_by()
        self._confirmed: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for key, role, number in people.values_list("invited", "delegation_role").annotate(n=Count("pk")):
            self._confirmed[key or 0][role] = number
        self.parents: dict[Key, Organisation] = {}
        self.invitation_letters: dict[str, InvitationLetter] = {}
        for paper in InvitationLetter.objects.filter(event=event).exclude(reference="").order_by("-pk"):
            self.invitation_letters[paper.reference] = paper

    def steps(self, lines: Sequence[ListRow]) -> list[PlannedRow]:
        """The planned rows, in the order of the lines."""
        steps = [self._step(line) for line in lines]
        seen: dict[Key, int] = {}
        for step in steps:
            first = seen.setdefault(step.key, step.line.place)
            if first != step.line.place:
                words = {"row": first, "name": step.organisation}
                step.faults.append(_("is %(name)s, as row %(row)s is. Keep one of the rows.") % words)
        self._tell_alike(steps)
        self._find_parents(steps)
        for step in steps:
            self._compare_organisation(step)
            self._compare_invited(step)
        self._compare_letters(steps)
        return steps

    def _step(self, line: ListRow) -> PlannedRow:
        found = self._find(line.organisation, line.country)
        if found is not None:
            return PlannedRow(line, found.pk, found, self._invited.get(found.pk))
        if alike := self._find.alike(line.organisation, line.country, line.part_of):
            words = {"written": line.organisation, "name": alike}
            told = _("“%(written)s” is taken for %(name)s. If they are two, add it to the register first.")
            return PlannedRow(line, alike.pk, alike, self._invited.get(alike.pk), remarks=[told % words])
        made = _new(line.organisation, line)
        made.acronym = line.acronym or made.acronym
        return PlannedRow(line, (same_name(made.name)[:300], line.country), made, None)

    def _tell_alike(self, steps: Sequence[PlannedRow]) -> None:
        """Remark which organisations of the register and of the list a new one looks like."""
        new = [step for step in steps if step.organisation._state.adding]
        for place, sentence in alike_of(self._find, [(one.organisation, one.line) for one in new]):
            new[place].alike = True
            new[place].remarks.append(sentence)

    def _find_parents(self, steps: Sequence[PlannedRow]) -> None:
        """Find the parent of each: in the register, else among the lines, else new. A circle is a fault."""
        in_file = {step.key: step.organisation for step in steps}
        for step in steps:
            if wanted := step.line.part_of:
                parent = self._parent(step, wanted, in_file)
                old = step.organisation.parent
                if old is None or old.pk != step.parent:
                    step.of_organisation["parent"] = step.parent
                    step.changes.append(FieldChange(_("part of"), str(old or ""), str(parent)))
        for step in steps:
            if step.parent is not None and self._goes_round(step.key):
                step.faults.append(
                    _("would be part of itself: look at what “%(name)s” is part of.")
                    % {"name": step.line.part_of[:100]}
                )

    def _parent(self, step: PlannedRow, wanted: str, in_file: Mapping[Key, Organisation]) -> Organisation:
        country = step.line.country
        found = (
            self._parent_called(step, wanted)
            or self._find(wanted, country)
            or self._find.alike(wanted, country)
        )
        keys: list[Key] = [found.pk] if found else [(same_name(wanted)[:300], each) for each in (country, "")]
        known: Mapping[Key, Organisation] = {found.pk: found} if found else {**in_file, **self.parents}
        step.parent = next((key for key in keys if key in known), keys[0])
        if step.parent not in known:
            made = _new(wanted, step.line)
            self.parents[step.parent] = made
            step.remarks.append(_("%(name)s is not in the register, and is added to it.") % {"name": made})
            known = self.parents
        self._above[step.key] = step.parent
        return known[step.parent]

    def _parent_called(self, step: PlannedRow, wanted: str) -> Organisation | None:
        """The parent that the organisation has already, which may be of another country, if that is its name."""
        parent = step.organisation.parent
        return parent if parent and same_name(parent.name) == same_name(wanted) else None

    def _goes_round(self, key: Key) -> bool:
        seen: set[Key] = set()
        above = self._above.get(key)
        while above is not None and above not in seen:
            if above == key:
                return True
            seen.add(above)
            above = self._above.get(above)
        return False

    def _compare_organisation(self, step: PlannedRow) -> None:
        """Fill in what the register does not know; what it knows otherwise stays, with a remark."""
        line, one = step.line, step.organisation
        if one._state.adding:
            return
        stays = _("The register says otherwise, and that stays: %s.")
        if line.acronym and not one.acronym:
            step.of_organisation["acronym"] = line.acronym
            step.changes.append(FieldChange(_("acronym"), "", line.acronym))
        elif line.acronym and line.acronym != one.acronym:
            step.remarks.append(stays % one.acronym)
        if line.kind != one.kind:
            if one.kind == OrganisationKind.OTHER:
                step.of_organisation["kind"] = line.kind
                step.changes.append(FieldChange(_("kind"), one.get_kind_display(), str(line.kind.label)))
            else:
                step.remarks.append(stays % one.get_kind_display())
        if line.country and not one.country:
            step.remarks.append(stays % _("no country"))

    def _compare_invited(self, step: PlannedRow) -> None:
        """An empty cell leaves what is there."""
        line, there = step.line, step.invited
        before = there or InvitedOrganisation(event=self.event, places=0, language="")
        self._set(step, "places", _("places"), before.places if there else None, line.places)
        for name, words, given in (
            ("focal_name", _("focal point"), line.focal_point), ("focal_email", _("e-mail"), line.email),
            ("cc", _("cc"), list(line.cc)), ("language", _("language"), line.language),
            ("rank", _("order"), line.order), ("note", _("note"), line.note),
        ):  # fmt: skip
            if given or (given == 0 and there):
                self._set(step, name, words, getattr(before, name) if there else None, given)
        self._compare_deadline(step, before)
        limits = {one.role: one.places for one in there.role_places.all()} if there else {}
        for role, number in line.places_by_role:
            if limits.get(role) != number:
                step.roles[role] = number
                step.changes.append(_change(_role_words(role), limits.get(role), number))
        if there is not None:
            self._remark(step, there)

    def _set(self, step: PlannedRow, name: str, words: str, old: Any, new: Any) -> None:
        if (one_line(old) if isinstance(old, str) else old) != new:  # a cell has one line
            step.values[name] = new
            step.changes.append(_change(words, old, new))

    def _compare_deadline(self, step: PlannedRow, before: InvitedOrganisation) -> None:
        """On the clock of the organisation; one of the same minute stays as it is."""
        wall = step.line.deadline
        if wall is None:
            return
        zone = step.organisation.zone(self.event.timezone)
        old = clocks.wall_of(before.deadline, zone)[0] if before.deadline else None
        if old is not None and old.replace(second=0, microsecond=0) == wall:
            return
        try:
            step.values["deadline"] = clocks.instant(wall, zone)
        except (clocks.MissingHour, clocks.UnsupportedDate):
            words = {"hour": f"{wall:%Y-%m-%d %H:%M}", "zone": zone}
            step.faults.append(
                _("the deadline %(hour)s does not exist in %(zone)s. Write another hour.") % words
            )
            return
        step.changes.append(FieldChange(_("deadline"), _clock(old, zone), _clock(wall, zone)))

    def _remark(self, step: PlannedRow, there: InvitedOrganisation) -> None:
        confirmed = self._confirmed[there.pk]
        below = _("%(what)s: %(number)s are confirmed already, and stay.")
        if "places" in step.values and (count := sum(confirmed.values())) > step.line.places:
            step.remarks.append(below % {"what": _("places"), "number": count})
        for role, number in step.roles.items():
            if confirmed.get(role, 0) > number:
                step.remarks.append(below % {"what": _role_words(role), "number": confirmed[role]})
        if "focal_email" in step.values and there.reply in (Reply.INVITED, Reply.ACCEPTED):
            step.remarks.append(
                _("The invitation went to the e-mail before. Send it again for the new one to get the link.")
            )

    def _compare_letters(self, steps: Sequence[PlannedRow]) -> None:
        """The letter of the reference, else the one that is there; a letter has one date."""
        dates: dict[Any, tuple[date, int]] = {}
        for step in steps:
            line, there = step.line, step.invited.invitation_letter if step.invited else None
            paper = self.invitation_letters.get(line.reference) if line.reference else there
            if line.reference and (there is None or there.reference != line.reference):
                step.reference = line.reference
                old = there.reference if there else ""
                step.changes.append(FieldChange(_("reference"), old, line.reference))
            if line.date is None:
                continue
            if paper is None and not line.reference:
                step.faults.append(
                    _("has the date of a letter without its reference. Write it, or empty the date.")
                )
                continue
            first, row = dates.setdefault(paper.pk if paper else line.reference, (line.date, line.place))
            if first != line.date:
                words = {"date": line.date, "first": first, "row": row}
                step.faults.append(
                    _("gives the letter the date %(date)s, row %(row)s %(first)s. Correct one of them.")
                    % words
                )
            elif paper is None or paper.date != line.date:
                step.letter_date = line.date
                old = str(paper.date) if paper and paper.date else ""
                step.changes.append(FieldChange(_("date of the letter"), old, str(line.date)))


def _new(written: str, line: ListRow) -> Organisation:
    """A row for the register, not saved; "Name (ACRONYM)" is both."""
    parts = register.NAME_AND_ACRONYM.fullmatch(written)
    name, acronym = (parts["name"], parts["acronym"].strip()) if parts else (written, "")
    return Organisation(name=name, acronym=acronym, kind=line.kind, country=line.country)


def _change(words: str, old: Any, new: Any) -> FieldChange:
    return FieldChange(
        words, *("; ".join(one) if isinstance(one, list) else _said(one) for one in (old, new))
    )


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _role_words(role: str) -> str:
    return _("places, %s") % DelegationRole(role).label


def _clock(wall: datetime | None, zone: str) -> str:
    return f"{wall:%Y-%m-%d %H:%M} ({zone})" if wall else ""
