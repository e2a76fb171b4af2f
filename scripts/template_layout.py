"""Checks that templates are laid out like code: short lines, one block element a line, indented by two spaces."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("templates",)
LONGEST = 160
BLOCKS = (
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|head|header|hr|html|legend|li|link|main|meta|nav|ol|optgroup|option|p|section|summary|table|tbody|td|tfoot|"
    "th|thead|title|tr|ul"
)
START = re.compile(rf"<(?:{BLOCKS})(?=[\s>{{])")
# Words and verbatim text may stand as they like.
VERBATIM = re.compile(
    r"<(pre|textarea|script|style)\b.*?</\1>|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL
)
CONTROL = re.compile(r"{%\s*(?:if|for|with)\b")


def faults(text: str) -> Iterator[tuple[int, str]]:
    """Number of the line, and what is wrong with it."""
    exempt = _verbatim_lines(text)
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST:
            yield number, f"{len(line)} characters, more than {LONGEST}"
        if number in exempt:
            continue
        if "\t" in line or line != line.rstrip():
            yield number, "a tab, or white space at the end"
        if (len(line) - len(line.lstrip(" "))) % 2:
            yield number, "indented by an odd number of spaces"
        if len(found := START.findall(line)) > 1:
            yield number, f"{len(found)} block elements begin on one line"
        elif found and CONTROL.match(line.lstrip()):
            yield number, "a block element on the line of its {% if %}, {% for %} or {% with %}"


def _verbatim_lines(text: str) -> set[int]:
    """The lines that lie, with their beginning, in verbatim text."""
    lines: set[int] = set()
    for match in VERBATIM.finditer(text):
        first = text.count("\n", 0, match.start()) + 1
        lines.update(range(first + 1, first + match.group().count("\n") + 1))
    return lines


def main(folders: tuple[str, ...] = FOLDERS) -> list[str]:
    """One line for each fault of the templates in these folders."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.html")):
            place = path.relative_to(ROOT)
            found += [
                f"{place}:{number}: {words}" for number, words in faults(path.read_text(encoding="utf-8"))
            ]
    return found


if __name__ == "__main__":
    lines = main(tuple(sys.argv[1:]) or FOLDERS)
    sys.stderr.writelines(f"{line}\n" for line in lines)
    raise SystemExit(bool(lines))
