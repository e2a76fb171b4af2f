"""Rows of the page of invitations: institutions, the filter, groups and sums. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.outputs import country_name
from agenda.programme import clocks
from registration.matching import matches
from registration.models import OrganisationKind, Reply

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OPENED = "opened"
"""Shown of an institution that is invited, has opened its page and has not answered."""
UNANSWERED = "unanswered"
"""A choice of rows: invited or opened."""

STATES: dict[str, str | _StrPromise] = {
    Reply.LISTED.value: _("listed, not yet invited"),
    Reply.INVITED.value: _("invited, not opened yet"),
    OPENED: _("opened, no answer yet"),
    Reply.ACCEPTED.value: _("accepted: takes part"),
    Reply.DECLINED.value: _("declined"),
    Reply.WITHDRAWN.value: _("invitation withdrawn"),
}
"""Where an institution stands, as the board says it, in the order in which it goes."""
GIVEN_BACK = frozenset({Reply.DECLINED.value, Reply.WITHDRAWN.value})
"""The states of institutions whose places are for nobody."""

GROUPINGS: dict[str, str | _StrPromise] = {
    "country": _("country"),
    "kind": _("kind"),
    "state": _("state"),
}


class InstitutionRow(NamedTuple):
    """An institution on the board: codes, numbers of people, days on the event's clock.

    `named` are all who hold or may get a place, `over` how many are confirmed beyond the places. `deadline` is the wall
    time on the institution's own `clock` (its city); `overdue`: it has passed unanswered.
    """

    key: int
    name: str
    acronym: str
    delegation: str
    country: str
    kind: str
    search: str
    state: str
    places: int
    named: int
    confirmed: int
    waiting: int
    declined: int
    over: int
    invited: date | None
    answered: date | None
    last_contact: date | None
    deadline: datetime | None
    clock: str
    overdue: bool
    has_address: bool

    @property
    def held(self) -> int:
        """The places that people may have: none where the institution does not take part."""
        return 0 if self.state in GIVEN_BACK else self.places

    @property
    def given_back(self) -> int:
        """The places of an institution that does not take part."""
        return self.places - self.held

    @property
    def unnamed(self) -> int:
        """For how many of its places nobody is named."""
        return max(0, self.held - self.named)

    @property
    def reply(self) -> str:
        """The institution's reply, which knows of no opening."""
        return Reply.INVITED.value if self.state == OPENED else self.state

    @property
    def state_words(self) -> str:
        """Where it stands."""
        return str(STATES[self.state])

    @property
    def country_words(self) -> str:
        """The printed name."""
        return country_words(self.country)

    @property
    def kind_words(self) -> str:
        """The kinds of organisations."""
        return kind_words(self.kind)

    @property
    def invited_words(self) -> str:
        """`8 Sep 2026`; nothing is ''."""
        return _day_words(self.invited)

    @property
    def answered_words(self) -> str:
        """The day, or ''."""
        return _day_words(self.answered)

    @property
    def contact_words(self) -> str:
        """The day, or ''."""
        return _day_words(self.last_contact)

    @property
    def deadline_words(self) -> str:
        """`8 Sep 2026, 5:00 pm Vientiane time`; nothing is ''."""
        if self.deadline is None:
            return ""
        words = f"{_day_words(self.deadline)}, {clocks.time_words(self.deadline)}"
        return gettext("%(moment)s %(place)s time") % {"moment": words, "place": self.clock}


class Sums(NamedTuple):
    """The numbers of several rows together.

    `places` are those held, `filled` the places with somebody confirmed, `beyond` who is confirmed over them; `declined`
    counts people, `institutions_declined` and `institutions_withdrawn` the institutions that do not take part.
    """

    institutions: int
    places: int
    named: int
    confirmed: int
    waiting: int
    declined: int
    filled: int
    beyond: int
    institutions_declined: int
    institutions_withdrawn: int

    @property
    def words(self) -> str:
        """`4 institutions (1 declined, 1 withdrawn, 2 people beyond the places)`."""
        count = ngettext("%d institution", "%d institutions", self.institutions) % self.institutions
        people = ngettext("%d person beyond the places", "%d people beyond the places", self.beyond)
        more = [
            *([gettext("%d declined") % self.institutions_declined] if self.institutions_declined else []),
            *([gettext("%d withdrawn") % self.institutions_withdrawn] if self.institutions_withdrawn else []),
            *([people % self.beyond] if self.beyond else []),
        ]
        return f"{count} ({', '.join(more)})" if more else count


class StatusGroup(NamedTuple):
    """Rows of one country, kind or state."""

    code: str
    words: str
    rows: tuple[InstitutionRow, ...]
    sums: Sums


class Proposal(NamedTuple):
    """The next person on the waiting list of an institution with a free place."""

    person: int
    name: str
    institution: str
    free: int


class StatusFilter(NamedTuple):
    """Which rows are wanted, and what they are grouped by; '' is any."""

    by: str = "country"
    state: str = ""
    kind: str = ""
    country: str = ""
    asked: str = ""

    def takes(self, row: InstitutionRow) -> bool:
        """Whether the row is wanted."""
        return (
            self.state in ("", row.state, UNANSWERED if is_unanswered(row) else row.state)
            and self.kind in ("", row.kind)
            and self.country in ("", row.country)
            and matches(row.search, self.asked)
        )


class StatusBoard(NamedTuple):
    """The wanted rows in groups, their sums, the sums and states of all, and the people that free places may be given to."""

    groups: tuple[StatusGroup, ...]
    sums: Sums
    rows: tuple[InstitutionRow, ...]
    every_row: tuple[InstitutionRow, ...]
    proposals: tuple[Proposal, ...]

    def summary(self) -> list[str]:
        """All institutions in a few words: "24 invited", "9 answered", "2 institutions declined", "31 of 60 places
        filled", "1 beyond the places", "4 waiting"."""
        states = Counter(row.state for row in self.every_row)
        all_of = sums_of(self.every_row)
        listed, answered = states[Reply.LISTED], states[Reply.ACCEPTED] + states[Reply.DECLINED]
        invited = len(self.every_row) - listed - states[Reply.WITHDRAWN]
        overdue, gone = sum(row.overdue for row in self.every_row), all_of.institutions_declined
        return [
            gettext("%d invited") % invited,
            *([gettext("%d not yet invited") % listed] if listed else []),
            gettext("%d answered") % answered,
            *([ngettext("%d institution declined", "%d institutions declined", gone) % gone] if gone else []),
            *([gettext("%d past the deadline") % overdue] if overdue else []),
            gettext("%(taken)d of %(places)d places filled")
            % {"taken": all_of.filled, "places": all_of.places},
            *([gettext("%d beyond the places") % all_of.beyond] if all_of.beyond else []),
            gettext("%d waiting") % all_of.waiting,
        ]


def is_unanswered(row: InstitutionRow) -> bool:
    """Whether the institution is invited and has not answered."""
    return row.state in (Reply.INVITED, OPENED)


def lacks_names(row: InstitutionRow) -> bool:
    """Whether the institution takes part and has not named somebody for each of its places."""
    return row.state == Reply.ACCEPTED and row.unnamed > 0


def sums_of(rows: Sequence[InstitutionRow]) -> Sums:
    """The rows together."""
    states = Counter(row.state for row in rows)
    return Sums(
        institutions=len(rows),
        places=sum(row.held for row in rows),
        named=sum(row.named for row in rows),
        confirmed=sum(row.confirmed for row in rows),
        waiting=sum(row.waiting for row in rows),
        declined=sum(row.declined for row in rows),
        filled=sum(min(row.held, row.confirmed) for row in rows),
        beyond=sum(max(0, row.confirmed - row.held) for row in rows),
        institutions_declined=states[Reply.DECLINED],
        institutions_withdrawn=states[Reply.WITHDRAWN],
    )


def grouped(rows: Iterable[InstitutionRow], by: str) -> Iterator[StatusGroup]:
    """Groups by country, kind or state: countries by their printed names with the nameless last; kinds and states in the order of their lists."""
    found: dict[str, list[InstitutionRow]] = defaultdict(list)
    for row in rows:
        found[{"kind": row.kind, "state": row.state}.get(by, row.country)].append(row)
    words: Callable[[str], str] = {"kind": kind_words, "state": _state_words}.get(by, country_words)
    orders = {"kind": list(OrganisationKind.values), "state": list(STATES)}
    for code in sorted(
        found, key=lambda code: (not code, orders[by].index(code) if by in orders else words(code).casefold())
    ):
        yield StatusGroup(code, words(code), tuple(found[code]), sums_of(found[code]))


def country_words(code: str) -> str:
    """The printed name of a country's code; '' is of none."""
    return country_name(code) if code else gettext("International / none")


def kind_words(code: str) -> str:
    """The label of a kind of organisation."""
    return str(OrganisationKind(code).label)


def _state_words(code: str) -> str:
    return str(STATES[code])


def _day_words(day: date | None) -> str:
    return date_format(day, "j M Y") if day else ""
