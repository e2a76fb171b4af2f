"""registration/reports/disclosure_control.py: which numbers are masked, and that an attacker with pencil and paper learns none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.reports.disclosure_control import FEW_BELOW, Mark, Place, Suppressed, suppress
from registration.reports.figures import CROSSINGS, DIMENSIONS, places_of

Equation = Mapping[Place, int]

people = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["f", "m", "m", "o"]),
        "country": st.sampled_from(["KH", "LA", "TH", "TH", "TH", ""]),
        "kind": st.sampled_from(["ministry", "ministry", "workers", "donor"]),
        "role": st.sampled_from(["participant", "participant", "speaker"]),
    }
)
crowds = st.one_of(st.lists(people, max_size=9), st.lists(people, min_size=15, max_size=70))


class Crowd:
    """Random people counted, veiled, and the sums that tie the numbers together."""

    def __init__(self, counted: list[dict[str, str]]) -> None:
        self.numbers = Counter(place for person in counted for place in places_of(person))
        self.codes = {name: tuple(sorted({person[name] for person in counted})) for name in DIMENSIONS}
        self.veil: Suppressed = suppress(self.numbers, self.codes, CROSSINGS)

    def sums(self, crossings: Sequence[tuple[str, str]] = CROSSINGS) -> Iterator[Equation]:
        """Every line of the tables: its cells less its total is nothing."""
        for name in dict.fromkeys(name for crossing in crossings for name in crossing):
            yield {(): -1, **{((name, code),): 1 for code in self.codes[name]}}
        for one, two in crossings:
            for code in self.codes[one]:
                yield {((one, code),): -1, **{((one, code), (two, other)): 1 for other in self.codes[two]}}
            for code in self.codes[two]:
                yield {((two, code),): -1, **{((one, other), (two, code)): 1 for other in self.codes[one]}}

    def fits(self, place: Place, number: int) -> bool:
        """Whether a reader may believe the number at a masked place."""
        return 0 < number < FEW_BELOW if self.veil.marks[place] is Mark.FEW else number >= 0


@given(crowds)
def test_small_numbers_are_masked_and_zero_is_not_unless_needed(counted: list[dict[str, str]]) -> None:
    crowd = Crowd(counted)
    small = {place for place, number in crowd.numbers.items() if 0 < number < FEW_BELOW}
    assert small <= set(crowd.veil.marks)
    few = {place for place, mark in crowd.veil.marks.items() if mark is Mark.FEW}
    assert few <= small


@given(crowds)
@settings(max_examples=300)
def test_every_masked_number_is_in_doubt_in_all_tables_at_once(counted: list[dict[str, str]]) -> None:
    """A doubt is a proof: it keeps every printed number and every sum, and says something else at the place."""
    crowd = Crowd(counted)
    assert set(crowd.veil.alternatives) == set(crowd.veil.marks)
    for place, doubt in crowd.veil.alternatives.items():
        assert doubt[place] != 0
        assert set(doubt) <= set(crowd.veil.marks)
        assert all(crowd.fits(other, crowd.numbers[other] + step) for other, step in doubt.items())
        for equation in crowd.sums():
            assert sum(factor * doubt.get(other, 0) for other, factor in equation.items()) == 0


@given(crowds)
@settings(max_examples=40, deadline=None)
def test_who_solves_all_sums_of_all_tables_finds_no_masked_number(counted: list[dict[str, str]]) -> None:
    crowd = Crowd(counted)
    assert solved([dict(equation) for equation in crowd.sums()], set(crowd.veil.marks)) == set()


@given(crowds)
@settings(max_examples=40, deadline=None)
def test_every_masked_number_of_a_table_may_be_two_numbers_at_least(counted: list[dict[str, str]]) -> None:
    """Table by table, by trying: the printed numbers of the table leave each masked one two values."""
    crowd = Crowd(counted)
    for crossing in CROSSINGS:
        equations = list(crowd.sums([crossing]))
        masked = {place for equation in equations for place in equation if place in crowd.veil.marks}
        for place in masked:
            assert len(set(values_of(crowd, equations, place))) >= 2


def solved(equations: list[dict[Place, int]], unknown: set[Place]) -> set[Place]:
    """The unknown numbers that linear equations fix, whatever the known numbers are (Gauss and Jordan)."""
    order = sorted(unknown)
    rows = [[Fraction(equation.get(place, 0)) for place in order] for equation in equations]
    done = 0
    for column in range(len(order)):
        pivot = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [number / rows[done][column] for number in rows[done]]
        for row in range(len(rows)):
            if row != done and (factor := rows[row][column]):
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[done], strict=True)]
        done += 1
    alone = [[place for place, factor in zip(order, row, strict=True) if factor] for row in rows]
    return {places[0] for places in alone if len(places) == 1}


def values_of(crowd: Crowd, equations: Sequence[Equation], place: Place) -> Iterator[int]:
    """Values that a masked place can have: the true one, and the first other one that trying finds."""
    yield crowd.numbers[place]
    limit = crowd.numbers[()] + 1
    for value in range(limit + 1):
        others = {other: number for other, number in crowd.numbers.items() if other not in crowd.veil.marks}
        if value != crowd.numbers[place] and crowd.fits(place, value):
            masked = {other for equation in equations for other in equation if other in crowd.veil.marks}
            ranges = {
                other: (1, FEW_BELOW - 1) if crowd.veil.marks[other] is Mark.FEW else (0, limit)
                for other in masked
            }
            if can_be(equations, others, ranges | {place: (value, value)}):
                yield value
                return


def can_be(
    equations: Sequence[Equation], known: Mapping[Place, int], ranges: dict[Place, tuple[int, int]]
) -> bool:
    """Whether whole numbers in these ranges fit the equations: narrow the ranges, try the ends of the tightest."""
    narrowed = narrow(equations, known, dict(ranges))
    if narrowed is None:
        return False
    open_places = [place for place, (low, high) in narrowed.items() if low < high]
    if not open_places:
        return True
    place = min(open_places, key=lambda place: narrowed[place][1] - narrowed[place][0])
    low, high = narrowed[place]
    halves = ((low, low), (low + 1, high))
    return any(can_be(equations, known, narrowed | {place: half}) for half in halves)


def narrow(
    equations: Sequence[Equation], known: Mapping[Place, int], ranges: dict[Place, tuple[int, int]]
) -> dict[Place, tuple[int, int]] | None:
    """Ranges that the equations make narrower, again and again; None: nothing fits."""
    changed = True
    while changed:
        changed = False
        for equation in equations:
            fixed = sum(
                factor * known.get(place, 0) for place, factor in equation.items() if place not in ranges
            )
            terms = {place: factor for place, factor in equation.items() if place in ranges}
            ends = {place: sorted(factor * end for end in ranges[place]) for place, factor in terms.items()}
            least, most = sum(end[0] for end in ends.values()), sum(end[1] for end in ends.values())
            if not least <= -fixed <= most:
                return None
            for place, factor in terms.items():
                bounds = sorted(
                    factor * (-fixed - rest) for rest in (least - ends[place][0], most - ends[place][1])
                )
                low, high = max(ranges[place][0], bounds[0]), min(ranges[place][1], bounds[1])
                if low > high:
                    return None
                if (low, high) != ranges[place]:
                    ranges[place] = (low, high)
                    ends[place] = sorted((factor * low, factor * high))
                    least, most = sum(end[0] for end in ends.values()), sum(end[1] for end in ends.values())
                    changed = True
    return ranges


@pytest.mark.parametrize(
    ("equations", "unknown", "found"),
    [
        ([{"a": 1, "b": 1, "t": -1}], {"a"}, {"a"}),
        ([{"a": 1, "b": 1, "t": -1}], {"a", "b"}, set()),
        ([{"a": 1, "b": 1}, {"a": 1, "b": -1}], {"a", "b"}, {"a", "b"}),
    ],
)
def test_the_attacker_can_solve(equations: list[dict], unknown: set, found: set) -> None:
    assert solved(equations, unknown) == found


def test_the_attacker_can_try() -> None:
    """Two of one to four make two: both are one. Make three: not known."""
    equation = {"a": 1, "b": 1, "t": -1}
    assert not can_be([equation], {"t": 2}, {"a": (2, 2), "b": (1, 4)})
    assert can_be([equation], {"t": 3}, {"a": (2, 2), "b": (1, 4)})


def counts(by_sex: Mapping[tuple[str, str], int]) -> tuple[Counter[Place], dict[str, tuple[str, ...]]]:
    """The numbers of one table of countries and sexes."""
    numbers: Counter[Place] = Counter()
    for (country, sex), number in by_sex.items():
        for place in ((), (("c", country),), (("s", sex),), (("c", country), ("s", sex))):
            numbers[place] += number
    names = {"c": tuple(sorted({key[0] for key in by_sex})), "s": tuple(sorted({key[1] for key in by_sex}))}
    return Counter({place: number for place, number in numbers.items() if number}), names


def test_one_small_cell_takes_the_smallest_ring_with_it() -> None:
    numbers, codes = counts(
        {("A", "f"): 3, ("A", "m"): 9, ("B", "f"): 8, ("B", "m"): 7, ("C", "f"): 20, ("C", "m"): 30}
    )
    assert suppress(numbers, codes, [("c", "s")]).marks == {
        (("c", "A"), ("s", "f")): Mark.FEW,
        (("c", "A"), ("s", "m")): Mark.WITHHELD,
        (("c", "B"), ("s", "f")): Mark.WITHHELD,
        (("c", "B"), ("s", "m")): Mark.WITHHELD,
    }


def test_large_numbers_and_zeros_are_printed() -> None:
    numbers, codes = counts({("A", "f"): 5, ("A", "m"): 0, ("B", "f"): 8, ("B", "m"): 7})
    assert suppress(numbers, codes, [("c", "s")]) == Suppressed({}, {})


def test_one_small_line_takes_the_next_smallest_line_with_it() -> None:
    numbers, codes = counts({("A", "f"): 2, ("B", "f"): 9, ("C", "f"): 30})
    marks = suppress(numbers, codes, [("c", "s")]).marks
    assert marks == {
        (("c", "A"),): Mark.FEW,
        (("c", "A"), ("s", "f")): Mark.FEW,
        (("c", "B"),): Mark.WITHHELD,
        (("c", "B"), ("s", "f")): Mark.WITHHELD,
    }
