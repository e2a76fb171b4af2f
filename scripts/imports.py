"""The project's Python files and what each imports, read as text: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("agenda", "dialogue", "registration")


class Import(NamedTuple):
    """One imported thing. `name` is empty for `import module`; `bound` is how the file calls it."""

    line: int
    module: str
    name: str
    bound: str


class SourceFile(NamedTuple):
    """One module: its dotted name, its path below the root of the project, its syntax tree and its imports."""

    module: str
    path: str
    tree: ast.Module
    imports: tuple[Import, ...]


Sources = Mapping[str, SourceFile]


def read_sources(root: Path, packages: Iterable[str] = PACKAGES) -> dict[str, SourceFile]:
    """Every module of these packages by its dotted name, in the order of paths."""
    paths = sorted(path for package in packages for path in (root / package).rglob("*.py"))
    files = [read_source(root, path) for path in paths]
    return {source.module: source for source in files}


def read_source(root: Path, path: Path) -> SourceFile:
    """The module of this path. Raises SyntaxError for a file that is not Python."""
    place = path.relative_to(root)
    inside = list(place.parent.parts)
    parts = inside if path.name == "__init__.py" else [*inside, path.stem]
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return SourceFile(".".join(parts), place.as_posix(), tree, tuple(_imports(tree, inside)))


def _imports(tree: ast.Module, inside: Sequence[str]) -> Iterator[Import]:
    """Every import of a file in this package: at the top, inside a function and under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, "", alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            above = inside[: len(inside) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(alias.lineno, module, alias.name, alias.asname or alias.name)


def target(sources: Sources, one: Import) -> str | None:
    """The module that the import reads, None for a library's.

    `from package import name` reads the submodule of that name, unless the package's `__init__` gives the name
    to something else.
    """
    submodule = f"{one.module}.{one.name}"
    if one.name and submodule in sources and not _hides(sources, one.module, one.name):
        return submodule
    return one.module if one.module in sources else None


def _hides(sources: Sources, package: str, name: str) -> bool:
    """Whether the package's `__init__` gives the name of a submodule to something else, as `from .drawing import drawing`."""
    source = sources.get(package)
    if source is None or name not in defined_names(source.tree):
        return False
    return not any(one.module == package and one.name == one.bound == name for one in source.imports)


def defined_names(tree: ast.Module) -> set[str]:
    """Names that the module defines, assigns or imports, also below `if`, `try` and `with`."""
    names: set[str] = set()
    for node in _outside_functions(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return names


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below this one; of functions, classes and comprehensions only they themselves."""
    closed = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    loops = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, closed + loops):
            yield from _outside_functions(child)
