"""The measures of the house on small trees, and of the project itself against its limits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from scripts import house
from scripts.imports import PACKAGES, ROOT, read_sources
from tests.scripts.tree import write_tree

DOCUMENT = ROOT / "docs" / "architecture.md"
LIMITS = {"agenda": (13, 6), "registration": (26, 8)}
"""At most so many rooms and levels."""


def shape_of(root: Path, files: Mapping[str, str], package: str = "agenda") -> house.Shape:
    sources = read_sources(write_tree(root, files))
    return house.shape(sources, house.file_arrows(sources), package)


def arrows_of(root: Path, files: Mapping[str, str]) -> set[tuple[str, str, str]]:
    arrows = house.file_arrows(read_sources(write_tree(root, files)))
    return {(arrow.importer, arrow.imported, " ".join(sorted(arrow.names))) for arrow in arrows}


def test_a_room_is_what_stands_directly_below_the_package(tmp_path) -> None:
    found = shape_of(
        tmp_path,
        {
            "agenda/web/query.py": "x = 1",
            "agenda/exchange/json/reading.py": "x = 1",
            "agenda/exchange/xlsx/reading.py": "x = 1",
            "agenda/locks.py": "x = 1",
            "agenda/apps.py": "x = 1",
            "agenda/migrations/0001_initial.py": "x = 1",
            "agenda/empty.py": "",
            "agenda/hollow/__init__.py": "",
            "agenda/comment.py": "# no statement\n",
            "registration/letters.py": "x = 1",
        },
    )
    assert found.levels == {"agenda.exchange": 1, "agenda.locks": 1, "agenda.web": 1}


def test_levels_are_the_longest_chain_of_imports(tmp_path) -> None:
    found = shape_of(
        tmp_path,
        {
            "agenda/programme.py": "import re",
            "agenda/models.py": "from agenda.programme import x",
            "agenda/drafts.py": "from agenda import models, programme",
            "agenda/pages.py": "import agenda.programme\nfrom . import drafts",
            "agenda/apps.py": "import agenda.pages",
        },
    )
    assert found.levels == {
        "agenda.programme": 1,
        "agenda.models": 2,
        "agenda.drafts": 3,
        "agenda.pages": 4,
    }
    assert (found.height, found.arrows, found.room_rings) == (4, 5, [])


@pytest.mark.parametrize(
    "importing",
    [
        "def read():\n    from agenda import low\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from agenda.low import x\n",
        "try:\n    import agenda.low as below\nexcept ImportError:\n    below = None\n",
        "from .low import *\n",
        "class A:\n    from agenda import low\n",
    ],
    ids=["in a function", "for types", "in a try", "all names", "in a class"],
)
def test_every_import_is_an_arrow(tmp_path, importing) -> None:
    found = shape_of(tmp_path, {"agenda/low.py": "x = 1", "agenda/high.py": importing})
    assert found.levels == {"agenda.low": 1, "agenda.high": 2}


def test_a_ring_of_rooms_is_one_level(tmp_path) -> None:
    files = {
        "agenda/ground.py": "x = 1",
        "agenda/a/one.py": "from agenda.b import two\nfrom agenda import ground",
        "agenda/b/two.py": "x = 1",
        "agenda/b/other.py": "def late():\n    from agenda.c import x",
        "agenda/c.py": "from agenda.a.one import x, y",
        "agenda/top.py": "from agenda import c",
    }
    found = shape_of(tmp_path, files)
    assert found.levels == {
        "agenda.ground": 1,
        "agenda.a": 2,
        "agenda.b": 2,
        "agenda.c": 2,
        "agenda.top": 3,
    }
    assert found.room_rings == [frozenset({"agenda.a", "agenda.b", "agenda.c"})]
    assert found.file_rings == [], "a.one, b.two, b.other and c lead to each other only as rooms"
    assert house.written_rings(found, house.file_arrows(read_sources(tmp_path))) == (
        "ring of 3 rooms: agenda.a, agenda.b, agenda.c\n"
        "  agenda.a.one → agenda.b.two: two\n"
        "  agenda.b.other → agenda.c: x\n"
        "  agenda.c → agenda.a.one: x, y"
    )


def test_a_ring_of_files_in_one_room_is_no_ring_of_rooms(tmp_path) -> None:
    found = shape_of(
        tmp_path,
        {
            "agenda/web/query.py": "from agenda.web.zones import x",
            "agenda/web/zones.py": "def late():\n    from . import query",
        },
    )
    assert (found.levels, found.room_rings) == ({"agenda.web": 1}, [])
    assert found.file_rings == [frozenset({"agenda.web.query", "agenda.web.zones"})]


def test_a_ring_of_files_counts_for_each_package_that_it_passes(tmp_path) -> None:
    files = {"agenda/a.py": "import registration.b", "registration/b.py": "import agenda.a"}
    ring = frozenset({"agenda.a", "registration.b"})
    assert [shape_of(tmp_path, files, name).file_rings for name in PACKAGES] == [[ring], [], [ring]]


def test_a_submodule_is_imported_and_not_its_package(tmp_path) -> None:
    files = {
        "agenda/web/__init__.py": "from agenda.web.query import Query\nfrom agenda.web import zones",
        "agenda/web/query.py": "x = 1",
        "agenda/web/zones.py": "x = 1",
        "agenda/pages.py": "from agenda.web import Query, zones",
    }
    assert arrows_of(tmp_path, files) == {
        ("agenda.web", "agenda.web.query", "Query"),
        ("agenda.web", "agenda.web.zones", "zones"),
        ("agenda.pages", "agenda.web", "Query"),
        ("agenda.pages", "agenda.web.zones", "zones"),
    }


def test_a_name_that_the_package_gives_away_hides_its_submodule(tmp_path) -> None:
    files = {
        "agenda/web/__init__.py": "from agenda.web.release import release",
        "agenda/web/release.py": "def release(): ...",
        "agenda/pages.py": "from agenda.web import release",
    }
    assert arrows_of(tmp_path, files) == {
        ("agenda.web", "agenda.web.release", "release"),
        ("agenda.pages", "agenda.web", "release"),
    }


def test_a_library_and_the_package_above_are_no_arrow(tmp_path) -> None:
    files = {"agenda/web/query.py": "import json\nfrom django.db import models\nfrom ..web import query"}
    assert arrows_of(tmp_path, files) == set()


def test_the_command_prints_and_writes_the_table(tmp_path, capsys) -> None:
    root = write_tree(
        tmp_path,
        {
            "agenda/low.py": "x = 1",
            "agenda/high.py": "import agenda.low",
            "docs/architecture.md": "Before\n\n<!-- house -->\nold\n<!-- /house -->\n\nafter\n",
        },
    )
    table = (
        "| package | rooms | levels | arrows | rings of rooms | rings of files |\n"
        "| --- | --: | --: | --: | --: | --: |\n"
        "| agenda | 2 | 2 | 1 | 0 | 0 |\n"
        "| dialogue | 0 | 0 | 0 | 0 | 0 |\n"
        "| registration | 0 | 0 | 0 | 0 | 0 |"
    )
    house.main([], root)
    assert capsys.readouterr().out == f"{table}\n"
    house.main(["--write", "--levels", "--rings"], root)
    assert "\nagenda\n 2  agenda.high\n 1  agenda.low\n\nagenda: no ring\n" in capsys.readouterr().out
    written = f"Before\n\n<!-- house -->\n\n{table}\n\n<!-- /house -->\n\nafter\n"
    assert (root / "docs" / "architecture.md").read_text(encoding="utf-8") == written
    assert house.written_into(written, table) == written


def test_a_document_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the table"):
        house.written_into("# Architecture\n", "| table |")


@cache
def shapes_of_the_project() -> tuple[house.Shape, ...]:
    sources = read_sources(ROOT)
    arrows = house.file_arrows(sources)
    return tuple(house.shape(sources, arrows, package) for package in PACKAGES)


def test_the_document_has_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = house.table(shapes_of_the_project())
    assert house.written_into(text, table) == text, "run: python -m scripts.house --write"


def test_the_house_keeps_its_limits() -> None:
    measured = {one.package: (len(one.levels), one.height) for one in shapes_of_the_project()}
    over = {
        package: measured[package]
        for package, limit in LIMITS.items()
        if any(is_now > at_most for is_now, at_most in zip(measured[package], limit, strict=True))
    }
    assert over == {}, "rooms, levels: see docs/architecture.md, Rooms"


def test_the_house_has_no_ring() -> None:
    found = {ring for one in shapes_of_the_project() for ring in (*one.room_rings, *one.file_rings)}
    assert sorted(map(sorted, found)) == [], "run: python -m scripts.house --rings"
