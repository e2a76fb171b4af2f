"""Disclosure control of small counts: the numbers that are suppressed, so that none of them can be worked out.

The rule, in plain words:

1. A number from one to four is masked and printed as "<5". Zero is printed as zero.
2. A masked number must not follow from the others. So for each masked number there must be a *doubt*: other numbers
   in the masked places, that fit all printed numbers and all sums of all tables at once, in which this number is
   different. A number printed as "<5" stays between one and four in the doubt, for that much the reader knows.
3. Where there is no doubt yet, more numbers are withheld and printed as "…": those that cost the reader least, that
   is the smallest ones in the same rows and columns; then totals of a line; then the total of all; and only then a
   zero. "…" may be any number. Where "<5" itself says too much (everybody else is at the limit), "…" takes its place.
4. A number is masked everywhere or nowhere: the tables share their totals, and so they share the masks.

A doubt is one of three: a *ring* (one more here, one less there, round the cells of one table, so that no total moves),
a *transfer* (one person from one line to another, in all tables of that line), or a person more or less in everything.
The last is always possible, so the search always ends. What it is called elsewhere: secondary cell suppression.

Not covered: comparing the figures of two days, knowing some of the people, and a reader who guesses from the choice of
the withheld numbers how this search came to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from heapq import heappop, heappush
from itertools import product
from typing import NamedTuple

FEW_BELOW = 5

Place = tuple[tuple[str, str], ...]
"""Where a number stands: pairs of dimension and code; () is the total, one pair a total of a line, two pairs a cell."""

Alternative = Mapping[Place, int]
"""Steps (+1 or -1) that change numbers and keep every sum."""


class Mark(StrEnum):
    """The sign that is printed in place of a number."""

    FEW = "<5"
    WITHHELD = "…"


class Suppressed(NamedTuple):
    """The suppressed places, and for each the range that protects it."""

    marks: Mapping[Place, Mark]
    alternatives: Mapping[Place, Alternative]


# What withholding one more number costs beside the number itself: a cell, the total of a line, the total of all.
_LEVEL_PRICES = {0: 3000, 1: 300, 2: 1}
_ZERO_PRICE = 1000
_LESS_SAID_PRICE = 100  # "…" where "<5" stood
_CROSSING_PRICE = 20  # who guesses that "…" is five or more should still be in doubt


def suppress(
    numbers: Mapping[Place, int], codes: Mapping[str, tuple[str, ...]], crossings: Iterable[tuple[str, str]]
) -> Suppressed:
    """The masks of numbers that belong together.

    `numbers` holds all that is not zero, at the places of the total, of each code and of each crossing; a cell's pairs
    stand in the order of its crossing. `codes` are the lines of each dimension.
    """
    return _Suppression(numbers, codes, tuple(crossings)).suppressed()


class _Suppression:
    def __init__(
        self,
        numbers: Mapping[Place, int],
        codes: Mapping[str, tuple[str, ...]],
        crossings: tuple[tuple[str, str], ...],
    ) -> None:
        self.numbers, self.codes, self.crossings = numbers, codes, crossings
        self.marks = {place: Mark.FEW for place, number in numbers.items() if 0 < number < FEW_BELOW}
        self.alternatives: dict[Place, Alternative] = {}

    def suppressed(self) -> Suppressed:
        """Protects each small number, totals first: what protects them often protects the cells too."""
        for place in sorted(self.marks, key=lambda place: (len(place), self.numbers[place], place)):
            if place not in self.alternatives:
                self._keep(self._cheapest(place))
        return Suppressed(self.marks, self.alternatives)

    def _cheapest(self, place: Place) -> Alternative:
        near = min(self._alternatives_near(place), key=self._price_of, default=None)
        if near is not None and self._price_of(near) < _ZERO_PRICE:
            return near
        everywhere = min(self._everywhere(place), key=self._price_of)
        return everywhere if near is None else min(near, everywhere, key=self._price_of)

    def _keep(self, doubt: Alternative) -> None:
        for place, step in doubt.items():
            number = self.numbers.get(place, 0) + step
            if self.marks.get(place) is not Mark.FEW or not 0 < number < FEW_BELOW:
                self.marks[place] = Mark.WITHHELD
            self.alternatives.setdefault(place, doubt)

    def price(self, place: Place, step: int) -> float:
        """The cost to the reader of keeping a number in doubt by this step; infinite: impossible."""
        number = self.numbers.get(place, 0)
        mark = self.marks.get(place)
        if number + step < 0:
            return float("inf")
        if mark is Mark.FEW:
            return 0 if 0 < number + step < FEW_BELOW else _LESS_SAID_PRICE
        crossing = _CROSSING_PRICE if number + step < FEW_BELOW <= number else 0
        if mark is Mark.WITHHELD:
            return crossing
        return crossing + number + _LEVEL_PRICES[len(place)] + (0 if number else _ZERO_PRICE)

    def _price_of(self, doubt: Alternative) -> float:
        return sum(self.price(place, step) for place, step in doubt.items())

    def _alternatives_near(self, place: Place) -> Iterator[Alternative]:
        if len(place) == 2:
            for step in (1, -1):
                yield from self._ring(place, step)
        for pair in place:
            yield from self._transfers(pair, place)

    def _ring(self, place: Place, step: int) -> Iterator[Alternative]:
        """The cheapest way round the cells of a table that begins here; no row's and no column's sum moves.

        Dijkstra over rows and columns: from a row to a column a cell rises, from a column to a row one falls.
        """
        (rows, row), (columns, column) = place
        ends = ((columns, column), (rows, row)) if step > 0 else ((rows, row), (columns, column))
        start, goal = ends
        open_ends: list[tuple[float, tuple[str, str], tuple[tuple[Place, int], ...]]] = [(0, start, ())]
        done: set[tuple[str, str]] = set()
        while open_ends:
            price, at, steps = heappop(open_ends)
            if at == goal:
                yield {place: step, **dict(steps)}
                return
            if at in done:
                continue
            done.add(at)
            rises = at[0] == rows
            other = columns if rises else rows
            for code in self.codes[other]:
                end = (other, code)
                cell: Place = (at, end) if rises else (end, at)
                more = self.price(cell, 1 if rises else -1)
                if cell != place and end not in done and more < float("inf"):
                    heappush(open_ends, (price + more, end, (*steps, (cell, 1 if rises else -1))))

    def _transfers(self, pair: tuple[str, str], place: Place) -> Iterator[Alternative]:
        """One person from this line to each other line of its dimension, or back, in all tables of the dimension."""
        dimension, code = pair
        for other, step in product(self.codes[dimension], (1, -1)):
            if other == code:
                continue
            doubt: dict[Place, int] = {(pair,): step, ((dimension, other),): -step}
            for crossing in self.crossings:
                if dimension in crossing:
                    doubt |= self._shift(crossing, pair, (dimension, other), step, place)
            yield doubt

    def _shift(
        self,
        crossing: tuple[str, str],
        one: tuple[str, str],
        other: tuple[str, str],
        step: int,
        place: Place,
    ) -> dict[Place, int]:
        """The cheapest two cells of a table that take part in a transfer; the place itself, where it is in the table."""
        across = crossing[1] if crossing[0] == one[0] else crossing[0]
        fixed = [pair[1] for pair in place if pair[0] == across and len(place) == 2]
        first = crossing[0] == one[0]

        def cells(code: str) -> dict[Place, int]:
            end = (across, code)
            return {
                ((one, end) if first else (end, one)): step,
                ((other, end) if first else (end, other)): -step,
            }

        return min((cells(code) for code in fixed or self.codes[across]), key=self._price_of)

    def _everywhere(self, place: Place) -> Iterator[Alternative]:
        """One person more or less, in the total, in a line of each dimension, and in a cell of each table."""
        named = dict(place)
        lines = [
            [
                code
                for code in codes
                if named.get(dimension, code) == code and ((dimension, code),) in self.numbers
            ]
            for dimension, codes in self.codes.items()
        ]
        for chosen, step in product(product(*lines), (1, -1)):
            person = dict(zip(self.codes, chosen, strict=True))
            doubt: dict[Place, int] = {(): step}
            doubt |= {((dimension, code),): step for dimension, code in person.items()}
            doubt |= {((one, person[one]), (two, person[two])): step for one, two in self.crossings}
            yield doubt
