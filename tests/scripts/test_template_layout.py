"""scripts/template_layout.py: what a template's lines may hold."""

import pytest

from scripts.template_layout import ROOT, faults


@pytest.mark.parametrize(("text", "expected"), [
    ("<ul>\n  <li>{{ name }} <em>now</em></li>\n</ul>\n", []),
    (f"<p>{'x' * 160}</p>\n", [1]),
    ("<ul><li>one</li></ul>\n", [1]),
    ("{% if a %}<p>one</p>{% endif %}\n", [1]),
    ("<div>\n <p>one</p>\n</div>\n", [2]),
    ("<p>one</p> \n", [1]),
    ("\t<p>one</p>\n", [1]),
    ("<pre>\n\tas it is \n</pre>\n", []),
    ("{% comment %}\n<ul><li>as it is\n{% endcomment %}\n", []),
], ids=[
    "fine", "long", "two elements", "element and condition", "odd indentation", "space at the end", "tab", "verbatim",
    "comment",
])  # fmt: skip
def test_faults(text, expected) -> None:
    assert sorted({number for number, _fault in faults(text)}) == expected


def test_it_is_part_of_make_check() -> None:
    assert "$bin/python -m scripts.template_layout\n" in (ROOT / "scripts" / "check.sh").read_text()
