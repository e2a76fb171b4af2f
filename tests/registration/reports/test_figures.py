"""registration/reports/figures.py: who is counted, the tables, the share of women, and masks that all tables share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.reports.disclosure_control import FEW_BELOW, Mark
from registration.reports.figures import (
    NOT_SAID,
    Category,
    FigureRow,
    Figures,
    FigureTable,
    Head,
    Share,
    tables,
)


def head(sex: str = "female", country: str = "TH", **changes: str) -> Head:
    given_fields = {"state": "confirmed", "kind": "ministry", "role": "participant", **changes}
    return Head(sex=sex, country=country, **given_fields)


heads = st.lists(
    st.builds(
        head,
        sex=st.sampled_from(["female", "male", "male", "other", "prefer-not-to-say", ""]),
        country=st.sampled_from(["TH", "TH", "LA", "KH", "VN", ""]),
        kind=st.sampled_from(["ministry", "ministry", "workers", ""]),
        role=st.sampled_from(["participant", "participant", "speaker"]),
    ),
    max_size=60,
)

SOME = [
    *[head()] * 6,
    *[head("male")] * 7,
    *[head("other")] * 1,
    *[head(country="LA", kind="workers")] * 5,
    *[head("male", "LA", role="speaker")] * 12,
    head("male", ""),
    head(state="waiting"),
    head(state="withdrawn"),
]

COLUMNS = (Category("female", "women"), Category("male", "men"), Category(NOT_SAID, "other or not said"))


def test_a_table_by_two_dimensions() -> None:
    assert tables(SOME, mask=False).table("country-sex") == FigureTable(
        name="country-sex",
        title="Country by sex",
        heading="Country",
        columns=COLUMNS,
        rows=(
            FigureRow(Category("LA", "Lao PDR"), (5, 12, 0), 17, Share(29, 5, 17)),
            FigureRow(Category("TH", "Thailand"), (6, 7, 1), 14, Share(46, 6, 13)),
            FigureRow(Category("", "International / none"), (0, 1, 0), 1, Share(0, 0, 1)),
        ),
        totals=FigureRow(Category("", "All"), (11, 20, 1), 32, Share(35, 11, 31)),
        shares=True,
        masked=False,
    )


def test_a_table_by_one_dimension() -> None:
    assert tables(SOME, mask=False).table("sex") == FigureTable(
        name="sex",
        title="Sex",
        heading="Sex",
        columns=(),
        rows=tuple(
            FigureRow(line, (), number, Share(None))
            for line, number in zip(COLUMNS, (11, 20, 1), strict=True)
        ),
        totals=FigureRow(Category("", "All"), (), 32, Share(35, 11, 31)),
        shares=False,
        masked=False,
    )


def test_all_tables_in_their_order() -> None:
    figures = tables(SOME, mask=False)
    assert [table.name for table in figures.tables] == [
        "sex", "country", "kind", "role", "country-sex", "kind-sex", "role-sex", "country-kind",
    ]  # fmt: skip
    assert (figures.total, figures.note) == (32, "")
    with pytest.raises(KeyError):
        figures.table("sex-country")


def test_kinds_and_roles_stand_in_the_order_of_the_forms() -> None:
    figures = tables([head(kind="workers"), head(kind=""), head(kind="ministry")], mask=False)
    assert [row.line.words for row in figures.table("kind").rows] == [
        "ministry or government agency", "workers’ organisation", "not said",
    ]  # fmt: skip


def test_names_of_countries_are_in_the_language() -> None:
    rows = tables([head(country="KH")], mask=False, language="fr").table("country").rows
    assert [row.line for row in rows] == [Category("KH", "Cambodge")]


@pytest.mark.parametrize(("states", "total"), [(("confirmed",), 32), (("confirmed", "waiting"), 33), ((), 0)])
def test_states_that_count(states: tuple[str, ...], total: int) -> None:
    assert tables(SOME, mask=False, states=states).total == total


def test_nobody() -> None:
    for mask in (False, True):
        figures = tables([], mask=mask)
        assert figures.total == 0
        assert figures.table("country-kind") == FigureTable(
            "country-kind", "Country by kind of organisation", "Country", (), (),
            FigureRow(Category("", "All"), (), 0, Share(None)), True, False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("women", "men", "others", "share"),
    [
        (1, 1, 0, Share(50, 1, 2)),
        (1, 2, 3, Share(33, 1, 3)),
        (2, 1, 3, Share(67, 2, 3)),
        (1, 7, 0, Share(13, 1, 8)),
        (0, 3, 1, Share(0, 0, 3)),
        (2, 1, 4, Share(None)),
        (1, 0, 9, Share(None)),
        (0, 0, 1, Share(None)),
    ],
)
def test_share_of_women_where_at_least_half_said(women: int, men: int, others: int, share: Share) -> None:
    unknown = [head(("prefer-not-to-say", "", "other")[number % 3]) for number in range(others)]
    counted = [head()] * women + [head("male")] * men + unknown
    assert tables(counted, mask=False).table("country").rows[0].women == share


def test_a_share_in_words() -> None:
    assert [str(Share(46, 6, 13)), str(Share(None))] == ["46 % (6 of 13 who said)", ""]


def test_of_how_many_it_is_not_known() -> None:
    assert tables(SOME, mask=False).unknown == (
        "Of 1 of 32 people it is not known whether they are women or men."
    )
    assert tables([head()], mask=False).unknown == ""
    many = [head()] * 20 + [head("male")] * 20 + [head("")] * 3
    assert tables(many, mask=True).unknown.startswith("Of <5 of ")


def test_masked_numbers_and_the_shares_of_their_rows() -> None:
    figures = tables(SOME, mask=True)
    assert figures.table("country").rows == (
        FigureRow(Category("LA", "Lao PDR"), (), 17, Share(29, 5, 17)),
        FigureRow(Category("TH", "Thailand"), (), Mark.WITHHELD, Share(None)),
        FigureRow(Category("", "International / none"), (), Mark.FEW, Share(None)),
    )
    assert figures.note.startswith("“<5” is a number from one to four.")


def numbers_by_place(figures: Figures) -> dict[frozenset[tuple[str, str]], set[object]]:
    """All that is printed for each place, from whichever table."""
    printed: dict[frozenset[tuple[str, str]], set[object]] = {}
    for table in figures.tables:
        rows, _, columns = table.name.partition("-")
        for row in (*table.rows, table.totals):
            one = set() if row is table.totals else {(rows, row.line.code)}
            printed.setdefault(frozenset(one), set()).add(row.total)
            for column, figure in zip(table.columns, row.cells, strict=True):
                printed.setdefault(frozenset({*one, (columns, column.code)}), set()).add(figure)
    return printed


@given(heads)
@settings(deadline=None)
def test_a_number_is_masked_in_all_tables_or_in_none(counted: list[Head]) -> None:
    masked, plain = (
        numbers_by_place(tables(counted, mask=True)),
        numbers_by_place(tables(counted, mask=False)),
    )
    for place, (true, *rest) in plain.items():
        assert rest == []
        assert len(masked[place]) == 1
        (printed,) = masked[place]
        assert printed == true or printed is Mark.WITHHELD or (printed is Mark.FEW and 0 < true < FEW_BELOW)
        assert not (isinstance(printed, int) and 0 < printed < FEW_BELOW)


@given(heads)
@settings(deadline=None)
def test_a_row_with_a_share_shows_women_and_men(counted: list[Head]) -> None:
    figures = tables(counted, mask=True)
    for table in figures.tables:
        for row in (*table.rows, table.totals):
            if row.women.percent is None or table.name == "sex":
                continue
            by_sex = figures.table(
                "country-sex" if row is table.totals else f"{table.name.split('-')[0]}-sex"
            )
            lines = {other.line.code: other for other in by_sex.rows}
            same = by_sex.totals if row is table.totals else lines[row.line.code]
            assert not any(isinstance(figure, Mark) for figure in (*row.cells, row.total, *same.cells))
