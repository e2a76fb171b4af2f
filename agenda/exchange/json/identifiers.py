"""The ids of a list in the file: their form, that none is there twice, and which others may refer to."""

from __future__ import annotations

from agenda.exchange import shown
from agenda.exchange.json.fields import IDENTIFIER, Reader

_WHAT = "an id; write letters, digits, '.', '_' and '-', the first a letter or digit, 64 at most"


class Identifiers:
    """Ids seen so far under one key (`id`, `slug`) of one list."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def read(self, reader: Reader) -> str:
        """The id of an object; '' when it is wrong, which is noted, as is one seen before."""
        found = reader.pattern("id", IDENTIFIER, _WHAT, required=True)
        self.note(reader, "id", found)
        return found

    def note(self, reader: Reader, key: str, value: str) -> None:
        """Take in a value of `key`; that it was there before is a fault."""
        if value in self._places:
            reader.fault(key, f"{shown(value)} is also that of {self._places[value]}; each needs its own")
        elif value:
            self._places[value] = reader.place

    def refer(self, reader: Reader, key: str, listed: str, *, required: bool = False) -> str:
        """The id under `key` of something in the list called `listed`; '' when absent or not in it."""
        value = reader.get(key, required=required)
        if value is None or (value == "" and not required):
            return ""
        if isinstance(value, str) and value in self._places:
            return value
        reader.fault(key, f"{shown(value)} is not the id of any of {listed}; add it there or correct it here")
        return ""
