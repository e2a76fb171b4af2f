"""Faults of a file: one line a fault, each with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 50
LONGEST = 600


class ImportRefused(ValueError):
    """A file that is not taken. `faults` are lines for people, at most 50 and one that counts the rest."""

    def __init__(self, faults: Iterable[str], more: int = 0) -> None:
        found = [one_line(fault) for fault in faults]
        more += len(found[MOST:])
        self.faults: tuple[str, ...] = (*found[:MOST], *([f"… and {more} more"] if more else []))
        super().__init__("\n".join(self.faults))


class Faults:
    """Collects faults while a file is read to its end."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._more = 0

    @property
    def full(self) -> bool:
        """Whether further faults are only counted."""
        return len(self._lines) >= MOST

    def add(self, place: str, what: str) -> None:
        """Note that `what` is wrong at `place` (`sessions[3].end`; empty for the file as a whole)."""
        if self.full:
            self._more += 1
        else:
            self._lines.append(f"{place or 'file'}: {what}")

    def raise_if_any(self) -> None:
        """Raises `ImportRefused` with all that was added, if anything was."""
        if self._lines:
            raise ImportRefused(self._lines, self._more)


def one_line(message: str) -> str:
    """The message without what a terminal or a log could trip over, at most 600 characters."""
    cut = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    plain = "".join(one if one.isprintable() else _escaped(one) for one in cut)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def shown(value: object) -> str:
    """A value of the file as a fault names it, cut to a readable length."""
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 80 else f"'{value[:79]}…'"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "an object"
