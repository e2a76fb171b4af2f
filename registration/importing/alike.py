"""New organisations of a list that look like one of the register, or like each other: so that no duplicate comes in unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from registration.importing.rows import ListRow
from registration.matching import Known, likely_pairs
from registration.models import Organisation
from registration.register import Finder


def alike_of(find: Finder, new: Sequence[tuple[Organisation, ListRow]]) -> Iterator[tuple[int, str]]:
    """For each new one that looks like another, its place among them and a sentence; the register is not asked again."""
    if not new:
        return
    words = _("looks like %(name)s (%(reason)s). If they are one, write that name, or merge the two later.")
    by_key = {one.pk: str(one) for one in find.rows}
    for place, (one, line) in enumerate(new, 1):
        by_key[-place] = _("row %(row)s, %(name)s") % {"row": line.place, "name": one}
    told: set[tuple[int, int]] = set()
    for other, key, reason in _pairs(find, new):
        told.add((other, key))
        yield -key - 1, words % {"name": by_key[other], "reason": reason}
    for place, (one, line) in enumerate(new):
        # An acronym may be that of one that belongs to no country.
        like = find(one.acronym, line.country)
        if like and (like.pk, -place - 1) not in told:
            yield place, words % {"name": like, "reason": _("same acronym")}


def _pairs(find: Finder, new: Sequence[tuple[Organisation, ListRow]]) -> Iterator[tuple[int, int, str]]:
    """Likely pairs of which the second is new: its key is -1 for the first of them, -2 for the next …"""
    knowns = find.known({line.country for _one, line in new})
    for place, (one, line) in enumerate(new, 1):
        knowns.append((-place, Known((one.name,), one.acronym, one.country, line.part_of or None)))
    for first, second, reason in likely_pairs(knowns):
        if second < 0:
            yield first, second, reason
