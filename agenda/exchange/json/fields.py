"""Reads an object of the file key by key; what is wrong is noted with its place and read as if absent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import TypeVar, cast

from agenda.exchange import Faults, shown
from agenda.exchange.json.document import JsonObject
from agenda.exchange.json.times import BadTime, read_time
from agenda.programme import Text, faults_in, text_of

LANGUAGE = re.compile(r"(?=.{1,35}\Z)[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 999_999_999
"""Nine digits: within the INTEGER of RFC 5545 §3.3.8, which SEQUENCE is, and of addresses (`/v/<n>/`)."""

Choice = TypeVar("Choice", bound=str)

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MISSING = object()


@dataclass
class Context:
    """The state of reading a file: its faults, and the event's languages and zone ('' while not known)."""

    faults: Faults = field(default_factory=Faults)
    language: str = "en"
    languages: tuple[str, ...] = ()
    timezone: str = ""


class Reader:
    """One object of the file, read by key; the keys it may have are given when it is made."""

    def __init__(self, fields: JsonObject, place: str, keys: Collection[str], context: Context) -> None:
        self._fields = fields
        self.place = place
        self._context = context
        for key in fields.doubled:
            self.fault(key, "stands twice in its object; keep one")
        for key in fields:
            if key not in keys:
                self._unknown(key, keys)

    @classmethod
    def of(cls, value: object, place: str, keys: Collection[str], context: Context) -> Reader | None:
        """A reader of `value`, or None when that is not an object."""
        if isinstance(value, JsonObject):
            return cls(value, place, keys, context)
        context.faults.add(place, f"{shown(value)} stands where an object is needed; write {{…}}")
        return None

    def at(self, key: str) -> str:
        """The place of a key, as faults name it."""
        named = key if _PLAIN_KEY.fullmatch(key) else f"[{shown(key)}]"
        return f"{self.place}.{named}" if self.place else named

    def fault(self, key: str, what: str) -> None:
        """Note that what stands under `key` is wrong."""
        self._context.faults.add(self.at(key), what)

    def _unknown(self, key: str, keys: Collection[str]) -> None:
        near = [] if self._context.faults.full or len(key) > 40 else get_close_matches(key, keys, 1)
        advice = f"did you mean '{near[0]}'?" if near else f"remove it; known here: {', '.join(keys)}"
        self.fault(key, f"unknown key {shown(key)}; {advice}")

    def absent(self, key: str) -> bool:
        """Whether the key is not there, or null."""
        return self._fields.get(key) is None

    def is_null(self, key: str) -> bool:
        """Whether null stands under `key`."""
        return key in self._fields and self._fields[key] is None

    def get(self, key: str, *, required: bool = False) -> object:
        """The value under `key` as it stands; None when absent. A null counts as a fault and as absent."""
        value = self._fields.get(key, _MISSING)
        if value is None:
            self.fault(key, "null is not taken; " + ("write a value" if required else "leave the key out"))
        elif value is _MISSING and required:
            self.fault(key, "is missing; add it")
        return None if value is _MISSING else value

    def string(
        self, key: str, *, required: bool = False, longest: int = LONGEST_TEXT, lines: bool = False
    ) -> str:
        """A string; '' when absent or wrong. On one line unless `lines`."""
        value = self.get(key, required=required)
        if value is None:
            return ""
        found = self._clean(value, self.at(key), longest, lines=lines)
        if found is not None and required and not found.strip():
            self.fault(key, "is empty; write something")
        return found if found and found.strip() else ""

    def _clean(self, value: object, place: str, longest: int, *, lines: bool = True) -> str | None:
        """The string with line ends as LF, or None with a fault."""
        if not isinstance(value, str):
            self._context.faults.add(place, f'{shown(value)} stands where a string is needed; write "…"')
            return None
        string = _LINE_ENDS.sub("\n", value)
        bad = _NOT_TEXT.search(string)
        if bad is None and not lines:
            bad = re.search("[\t\n]", string)
        if bad is not None:
            what = f"has the character U+{ord(bad.group()):04X} at position {bad.start() + 1}; remove it"
        elif len(string) > longest:
            what = f"has {len(string)} characters, at most {longest} are taken; shorten it"
        else:
            return string
        self._context.faults.add(place, what)
        return None

    def pattern(self, key: str, form: re.Pattern[str], what: str, *, required: bool = False) -> str:
        """A string of a form; '' when absent or wrong. `what` says what it must be."""
        if self.get(key, required=required) is None:
            return ""
        value = self._fields[key]
        if isinstance(value, str) and form.fullmatch(value):
            return value
        self.fault(key, f"{shown(value)} is not {what}")
        return ""

    def choice(
        self, key: str, accepted: tuple[str, ...], default: Choice, *, required: bool = False
    ) -> Choice:
        """One of the accepted strings; the default when absent or wrong."""
        value = self.get(key, required=required)
        if value is None:
            return default
        if isinstance(value, str) and value in accepted:
            return cast(Choice, value)
        self.fault(key, f"{shown(value)} is not known; write one of {', '.join(accepted)}")
        return default

    def number(self, key: str) -> int | None:
        """A whole number from 0 that is 32 bits at most; None when absent or wrong."""
        value = self.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER:
            return value
        if value is not None:
            self.fault(
                key, f"{shown(value)} is not a whole number from 0 to {LARGEST_NUMBER}; leave the key out"
            )
        return None

    def moment(self, key: str, *, required: bool = False, stamp: bool = False) -> datetime | None:
        """An instant (UTC); None when absent or wrong. A `stamp` has an offset, and is cut to the second."""
        value = self.get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(key, f'{shown(value)} is not a time; write one like "2020-09-08T14:15:00+08:00"')
            return None
        try:
            return read_time(value, self._context.timezone, stamp=stamp)
        except BadTime as wrong:
            self.fault(key, str(wrong))
            return None

    def text(
        self, key: str, *, required: bool = False, markdown: bool = False, any_language: bool = False
    ) -> Text:
        """A text, in one language or several; () when absent or wrong."""
        value = self.get(key, required=required)
        if value is None:
            return ()
        return self._text(value, self.at(key), required, markdown=markdown, any_language=any_language)

    def texts(self, key: str) -> tuple[Text, ...]:
        """A list of texts, none of them empty."""
        return tuple(self._text(value, place, required=True) for value, place in self.items(key))

    def _text(
        self, value: object, place: str, required: bool, *, markdown: bool = False, any_language: bool = False
    ) -> Text:
        if isinstance(value, str):
            strings: dict[str, object] = {self._context.language: value}
        elif isinstance(value, JsonObject):
            strings = dict(self._languages(value, place, any_language=any_language))
        else:
            what = f"{shown(value)} stands where a text is needed; write a string, or an object by language"
            self._context.faults.add(place, what)
            return ()
        found: dict[str, str] = {}
        for language, string in strings.items():
            inside = place if isinstance(value, str) else f"{place}.{language}"
            clean = self._clean(string, inside, LONGEST_TEXT)
            found[language] = clean if clean and clean.strip() else ""
            if markdown and clean:
                self._markdown(clean, inside)
            required = required and clean is not None
        if required and not any(found.values()) and (found or not value):
            self._context.faults.add(place, "is empty; write something")
        return text_of(found)

    def _languages(
        self, value: JsonObject, place: str, *, any_language: bool
    ) -> Iterator[tuple[str, object]]:
        for language in value.doubled:
            self._context.faults.add(place, f"language {shown(language)} stands twice; keep one")
        for language, string in value.items():
            if not LANGUAGE.fullmatch(language) or len(language) > 35:
                self._context.faults.add(
                    place, f"{shown(language)} is not a language code; write one like 'en'"
                )
            elif not any_language and self._context.languages and language not in self._context.languages:
                what = (
                    f"language '{language}' is not in event.languages ({', '.join(self._context.languages)})"
                )
                self._context.faults.add(place, f"{what}; add it there or remove it here")
            else:
                yield language, string

    def _markdown(self, source: str, place: str) -> None:
        found = faults_in(source)
        if found:
            more = f" (and {len(found) - 1} more like it)" if len(found) > 1 else ""
            self._context.faults.add(place, found[0] + more)

    def items(self, key: str) -> Iterator[tuple[object, str]]:
        """The items of a list with their places; none when it is absent or wrong."""
        value = self.get(key)
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield item, f"{self.at(key)}[{index}]"
        elif value is not None:
            self.fault(key, f"{shown(value)} stands where a list is needed; write […]")

    def objects(self, key: str, keys: Collection[str]) -> Iterator[Reader]:
        """Readers of the objects of a list."""
        for item, place in self.items(key):
            reader = Reader.of(item, place, keys, self._context)
            if reader is not None:
                yield reader
