"""The two file formats of a programme, strict both ways. No database, no request."""

from agenda.exchange.faults import Faults, ImportRefused, one_line, shown

__all__ = [
    "Faults",
    "ImportRefused",
    "one_line",
    "shown",
]
