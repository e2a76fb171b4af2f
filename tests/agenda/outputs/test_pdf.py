"""The programme on paper: its words, its tags, its fonts, and what it must never open."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from msgspec.structs import replace
from pypdf import PdfReader

from agenda.outputs import pdf
from agenda.programme.model import Programme
from tests import builders as make

CITIES = (
    make.city("Manila"),
    make.city("Beijing", "Asia/Shanghai"),
    make.city("Bangkok", "Asia/Bangkok"),
    make.city("Nay Pyi Taw", "Asia/Yangon"),
)


def dialogue(**fields: object) -> Programme:
    one = make.session(
        "panel",
        "2020-09-08T13:30",
        length=180,
        title="Panel on recovery",
        questions=["How can governments collaborate?"],
        people=[make.appearance("olsen", "facilitator"), make.appearance("gois", "presenter", "tbc")],
        segments=[make.segment("Presentations", "2020-09-08T14:15", "2020-09-08T14:40")],
    )
    people = [make.person("olsen", "Anna Olsen", honorific="Ms.", organisation="ILO")]
    sections = [make.section("Overview", "Why we meet.")]
    return make.programme(one, people=people, **{"cities": CITIES, "sections": sections, **fields})  # type: ignore[arg-type]


def words(document: bytes) -> str:
    reader = PdfReader(BytesIO(document))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_words_of_the_concept_note() -> None:
    text = words(pdf.programme(dialogue(), make.viewer()))
    for expected in (
        "Dialogue on Labor Migration",
        "8 September 2020",
        "1:30–4:30 pm Manila/Beijing time",
        "12:30–3:30 pm Bangkok time",
        "12:00–3:00 pm Nay Pyi Taw time",
        "I. Overview",
        "II. Agenda",
        "All hours are Manila time (UTC+8).",
        "Panel on recovery",
        "How can governments collaborate?",
        "Facilitated by Ms. Anna Olsen, ILO",
        "Gois (TBC)",
        "Presentations: 2:15–2:40 pm",
        "Page 1 of 1",
        "Provisional, version 1, as of 1 September 2020, 10:00 am Manila time",
    ):
        assert expected in text


def test_hours_are_those_of_the_zone_asked() -> None:
    text = words(pdf.programme(dialogue(), make.viewer("Asia/Yangon")))
    assert "All hours are Nay Pyi Taw time (UTC+6:30)." in text
    assert "Nay Pyi Taw time Session 12:00–3:00 pm" in text  # what stands over the hours
    assert "Presentations: 12:45–1:10 pm" in text


def test_a_draft_says_so_across_the_page() -> None:
    draft = words(pdf.programme(replace(dialogue(), version=0, published_at=None), make.viewer()))
    assert "DRAFT" in draft
    assert "Draft, not published" in draft
    assert "DRAFT" not in words(pdf.programme(dialogue(), make.viewer()))


def test_tagged_with_title_and_language() -> None:
    with pikepdf.open(BytesIO(pdf.programme(dialogue(), make.viewer()))) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "en"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo.Title) == "Dialogue on Labor Migration"
        assert b"pdfuaid" in root.Metadata.read_bytes()


def test_same_programme_same_bytes() -> None:
    first = pdf.programme(dialogue(), make.viewer())
    assert pdf.programme(dialogue(), make.viewer()) == first
    with pikepdf.open(BytesIO(first)) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20200901020000")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.css",
        "https://example.org/x.css",
        "data:text/css,body{}",
        "asset:/../pyproject.toml",
        "asset:/css/../../manage.py",
        "asset:/css/%2e%2e/%2e%2e/manage.py",
        "asset:/fonts/coverage.json",
        "asset://etc/passwd",
        "asset:/css/nothing.css",
        "asset:/css/print.css%00",
        "/etc/passwd",
    ],
)
def test_only_files_of_ours_are_opened(url: str) -> None:
    with pytest.raises(ValueError, match=r"not a file of ours"):
        pdf._locked_fetcher().fetch(url)


def test_a_stylesheet_of_ours_is_opened() -> None:
    assert pdf.asset_path("asset:/css/paper.css").name == "paper.css"


def test_a_link_out_of_static_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.css").write_text("x")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "link.css").symlink_to(tmp_path / "secret.css")
    monkeypatch.setattr(pdf, "STATIC", tmp_path / "static")
    with pytest.raises(pdf.RefusedAddress):
        pdf.asset_path("asset:/link.css")


def test_texts_of_the_region_have_glyphs() -> None:
    """A missing glyph prints a box while the text still extracts right, so the fonts themselves are asked."""
    title = "Đối thoại về di cư · การประชุม · Cécile · Čeština"
    document = pdf.programme(dialogue(title=title), make.viewer())
    assert "Đối thoại về di cư" in words(document)
    with pikepdf.open(BytesIO(document)) as opened:
        names = {str(font.BaseFont).split("+")[-1] for font in _fonts(opened)}
        assert {name for name in names if "Noto-Sans" not in name.replace(" ", "-")} == set()
        assert len(names) >= 3
        assert [name for font in _fonts(opened) if (name := _draws_notdef(opened, font))] == []


def _fonts(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The fonts of all pages, each once."""
    found = {
        font.objgen: font for page in document.pages for font in page.resources.get("/Font", {}).values()
    }
    return list(found.values())


def _draws_notdef(document: pikepdf.Pdf, font: pikepdf.Object) -> str:
    """The name of a font where a page draws glyph 0 with it."""
    for page in document.pages:
        keys = {key for key, one in page.resources.Font.items() if one.objgen == font.objgen}
        current = ""
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                current = str(operands[0])
            if str(operator) in {"TJ", "Tj"} and current in keys:
                strings = operands[0] if str(operator) == "TJ" else [operands[0]]
                glyphs = b"".join(bytes(one) for one in strings if isinstance(one, pikepdf.String))
                if any(glyphs[i : i + 2] == b"\0\0" for i in range(0, len(glyphs), 2)):
                    return str(font.BaseFont)
    return ""


def test_embedded_fonts_are_whole() -> None:
    with pikepdf.open(BytesIO(pdf.programme(dialogue(), make.viewer()))) as document:
        for font in _fonts(document):
            (inner,) = font.DescendantFonts
            embedded = TTFont(BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
            assert embedded["maxp"].numGlyphs > 1


def test_without_pango_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(pdf.NoPango, match=r"libpango-1\.0-0"):
        pdf.programme(dialogue(), make.viewer())
