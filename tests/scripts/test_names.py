"""One name for one class, and a glossary in order, on small trees; and the project itself."""

from __future__ import annotations

import pytest

from scripts import names
from scripts.imports import ROOT
from tests.scripts.tree import write_tree

GLOSSARY = "# Glossary\n\nThe words.\n\n- **draft**: Rows.\n- **Event**: A meeting.\n"


def test_two_classes_of_one_name_are_a_fault(tmp_path) -> None:
    files = {
        "agenda/a.py": "class Row: ...",
        "dialogue/b.py": "def f():\n    class Row: ...",
        "registration/c.py": "x = 1\nclass Other:\n    class Row: ...",
        "registration/d.py": "class Rows: ...\nclass row: ...",
        "docs/glossary.md": GLOSSARY,
        "tests/e.py": "class Row: ...",
    }
    assert names.faults(write_tree(tmp_path, files)) == [
        "dialogue/b.py:2: a class Row stands also in agenda/a.py:1",
        "registration/c.py:3: a class Row stands also in agenda/a.py:1",
    ]


def test_names_that_django_gives_are_free(tmp_path) -> None:
    inner = "class {}:\n    class Meta: ...\n    class Media: ...\nclass Command: ...\nclass Migration: ...\n"
    files = {"agenda/a.py": inner.format("A"), "agenda/b.py": inner.format("B")}
    assert names.faults(write_tree(tmp_path, {**files, "docs/glossary.md": GLOSSARY})) == []


def test_media_is_free_only_inside_a_class(tmp_path) -> None:
    files = {
        "agenda/a.py": "class Media: ...",
        "agenda/b.py": "class Media: ...",
        "docs/glossary.md": GLOSSARY,
    }
    assert names.faults(write_tree(tmp_path, files)) == [
        "agenda/b.py:1: a class Media stands also in agenda/a.py:1"
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- **b**: One.\n- **a**: Two.\n", "docs/glossary.md:2: a does not follow the alphabet"),
        ("- **a**: One.\n- **A**: Two.\n", "docs/glossary.md:2: A does not follow the alphabet"),
        ("- **a**: One.\nmore\n", "docs/glossary.md:2: not of the form “- **term**: sentence.”"),
        ("- **a**: One\n", "docs/glossary.md:1: not of the form “- **term**: sentence.”"),
        ("- a: One.\n", "docs/glossary.md:1: not of the form “- **term**: sentence.”"),
        ("# Glossary\n", "docs/glossary.md:1: no word explained"),
    ],
)
def test_a_glossary_out_of_order(text, fault) -> None:
    assert names.glossary_faults(text) == [fault]


def test_a_glossary_in_order() -> None:
    assert names.glossary_faults(GLOSSARY) == []


def test_a_missing_glossary(tmp_path, capsys) -> None:
    assert names.main(write_tree(tmp_path, {"agenda/a.py": "class A: ..."})) == 1
    assert capsys.readouterr().err == "docs/glossary.md:1: missing\n"


def test_the_project_has_one_name_for_one_class() -> None:
    assert names.faults(ROOT) == []
