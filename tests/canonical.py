"""A page or a letter in HTML, written so that two are equal exactly when a reader sees the same.

The layout of a template does not count: white space beside a block is dropped, a run of it elsewhere is one blank. Addresses of
style sheets, static files, tokens and the form's protection do not count either.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import html

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "i",
        "img",
        "input",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
        "output",
        "meter",
        "progress",
    ]
)
"""Elements in a line of text: white space inside them and beside them is seen."""
BOXES = frozenset({"button", "select", "svg", "textarea"})
"""Elements that stand in a line like a letter: white space beside them is seen, white space at their inner ends is not."""
DRAWN = frozenset({"img", "input", "meter", "progress"})
"""Inline elements that a reader sees though they hold no text."""
EMPTY = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
"""Elements without an end tag."""
KEPT = frozenset({"pre", "textarea", "script", "style"})
"""Elements of which each character counts."""
_WHITE = re.compile(r"[ \t\r\n\f]+")
_NEUTRAL = (
    (re.compile(r'(name="csrfmiddlewaretoken"[^>]* value=")[^"]*'), r"\1…"),
    (re.compile(r"/static/[^\"' )]+"), "/static/…"),
    (re.compile(r"/(i|my|cal)/[a-z]+-[0-9]+-[0-9]+\.[A-Za-z0-9_-]{43}"), r"/\1/TOKEN"),
)


def neutral(text: str) -> str:
    """The text without what changes from one run or release to the next: tokens, addresses of static files."""
    for pattern, instead in _NEUTRAL:
        text = pattern.sub(instead, text)
    return text


def canonical(page: str) -> str:
    """The page, a line for each block, attributes in order of their names."""
    writing = _Writing()
    writing.element(html.document_fromstring(page))
    return neutral("".join(writing.pieces).strip() + "\n")


class _Writing:
    """The pieces written so far, and whether white space would be seen here."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.at_edge = True
        self.space: int | None = None  # where the last white space stands, while nothing was written after it

    def element(self, element: Any) -> None:
        """The element with its content, without its tail."""
        name, tag = element.tag, _tag(element)
        if not isinstance(name, str) or _is_sheet(element):
            return
        if name in INLINE or name in BOXES:
            self._in_line(element, tag)
        else:
            self._edge("\n" + tag)
            self._content(element)
            self._edge("" if name in EMPTY else f"</{name}>")

    def _in_line(self, element: Any, tag: str) -> None:
        is_box = element.tag in BOXES
        self.pieces.append(tag)
        if is_box or element.tag in DRAWN:
            self.at_edge, self.space = is_box, None
        self._content(element)
        if is_box:
            self._edge("")
            self.at_edge = False
        if element.tag not in EMPTY:
            self.pieces.append(f"</{element.tag}>")

    def _content(self, element: Any) -> None:
        if element.tag in KEPT:
            self.pieces.append(element.text_content())
            self.at_edge, self.space = False, None
            return
        self._text(element.text or "")
        for child in element:
            self.element(child)
            self._text(child.tail or "")

    def _text(self, text: str) -> None:
        for word in re.split(r"([ \t\r\n\f]+)", text):
            if not word:
                continue
            if not _WHITE.fullmatch(word):
                self.pieces.append(word)
                self.at_edge, self.space = False, None
            elif not self.at_edge and self.space is None:
                self.space = len(self.pieces)
                self.pieces.append(" ")

    def _edge(self, tag: str) -> None:
        """Here a line of text ends, and white space before is not seen."""
        if self.space is not None:
            self.pieces[self.space] = ""
        self.pieces.append(tag)
        self.at_edge, self.space = True, None


def _tag(element: Any) -> str:
    words = [str(element.tag)]
    for name, value in sorted(element.attrib.items()):
        written = " ".join(value.split()) if name == "class" else value
        words.append(f'{name}="{written}"')
    return f"<{' '.join(words)}>"


def _is_sheet(element: Any) -> bool:
    return element.tag == "link" and "stylesheet" in element.get("rel", "")
