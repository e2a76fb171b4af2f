"""The figures of who takes part as a workbook (XLSX): a sheet a table, numbers as numbers, no cell a formula."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from registration import spreadsheets
from registration.reports.disclosure_control import Mark
from registration.reports.figures import Figure, FigureRow, Figures, FigureTable
from registration.spreadsheets import Sheet, Written


def figures_workbook(figures: Figures, title: str, moment_words: str) -> bytes:
    """A sheet for each table; under it the event's `title`, the moment of the count, and the note on masks.

    `moment_words` says in words, with the time zone, when the figures were counted.
    """
    masks = figures.note or _("Nothing is masked: not for publication.")
    words = (title, moment_words, *([figures.unknown] if figures.unknown else []), masks)
    return spreadsheets.workbook([_sheet(table, words) for table in figures.tables])


def _sheet(table: FigureTable, words: tuple[str, ...]) -> Sheet:
    headings = [table.heading, *(column.words for column in table.columns), _("All")]
    if table.shares:
        headings.append(_("Women, % of women and men who said"))
    return Sheet(
        title=table.title,
        headings=headings,
        rows=_rows(table, words),
        widths=(44, *(max(12, min(len(heading) + 2, 30)) for heading in headings[1:])),
    )


def _rows(table: FigureTable, words: tuple[str, ...]) -> Iterator[list[Written]]:
    for row in (*table.rows, table.totals):
        yield _cells(row, table.shares)
    yield []
    for text in words:
        yield [text]


def _cells(row: FigureRow, shares: bool) -> list[Written]:
    cells: list[Written] = [row.line.words, *(_written(figure) for figure in (*row.cells, row.total))]
    return [*cells, row.women.percent] if shares else cells


def _written(figure: Figure) -> Written:
    return figure.value if isinstance(figure, Mark) else figure
