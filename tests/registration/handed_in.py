"""Files as people hand them in, really made: pictures by Pillow, PDFs by pypdf, packages by zipfile and openpyxl."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

WORD = "wordprocessingml.document.main+xml"
SLIDES = "presentationml.presentation.main+xml"
SHEET = "spreadsheetml.sheet.main+xml"
ODP = "application/vnd.oasis.opendocument.presentation"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def upload(name: str, raw: bytes, declared: str = "application/x-anything") -> SimpleUploadedFile:
    """As a browser sends it; what the browser declares is never believed."""
    made = SimpleUploadedFile("x", raw, declared)
    made._name = name  # past Django's own cleaning, so that ours is what the tests see
    return made


def pdf(password: str = "", script: str = "", attachment: bytes = b"") -> bytes:
    """A PDF of one empty page."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if attachment:
        writer.add_attachment("tool.exe", attachment)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def package(*parts: str, main: str = WORD, filler: bytes = b"<x/>", **more: bytes) -> bytes:
    """An Office Open XML package with a part of `filler` under each name."""
    types = f'<Types><Override PartName="/x.xml" ContentType="application/vnd.x.{main}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), **dict.fromkeys(parts, filler), **more})


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in parts.items():
            made.writestr(name, raw)
    return out.getvalue()


def docx() -> bytes:
    """The least that is a Word document."""
    return package("word/document.xml")


def pptx(*parts: str) -> bytes:
    """The least that is a presentation."""
    return package("ppt/presentation.xml", *parts, main=SLIDES)


def odp(manifest: bytes = b"<manifest/>", **parts: bytes) -> bytes:
    """The least that is a presentation of LibreOffice."""
    return zipped(
        {"mimetype": ODP.encode(), "content.xml": b"<x/>", "META-INF/manifest.xml": manifest, **parts}
    )


def xlsx() -> bytes:
    """A workbook as openpyxl writes it."""
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def picture(
    form: str = "JPEG", size: tuple[int, int] = (240, 300), mode: str = "RGB", **saved: object
) -> bytes:
    """A picture with something in it."""
    out = BytesIO()
    image = Image.linear_gradient("L").resize(size).convert(mode)
    if mode == "RGBA":
        image.putalpha(128)
    image.save(out, form, **saved)
    return out.getvalue()


def taken_at_home() -> Image.Exif:
    """What a telephone writes into a photo: the maker, the way up, and where it was."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of telephones"
    exif[0x0112] = 6  # the camera was turned: width and height change places
    exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 45.0, 0.0), 3: "E", 4: (100.0, 30.0, 0.0)})
    return exif
