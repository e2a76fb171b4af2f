"""Traces that a person is known by, and the texts of an event without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from unicodedata import normalize

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from icalendar.parser import Contentline

from agenda.programme import WITHHELD, Wording
from registration.links import address_of
from registration.matching import LATIN_MARKS, NOT_IN_WORDS, SPECIAL, same_name
from registration.models import InvitedOrganisation, Participant

ERASED_NAME = "Erased person"
"""The name of a row without its person; not translated, for rows are read in every language."""
MOST_KEYS = 500
"""Keys in one question of the log: databases take so many values at a time."""


@dataclass(frozen=True)
class PersonTraces:
    """Names as they were ever written, and e-mail addresses that are nobody else's at the event."""

    names: frozenset[str]
    addresses: frozenset[str]
    honorifics: frozenset[str] = frozenset()

    @classmethod
    def none(cls) -> PersonTraces:
        """Of nobody."""
        return cls(frozenset(), frozenset())

    def reworded(self, text: str) -> str:
        """The text without them, HTML too; the same where there are none."""
        found = self.hinted(text) if text else set()
        return self._wording(frozenset(found))(text) if found else text

    def hinted(self, text: str) -> set[str]:
        """Those that may stand in the text: a quick look, for there may be thousands of names."""
        plain = _plain(text)
        return {word for word, hint in self._hints.items() if hint in plain}

    def reworded_calendar(self, text: str) -> str:
        """As `reworded`, of a calendar part, whose lines are folded anywhere (RFC 5545 §3.1)."""
        whole = text.replace("\r\n ", "")
        clean = self.reworded(whole)
        if clean == whole:
            return text
        folded: Any = Contentline  # its library has no types there
        return "\r\n".join(folded(line).to_ical().decode() for line in clean.split("\r\n"))

    def without_addresses(self, addresses: Iterable[str]) -> list[str]:
        """The addresses that are not theirs."""
        return [one for one in addresses if not self.owns(one)]

    def owns(self, address: str) -> bool:
        """Whether the address is one of theirs, however it is written."""
        return address_of(address) in self._compared

    @cached_property
    def _compared(self) -> frozenset[str]:
        return frozenset(address_of(one) for one in self.addresses)

    def _wording(self, words: frozenset[str]) -> Wording:
        if words not in self._wordings:
            names = words - self.addresses
            written = names | {escape(name) for name in names}  # as HTML has them
            self._wordings[words] = Wording(written, self.honorifics, sorted(words & self.addresses))
        return self._wordings[words]

    @cached_property
    def _hints(self) -> dict[str, str]:
        """The longest word of each name, and each address, as `_plain` leaves them."""
        longest = {name: max(NOT_IN_WORDS.split(_plain(name)), key=len) for name in self.names}
        return {**longest, **{one: _plain(one) for one in self.addresses}}

    @cached_property
    def _wordings(self) -> dict[frozenset[str], Wording]:
        return {}


def traces_of(people: Sequence[Participant], leaving: Sequence[Participant] = ()) -> PersonTraces:
    """Of these people of one event. A name or a mailbox that somebody else there has too, who is not `leaving` with
    them, stays theirs."""
    keys = [one.pk for one in people]
    event = people[0].event_id if people else None
    others = Participant.objects.filter(event=event, erased__isnull=True)
    others = others.exclude(pk__in=[*keys, *(one.pk for one in leaving)])
    taken = set(others.values_list("name_normalised", flat=True))
    shared = set(others.values_list("email_normalised", flat=True))
    names = {name for one in people for name in _names_of(one)} | earlier_names(keys)
    honorifics = frozenset(one.honorific for one in people if one.honorific)
    return PersonTraces(
        names=frozenset(name for name in names if name and _compared(name, honorifics) not in taken),
        addresses=frozenset(
            address
            for one in people
            if one.email_normalised not in shared
            for address in (one.email, one.email_normalised)
        ),
        honorifics=honorifics,
    )


def focal_points(event_pk: int) -> PersonTraces:
    """Of all focal points of an event."""
    rows = InvitedOrganisation.objects.filter(event=event_pk).values_list("focal_name", "focal_email", "cc")
    names = {name for name, _email, _cc in rows}
    addresses = {address for _name, email, cc in rows for address in (email, *cc)}
    return PersonTraces(frozenset(names - {""}), frozenset(addresses - {""}))


def log_of(keys: Iterable[int]) -> QuerySet[LogEntry]:
    """The entries of the admin's log on these participants."""
    kind = ContentType.objects.get_for_model(Participant)
    return LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys])


def earlier_names(keys: Sequence[int]) -> set[str]:
    """The names of these participants in the admin's log: a name may have been corrected since."""
    found: set[str] = set()
    for start in range(0, len(keys), MOST_KEYS):
        some = log_of(keys[start : start + MOST_KEYS])
        found |= set(some.values_list("object_repr", flat=True))
    return found - {ERASED_NAME, WITHHELD, ""}


def reword(rows: QuerySet[Any], fields: Sequence[str], wording: Callable[[str], str]) -> list[int]:
    """Reword these fields of the rows; the keys of rows that are now others."""
    changed = []
    for row in rows.only(*fields).order_by("pk").iterator(chunk_size=200):
        found = {name: _fitting(row, name, wording(getattr(row, name))) for name in fields}
        if new := {name: text for name, text in found.items() if text != getattr(row, name)}:
            write(row, new)
            changed.append(row.pk)
    return changed


def write(row: Model, fields: Mapping[str, Any]) -> None:
    """Write the fields past `save` and its signals."""
    if fields:
        type(row)._default_manager.filter(pk=row.pk).update(**fields)


def _names_of(person: Participant) -> set[str]:
    parts = (person.given, person.family)
    joined = {" ".join(parts), " ".join(reversed(parts))} if all(parts) else set()
    return {person.name, person.full_name, person.own_script, *joined} - {ERASED_NAME}


def _compared(name: str, honorifics: Iterable[str]) -> str:
    """The name as a row keeps it to compare, without a title before it."""
    plain = same_name(name)
    for title in honorifics:
        plain = plain.removeprefix(f"{same_name(title)} ")
    return plain[:200]


def _fitting(row: Model, name: str, text: str) -> str:
    longest = getattr(row._meta.get_field(name), "max_length", None)
    return text[:longest] if longest else text


def _plain(text: str) -> str:
    folded = normalize("NFKD", text.casefold()).translate(SPECIAL)
    return re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", LATIN_MARKS.sub("", folded))
