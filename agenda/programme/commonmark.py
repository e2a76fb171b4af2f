"""Rules for a CommonMark text: no raw HTML, and links to http, https and mailto only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

_ALLOWED_LINK = re.compile(r"https?://[^/\s]|mailto:[^\s]", re.IGNORECASE)


def faults_in(source: str) -> tuple[str, ...]:
    """The parts of the text that are refused, as `line 3: …` phrases in its order; empty when all is well."""
    return tuple(dict.fromkeys(_faults(_parser().parse(source), 1)))


@cache
def _parser() -> MarkdownIt:
    """The CommonMark parser, made to show links that its own `validateLink` would hide as plain text."""
    parser = MarkdownIt("commonmark")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _faults(tokens: Sequence[Token], line: int) -> Iterator[str]:
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type in ("html_block", "html_inline"):
            yield f"line {line}: HTML '{_short(token.content)}' is not taken; write CommonMark, or \\< for the character"
        target = token.attrGet("href" if token.type == "link_open" else "src")
        if token.type in ("link_open", "image") and not _ALLOWED_LINK.match(str(target or "")):
            yield f"line {line}: link to '{_short(unquote(str(target or '')))}' is not taken; use http, https or mailto"
        yield from _faults(token.children or (), line)


def _short(string: str) -> str:
    stripped = string.strip()
    return stripped if len(stripped) <= 60 else stripped[:59] + "…"
