"""Two organisations of the register that are one: all that hangs on the one goes over to the other, then it is deleted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registration.audit import Actor
from registration.matching import same_name
from registration.merging.invitations import Joined, join, joined, move_rows
from registration.merging.summary import twice
from registration.models import (
    AuditEntry,
    InvitedOrganisation,
    NotSame,
    Organisation,
    OrganisationName,
    Participant,
)


class MergeRefused(Exception):
    """The merge is refused; the message is a sentence for people."""


class Counts(NamedTuple):
    """The rows that go over to the organisation that stays: other names, parts, people, invitations.

    `both` of the invitations are to events where both are invited and become one; `events` are all where something
    goes over; `remarks` say how invitations were joined, a sentence each.
    """

    names: tuple[str, ...]
    units: int
    people: int
    invitations: int
    both: int
    events: int
    remarks: tuple[str, ...]

    def words(self) -> list[str]:
        """The counts in words, a line each."""
        found = [_("Other name: %s") % name for name in self.names]
        for count, words in (
            (self.people, ngettext("%d person", "%d people", self.people)),
            (self.invitations, ngettext("%d invitation", "%d invitations", self.invitations)),
            (self.units, ngettext("%d part of it", "%d parts of it", self.units)),
        ):
            if count:
                found.append(words % count)
        return [*found, *self.remarks]


class Hanging(NamedTuple):
    """The rows that depend on an organisation, counted."""

    people: int
    invitations: int
    events: int


def hanging(keys: Iterable[int]) -> dict[int, Hanging]:
    """The rows that depend on each of the organisations, counted; two queries, however many."""
    wanted, events = list(keys), defaultdict(set)
    counts: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for model, counter in ((Participant, counts[0]), (InvitedOrganisation, counts[1])):
        rows = model._default_manager.filter(organisation__in=wanted).order_by()
        for key, event, number in rows.values_list("organisation", "event").annotate(number=Count("pk")):
            counter[key] += number
            events[key].add(event)
    return {key: Hanging(counts[0][key], counts[1][key], len(events[key])) for key in wanted}


def foreseen(kept: Organisation, gone: Organisation) -> Counts:
    """The rows that `merge` would move now. Writes nothing. Raises MergeRefused."""
    _refuse_one(kept, gone)
    pairs = _pairs(kept, gone)
    remarks = [remark for pair in pairs for remark in joined(*pair).remarks]
    return _counted(kept, gone, len(pairs), [*remarks, *twice(kept, gone)])


def merge(kept: Organisation, gone: Organisation, actor: Actor, moment: datetime) -> Counts:
    """Move all that hangs on `gone` to `kept`, which it is also found by the names of, and delete `gone`.

    Where both are invited to an event, their invitations become one (`merging_invitations`). An audit entry is written
    at each event where something moves. Raises MergeRefused, also when one of the two is no longer there.
    """
    _refuse_one(kept, gone)
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        pairs = _pairs(kept, gone)
        same_people = twice(kept, gone)
        found = _counted(kept, gone, len(pairs), [])
        entries = _entries(kept, gone, actor, moment)
        done = [join(*pair, moment) for pair in pairs]
        _tell_differing(entries, done)
        remarks = [remark for one in done for remark in one.remarks]
        _move_names(kept, gone, found.names)
        _fill(kept, gone)
        _keep_apart(kept, gone)
        move_rows(kept, gone)
        gone.delete()
        AuditEntry.objects.bulk_create(entries)
    return found._replace(remarks=(*remarks, *same_people))


def _refuse_one(kept: Organisation, gone: Organisation) -> None:
    if kept.pk == gone.pk:
        raise MergeRefused(_("This is one organisation. Choose two."))


def _locked(kept: Organisation, gone: Organisation) -> tuple[Organisation, Organisation]:
    """The two rows as they are now, locked: institutions and people first, as `places` does."""
    both = [kept.pk, gone.pk]
    list(
        InvitedOrganisation.objects.filter(organisation__in=both)
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    people = Participant.objects.filter(Q(organisation__in=both) | Q(invited__organisation__in=both))
    list(people.order_by("pk").select_for_update(of=("self",), no_key=True))
    rows = Organisation.objects.filter(pk__in=both).order_by("pk")
    found = {one.pk: one for one in rows.select_for_update()}
    if len(found) < len(both):
        raise MergeRefused(_("One of the two is no longer in the register. Nothing was changed."))
    return found[kept.pk], found[gone.pk]


def _pairs(kept: Organisation, gone: Organisation) -> list[tuple[InvitedOrganisation, InvitedOrganisation]]:
    """The invitations to events where both are invited: of the one that stays, and of the other."""
    rows = InvitedOrganisation.objects.select_related("event", "organisation").order_by("event", "pk")
    of_kept = {one.event_id: one for one in rows.filter(organisation=kept)}
    return [(of_kept[one.event_id], one) for one in rows.filter(organisation=gone) if one.event_id in of_kept]


def _counted(kept: Organisation, gone: Organisation, both: int, remarks: list[str]) -> Counts:
    known = {kept.name_normalised, *kept.names.values_list("name_normalised", flat=True)}
    names: dict[str, str] = {}
    written = [gone.name, *gone.names.values_list("name", flat=True)]
    # Two acronyms do not fit one field; it is found by the other as by a name.
    if gone.acronym and kept.acronym and gone.acronym_normalised != kept.acronym_normalised:
        written.append(gone.acronym)
    for name in written:
        if (compared := same_name(name)[:300]) not in known:
            names.setdefault(compared, name)
    hangs = hanging([gone.pk])[gone.pk]
    units = gone.units.exclude(pk=kept.pk).count()
    return Counts(
        tuple(names.values()), units, hangs.people, hangs.invitations, both, hangs.events, tuple(remarks)
    )


def _entries(kept: Organisation, gone: Organisation, actor: Actor, moment: datetime) -> list[AuditEntry]:
    """An entry for each event where something goes over, with keys and numbers only."""
    people, invitations = (
        Counter(rows.order_by().values_list("event", flat=True))
        for rows in (gone.participants.all(), gone.invitations.all())
    )
    keys = {"kept": kept.pk, "gone": gone.pk}
    return [
        AuditEntry(
            event_id=event,
            moment=moment,
            actor=actor.name,
            user=actor.user,
            verb="merge organisation",
            details={**keys, "people": people[event], "invitations": invitations[event]},
        )
        for event in sorted(people.keys() | invitations.keys())
    ]


def _tell_differing(entries: list[AuditEntry], done: list[Joined]) -> None:
    """Which fields of the letter one of two invitations had otherwise, by name only: no address is kept in the trail."""
    differing = {one.stays.event_id: list(one.differing) for one in done if one.differing}
    for entry in entries:
        if entry.event_id in differing:
            entry.details["differing"] = differing[entry.event_id]


def _move_names(kept: Organisation, gone: Organisation, names: tuple[str, ...]) -> None:
    languages = {one.name_normalised: one.language for one in gone.names.all()}
    gone.names.all().delete()
    for name in names:
        compared = same_name(name)[:300]
        OrganisationName.objects.create(organisation=kept, name=name, language=languages.get(compared, ""))


def _fill(kept: Organisation, gone: Organisation) -> None:
    """Acronym, zone and parent where the one that stays has none; never round in a circle."""
    kept.acronym = kept.acronym or gone.acronym
    kept.timezone = kept.timezone or gone.timezone
    kept.listed = kept.listed or gone.listed
    if gone.pk in _above(kept):
        kept.parent = None
    parent = gone.parent
    if kept.parent is None and parent is not None and not {kept.pk, gone.pk} & {parent.pk, *_above(parent)}:
        kept.parent = parent
    kept.save()


def _above(one: Organisation) -> list[int]:
    """The keys of what an organisation is part of, the nearest first."""
    found: list[int] = []
    while (key := one.parent_id) is not None and key not in found:
        found.append(key)
        one = Organisation.objects.get(pk=key)
    return found


def _keep_apart(kept: Organisation, gone: Organisation) -> None:
    """Organisations told apart from the one that goes stay apart from the one that stays."""
    others = set(NotSame.objects.filter(Q(first=gone) | Q(second=gone)).values_list("first", "second"))
    NotSame.objects.filter(Q(first=gone) | Q(second=gone)).delete()
    for other in sorted({key for pair in others for key in pair} - {kept.pk, gone.pk}):
        first, second = sorted((kept.pk, other))
        NotSame.objects.get_or_create(first_id=first, second_id=second)
