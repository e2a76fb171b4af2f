"""agenda/outputs/fonts.py: the right families for a text, and files that hold what is claimed."""

import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from agenda.outputs import fonts

LATIN = "Noto Sans Latin"


def names(text: str) -> list[str]:
    return [family.name for family in fonts.families_for(text)]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("", []),
        ("Labour migration – “GMS” 2020 … €5 • 2:15", []),
        ("two\nlines\tand\u200bzero width", []),
        ("Hà Nội, Việt Nam", ["Noto Sans Vietnamese"]),
        ("Łódź", ["Noto Sans Latin Ext"]),
        ("Ελλάς", ["Noto Sans Greek"]),
        ("Москва", ["Noto Sans Cyrillic"]),
        ("ประเทศไทย", ["Noto Sans Thai"]),
        ("ສປປ ລາວ", ["Noto Sans Lao"]),
        ("កម្ពុជា", ["Noto Sans Khmer"]),
        ("မြန်မာ", ["Noto Sans Myanmar"]),
        ("国际劳工组织（北京）", ["Noto Sans SC"]),
        ("中国 ไทย ລາວ", ["Noto Sans Thai", "Noto Sans Lao", "Noto Sans SC"]),
    ],
)
def test_families_for(text: str, more: list[str]) -> None:
    assert names(text) == [LATIN, *more]
    assert fonts.undrawn(text) == ""


def test_undrawn_names_what_prints_as_a_box() -> None:
    assert fonts.undrawn("a ✓ हिन्दी\u200d ✓") == "".join(sorted(set("✓हिन्दी")))
    assert names("✓ हिन्दी") == [LATIN]


@given(st.text(), st.text())
def test_a_longer_text_needs_no_fewer_families(one: str, two: str) -> None:
    order = [family.name for family in fonts.FAMILIES]
    both = names(one + two)
    assert both == sorted({*names(one), *names(two)}, key=order.index)


def points_of(file: Path) -> set[int]:
    with TTFont(file) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("family", fonts.FAMILIES, ids=lambda family: family.name)
def test_coverage_is_what_the_files_hold(family: fonts.Family) -> None:
    drawn = [points_of(fonts.FOLDER / face.file) for face in family.faces]
    common = {chr(point) for point in set.intersection(*drawn) if point >= 0x20}
    assert {chr(point) for point in range(0x20, 0x30000) if family.draws(chr(point))} == common
    assert {(face.weight, face.style) for face in family.faces} >= {(400, "normal"), (700, "normal")}


def test_css_declares_each_face_once_and_no_unicode_range() -> None:
    css = fonts.font_face_css(fonts.families_for("ไทย"), "static:fonts/")
    assert css.splitlines() == [
        f'@font-face{{font-family:"{name}";font-weight:{weight};font-style:{style};'
        f'src:url("static:fonts/{file}-{weight}-{style}.woff") format("woff")}}'
        for name, file, weight, style in [
            (LATIN, "noto-sans-latin", 400, "normal"),
            (LATIN, "noto-sans-latin", 700, "normal"),
            (LATIN, "noto-sans-latin", 400, "italic"),
            ("Noto Sans Thai", "noto-sans-thai-thai", 400, "normal"),
            ("Noto Sans Thai", "noto-sans-thai-thai", 700, "normal"),
        ]
    ]


def test_font_stack_keeps_the_order() -> None:
    assert (
        fonts.font_stack(fonts.families_for("中 ไทย"))
        == '"Noto Sans Latin", "Noto Sans Thai", "Noto Sans SC", sans-serif'
    )


def test_every_file_has_its_licence() -> None:
    for path in fonts.FOLDER.glob("*.woff*"):
        assert any(
            path.name.startswith(licence.stem.removeprefix("LICENSE-"))
            for licence in fonts.FOLDER.glob("LICENSE-*")
        )


def test_module_loads_without_django() -> None:
    # By its path: the package `agenda.outputs` loads the outputs, and so Django.
    program = (
        f"import runpy, sys; runpy.run_path({fonts.__file__!r}); raise SystemExit('django' in sys.modules)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", program], check=False, cwd=fonts.FOLDER.parent.parent
        ).returncode
        == 0
    )
