"""Refuses two classes of one name, and a glossary out of order: `python -m scripts.names`, one line for each fault."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.imports import ROOT, Sources, read_sources

FREE = {"Command", "Meta", "Migration"}
"""Names that Django gives."""
FREE_INSIDE = {"Media"}
"""Names that Django gives to a class inside another one."""
GLOSSARY = Path("docs") / "glossary.md"
ENTRY = re.compile(r"- \*\*(?P<term>[^*]+)\*\*: \S.*\.")


class Definition(NamedTuple):
    """A class, and the line that it begins on."""

    name: str
    place: str


def classes(sources: Sources) -> Iterator[Definition]:
    """Every class of the project, also those inside classes and functions, without Django's own names."""
    for source in sources.values():
        inner = {
            child
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ClassDef)
            for child in node.body
            if isinstance(child, ast.ClassDef)
        }
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                free = FREE | FREE_INSIDE if node in inner else FREE
                if node.name not in free:
                    yield Definition(node.name, f"{source.path}:{node.lineno}")


def class_faults(sources: Sources) -> list[str]:
    """One line for every class whose name another class had before."""
    places: dict[str, list[str]] = defaultdict(list)
    for found in classes(sources):
        places[found.name].append(found.place)
    return [
        f"{place}: a class {name} stands also in {first}"
        for name, (first, *others) in sorted(places.items())
        for place in others
    ]


def glossary_faults(text: str, path: Path = GLOSSARY) -> list[str]:
    """One line for every line after the first entry that is no entry, or that stands before its place in the alphabet."""
    faults = []
    last = ""
    begun = False
    for number, line in enumerate(text.splitlines(), start=1):
        entry = ENTRY.fullmatch(line)
        begun = begun or line.startswith("- ")
        if entry:
            term = entry["term"]
            if term.casefold() <= last:
                faults.append(f"{path}:{number}: {term} does not follow the alphabet")
            last = term.casefold()
        elif begun and line.strip():
            faults.append(f"{path}:{number}: not of the form “- **term**: sentence.”")
    return faults if begun else [f"{path}:1: no word explained"]


def faults(root: Path = ROOT) -> list[str]:
    """Every fault of names below this folder."""
    glossary = root / GLOSSARY
    found = class_faults(read_sources(root))
    if not glossary.is_file():
        return [*found, f"{GLOSSARY}:1: missing"]
    return found + glossary_faults(glossary.read_text(encoding="utf-8"))


def main(root: Path = ROOT) -> int:
    """Print every fault. Returns 1 where there is one, else 0."""
    lines = faults(root)
    sys.stderr.writelines(f"{line}\n" for line in lines)
    return bool(lines)


if __name__ == "__main__":
    raise SystemExit(main())
