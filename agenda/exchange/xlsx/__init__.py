"""The programme as a workbook of sheets (`agenda.xlsx`): what stands where, reading one back, taking in its edits."""

from agenda.exchange.xlsx.bases import MadeFrom, digest_of, read_words, said_in, words_of
from agenda.exchange.xlsx.edits import CellChange
from agenda.exchange.xlsx.merging import Merged, facts_of, merge
from agenda.exchange.xlsx.reading import Book, read

__all__ = [
    "Book",
    "CellChange",
    "MadeFrom",
    "Merged",
    "digest_of",
    "facts_of",
    "merge",
    "read",
    "read_words",
    "said_in",
    "words_of",
]
