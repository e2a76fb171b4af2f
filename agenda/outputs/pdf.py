"""The printed programme: the concept note on A4 as the secretariat would send it, a tagged PDF (PDF/UA-1).

The bytes depend on programme and viewer alone: dates and identifier come from the publication, never from the clock.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from agenda.outputs import calendar_links, fonts, zones
from agenda.outputs.listing import Listing
from agenda.outputs.page import names, numbered_sections
from agenda.outputs.viewer import Viewer, has_public_pages
from agenda.programme import Programme, clocks, to_stored

STATIC = fonts.FOLDER.parent
_TYPES = {".css": "text/css", ".woff": "font/woff", ".png": "image/png", ".svg": "image/svg+xml"}


class NoPango(RuntimeError):
    """The system lacks the libraries that WeasyPrint draws with."""


class RefusedAddress(ValueError):
    """An address that is not a file under `static/`."""


def programme(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """The concept note and the agenda, in the viewer's zone. Raises `NoPango` where the system cannot draw."""
    weasyprint = _weasyprint()
    with override(viewer.language):
        html = _html(programme, viewer)
    identifier = hashlib.sha256(to_stored(programme) + repr(viewer).encode()).hexdigest()[:32]
    page = weasyprint.HTML(string=html, base_url="asset:/", url_fetcher=_locked_fetcher())
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())
    return pdf


def asset_path(url: str) -> Path:
    """The file of an address like `asset:/fonts/x.woff`. Raises `RefusedAddress` for all but a file in `static/`."""
    parts = urlsplit(url)
    path = (STATIC / unquote(parts.path).lstrip("/")).resolve() if "\0" not in unquote(url) else STATIC
    inside = parts.scheme == "asset" and not parts.netloc and path.is_relative_to(STATIC.resolve())
    if not (inside and path.suffix in _TYPES and path.is_file()):
        raise RefusedAddress(f"not a file of ours: {url[:200]}")
    return path


def _html(programme: Programme, viewer: Viewer) -> str:
    """The document, with the rules for just the fonts that its text needs."""
    listing = Listing(programme, viewer)
    published = programme.published_at
    context = {
        **names(listing),
        "language": viewer.language,
        "event_title": listing.marked(programme.event.title),
        "event_title_plain": listing.text(programme.event.title),
        "authors": ", ".join(listing.text(one.name) for one in programme.event.organisers),
        "time_lines": listing.time_lines(),
        "sections": numbered_sections(listing),
        "days": listing.days(programme.in_order),
        "zone_words": zones.zone_sentence(programme, viewer),
        "zone_place": zones.zone_place(programme, viewer.timezone, viewer.language),
        "version_words": listing.version_words(),
        "published": clocks.rfc3339_utc(published) if published else "",
        "draft": programme.version == 0,
        "address": f"{viewer.base_url}{listing.home}" if has_public_pages(programme) else "",
        "code": calendar_links.code(programme, viewer),
        "calendar_address": calendar_links.page_address(programme, viewer),
    }
    body = render_to_string("print/programme.html", context)
    families = fonts.families_for(strip_tags(body))
    style = fonts.font_face_css(families, "asset:/fonts")
    stack = f"html{{font-family:{fonts.font_stack(families)}}}"
    return body.replace("</head>", f"<style>{style}{stack}</style></head>", 1)


@lru_cache(maxsize=32)
def _unpacked(path: Path) -> bytes:
    """The font as plain TrueType. WeasyPrint would unpack it at each rendering, and stamp it with the moment."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - comes with WeasyPrint, loaded as late

    font = TTFont(path, recalcTimestamp=False)
    font.flavor = None
    plain = BytesIO()
    font.save(plain)
    return plain.getvalue()


def _weasyprint() -> Any:
    # Imported late: it loads pango, which a machine that prints nothing need not have.
    try:
        import weasyprint  # noqa: PLC0415 - see above
    except OSError as error:
        raise NoPango(
            "The PDF needs pango: install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    return weasyprint


@cache
def _locked_fetcher() -> Any:
    """A fetcher that opens files under `static/` and nothing else: no network, no other file."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as in _weasyprint

    class LockedFetcher(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols=("asset",), allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = asset_path(url)
            octets = _unpacked(path) if path.suffix == ".woff" else path.read_bytes()
            return URLFetcherResponse(url, octets, {"Content-Type": _TYPES[path.suffix]})

    return LockedFetcher()
