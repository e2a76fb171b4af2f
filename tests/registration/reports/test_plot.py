"""registration/reports/plot.py: bars that say their numbers, that give away no masked one, in safe SVG."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registration.reports import plot
from registration.reports.disclosure_control import Mark
from registration.reports.figures import Figures, Head, tables
from registration.reports.plot import Places
from tests.layout import tight

SVG = "{http://www.w3.org/2000/svg}"


def heads(country: str, women: int, men: int, others: int = 0) -> list[Head]:
    numbers = {"female": women, "male": men, "other": others}
    return [
        Head("confirmed", sex, country, "ministry", "participant")
        for sex, number in numbers.items()
        for _ in range(number)
    ]


def figures(mask: bool = False, small: int = 2) -> Figures:
    return tables([*heads("TH", 60, 30, 6), *heads("LA", small, 0), *heads("KH", 0, 12)], mask=mask)


def bars(drawing: Element) -> list[tuple[str | None, str | None]]:
    """Class and width of each bar, the legend's left out."""
    rects = [rect for rect in drawing.iter(f"{SVG}rect") if rect.get("width") != "27"]
    return [
        (rect.get("class"), rect.get("width"))
        for rect in rects
        if rect.get("stroke-dasharray") or rect.get("class")
    ]


def words(drawing: Element) -> list[str]:
    return ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]


def test_bars_and_their_numbers() -> None:
    drawing = fromstring(plot.women_and_men(figures(), "en"))
    assert words(drawing) == [
        "women", "men", "other or not said",
        "Cambodia", "0", "12", "Lao PDR", "2", "0", "Thailand", "60", "30", "6",
    ]  # fmt: skip
    assert bars(drawing) == [
        ("plot-men", "59"),
        ("plot-women", "9"),
        ("plot-women", "299"),
        ("plot-men", "149"),
        ("plot-others", "29"),
    ]


def test_each_series_has_its_own_filling() -> None:
    drawing = fromstring(plot.women_and_men(figures(), "en"))
    legend = [rect.get("fill") for rect in drawing.iter(f"{SVG}rect") if rect.get("width") == "27"]
    assert legend == ["currentColor", "url(#plot-women-and-men-men)", "url(#plot-women-and-men-others)"]
    patterns = {pattern.get("id") for pattern in drawing.iter(f"{SVG}pattern")}
    assert patterns == {f"plot-women-and-men-{name}" for name in ("men", "others", "masked")}


def test_the_picture_is_named_and_described() -> None:
    drawing = fromstring(plot.women_and_men(figures(), "en"))
    assert (drawing.get("role"), drawing.get("viewBox")) == ("img", "0 0 360 273")
    ids = {element.get("id"): element.text for element in drawing if element.get("id")}
    assert ids[drawing.get("aria-labelledby")] == "Women and men by country"
    assert ids[drawing.get("aria-describedby")] == (
        "Bars for 3 countries; the table “Country by sex” has the numbers."
    )


def test_a_masked_number_has_no_length() -> None:
    """Whatever the small number is, the drawing is the same."""
    assert len({plot.women_and_men(figures(mask=True, small=small), "en") for small in (2, 3)}) == 1
    drawing = fromstring(plot.women_and_men(figures(mask=True), "en"))
    assert "<5" in words(drawing)
    assert "masked: the length says nothing" in words(drawing)
    stubs = [rect for rect in drawing.iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
    assert {rect.get("fill") for rect in stubs} == {"url(#plot-women-and-men-masked)"}
    assert {rect.get("width") for rect in stubs[1:]} == {"17"}
    assert all(rect.get("class") is None for rect in stubs)


def test_places_of_institutions() -> None:
    rows = [Places("IOM", None, 3, 0), Places("Ministry of <b>Labour</b> & Co", 6, 5, Mark.FEW)]
    drawing = fromstring(plot.places(rows, "en"))
    assert words(drawing)[4:] == ["IOM", "3", "0", "Ministry of <b>Labour</b> & Co", "6", "5", "<5"]
    assert bars(drawing) == [
        ("plot-confirmed", "149"), ("plot-places", "299"), ("plot-confirmed", "249"), (None, "17"),
    ]  # fmt: skip
    assert drawing.findtext(f"{SVG}desc") == (
        "Bars for 2 institutions: IOM: confirmed 3, on the waiting list 0; "
        "Ministry of <b>Labour</b> & Co: places 6, confirmed 5, on the waiting list <5."
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("IOM", ["IOM"]),
        ("a" * 50, ["a" * 44, "a" * 6]),
        (
            "Ministry of Labour, Invalids and Social Affairs of the Socialist Republic, Department of Labour Abroad",
            ["Ministry of Labour, Invalids and Social", "Affairs of the Socialist Republic, …"],
        ),
        ("国" * 30, ["国" * 25, "国" * 5]),
        ("", ["—"]),
    ],
)
def test_long_names_take_two_lines_and_say_the_whole(name: str, lines: list[str]) -> None:
    drawing = fromstring(plot.places([Places(name, 1, 1, 1)], "en"))
    texts = [text for text in drawing.iter(f"{SVG}text") if text.get("font-weight")]
    assert ["".join(text.itertext()).removeprefix(name if lines != [name] else "") for text in texts] == lines
    assert [text.findtext(f"{SVG}title") for text in texts] == [name if len(lines) > 1 else None, None][
        : len(lines)
    ]


def test_nobody() -> None:
    drawing = fromstring(plot.women_and_men(tables([], mask=True), "en"))
    assert words(drawing) == ["Nobody is counted yet."]
    assert bars(fromstring(plot.places([Places("IOM", 0, 0, 0)], "en"))) == []


@pytest.mark.parametrize("mask", [False, True])
def test_no_script_and_no_style(mask: bool) -> None:
    drawing = plot.women_and_men(figures(mask), "en")
    assert isinstance(drawing, SafeString)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|href", drawing)
    assert set(re.findall(r'(?:fill|stroke)="([^"u][^"]*)"', drawing)) == {"currentColor"}


def test_a_file_has_its_colours_and_its_title_inside() -> None:
    content = plot.women_and_men_file(figures(mask=True), "en")
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    assert b"currentColor" not in content
    drawing = fromstring(content.decode().partition("\n")[2])
    assert words(drawing)[0] == "Women and men by country"
    assert (drawing.get("width"), drawing.get("viewBox", "").split()[:3]) == ("760", ["-10", "-44", "380"])


def test_a_drawing_of_places_drops_what_xml_cannot_hold() -> None:
    drawing = fromstring(plot.places([Places("a\x00b\x1bc", 1, 1, 0)], "en"))
    assert "a b c" in words(drawing)


def test_the_page_has_the_plot_beside_its_table() -> None:
    counted = figures(mask=True)
    drawing = plot.women_and_men(counted, "en")
    context = {"figures": counted, "table": counted.table("country-sex"), "plot": drawing}
    page = render_to_string("admin/registration/status/figures_plot.html", context)
    assert drawing in page
    page = tight(page)
    assert page.index("</svg>") < page.index('<caption id="figures-country-sex">Country by sex</caption>')
    assert '<th scope="row">Lao PDR</th><td>&lt;5</td>' in page
    assert page.count('<p class="figures-note">') == 3


def test_all_tables_on_a_page() -> None:
    page = tight(render_to_string("admin/registration/status/figures_tables.html", {"figures": figures()}))
    assert page.count("<table>") == 8
    assert (
        '<th scope="row">Thailand</th><td>60</td><td>30</td><td>6</td><td>96</td><td>67 % (60 of 90 who said)</td></tr>'
        in page
    )
    assert page.count('<p class="figures-note">') == 2
