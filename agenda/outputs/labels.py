"""Words that several outputs share: names of roles and kinds, how a person is written, CommonMark as text and HTML.

Words follow the language that is active (Django's translation) when a function is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_noop as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agenda.programme import FrozenAppearance, FrozenPerson, Text, in_language

_ROLES: dict[str, tuple[str, str]] = {
    "moderator": (_("Moderator"), _("Moderators")),
    "facilitator": (_("Facilitated by"), _("Facilitated by")),
    "chair": (_("Chair"), _("Chairs")),
    "co-chair": (_("Co-chair"), _("Co-chairs")),
    "master-of-ceremonies": (_("Master of ceremonies"), _("Masters of ceremonies")),
    "keynote": (_("Keynote speaker"), _("Keynote speakers")),
    "presenter": (_("Presenter"), _("Presenters")),
    "panellist": (_("Panellist"), _("Panellists")),
    "discussant": (_("Discussant"), _("Discussants")),
    "speaker": (_("Speaker"), _("Speakers")),
    "resource-person": (_("Resource person"), _("Resource persons")),
    "rapporteur": (_("Rapporteur"), _("Rapporteurs")),
    "interpreter": (_("Interpreter"), _("Interpreters")),
}
_KINDS: dict[str, str] = {
    "opening": _("Opening"),
    "plenary": _("Plenary"),
    "session": _("Session"),
    "keynote": _("Keynote"),
    "panel": _("Panel"),
    "breakout": _("Breakout session"),
    "side-event": _("Side event"),
    "ceremony": _("Ceremony"),
    "group-photo": _("Group photo"),
    "break": _("Break"),
    "meal": _("Meal"),
    "reception": _("Reception"),
    "joining": _("Joining"),
    "registration": _("Registration"),
    "closing": _("Closing"),
    "other": _("Other"),
}
_STATUSES: dict[str, str] = {
    "confirmed": _("Confirmed"),
    "tentative": _("Tentative"),
    "cancelled": _("Cancelled"),
}
_SETTINGS: dict[str, str] = {
    "virtual": _("Online"),
    "in-person": _("In person"),
    "hybrid": _("In person and online"),
}
# Where Django knows no name, or one in Latin letters.
_LANGUAGES = {
    "km": "ភាសាខ្មែរ",
    "lo": "ພາສາລາວ",
    "my": "မြန်မာဘာသာ",
    "th": "ไทย",
    "vi": "Tiếng Việt",
    "zh-hans": "简体中文",
}
_LINKS = ("http://", "https://", "mailto:")


def role(name: str, count: int = 1) -> str:
    """The label before `count` people in a role: "Moderator", "Presenters", "Facilitated by"."""
    one, several = _ROLES[name]
    return gettext(one if count == 1 else several)


def credit(name: str, people: str) -> str:
    """One person in a role, on one line: "Moderator: Ms. Sashini Gomez, IOM", "Facilitated by Ms. Anna Olsen, ILO"."""
    return f"{role(name)} {people}" if name == "facilitator" else f"{role(name)}: {people}"


def kind(name: str) -> str:
    """The name of a session's kind: "Side event"."""
    return gettext(_KINDS[name])


def status(name: str) -> str:
    """The name of a session's status: "Tentative"."""
    return gettext(_STATUSES[name])


def setting(name: str) -> str:
    """The setting of a meeting in words: "Online", "In person", "In person and online"."""
    return gettext(_SETTINGS[name])


def language_name(code: str) -> str:
    """A language as its readers call it: "Tiếng Việt". One that nobody here can name is printed as its code."""
    if code.lower() in _LANGUAGES:
        return _LANGUAGES[code.lower()]
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def to_be_confirmed() -> str:
    """The mark after the name of a person who has not confirmed: "(TBC)"."""
    return gettext("(TBC)")


def guiding_questions() -> str:
    """The heading of the questions of a session: "Guiding questions"."""
    return gettext("Guiding questions")


def affiliation(person: FrozenPerson, language: str, fallback: str) -> str:
    """Position and organisation: "Economist, ADB". Countries are printed by the pages, from the UN's table."""
    return ", ".join(
        filter(None, (_in(person.position, language, fallback), _in(person.organisation, language, fallback)))
    )


def person_line(
    person: FrozenPerson, language: str, fallback: str, appearance: FrozenAppearance | None = None
) -> str:
    """A person as the agenda prints them: "Ms. Aiko Kikkawa Takenaka, Economist, ADB", with "(TBC)" where due."""
    line = ", ".join(filter(None, (person.full_name, affiliation(person, language, fallback))))
    return f"{line} {to_be_confirmed()}" if appearance and appearance.state == "tbc" else line


def by_role(appearances: Sequence[FrozenAppearance]) -> list[tuple[str, list[FrozenAppearance]]]:
    """Appearances in runs of one role, in the order given (the order is protocol, so a run is not moved)."""
    runs: list[tuple[str, list[FrozenAppearance]]] = []
    for one in appearances:
        if not runs or runs[-1][0] != one.role:
            runs.append((one.role, []))
        runs[-1][1].append(one)
    return runs


def html(markdown: str, heading: int = 3) -> SafeString:
    """CommonMark as HTML that is safe to print: raw HTML is shown as text, pictures as their description.

    Only http, https and mailto become links. `heading` is the level of `#` on the page (h3 by default).
    """
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + heading - 1, 6)}"
    rendered: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(rendered)


def plain(markdown: str) -> str:
    """CommonMark as plain text: a blank line between paragraphs, "• " or "1. " before list items, "words (address)"."""
    blocks: list[str] = []
    lists: list[int | None] = []  # the next number of each open list; None in one with bullets
    bullet = ""
    tight = False
    for token in _MARKDOWN.parse(markdown):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                bullet, lists[-1] = _bullet(lists[-1])
            case "inline" | "fence" | "code_block" | "html_block":
                text = _inline(token.children) if token.children is not None else token.content.rstrip("\n")
                indent = "  " * max(len(lists) - 1, 0)
                separator = "\n" if blocks and bullet and tight else "\n\n" if blocks else ""
                blocks.append(f"{separator}{indent}{bullet}{text}")
                tight, bullet = bool(lists), ""
    return "".join(blocks)


def _bullet(number: int | None) -> tuple[str, int | None]:
    return ("• ", None) if number is None else (f"{number}. ", number + 1)


def _inline(tokens: Sequence[Token]) -> str:
    """The words of a paragraph; a link's address follows in brackets where the words differ from it."""
    parts: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(_inline(token.children or ()))
            case "link_open":
                opened.append((str(token.attrs["href"]), len(parts)))
            case "link_close":
                address, since = opened.pop()
                if "".join(parts[since:]) not in {address, address.removeprefix("mailto:")}:
                    parts.append(f" ({address})")
            case _:
                parts.append(token.content)
    return "".join(parts)


def _in(text: Text, language: str, fallback: str) -> str:
    return in_language(text, language, fallback)[0]


def _image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(_inline(tokens[index].children or ()))


def _is_link(url: str) -> bool:
    return url.lower().startswith(_LINKS)


def _commonmark() -> MarkdownIt:
    """The one parser: CommonMark without raw HTML, links of three schemes, no pictures from elsewhere."""
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.validateLink = _is_link  # type: ignore[method-assign]
    markdown.add_render_rule("image", _image)
    return markdown


_MARKDOWN = _commonmark()
