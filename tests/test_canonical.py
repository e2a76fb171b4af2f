"""Pages that a reader sees as the same are written the same, others are not."""

from __future__ import annotations

import pytest

from tests.canonical import canonical


def body(inner: str) -> str:
    return f"<!doctype html><html><head><title>A</title></head><body>{inner}</body></html>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a b</p><p>c</p>", "<p>\n  a\n  b\n</p>\n\n<p>c </p>"),
        ("<p><a href='/x' class='k l'>a</a></p>", "<p>\n<a class=' k  l' href='/x'>a</a>\n</p>"),
        ("<p>a <b>b</b></p>", "<p>a\n<b>b</b>\n</p>"),
        ("<p><b>a</b></p>", "<p><b> a </b></p>"),
        ("a<br>b", "a <br>\n b"),
        ("<p>a <button>go</button></p>", "<p>a <button>\n go\n</button></p>"),
        (
            "<select><option>a<option>b</select>",
            "<select>\n<option>a</option>\n<option>b</option>\n</select>",
        ),
        ("<p>a</p><!-- b -->", "<p>a</p>"),
        ("<img src='/static/a.1.png'>", "<img src='/static/a.2.png'>"),
    ],
)
def test_layout_does_not_count(one: str, other: str) -> None:
    assert canonical(body(one)) == canonical(body(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p><a>a</a><a>b</a></p>", "<p><a>a</a> <a>b</a></p>"),
        ("<p>a<b>b</b></p>", "<p>a<b> b</b></p>"),
        ("<p>a<b>b</b>c</p>", "<p>a<b>b</b> c</p>"),
        ("<p>a<button>go</button></p>", "<p>a <button>go</button></p>"),
        ("<p><input>a</p>", "<p><input> a</p>"),
        ("<p class='k'>a</p>", "<p class='l'>a</p>"),
        ("<p>a</p>", "<div>a</div>"),
        ("<p>a</p>", "<p hidden>a</p>"),
        ("<pre>a\nb</pre>", "<pre>a b</pre>"),
        ("<textarea>a</textarea>", "<textarea> a</textarea>"),
        ("<a href='/my/'>a</a>", "<a href='/my/x/'>a</a>"),
    ],
)
def test_what_a_reader_sees_counts(one: str, other: str) -> None:
    assert canonical(body(one)) != canonical(body(other))


def test_what_does_not_count() -> None:
    token = "my-7-0." + "a" * 43
    head = "<link rel='stylesheet' href='/static/a.css'><link rel='icon' href='/static/b.svg'>"
    page = f"{head}<body><a href='http://x/my/{token}/data/'>d</a>"
    assert canonical(page) == (
        '<html>\n<head>\n<link href="/static/…" rel="icon"></head>\n<body><a href="http://x/my/TOKEN/data/">d</a>'
        "</body></html>\n"
    )
