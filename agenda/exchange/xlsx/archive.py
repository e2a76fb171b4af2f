"""Whether a file may be opened as a workbook: looked at before any of it is unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from agenda.exchange.json import MAX_BYTES, ImportRefused

MOST_ENTRIES = 1_000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_CELLS = 250_000
HIGHEST_RATIO, FROM = 200, 10 * 1024 * 1024
"""A file that unpacks to more than `FROM` bytes is no more than so many times its packed size."""

ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_SAVE_AS = "Save it in Excel or LibreOffice as “Excel workbook (.xlsx)”"


def is_workbook(raw: bytes) -> bool:
    """Whether the bytes look like a workbook of some kind, and not like a text such as JSON."""
    return raw.startswith((ZIP_MAGIC, _OLE_MAGIC))


def check(raw: bytes) -> None:
    """Raises `ImportRefused`: too large, no workbook, packed too tightly, with macros, with entities of its own."""
    if len(raw) > MAX_BYTES:
        size, most = -(-len(raw) // 2**20), MAX_BYTES // 2**20
        raise ImportRefused(
            [f"file: has {size} MB, at most {most} MB are read. Take out pictures and other sheets."]
        )
    if raw.startswith(_OLE_MAGIC):
        raise ImportRefused(
            [f"file: is protected by a password, or of the old kind .xls. {_SAVE_AS}, without a password."]
        )
    try:
        with ZipFile(BytesIO(raw)) as parts:
            _check_sizes(parts)
            _check_names(parts)
            _check_parts(parts)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as wrong:
        if isinstance(wrong, ImportRefused):
            raise
        raise ImportRefused([f"file: is not an Excel workbook, or it is damaged. {_SAVE_AS}."]) from None


def _check_sizes(parts: ZipFile) -> None:
    entries = parts.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    too_tight = unpacked > FROM and unpacked / packed > HIGHEST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or too_tight:
        raise ImportRefused(
            [
                f"file: unpacks to far more than a programme needs. Copy its rows into a fresh workbook. {_SAVE_AS}."
            ]
        )


def _check_names(parts: ZipFile) -> None:
    names = {name.lower() for name in parts.namelist()}
    if any(name.endswith("vbaproject.bin") for name in names) or b"macroEnabled" in _types(parts):
        raise ImportRefused([f"file: has macros, which are not read. {_SAVE_AS}, without macros."])
    if "xl/workbook.xml" not in names and b"spreadsheetml.sheet.main+xml" not in _types(parts):
        raise ImportRefused([f"file: is not an Excel workbook. {_SAVE_AS}."])


def _types(parts: ZipFile) -> bytes:
    try:
        return parts.read("[Content_Types].xml")
    except KeyError:
        return b""


def _check_parts(parts: ZipFile) -> None:
    cells = 0
    for name, part in _xml_parts(parts):
        if b"\x00" in part[:200] or _DECLARES.search(part):
            raise ImportRefused(
                [f"file: its part {name} is not as spreadsheet programs write it. {_SAVE_AS}."]
            )
        cells += len(_CELL.findall(part)) if "worksheets/" in name else 0
    if cells > MOST_CELLS:
        raise ImportRefused(
            [f"file: has {cells} cells, at most {MOST_CELLS} are read. Delete empty rows and other sheets."]
        )


def _xml_parts(parts: ZipFile) -> Iterator[tuple[str, bytes]]:
    for entry in parts.infolist():
        if entry.filename.lower().endswith((".xml", ".rels")):
            yield entry.filename, parts.read(entry)
