"""Prints the shape of the house: rooms, levels, arrows and rings of each package.

`python -m scripts.house` prints the table, `--levels` each room with its level, `--rings` each ring with its imports,
`--write` puts the table into docs/architecture.md. A room is a file or a package directly below agenda, dialogue or
registration. An arrow leads from a room to one that it imports, also inside a function or for types only.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.imports import PACKAGES, ROOT, Sources, read_sources, target

NO_ROOMS = {"apps", "migrations"}
MARKED = re.compile(r"(?P<begin><!-- house -->\n).*?(?P<end><!-- /house -->)", re.DOTALL)
HEAD = "| package | rooms | levels | arrows | rings of rooms | rings of files |\n| --- | --: | --: | --: | --: | --: |"

Graph = Mapping[str, set[str]]


class Arrow(NamedTuple):
    """One file imports these names of another."""

    importer: str
    imported: str
    names: frozenset[str]


class Shape(NamedTuple):
    """The measures of one package. `file_rings` are the rings of single files that pass through it."""

    package: str
    levels: Mapping[str, int]
    arrows: int
    room_rings: Sequence[frozenset[str]]
    file_rings: Sequence[frozenset[str]]

    @property
    def height(self) -> int:
        """The number of levels; 0 without rooms."""
        return max(self.levels.values(), default=0)


def file_arrows(sources: Sources) -> list[Arrow]:
    """Every import between two files of the project, in the order of names."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source in sources.values():
        for one in source.imports:
            imported = target(sources, one)
            if imported and imported != source.module:
                names[source.module, imported].add(one.name or imported)
    return [Arrow(*ends, frozenset(found)) for ends, found in sorted(names.items())]


def room_of(module: str) -> str:
    """The room that the module stands in: `agenda.exchange` for `agenda.exchange.json.reading`; the package for itself."""
    return ".".join(module.split(".")[:2])


def rooms_of(sources: Sources, package: str) -> list[str]:
    """The rooms of a package. A room without a statement is none, and so are `apps` and `migrations`."""
    return sorted(
        {
            room_of(source.module)
            for source in sources.values()
            if source.module.startswith(f"{package}.") and source.tree.body
        }
        - {f"{package}.{name}" for name in NO_ROOMS}
    )


def room_graph(rooms: Iterable[str], arrows: Iterable[Arrow]) -> dict[str, set[str]]:
    """Which of these rooms imports which other ones."""
    graph: dict[str, set[str]] = {room: set() for room in rooms}
    for arrow in arrows:
        importer, imported = room_of(arrow.importer), room_of(arrow.imported)
        if importer != imported and importer in graph and imported in graph:
            graph[importer].add(imported)
    return graph


def reachable(graph: Graph, start: str) -> set[str]:
    """Every node that a path of arrows leads to from this one; the node itself only in a ring."""
    seen: set[str] = set()
    waiting = [*graph.get(start, ())]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += graph.get(node, ())
    return seen


def rings(graph: Graph) -> list[frozenset[str]]:
    """Groups of nodes that lead to each other (strongly connected components of more than one), in the order of names."""
    reach = {node: reachable(graph, node) for node in graph}
    found = {
        frozenset(other for other in reach[node] if node in reach.get(other, ()))
        for node in graph
        if node in reach[node]
    }
    return sorted(found, key=sorted)


def levels(graph: Graph) -> dict[str, int]:
    """The level of each node: 1 where it imports none, else one above the highest it imports. A ring is one node."""
    ring_of = {node: ring for ring in rings(graph) for node in ring}
    known: dict[str, int] = {}

    def level(node: str) -> int:
        if node not in known:
            ring = ring_of.get(node, frozenset({node}))
            below = set().union(*(graph[member] for member in ring)) - ring
            known.update(dict.fromkeys(ring, 1 + max(map(level, below), default=0)))
        return known[node]

    return {node: level(node) for node in graph}


def shape(sources: Sources, arrows: Sequence[Arrow], package: str) -> Shape:
    """The measures of one package of the project, of whose files these are all arrows."""
    files: dict[str, set[str]] = {module: set() for module in sources}
    for arrow in arrows:
        files[arrow.importer].add(arrow.imported)
    rooms = room_graph(rooms_of(sources, package), arrows)
    passing = [ring for ring in rings(files) if any(f"{file}.".startswith(f"{package}.") for file in ring)]
    return Shape(package, levels(rooms), sum(map(len, rooms.values())), rings(rooms), passing)


def table(shapes: Iterable[Shape]) -> str:
    """The shapes as a Markdown table."""
    rows = [
        f"| {one.package} | {len(one.levels)} | {one.height} | {one.arrows}"
        f" | {len(one.room_rings)} | {len(one.file_rings)} |"
        for one in shapes
    ]
    return "\n".join([HEAD, *rows])


def written_levels(one: Shape) -> str:
    """Each room with its level, the highest first."""
    rooms = sorted(one.levels.items(), key=lambda room: (-room[1], room[0]))
    return "\n".join(f"{level:>2}  {room}" for room, level in rooms)


def written_rings(one: Shape, arrows: Sequence[Arrow]) -> str:
    """Each ring with the imports that close it: file → file: names."""
    lines = []
    for ring in one.room_rings:
        lines.append(f"ring of {len(ring)} rooms: {', '.join(sorted(ring))}")
        lines += [
            _line(arrow)
            for arrow in arrows
            if {room_of(arrow.importer), room_of(arrow.imported)} <= ring
            and room_of(arrow.importer) != room_of(arrow.imported)
        ]
    for ring in one.file_rings:
        lines.append(f"ring of {len(ring)} files: {', '.join(sorted(ring))}")
        lines += [_line(arrow) for arrow in arrows if {arrow.importer, arrow.imported} <= ring]
    return "\n".join(lines) or f"{one.package}: no ring"


def _line(arrow: Arrow) -> str:
    return f"  {arrow.importer} → {arrow.imported}: {', '.join(sorted(arrow.names))}"


def written_into(text: str, new: str) -> str:
    """The text with the table between its two comments replaced. Raises ValueError where they are missing."""
    if not MARKED.search(text):
        raise ValueError(
            "no place for the table: write <!-- house --> and <!-- /house --> on lines of their own"
        )
    return MARKED.sub(lambda found: f"{found['begin']}\n{new}\n\n{found['end']}", text)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> None:
    """Print the table and what the options ask for, or write the table into the document."""
    options = argparse.ArgumentParser(prog="python -m scripts.house")
    options.add_argument("--levels", action="store_true", help="each room with its level")
    options.add_argument("--rings", action="store_true", help="each ring with its imports")
    options.add_argument("--write", action="store_true", help="write the table into docs/architecture.md")
    chosen = options.parse_args(arguments)
    sources = read_sources(root)
    arrows = file_arrows(sources)
    shapes = [shape(sources, arrows, package) for package in PACKAGES]
    print(table(shapes))
    for one in shapes:
        if chosen.levels:
            print(f"\n{one.package}\n{written_levels(one)}")
        if chosen.rings:
            print(f"\n{written_rings(one, arrows)}")
    if chosen.write:
        document = root / "docs" / "architecture.md"
        text = document.read_text(encoding="utf-8")
        document.write_text(written_into(text, table(shapes)), encoding="utf-8")


if __name__ == "__main__":
    main()
