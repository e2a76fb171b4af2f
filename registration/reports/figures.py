"""Figures of participation for the donor's report: counts by sex, country, kind of organisation and role.

Pure: the caller reads the heads from wherever they are. What is masked, and why, is said in `masking`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from agenda.outputs import country_name
from registration.models import MeetingRole, OrganisationKind, Sex, State
from registration.reports.disclosure_control import Mark, Place, suppress

NOT_SAID = "other-or-not-said"
"""Sex of those who said "other", prefer not to say, or have not been asked: together, for each alone is few."""

SEXES = (Sex.FEMALE.value, Sex.MALE.value, NOT_SAID)
DIMENSIONS = ("sex", "country", "kind", "role")
CROSSINGS = (("country", "sex"), ("kind", "sex"), ("role", "sex"), ("country", "kind"))
"""Rows and columns of each crossing."""

Figure = int | Mark
"""A number, or what is printed in its place."""


class Head(NamedTuple):
    """One participant as the figures see one: codes of `registration.states`; `country` is ISO 3166-1 alpha-2.

    An empty `country` is "International / none".
    """

    state: str
    sex: str
    country: str
    kind: str
    role: str
    organisation: str = ""


class Category(NamedTuple):
    """A row or a column: its code and its words."""

    code: str
    words: str


class Share(NamedTuple):
    """Women in per cent of those who said female or male (`women` of `said`); None where too few said, or it is masked."""

    percent: int | None
    women: int = 0
    said: int = 0

    def __str__(self) -> str:
        if self.percent is None:
            return ""
        words = {"percent": self.percent, "women": self.women, "said": self.said}
        return _("%(percent)d %% (%(women)d of %(said)d who said)") % words


class FigureRow(NamedTuple):
    """A line of a table, its cells in the order of the columns, its total, its share of women."""

    line: Category
    cells: tuple[Figure, ...]
    total: Figure
    women: Share


class FigureTable(NamedTuple):
    """A count by one dimension (no columns, just totals) or by two; `totals` is its last row.

    `shares`: whether its rows have a share of women; a table whose rows are the sexes has none.
    """

    name: str
    title: str
    heading: str
    columns: tuple[Category, ...]
    rows: tuple[FigureRow, ...]
    totals: FigureRow
    shares: bool
    masked: bool


class Figures(NamedTuple):
    """All tables of one set of heads, with what people read as `note` on the masks (empty: nothing is masked).

    `unknown` says of how many it is not known whether they are women or men; empty where it is known of all.
    """

    total: Figure
    tables: tuple[FigureTable, ...]
    note: str
    unknown: str = ""

    def table(self, name: str) -> FigureTable:
        """The table called `sex`, `country`, `kind`, `role` or as in `country-sex`. Raises KeyError."""
        return {table.name: table for table in self.tables}[name]


def tables(
    heads: Iterable[Head],
    *,
    mask: bool,
    states: Collection[str] = (State.CONFIRMED.value,),
    language: str = "en",
) -> Figures:
    """Counts those whose state is one of `states`: in all, by each dimension, and by each of `CROSSINGS`.

    The share of women is women / (women + men), in whole per cent, a half upwards: those who said another sex or none
    are in the total and not in the share. It is left out where fewer than half of the row said one of the two, and where
    a number of the row is masked, in this table or in the table of the same rows by sex. With `mask` numbers under five are masked by the rule of `masking`; without it the
    figures are for the secretariat only.
    """
    counted = [_told(head) for head in heads if head.state in states]
    with override(language):
        return _Counting(counted, mask).figures(language)


def _told(head: Head) -> dict[str, str]:
    sex = head.sex if head.sex in (Sex.FEMALE, Sex.MALE) else NOT_SAID
    return {"sex": sex, "country": head.country, "kind": head.kind, "role": head.role}


def places_of(person: Mapping[str, str]) -> list[Place]:
    """Everywhere that one person counts: in the total, a line of each dimension, a cell of each crossing."""
    lines: list[Place] = [((dimension, person[dimension]),) for dimension in DIMENSIONS]
    cells: list[Place] = [((one, person[one]), (two, person[two])) for one, two in CROSSINGS]
    return [(), *lines, *cells]


class _Counting:
    """The numbers of some heads, their masks, and the tables made of both."""

    def __init__(self, counted: list[dict[str, str]], mask: bool) -> None:
        self.numbers = Counter(place for person in counted for place in places_of(person))
        self.codes = {name: tuple(sorted({person[name] for person in counted})) for name in DIMENSIONS}
        self.marks = suppress(self.numbers, self.codes, CROSSINGS).marks if mask else {}

    def figures(self, language: str) -> Figures:
        self.lines = {name: _lines(name, self.codes[name], language) for name in DIMENSIONS}
        singles = [self._table(name, "") for name in DIMENSIONS]
        crossed = [self._table(rows, columns) for rows, columns in CROSSINGS]
        unknown = self._at(("sex", NOT_SAID))
        said = _unknown(unknown, self._at()) if unknown != 0 else ""
        return Figures(self._at(), (*singles, *crossed), _note() if self.marks else "", said)

    def _at(self, *place: tuple[str, str]) -> Figure:
        return self.marks.get(place, self.numbers[place])

    def _table(self, rows: str, columns: str) -> FigureTable:
        across = self.lines[columns] if columns else ()
        body = [
            self._row(line, across, columns, (rows, line.code), rows in ("country", "kind", "role"))
            for line in self.lines[rows]
        ]
        totals = self._row(Category("", _("All")), across, columns, None, True)
        figures = [figure for row in (*body, totals) for figure in (*row.cells, row.total)]
        name = f"{rows}-{columns}" if columns else rows
        return FigureTable(
            name=name,
            title=_titles()[name],
            heading=_titles()[rows],
            columns=across,
            rows=tuple(body),
            totals=totals,
            shares=rows != "sex",
            masked=any(isinstance(figure, Mark) for figure in figures),
        )

    def _row(
        self,
        line: Category,
        across: tuple[Category, ...],
        columns: str,
        pair: tuple[str, str] | None,
        shares: bool,
    ) -> FigureRow:
        before = (pair,) if pair else ()
        cells = tuple(self._at(*before, (columns, column.code)) for column in across)
        total = self._at(*before)
        by_sex = [self._at(*before, ("sex", sex)) for sex in SEXES] if shares else []
        shown = shares and not any(isinstance(figure, Mark) for figure in (*cells, total, *by_sex))
        return FigureRow(line, cells, total, _share(*by_sex) if shown else Share(None))


def _share(women: Figure, men: Figure, others: Figure) -> Share:
    if isinstance(women, Mark) or isinstance(men, Mark) or isinstance(others, Mark):
        return Share(None)
    said = women + men
    if not said or said < others:
        return Share(None)
    return Share((200 * women + said) // (2 * said), women, said)


def _lines(dimension: str, codes: Collection[str], language: str) -> tuple[Category, ...]:
    """The codes that occur, in words: countries by their names with the nameless last, others as the words stand."""
    if dimension == "sex":
        return tuple(Category(code, _sex_words(code)) for code in SEXES)
    if dimension == "country":
        named = [Category(code, country_name(code, language) if code else "") for code in codes]
        ordered = sorted(named, key=lambda line: (not line.code, line.words.casefold()))
        return tuple(line if line.code else Category("", _("International / none")) for line in ordered)
    choices = OrganisationKind if dimension == "kind" else MeetingRole
    words: dict[str, str] = {choice.value: str(choice.label) for choice in choices}
    words |= {code: code or _("not said") for code in codes if code not in words}
    return tuple(Category(code, text) for code, text in words.items() if code in codes)


def _sex_words(code: str) -> str:
    words: dict[str, Callable[[], str]] = {
        Sex.FEMALE.value: lambda: _("women"),
        Sex.MALE.value: lambda: _("men"),
        NOT_SAID: lambda: _("other or not said"),
    }
    return words[code]()


def _titles() -> dict[str, str]:
    return {
        "sex": _("Sex"),
        "country": _("Country"),
        "kind": _("Kind of organisation"),
        "role": _("Takes part as"),
        "country-sex": _("Country by sex"),
        "kind-sex": _("Kind of organisation by sex"),
        "role-sex": _("Role by sex"),
        "country-kind": _("Country by kind of organisation"),
    }


def _unknown(unknown: Figure, total: Figure) -> str:
    """`Of 12 of 40 people it is not known whether they are women or men.`"""
    sentence = _("Of %(unknown)s of %(total)s people it is not known whether they are women or men.")
    return sentence % {"unknown": unknown, "total": total}


def _note() -> str:
    return _(
        "“<5” is a number from one to four. “…” is withheld, because a number under five could be worked out from it."
    )
