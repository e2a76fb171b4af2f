"""Edits of a workbook as a spreadsheet program would make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from agenda.exchange.xlsx import Merged, merge, read
from agenda.outputs.sheet import workbook
from agenda.programme.model import Programme


def edited(
    programme: Programme,
    cells: Mapping[str, Any],
    change: Callable[[Any], Any] | None = None,
    made_from: str = "",
) -> bytes:
    """The workbook of a programme with other values in some cells (`Agenda!D14`); `change` does the rest."""
    book = load_workbook(BytesIO(workbook(programme, made_from)))
    for place, value in cells.items():
        name, cell = place.split("!")
        book[name][cell].value = value
    if change is not None:
        change(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def table(name: str, *rows: tuple[Any, ...]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    book.worksheets[0].title = name
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def merged(
    programme: Programme, cells: Mapping[str, Any], change: Callable[[Any], Any] | None = None
) -> Merged:
    """What comes of such edits."""
    return merge(programme, read(edited(programme, cells, change)))
