"""Renews static/fonts/ from npm's fontsource packages: `python -m scripts.fonts` (needs npm and the dev environment).

`.woff` is for paper: WeasyPrint unpacks it 2 to 40 times faster than `.woff2`. `.woff2` is for the screen, where bytes count.
"""

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
VERSION = "5.3.0"
TEXT = ("400-normal", "700-normal", "400-italic")
UPRIGHT = ("400-normal", "700-normal")
BOTH = (".woff", ".woff2")
# family, package, subset, styles, formats; the order is the order of the font stack
SOURCES = (
    ("Noto Sans Latin", "noto-sans", "latin", TEXT, BOTH),
    ("Noto Sans Vietnamese", "noto-sans", "vietnamese", TEXT, BOTH),
    ("Noto Sans Latin Ext", "noto-sans", "latin-ext", TEXT, BOTH),
    ("Noto Sans Greek", "noto-sans", "greek", UPRIGHT, BOTH),
    ("Noto Sans Cyrillic", "noto-sans", "cyrillic", UPRIGHT, BOTH),
    ("Noto Sans Thai", "noto-sans-thai", "thai", UPRIGHT, BOTH),
    ("Noto Sans Lao", "noto-sans-lao", "lao", UPRIGHT, BOTH),
    ("Noto Sans Khmer", "noto-sans-khmer", "khmer", UPRIGHT, BOTH),
    ("Noto Sans Myanmar", "noto-sans-myanmar", "myanmar", UPRIGHT, BOTH),
    ("Noto Sans SC", "noto-sans-sc", "chinese-simplified", UPRIGHT, (".woff",)),
)


def main() -> None:
    """Replaces the fonts, their licences, coverage.json and README.md."""
    for old in FONTS.glob("*"):
        old.unlink()
    families, rows = [], []
    with tempfile.TemporaryDirectory() as folder:
        for family, package, subset, styles, formats in SOURCES:
            unpacked = fetch(package, Path(folder))
            licence = f"LICENSE-{package}.txt"
            shutil.copyfile(unpacked / "LICENSE", FONTS / licence)
            names = [f"{package}-{subset}-{style}{suffix}" for style in styles for suffix in formats]
            for name in names:
                shutil.copyfile(unpacked / "files" / name, FONTS / name)
            printed = [name for name in names if name.endswith(".woff")]
            families.append(
                {
                    "name": family,
                    "faces": [
                        dict(zip(("weight", "style", "file"), face_of(name), strict=True)) for name in printed
                    ],
                    "coverage": coverage(FONTS / name for name in printed),
                }
            )
            files = "<br>".join(f"`{name}`" for name in names)
            rows.append(
                f"| {family} | `@fontsource/{package}` | {VERSION} | [OFL 1.1]({licence}) | {files} |"
            )
    text = json.dumps({"families": families}, indent=1)
    (FONTS / "coverage.json").write_text(f"{text}\n", encoding="utf-8")
    (FONTS / "README.md").write_text(README + "\n".join(rows) + "\n")


def fetch(package: str, folder: Path) -> Path:
    """The unpacked npm package, fetched once."""
    unpacked = folder / package
    if not unpacked.exists():
        command = ["npm", "pack", "--silent", f"@fontsource/{package}@{VERSION}"]
        name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[
            -1
        ]
        with tarfile.open(folder / name) as archive:
            archive.extractall(unpacked, filter="data")
    return unpacked / "package"


def face_of(name: str) -> tuple[int, str, str]:
    """Weight, style and file name."""
    weight, style = Path(name).stem.split("-")[-2:]
    return int(weight), style, name


def coverage(files: Iterable[Path]) -> str:
    """The characters that each of the files draws, without control characters: `20-7E A0-FF 131`, hexadecimal, both ends in."""
    points = set.intersection(*(points_of(file) for file in files))
    runs: list[list[int]] = []
    for point in sorted(point for point in points if point >= 0x20):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return " ".join(f"{first:X}-{last:X}" if first != last else f"{first:X}" for first, last in runs)


def points_of(file: Path) -> set[int]:
    """The code points that the font maps to a glyph."""
    with TTFont(file) as font:
        return set(font.getBestCmap())


README = """\
# Fonts

Noto Sans, cut into one family a script; made by `python -m scripts.fonts`, never by hand. `.woff` is for paper
(`agenda/outputs/fonts.py`), `.woff2` for the screen. `coverage.json` says which characters each family draws.

| family | npm package | version | licence | files |
|---|---|---|---|---|
"""

if __name__ == "__main__":
    main()
