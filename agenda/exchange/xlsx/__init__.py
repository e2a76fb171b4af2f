"""The programme as a workbook of sheets (`agenda.xlsx`): what stands where, reading one back, taking in its edits."""

from agenda.exchange.xlsx.archive import is_workbook
from agenda.exchange.xlsx.bases import MADE_FROM, MadeFrom, digest_of, read_words, said_in, words_of
from agenda.exchange.xlsx.cell_values import in_words, quoted
from agenda.exchange.xlsx.columns import EVENT, REMOVE, Column, SheetTable, Shown, fitting, tables
from agenda.exchange.xlsx.edits import CellChange
from agenda.exchange.xlsx.merging import Merged, facts_of, merge
from agenda.exchange.xlsx.reading import Book, read

__all__ = [
    "EVENT",
    "MADE_FROM",
    "REMOVE",
    "Book",
    "CellChange",
    "Column",
    "MadeFrom",
    "Merged",
    "SheetTable",
    "Shown",
    "archive",
    "cell_values",
    "digest_of",
    "facts_of",
    "fitting",
    "in_words",
    "is_workbook",
    "merge",
    "quoted",
    "read",
    "read_words",
    "said_in",
    "tables",
    "words_of",
]
