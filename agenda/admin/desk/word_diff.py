"""Two texts of a draft compared word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agenda.programme import Programme, Text, in_language

MOST_WORDS = 4000
"""Of longer texts the whole is shown as taken out and put in: comparing would take too long."""

_WORDS = re.compile(r"\s+|[\u2e80-\u9fff]|[^\s\u2e80-\u9fff]+")
"""Space, a Chinese or Japanese character, or a word with its signs."""


class Difference(NamedTuple):
    """A text that changed: of what, in which language, and its words with <ins> and <del>."""

    place: str
    language: str
    html: SafeString


def differences(before: Programme, after: Programme) -> list[Difference]:
    """The texts that differ, in the order of the later draft, those that are gone after them."""
    former, latter = _texts(before), _texts(after)
    found = []
    for key in dict.fromkeys((*latter, *former)):
        place, old = former.get(key, ("", ""))
        place, new = latter.get(key, (place, ""))
        if old != new:
            found.append(Difference(place, key[1], marked(old, new)))
    return found


def marked(old: str, new: str) -> SafeString:
    """`new` with what is not in `old` as <ins>, and what only `old` has as <del>; everything escaped."""
    words, others = _WORDS.findall(old), _WORDS.findall(new)
    if len(words) + len(others) > MOST_WORDS:
        return format_html("<del>{}</del><ins>{}</ins>", old, new)
    parts: list[tuple[SafeString]] = []
    for tag, first, last, begin, end in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append((format_html("{}", "".join(words[first:last])),))
            continue
        if last > first:
            parts.append((format_html("<del>{}</del>", "".join(words[first:last])),))
        if end > begin:
            parts.append((format_html("<ins>{}</ins>", "".join(others[begin:end])),))
    return format_html_join("", "{}", parts)


def _texts(programme: Programme) -> dict[tuple[str, str], tuple[str, str]]:
    """By what is compared with what, and language: the words for the place, and the text."""
    return {
        (key, language): (place, string)
        for key, place, text in (*_of_event(programme), *_of_sessions(programme), *_of_people(programme))
        for language, string in text
    }


def _of_event(programme: Programme) -> Iterator[tuple[str, str, Text]]:
    event = programme.event
    yield "title", _("Title"), event.title
    yield "subtitle", _("Subtitle"), event.subtitle
    for number, section in enumerate(event.sections, start=1):
        yield f"heading:{number}", _("Section %d, heading") % number, section.heading
        yield f"body:{number}", _("Section %d, text") % number, section.body


def _of_sessions(programme: Programme) -> Iterator[tuple[str, str, Text]]:
    for one in programme.in_order:
        name = f"“{_line(programme, one.title) or one.id}”"
        yield f"session:{one.id}:title", _("Title of a session"), one.title
        yield f"session:{one.id}:summary", _("%s, summary") % name, one.summary
        for number, question in enumerate(one.questions, start=1):
            place = _("%(session)s, question %(number)d") % {"session": name, "number": number}
            yield f"session:{one.id}:question:{number}", place, question
        for number, segment in enumerate(one.segments, start=1):
            place = _("%(session)s, segment %(number)d") % {"session": name, "number": number}
            yield f"session:{one.id}:segment:{number}", place, segment.title


def _of_people(programme: Programme) -> Iterator[tuple[str, str, Text]]:
    for one in programme.people:
        yield f"person:{one.id}:position", _("%s, position") % one.full_name, one.position
        yield f"person:{one.id}:organisation", _("%s, organisation") % one.full_name, one.organisation
    for room in programme.rooms:
        yield f"room:{room.id}", _("Name of a room"), room.name


def _line(programme: Programme, text: Text) -> str:
    return " ".join(in_language(text, programme.event.language, "en")[0].split())
