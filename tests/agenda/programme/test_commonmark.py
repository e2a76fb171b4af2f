"""What a CommonMark text may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.programme.commonmark import faults_in


@pytest.mark.parametrize(
    "source",
    ["", "plain", "1 < 2 & 3 > 2", "`<b>`", "    <b>", "\\<b>", "&lt;b&gt;", "[a](https://adb.org/x?y=1)", "<http://x.y>",
     "<a@iom.int>", "[a](MAILTO:a@iom.int)", "![a](https://x.y/z.png)", "[a][b]\n\n[b]: http://x.y", "[a](javascript:x"],
)  # fmt: skip
def test_taken(source: str) -> None:
    assert faults_in(source) == ()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("a <i>b", "HTML '<i>'"),
        ("<div>\nx", "HTML '<div>\nx'"),
        ("<!-- x -->", "HTML '<!-- x -->'"),
        ("[*<i>*](http://x.y)", "HTML '<i>'"),
        ("[a](javascript:alert(1))", "link to 'javascript:alert(1)'"),
        ("[a](java&#115;cript:x)", "link to 'javascript:x'"),
        ("[a](JaVaScRiPt:x)", "link to 'JaVaScRiPt:x'"),
        ("<vbscript:x>", "link to 'vbscript:x'"),
        ("[a](data:text/html,x)", "link to 'data:text/html,x'"),
        ("![a](file:///etc/passwd)", "link to 'file:///etc/passwd'"),
        ("[a](/agenda/)", "link to '/agenda/'"),
        ("[a](#top)", "link to '#top'"),
        ("[a](//evil.org)", "link to '//evil.org'"),
        ("[a](http:evil)", "link to 'http:evil'"),
        ("[a]()", "link to ''"),
        ("[a][b]\n\n[b]: ftp://x.y", "link to 'ftp://x.y'"),
    ],
)
def test_refused(source: str, what: str) -> None:
    (fault,) = faults_in(source)
    assert fault.startswith(f"line 1: {what} is not taken; ")


def test_every_fault_is_told_with_its_line_once() -> None:
    found = faults_in("fine\n\n- <i>\n- [x](y) [x](y)\n\n> > <u>")
    assert [fault.split(" is not taken")[0] for fault in found] == [
        "line 3: HTML '<i>'",
        "line 4: link to 'y'",
        "line 6: HTML '<u>'",
    ]


@given(
    st.text(st.sampled_from("[]()<>!*_`\\&#;:/\n -ahtp@.\"'~1é\u202e"), max_size=60) | st.text(max_size=40)
)
def test_no_text_breaks_it(source: str) -> None:
    assert isinstance(faults_in(source), tuple)
