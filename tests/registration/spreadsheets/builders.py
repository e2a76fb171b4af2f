"""Workbooks as other programs and other people make them."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows: list[object], title: str = "Invitations") -> bytes:
    """A workbook with one sheet of these rows; a text that begins with = is a formula."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def with_part(raw: bytes, name: str, part: bytes) -> bytes:
    """The same workbook with a part of its archive put in or changed."""
    file = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return file.getvalue()


def with_rows(rows: bytes, dimension: bytes = b"A1:B2") -> bytes:
    """A workbook whose sheet has these rows of XML and declares that dimension."""
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet += b'<dimension ref="%s"/><sheetData>%s</sheetData></worksheet>' % (dimension, rows)
    return with_part(book_of(["x"]), "xl/worksheets/sheet1.xml", sheet)


def inline(row: int, column: str, text: str) -> bytes:
    """A cell of text as XML."""
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def part_of(raw: bytes, name: str) -> bytes:
    """A part of the archive."""
    with ZipFile(BytesIO(raw)) as parts:
        return parts.read(name)


def formulas_in(raw: bytes) -> list[bytes]:
    """Every formula element of every sheet."""
    with ZipFile(BytesIO(raw)) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/" in name]
        return [found for name in sheets for found in re.findall(rb"<f[\s/>]", parts.read(name))]
