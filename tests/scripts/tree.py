"""Small trees of Python files for the tests of scripts that read the source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_tree(root: Path, files: Mapping[str, str]) -> Path:
    """Write these files below the folder, an `__init__.py` of one docstring beside those without one; the folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for folder in path.relative_to(root).parents:
            beside = root / folder / "__init__.py"
            if name.endswith(".py") and folder.parts and not beside.exists():
                beside.write_text('"""A package."""\n', encoding="utf-8")
    return root
