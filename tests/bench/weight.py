"""What a page weighs as sent: the page, and all that a browser loads for it."""

from __future__ import annotations

import gzip
import re
from posixpath import dirname, join, normpath
from typing import NamedTuple

import brotli

from tests.bench.load import Broken
from tests.bench.servers import fetch

COMPRESSED = {"Accept-Encoding": "br, gzip"}


class Part(NamedTuple):
    """One file: its kind, address, and octets as sent."""

    kind: str
    path: str
    octets: int


def parts(port: int, path: str) -> list[Part]:
    """The page, its style sheets (those for print too), scripts, icon, and the fonts that its letters ask for."""
    page, octets = _text(port, path)
    found = [Part("page", path, octets)]
    for address in re.findall(r'<script[^>]*\bsrc="([^"]+)"', page):
        found.append(Part("script", address, _text(port, address)[1]))
    for relation, address in re.findall(r'<link rel="(stylesheet|icon)" href="([^"]+)"', page):
        content, octets = _text(port, address)
        found.append(Part("style" if relation == "stylesheet" else "icon", address, octets))
        if relation == "stylesheet":
            for font in _fonts(content, page):
                where = normpath(join(dirname(address), font))
                found.append(Part("font", where, _text(port, where)[1]))
    return found


def _text(port: int, path: str) -> tuple[str, int]:
    status, headers, body = fetch(port, path, COMPRESSED)
    if status != 200:
        raise Broken(f"{path}: {status}")
    encoding = headers.get("content-encoding", "")
    octets = len(body)
    if encoding == "gzip":
        body = gzip.decompress(body)
    elif encoding == "br":
        body = brotli.decompress(body)
    return body.decode("utf-8", "replace"), octets


def _fonts(css: str, page: str) -> list[str]:
    """The fonts of `@font-face` rules whose range holds a letter of the page."""
    letters = {ord(letter) for letter in page}
    return [
        match[1]
        for rule in re.findall(r"@font-face\s*{([^}]*)}", css)
        if (match := re.search(r'url\("?([^")]+\.woff2)"?\)', rule)) and letters & _range(rule)
    ]


def _range(rule: str) -> set[int]:
    given = re.search(r"unicode-range:([^;}]+)", rule)
    if not given:
        return set(range(0x110000))
    points: set[int] = set()
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", given[1], re.IGNORECASE):
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points
