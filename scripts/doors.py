"""Refuses an import past a room's door: `python -m scripts.doors`, one line for each fault.

A room is a package directly below agenda, registration, agenda.admin or registration.admin, or one of the file formats
below agenda.exchange. Its door is the literal `__all__` of its `__init__.py`; a file outside takes nothing else.
`--unused` prints the names of doors that no file outside their room takes; that is no fault.

A string is no import: what settings, `include("…")` and Django's commands load by name is not looked at.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.imports import PACKAGES, ROOT, SourceFile, Sources, defined_names, read_sources, target

PARENTS = ("agenda", "registration", "agenda.admin", "registration.admin", "agenda.exchange")
"""Packages that rooms stand in."""
LOADED_BY_NAME = {"migrations", "management"}
"""Packages that Django finds by their name; they are no rooms."""


class Door(NamedTuple):
    """The names that a room gives to others. `names` is None where `__all__` is not a literal list."""

    source: SourceFile
    line: int
    names: frozenset[str] | None

    @property
    def room(self) -> str:
        """The dotted name of the room."""
        return self.source.module


class Taken(NamedTuple):
    """One thing that a file takes of a room that it does not stand in. `name` is empty for the room itself."""

    path: str
    line: int
    room: str
    module: str
    name: str

    @property
    def full_name(self) -> str:
        """The dotted name of what is taken."""
        return f"{self.module}.{self.name}" if self.name else self.module


Doors = Mapping[str, Door]


def read_doors(sources: Sources) -> dict[str, Door]:
    """The door of every room, by the room's dotted name. A room without `__all__` lets nothing out."""
    return {
        source.module: _door(source)
        for source in sources.values()
        if _is_room(source) and source.path.endswith("/__init__.py")
    }


def _is_room(source: SourceFile) -> bool:
    parent, _dot, name = source.module.rpartition(".")
    return parent in PARENTS and name not in LOADED_BY_NAME


def _door(source: SourceFile) -> Door:
    for node in source.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(one, ast.Name) and one.id == "__all__" for one in targets):
            return Door(source, node.lineno, _literal_names(node))
    return Door(source, 1, frozenset())


def _literal_names(node: ast.stmt) -> frozenset[str] | None:
    """The names of `__all__ = ["a", "b"]`; None for anything that must be run to be known."""
    value = getattr(node, "value", None)
    if isinstance(node, ast.AugAssign) or not isinstance(value, ast.List | ast.Tuple):
        return None
    names = [one.value for one in value.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return frozenset(names) if len(names) == len(value.elts) else None


def taken(sources: Sources, doors: Doors) -> list[Taken]:
    """Everything that files take of rooms that they do not stand in. Migrations may take anything."""
    found = []
    for source in sources.values():
        if "/migrations/" not in source.path:
            everything = [*_imported(source, sources, doors), *_read(source, sources, doors)]
            found += [one for one in everything if not _stands_in(source.module, one.room)]
    return found


def _stands_in(module: str, room: str) -> bool:
    return f"{module}.".startswith(f"{room}.")


def _innermost_room(module: str, doors: Doors) -> str | None:
    """The room that the module stands in, or is; of two the smaller one."""
    while module and module not in doors:
        module = module.rpartition(".")[0]
    return module or None


def _imported(source: SourceFile, sources: Sources, doors: Doors) -> Iterator[Taken]:
    """The names that a file imports from rooms."""
    for one in source.imports:
        module = target(sources, one)
        if module and module in doors and module != one.module:  # from registration import letters
            yield Taken(source.path, one.line, module, module, "")
        elif room := _innermost_room(one.module, doors):
            yield Taken(source.path, one.line, room, one.module, one.name)


def _read(source: SourceFile, sources: Sources, doors: Doors) -> Iterator[Taken]:
    """The names that a file reads from rooms that it imported whole: `letters.queue` after `from registration import letters`."""
    modules = _modules_by_name(source, sources)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            room = _meaning(node.value, modules)
            if room and room in doors and f"{room}.{node.attr}" not in doors:
                yield Taken(source.path, node.lineno, room, room, node.attr)


def _modules_by_name(source: SourceFile, sources: Sources) -> dict[str, str]:
    """The modules that the file calls by a name, without names that are also a variable or a parameter in it."""
    modules = {}
    for one in source.imports:
        if one.name and target(sources, one) != one.module:
            modules[one.bound] = f"{one.module}.{one.name}"
        elif not one.name:
            first = one.module.partition(".")[0]
            modules[one.bound] = first if one.bound == first else one.module
    variables = _variables(source)
    return {name: module for name, module in modules.items() if name not in variables}


def _variables(source: SourceFile) -> set[str]:
    """Names that are assigned or are parameters anywhere in the file."""
    nodes = list(ast.walk(source.tree))
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return assigned | {node.arg for node in nodes if isinstance(node, ast.arg)}


def _meaning(node: ast.expr, modules: Mapping[str, str]) -> str | None:
    """The dotted name of the module that an expression like `registration.letters` means."""
    if isinstance(node, ast.Name):
        return modules.get(node.id)
    if isinstance(node, ast.Attribute) and (parent := _meaning(node.value, modules)):
        return f"{parent}.{node.attr}"
    return None


def import_faults(takes: Sequence[Taken], doors: Doors) -> list[str]:
    """One line for everything that is taken past a door."""
    lines = []
    for one in takes:
        names = doors[one.room].names
        if one.module != one.room:
            advice = f"take it from {one.room}"
        elif one.name and one.name != "*" and names is not None and one.name not in names:
            advice = f"{one.room}.__all__ does not name it"
        else:
            continue
        lines.append(f"{one.path}:{one.line}: imports {one.full_name} past the door of {one.room}; {advice}")
    return lines


def door_faults(sources: Sources, doors: Doors) -> list[str]:
    """One line for every name that a door promises and does not have."""
    lines = []
    for door in doors.values():
        place = f"{door.source.path}:{door.line}"
        if door.names is None:
            lines.append(f"{place}: __all__ of {door.room} is not a literal list of names")
        defined = defined_names(door.source.tree)
        lines += [
            f"{place}: __all__ names {name}, and {door.room} does not have it"
            for name in sorted(door.names or ())
            if name not in defined and f"{door.room}.{name}" not in sources
        ]
    return lines


def unused_names(takes: Sequence[Taken], doors: Doors) -> list[str]:
    """The names of doors that no file outside the room takes, as dotted names. Tests do not count."""
    used = defaultdict(set)
    for one in takes:
        used[one.room].add(one.name)
    return [
        f"{room}.{name}"
        for room, door in doors.items()
        if "*" not in used[room]
        for name in sorted((door.names or frozenset()) - used[room])
    ]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print what the options ask for. Returns 1 where a door is passed or promises too much, else 0."""
    options = argparse.ArgumentParser(prog="python -m scripts.doors")
    options.add_argument("--unused", action="store_true", help="names of doors that nobody outside takes")
    chosen = options.parse_args(arguments)
    sources = read_sources(root, (*PACKAGES, "scripts"))
    doors = read_doors(sources)
    takes = taken(sources, doors)
    if chosen.unused:
        sys.stdout.writelines(f"{name}\n" for name in unused_names(takes, doors))
        return 0
    faults = door_faults(sources, doors) + sorted(set(import_faults(takes, doors)))
    sys.stderr.writelines(f"{line}\n" for line in faults)
    return bool(faults)


if __name__ == "__main__":
    raise SystemExit(main())
