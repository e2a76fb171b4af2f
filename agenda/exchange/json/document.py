"""From the bytes of a file to JSON values (RFC 8259), with doubled keys remembered for the fault that names them."""

from __future__ import annotations

import json
import re
from collections import Counter

from agenda.exchange import ImportRefused

MAX_BYTES = 10 * 1024 * 1024
"""Largest file, in bytes. Who reads a file checks its size first."""

_DEEPEST = 20
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class JsonObject(dict[str, object]):
    """An object of the file; `doubled` are the keys it has more than once."""

    doubled: tuple[str, ...] = ()


def read_document(raw: bytes) -> object:
    """The JSON value of a file in UTF-8, with or without byte order mark.

    Raises `ImportRefused`: too large, not UTF-8, not JSON (with line and column), nested too deeply.
    """
    if len(raw) > MAX_BYTES:
        size, most = -(-len(raw) // 2**20), MAX_BYTES // 2**20
        raise ImportRefused(
            [f"file: has {size} MB, at most {most} MB are read; split the event or shorten its texts"]
        )
    string = _decoded(raw)
    try:
        return json.loads(
            string, object_pairs_hook=_object, parse_int=_whole_number, parse_constant=_not_a_number
        )
    except json.JSONDecodeError as wrong:
        what = f"not JSON: {wrong.msg}; look at that place and just before it"
        raise ImportRefused([f"line {wrong.lineno}, column {wrong.colno}: {what}"]) from None
    except RecursionError:
        line, column = _where_too_deep(string)
        what = f"nested more than {_DEEPEST} levels deep; the format has fewer than 10"
        raise ImportRefused([f"line {line}, column {column}: {what}"]) from None


def _decoded(raw: bytes) -> str:
    if raw[:2] in _BYTE_ORDER_MARKS:
        raise ImportRefused([f"file: written in {_BYTE_ORDER_MARKS[raw[:2]]}; save it in UTF-8"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        seen = wrong.object[: wrong.start]
        line, byte = seen.count(b"\n") + 1, wrong.object[wrong.start]
        raise ImportRefused(
            [f"line {line}: byte 0x{byte:02x} is not UTF-8; save the file in UTF-8"]
        ) from None


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        found.doubled = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return found


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= 18 else float(digits)


def _not_a_number(name: str) -> float:
    """NaN and Infinity are no JSON: kept as floats, which no field takes, so that the fault has a place."""
    return float(name)


def _where_too_deep(string: str) -> tuple[int, int]:
    depth = position = 0
    for token in _TOKENS.finditer(string):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
        if depth > _DEEPEST:
            position = token.start()
            break
    return string.count("\n", 0, position) + 1, position - string.rfind("\n", 0, position)
