"""agenda/outputs/labels.py: words of roles and kinds, people in a line, CommonMark as text and as HTML."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agenda.outputs import labels
from agenda.programme.model import KINDS, ROLES, SETTINGS, STATUSES
from tests.builders import appearance, person


def test_every_role_kind_status_and_setting_has_words() -> None:
    assert all(labels.role(name) and labels.role(name, 2) for name in ROLES)
    assert all(labels.kind(name) for name in KINDS)
    assert all(labels.status(name) for name in STATUSES)
    assert all(labels.setting(name) for name in SETTINGS)


def test_words_can_be_said_while_another_language_is_active() -> None:
    with translation.override("vi"):
        assert labels.role("moderator")


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("moderator", "Moderator: Ms. Sashini Gomez, IOM"),
        ("facilitator", "Facilitated by Ms. Sashini Gomez, IOM"),
        ("resource-person", "Resource person: Ms. Sashini Gomez, IOM"),
    ],
)
def test_credit(role: str, line: str) -> None:
    assert labels.credit(role, "Ms. Sashini Gomez, IOM") == line


def test_person_line() -> None:
    gomez = person(
        name="Sashini Gomez", honorific="Ms.", position="Officer", organisation={"en": "IOM", "vi": "TCDC"}
    )
    assert labels.person_line(gomez, "en", "en") == "Ms. Sashini Gomez, Officer, IOM"
    assert labels.person_line(gomez, "vi", "en") == "Ms. Sashini Gomez, Officer, TCDC"
    assert (
        labels.person_line(gomez, "en", "en", appearance(state="tbc"))
        == "Ms. Sashini Gomez, Officer, IOM (TBC)"
    )
    assert labels.person_line(person(name="Representative, MOLISA"), "en", "en") == "Representative, MOLISA"


def test_by_role_keeps_the_order_given() -> None:
    given_order = [appearance("a", "chair"), appearance("b"), appearance("c"), appearance("d", "chair")]
    runs = [(role, [one.person for one in ones]) for role, ones in labels.by_role(given_order)]
    assert runs == [("chair", ["a"]), ("speaker", ["b", "c"]), ("chair", ["d"])]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("", ""),
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("one\\\ntwo", "one\ntwo"),
        ("# Head\n\n*soft* **hard** `code`", "Head\n\nsoft hard code"),
        ("before\n\n- a\n- b\n  - c\n\nafter", "before\n\n• a\n• b\n  • c\n\nafter"),
        ("3. x\n4. y", "3. x\n4. y"),
        ("[GCM](https://iom.int/gcm) and <https://iom.int>", "GCM (https://iom.int/gcm) and https://iom.int"),
        ("<a@iom.int>", "a@iom.int"),
        ("![a map](https://iom.int/map.png)", "a map"),
        ("> said\n\n    as is", "said\n\nas is"),
        ("a < b & c &amp; \\*d\\*", "a < b & c & *d*"),
    ],
)
def test_plain(markdown: str, text: str) -> None:
    assert labels.plain(markdown) == text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Head", "<h3>Head</h3>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:image/png;base64,AAAA)", "<p>[x](data:image/png;base64,AAAA)</p>\n"),
        ("[x](/admin/)", "<p>[x](/admin/)</p>\n"),
        ('[x](HTTPS://iom.int/"a")', '<p><a href="HTTPS://iom.int/%22a%22">x</a></p>\n'),
        ("![<b>](https://iom.int/x.png)", "<p>&lt;b&gt;</p>\n"),
    ],
)
def test_html(markdown: str, html: str) -> None:
    assert labels.html(markdown) == html


def test_headings_start_where_the_page_wants_and_end_at_six() -> None:
    assert labels.html("# a\n\n###### b", heading=2) == "<h2>a</h2>\n<h6>b</h6>\n"


@given(st.text(max_size=200))
def test_no_text_makes_html_of_its_own(markdown: str) -> None:
    html = labels.html(markdown).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "style=" not in html or "style=" in markdown.lower()
    labels.plain(markdown)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"), ("vi", "Tiếng Việt"), ("th", "ไทย"), ("km", "ភាសាខ្មែរ"), ("lo", "ພາສາລາວ"), ("my", "မြန်မာဘာသာ"),
        ("zh-hans", "简体中文"), ("zh-Hans", "简体中文"), ("tet", "tet"), ("x-klingon", "x-klingon"),
    ],
)  # fmt: skip
def test_a_language_has_the_name_its_readers_give_it(code: str, name: str) -> None:
    assert labels.language_name(code) == name
