"""What bytes are, and what of them is refused, whatever the name says."""

import zlib
from io import BytesIO

import pikepdf
import pytest
import weasyprint

from agenda.files.inspection import MEDIA_TYPES, RejectedFile, ending_of, refuse_active
from tests.registration import handed_in as made

GOOD = {
    "pdf": made.pdf,
    "docx": made.docx,
    "xlsx": made.xlsx,
    "pptx": made.pptx,
    "odp": made.odp,
    "jpg": lambda: made.picture("JPEG"),
    "png": lambda: made.picture("PNG"),
    "webp": lambda: made.picture("WEBP"),
}


def code_of(raw: bytes) -> str:
    """Why the bytes are refused, or what they are."""
    try:
        ending = ending_of(raw)
        refuse_active(raw, ending)
    except RejectedFile as wrong:
        return wrong.code
    return ending


def with_object_stream(objects: bytes, name: bytes = b"/ObjStm") -> bytes:
    packed = zlib.compress(objects)
    stream = b"<</Type%s/N 1/First 4/Filter/FlateDecode>>\nstream\n%s\nendstream\n" % (name, packed)
    return b"%PDF-1.7\n1 0 obj\n" + stream + b"endobj\nstartxref\n0\n%%EOF\n"


def test_each_kind_is_known() -> None:
    assert list(GOOD) == list(MEDIA_TYPES)


@pytest.mark.parametrize("ending", GOOD)
def test_a_good_file_is_what_it_is(ending: str) -> None:
    raw = GOOD[ending]()
    assert ending_of(raw) == ending
    assert code_of(raw) == ending


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"hello", b"<!doctype html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00" + bytes(100), b"\x7fELF" + bytes(100), b"#!/bin/sh\n", b"GIF89a" + bytes(100),
        b"RIFF\x00\x00\x00\x00WAVE", b"Rar!\x1a\x07\x00", bytes(2000) + b"%PDF-1.7",
        b"<html>%PDF-1.7", b"  <html>%PDF-1.7", b"MZ%PDF-1.7", b"#!/bin/sh\n%PDF-1.7",
        made.zipped({"a.txt": b"x"}),
        made.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        made.package("word/document.xml", main=made.SHEET),
        made.package("xl/workbook.xml", main="spreadsheetml.template.main+xml"),
    ],
)  # fmt: skip
def test_anything_else_is_nothing(raw: bytes) -> None:
    assert ending_of(raw) == ""


def test_a_header_of_pdf_may_stand_a_little_further_down() -> None:
    assert ending_of(b"\xef\xbb\xbf\r\n" + made.pdf()) == "pdf"
    assert ending_of(b"\n" * 1000 + made.pdf()) == "pdf"


@pytest.mark.parametrize(
    "raw",
    [
        made.pdf(script="app.alert('x')"),
        made.pdf(attachment=b"MZ"),
        made.pdf().replace(b"/Type", b"/AA <</S/Launch/F(cmd.exe)>>/Type", 1),
        made.pdf().replace(b"/Type", b"/AA <</S/#4aava#53cript>>/Type", 1),
        made.pdf().replace(b"/Type", b"/AA <</S/Rendition/JS (app.alert)>>/Type", 1),
        made.pdf().replace(b"/Type", b"/AA <</S/Rendition/JS 12 0 R>>/Type", 1),
        with_object_stream(b"2 0 <</S/JavaScript/JS(app.alert)>>"),
        with_object_stream(b"2 0 <</S/Launch/F(cmd.exe)>>", b"/#4fbjStm"),
        b"%PDF-1.7\n(stream\n)" + with_object_stream(b"2 0 <</S/EmbeddedFile>>"),
    ],
)
def test_a_pdf_that_could_do_something(raw: bytes) -> None:
    assert code_of(raw) == "active"


@pytest.mark.parametrize(
    "raw",
    [
        with_object_stream(b"2 0 <</Type/Page>>"),
        made.pdf().replace(b"/Type", b"/LaunchPad (a)/JSX (abcd)/Type", 1),
        b"%PDF-1.7\n" + b"/JS" * 1000 + b"/ObjStm stream\n\xff\xff\nendstream\n%%EOF",
    ],
)
def test_a_pdf_that_only_looks_so(raw: bytes) -> None:
    assert code_of(raw) == "pdf"


def test_what_other_writers_make() -> None:
    """Objects packed into streams by qpdf and by WeasyPrint, with and without a script in them."""
    plain, scripted = BytesIO(), BytesIO()
    with pikepdf.open(BytesIO(made.pdf())) as pdf:
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x()"))
        pdf.save(scripted, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"/ObjStm" in scripted.getvalue() and b"JavaScript" not in scripted.getvalue()
    drawn = weasyprint.HTML(string="<h1>Reply</h1>").write_pdf()
    assert [code_of(raw) for raw in (plain.getvalue(), drawn, scripted.getvalue())] == [
        "pdf",
        "pdf",
        "active",
    ]


def test_a_pdf_with_a_password_cut_short_or_packed_too_tightly() -> None:
    assert code_of(made.pdf(password="secret")) == "protected"
    assert code_of(made.pdf()[:-30]) == "damaged"
    assert code_of(with_object_stream(bytes(65 * 2**20))) == "bomb"


def test_no_pdf_takes_long_to_look_at() -> None:
    """Many beginnings without an end are not all followed."""
    assert code_of(b"%PDF-1.7\n" + b"/ObjStm stream\n" * 200_000 + b"%%EOF") == "bomb"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (made.OLE, "protected"),
        (made.package("word/document.xml", "word/vbaProject.bin"), "macros"),
        (made.package("word/document.xml", main="ms-word.document.macroEnabled.main+xml"), "macros"),
        (made.package("xl/workbook.xml", "xl/macrosheets/sheet1.xml", main=made.SHEET), "macros"),
        (made.package("word/document.xml", "word/activeX/activeX1.bin"), "macros"),
        (made.pptx("ppt/embeddings/chart.xlsm"), "macros"),
        (made.odp(**{"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
        (made.odp(**{"Scripts/python/x.py": b"x"}), "macros"),
        (made.odp(b"<manifest><manifest:encryption-data/></manifest>"), "protected"),
        (made.package("word/document.xml", "word/embeddings/tool.exe"), "active"),
        (made.package("word/document.xml", "word/embeddings/more.zip"), "active"),
        (made.package("word/document.xml", "word/media/drawn.svg"), "docx"),
        (made.package("word/document.xml", "../../etc/passwd"), "damaged"),
        (made.package("word/document.xml", "/etc/passwd"), "damaged"),
        (made.docx()[:-30], "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (made.package("word/document.xml", filler=bytes(20 * 2**20)), "bomb"),
        (made.package("word/document.xml", *(f"word/{number}.xml" for number in range(5_000))), "bomb"),
        (made.pptx("ppt/embeddings/Microsoft_Excel_Sheet1.xlsx", "ppt/media/image1.png"), "pptx"),
    ],
)
def test_packages(raw: bytes, code: str) -> None:
    assert code_of(raw) == code


def test_a_package_that_claims_to_be_sealed() -> None:
    raw = bytearray(made.docx())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.rfind(magic) + flags] |= 1
    assert code_of(bytes(raw)) == "protected"
