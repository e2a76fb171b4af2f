"""Bars drawn on the server as SVG: women and men by country, places by institution. No script, no inline style.

Read without colour: each series has its own filling (solid, hatched, dotted, hollow) and each bar its number. Narrow, with
the name above its bars, so that the letters stay legible on a telephone. Nothing is drawn to the scale of a masked number.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from registration.reports.disclosure_control import Mark
from registration.reports.figures import Figure, Figures

SVG = "image/svg+xml"

# Units of the viewBox; on a page of 390 pixels one is about one pixel.
WIDTH = 360
LONGEST_BAR = 300
STUB = 18
BAR, GAP, LINE, BELOW = 12, 4, 17, 12
NAME_SIZE, NUMBER_SIZE = 13, 12
LETTERS, WIDE_LETTERS, NAME_LINES = 44, 25, 2

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Series(NamedTuple):
    """One kind of bar: its CSS class, its filling, its words in the legend."""

    name: str
    filling: str
    words: str


class BarGroup(NamedTuple):
    """The bars of one country or institution, in the order of the series; None draws no bar."""

    words: str
    figures: tuple[Figure | None, ...]


class Plot(NamedTuple):
    """The content of a drawing; `name` tells its parts from those of another plot on the page."""

    name: str
    title: str
    description: str
    series: tuple[Series, ...]
    groups: tuple[BarGroup, ...]


class Look(NamedTuple):
    """The colours: of letters and outlines, of each series by name, of the paper (empty: the page's)."""

    ink: str
    series: dict[str, str]
    paper: str


# On a page all is `currentColor`, which components/figures.css sets and changes with the dark; in a file the colours are inside.
_PAGE = Look("currentColor", {}, "")
_FILE = Look(
    "#17222d",
    {"women": "#0b5a6b", "men": "#7a5200", "confirmed": "#0b5a6b", "waiting": "#7a5200"},
    "#ffffff",
)


class Places(NamedTuple):
    """The use of an invited institution's places; `places` is None where there is no limit."""

    institution: str
    places: Figure | None
    confirmed: Figure
    waiting: Figure


def women_and_men(figures: Figures, language: str) -> SafeString:
    """Bars by country, for a page: women, men, and the others where there are any. Masked figures stay masked."""
    return mark_safe("".join(_drawn(_of_countries(figures, language), _PAGE, language)))


def women_and_men_file(figures: Figures, language: str) -> bytes:
    """The same as an SVG file with its colours inside, for a report."""
    return _file(_of_countries(figures, language), language)


def places(rows: Iterable[Places], language: str) -> SafeString:
    """Bars by institution, for a page: places, confirmed, waiting. For the secretariat: masks are the caller's."""
    return mark_safe("".join(_drawn(_of_institutions(rows, language), _PAGE, language)))


def _of_countries(figures: Figures, language: str) -> Plot:
    table = figures.table("country-sex")
    groups = []
    for row in table.rows:
        women, men, others = row.cells
        groups.append(BarGroup(row.line.words, (women, men, None if others == 0 else others)))
    with override(language):
        series = (
            Series("women", "solid", _("women")),
            Series("men", "hatched", _("men")),
            Series("others", "dotted", _("other or not said")),
        )
        number = len(groups)
        words = ngettext(
            "Bars for one country; the table “Country by sex” has the numbers.",
            "Bars for %(number)d countries; the table “Country by sex” has the numbers.",
            number,
        ) % {"number": number}
        return Plot("women-and-men", _("Women and men by country"), words, series, tuple(groups))


def _of_institutions(rows: Iterable[Places], language: str) -> Plot:
    groups = tuple(BarGroup(row.institution, (row.places, row.confirmed, row.waiting)) for row in rows)
    with override(language):
        series = (
            Series("places", "hollow", _("places")),
            Series("confirmed", "solid", _("confirmed")),
            Series("waiting", "hatched", _("on the waiting list")),
        )
        number = len(groups)
        words = ngettext(
            "Bars for one institution: %(groups)s.",
            "Bars for %(number)d institutions: %(groups)s.",
            number,
        ) % {"number": number, "groups": "; ".join(_in_words(group, series) for group in groups)}
        return Plot("places", _("Places by institution"), words, series, groups)


def _in_words(group: BarGroup, series: tuple[Series, ...]) -> str:
    told = [
        f"{one.words} {figure}"
        for one, figure in zip(series, group.figures, strict=True)
        if figure is not None
    ]
    return f"{group.words}: {', '.join(told)}"


def _file(plot: Plot, language: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_drawn(plot, _FILE, language))).encode()


def _drawn(plot: Plot, look: Look, language: str) -> Iterator[str]:
    with override(language):
        used = tuple(
            one
            for number, one in enumerate(plot.series)
            if any(group.figures[number] is not None for group in plot.groups)
        )
        body = [*_legend(plot, used, look)]
        top = LINE * (len(body) + 1)
        scale = max((figure for figure in _figures(plot) if isinstance(figure, int)), default=1) or 1
    for group in plot.groups:
        parts, top = _group(plot, group, look, top, scale)
        body += parts
    margin, head = (10, 2 * LINE) if look.paper else (0, 0)
    box = (-margin, -margin - head, WIDTH + 2 * margin, top + head + 2 * margin)
    yield from _opening(plot, look, box)
    if look.paper:
        left, upper, width, height = box
        yield f'<rect x="{left}" y="{upper}" width="{width}" height="{height}" fill="{look.paper}"/>'
        yield _words(plot.title, 0, NAME_SIZE - head, NAME_SIZE, look)
    yield from body
    yield "</svg>"


def _opening(plot: Plot, look: Look, box: tuple[int, int, int, int]) -> Iterator[str]:
    """The first tag with its size, what is read aloud in place of the picture, and the fillings."""
    name = f"plot-{plot.name}"
    view_box = " ".join(str(number) for number in box)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="{view_box}" role="img"'
    yield f' aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    if look.paper:
        yield f' font-family="Noto Sans, sans-serif" width="{box[2] * 2}" height="{box[3] * 2}"'
    yield f'><title id="{name}-title">{_safe(plot.title)}</title>'
    yield f'<desc id="{name}-desc">{_safe(plot.description)}</desc>'
    yield from _patterns(plot, look)


def _figures(plot: Plot) -> Iterator[Figure | None]:
    return (figure for group in plot.groups for figure in group.figures)


def _patterns(plot: Plot, look: Look) -> Iterator[str]:
    """A filling each for hatched and dotted series, in the colour of the series, and one for what is masked."""
    yield "<defs>"
    for one in plot.series:
        colour = look.series.get(one.name, look.ink)
        start = (
            f'<pattern id="{_filling(plot, one.name)}" class="plot-{one.name}" patternUnits="userSpaceOnUse"'
        )
        if one.filling == "hatched":
            yield f'{start} width="5" height="5" patternTransform="rotate(45)"><path d="M1 0V5" stroke="{colour}" stroke-width="2"/></pattern>'
        if one.filling == "dotted":
            yield f'{start} width="5" height="5"><circle cx="2.5" cy="2.5" r="1.25" fill="{colour}"/></pattern>'
    yield f'<pattern id="{_filling(plot, "masked")}" patternUnits="userSpaceOnUse" width="4" height="4">'
    yield f'<path d="M0 0L4 4M4 0L0 4" stroke="{look.ink}" stroke-width=".6"/></pattern></defs>'


def _filling(plot: Plot, name: str) -> str:
    return f"plot-{plot.name}-{name}"


def _legend(plot: Plot, used: tuple[Series, ...], look: Look) -> Iterator[str]:
    """A line for each filling that occurs; without any group, a line that says so."""
    if not plot.groups:
        yield _words(_("Nobody is counted yet."), 0, LINE, NUMBER_SIZE, look)
        return
    for number, one in enumerate(used):
        yield _bar(plot, one, 28, LINE * number + 2, look) + _words(
            one.words, 36, LINE * number + BAR, NUMBER_SIZE, look
        )
    if any(isinstance(figure, Mark) for figure in _figures(plot)):
        top = LINE * len(used)
        yield _stub(plot, 28, top + 2, look) + _words(
            _("masked: the length says nothing"), 36, top + BAR, NUMBER_SIZE, look
        )


def _group(plot: Plot, group: BarGroup, look: Look, top: int, scale: int) -> tuple[list[str], int]:
    """The name, the bars under it, and where the next group begins."""
    parts = []
    lines = _name_lines(group.words)
    for number, line in enumerate(lines):
        whole = group.words if len(lines) > 1 and not number else ""
        parts.append(_words(line, 0, top + NAME_SIZE, NAME_SIZE, look, whole))
        top += LINE
    top += 2
    start = top
    for one, figure in zip(plot.series, group.figures, strict=True):
        if figure is None:
            continue
        masked = isinstance(figure, Mark)
        length = STUB if isinstance(figure, Mark) else round(LONGEST_BAR * figure / scale)
        if length:
            parts.append(_stub(plot, length, top, look) if masked else _bar(plot, one, length, top, look))
        parts.append(_words(str(figure), length + 6, top + BAR - 2, NUMBER_SIZE, look))
        top += BAR + GAP
    parts.append(f'<path d="M.5 {start - 1}V{top - GAP + 1}" stroke="{look.ink}"/>')
    return parts, top + BELOW


def _bar(plot: Plot, one: Series, length: int, top: int, look: Look) -> str:
    colour = look.series.get(one.name, look.ink)
    fill = {"solid": colour, "hollow": "none"}.get(one.filling, f"url(#{_filling(plot, one.name)})")
    return (
        f'<rect class="plot-{one.name}" x=".5" y="{top + 0.5}" width="{max(length - 1, 1)}" height="{BAR - 1}"'
        f' fill="{fill}" stroke="{colour}"/>'
    )


def _stub(plot: Plot, length: int, top: int, look: Look) -> str:
    return (
        f'<rect x=".5" y="{top + 0.5}" width="{length - 1}" height="{BAR - 1}"'
        f' fill="url(#{_filling(plot, "masked")})" stroke="{look.ink}" stroke-dasharray="2 2"/>'
    )


def _words(text: str, left: int, base: int, size: int, look: Look, whole: str = "") -> str:
    weight = ' font-weight="700"' if size == NAME_SIZE else ""
    title = f"<title>{_safe(whole)}</title>" if whole else ""
    return f'<text x="{left}" y="{base}" font-size="{size}"{weight} fill="{look.ink}">{title}{_safe(text)}</text>'


def _name_lines(name: str) -> list[str]:
    """A name in two lines at most; what is cut ends in "…", and its title says the whole."""
    letters = WIDE_LETTERS if any(east_asian_width(letter) in "WF" for letter in name) else LETTERS
    return textwrap.wrap(name, letters, max_lines=NAME_LINES, placeholder=" …") or ["—"]


def _safe(text: str) -> str:
    """Text between tags: escaped, without what XML cannot hold."""
    return escape(_UNPRINTABLE.sub(" ", text))
