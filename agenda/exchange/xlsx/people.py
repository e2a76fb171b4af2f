"""Edited rows of the sheet People."""

from __future__ import annotations

import pytz
from msgspec.structs import replace

from agenda.exchange.xlsx.cell_values import quoted
from agenda.exchange.xlsx.columns import people
from agenda.exchange.xlsx.edits import Desk, Edits, is_blank, rows_by_id
from agenda.exchange.xlsx.reading import GivenSheet
from agenda.programme import FrozenPerson, ascii_slug, free_slug

_LONGEST_NAME, _LONGEST_HONORIFIC = 300, 50


def merge_people(desk: Desk, sheet: GivenSheet) -> tuple[FrozenPerson, ...]:
    """All people, as the sheet leaves them; new ones last, with an id made of their name."""
    labels = {one.id: one.full_name for one in desk.programme.people}
    current = {one.id: one for one in desk.programme.people}
    found: dict[str, FrozenPerson] = {}
    new = []
    for edits in rows_by_id(desk, sheet, people(desk.programme), "person", labels):
        if edits.written:
            identifier = str(edits.written["id"])
            found[identifier] = _person(desk, edits, current[identifier])
        else:
            new.append(edits)
    twins = [one for one in desk.programme.people if one.id not in found]
    for edits in new:
        made = _new(
            desk, edits, [*(found.get(one.id, one) for one in current.values()), *found.values()], twins
        )
        if made is not None:
            found[made.id] = made
    kept = tuple(found.get(one.id, one) for one in desk.programme.people)
    return kept + tuple(one for one in found.values() if one.id not in current)


def _new(
    desk: Desk, edits: Edits, others: list[FrozenPerson], twins: list[FrozenPerson]
) -> FrozenPerson | None:
    """A new person; None where an earlier upload of the same row made one (of `twins`, which it leaves)."""
    blank = FrozenPerson(id="", slug="", name="")
    trial = _person(Desk(desk.programme, desk.book), edits, blank)
    for one in twins:
        if replace(one, id="", slug="") == trial:
            twins.remove(one)
            return None
    label = f"the new person {quoted(trial.name)}"
    made = _person(desk, edits._replace(label=label), blank)
    identifier = free_slug(ascii_slug(made.name) or f"person-{len(others) + 1}", {one.id for one in others})
    return replace(made, id=identifier, slug=free_slug(identifier, {one.slug for one in others}))


def _person(desk: Desk, edits: Edits, old: FrozenPerson) -> FrozenPerson:
    name = desk.text(edits, "name", old.name, longest=_LONGEST_NAME)
    given = edits.cells.get("name")
    empty = given is None or is_blank(given.value)
    if empty and (not edits.written or edits.edited("name")):
        desk.fault(edits.place("name"), "name is empty. Write one.")
    return replace(
        old,
        honorific=desk.text(edits, "honorific", old.honorific, longest=_LONGEST_HONORIFIC),
        name=name,
        position=desk.texts(edits, "position", old.position),
        organisation=desk.texts(edits, "organisation", old.organisation),
        country=_country(desk, edits, old.country),
    )


def _country(desk: Desk, edits: Edits, old: str) -> str:
    given = edits.edited("country")
    string = None if given is None else desk.string(given)
    if given is None or string is None:
        return old
    code = string.strip().upper()
    if code and code not in pytz.country_names:
        desk.fault(given, f"{quoted(string)} is not an ISO 3166-1 alpha-2 code. Write one like PH.")
        return old
    if code != old:
        desk.change(given, edits.label, "country", old, code)
    return code
