"""Fonts of the printed outputs: which families a text needs, and the CSS that declares just those.

WeasyPrint unpacks each declared font at each rendering, and garbles a family that several `unicode-range` rules share; so
each file set is a family of its own, and only the families that the text needs are declared.
"""

import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

import msgspec

FOLDER = Path(__file__).resolve().parent.parent.parent / "static" / "fonts"


class Face(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One font file, in `static/fonts/`."""

    weight: int
    style: str
    file: str


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The faces of one script. `coverage` names the code points all of them draw: `20-7E A0-FF`, hexadecimal."""

    name: str
    faces: tuple[Face, ...]
    coverage: str

    def draws(self, character: str) -> bool:
        """Whether every face has a glyph for the character."""
        starts, ends = _runs(self.coverage)
        place = bisect_right(starts, ord(character)) - 1
        return place >= 0 and ord(character) <= ends[place]


class _Coverage(msgspec.Struct, forbid_unknown_fields=True):
    families: tuple[Family, ...]


@cache
def _runs(coverage: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code point of each run, as two sequences."""
    runs = [run.split("-") for run in coverage.split()]
    return tuple(int(run[0], 16) for run in runs), tuple(int(run[-1], 16) for run in runs)


FAMILIES = msgspec.json.decode((FOLDER / "coverage.json").read_bytes(), type=_Coverage).families
LATIN = FAMILIES[0]


def families_for(text: str) -> tuple[Family, ...]:
    """The families that the text needs, in the order of the font stack; Latin always, and first.

    A character goes to the first family that draws it, as in the stack. One that none draws asks for nothing: see `undrawn`.
    """
    needed = {_family_of(character) for character in set(text)}
    return tuple(family for family in FAMILIES if family is LATIN or family.name in needed)


def undrawn(text: str) -> str:
    """The characters of the text that no family draws, sorted; they print as boxes."""
    return "".join(
        sorted(character for character in set(text) if _shows(character) and not _family_of(character))
    )


def font_face_css(families: tuple[Family, ...], base_url: str) -> str:
    """The `@font-face` rules. `base_url` is the address of the fonts' folder, its last slash may be missing."""
    base = base_url.rstrip("/")
    return "".join(
        f'@font-face{{font-family:"{family.name}";font-weight:{face.weight};font-style:{face.style};'
        f'src:url("{base}/{face.file}") format("woff")}}\n'
        for family in families
        for face in family.faces
    )


def font_stack(families: tuple[Family, ...]) -> str:
    """The value of `font-family` for these families."""
    return ", ".join([*(f'"{family.name}"' for family in families), "sans-serif"])


@cache
def _family_of(character: str) -> str | None:
    """Name of the first family that draws the character; None also for what is never drawn."""
    if not _shows(character):
        return None
    return next((family.name for family in FAMILIES if family.draws(character)), None)


def _shows(character: str) -> bool:
    """Whether the character leaves ink or a space: line ends, format characters (Cf) and the like do not."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
