"""A name is found as it is written in many texts, and not inside other words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.programme.name_search import WITHHELD, Wording


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Aiko Kikkawa Takenaka", "by Aiko Kikkawa Takenaka, ADB", "by Name withheld, ADB"),
        ("Aiko Kikkawa Takenaka", "Ms. Aiko Kikkawa Takenaka’s talk", "Name withheld’s talk"),
        ("Aiko Kikkawa Takenaka", "H.E. Dr AIKO KIKKAWA TAKENAKA", "Name withheld"),
        ("Aiko Kikkawa Takenaka", "aiko\u00a0kikkawa\n\n takenaka", "Name withheld"),
        ("Aiko Kikkawa Takenaka", "**Aiko Kikkawa Takenaka**", "**Name withheld**"),
        ("Aiko Kikkawa Takenaka", "Ms. Kikkawa of ADB", "Ms. Kikkawa of ADB"),
        ("Aiko Kikkawa Takenaka", "Maiko Kikkawa Takenaka", "Maiko Kikkawa Takenaka"),
        ("Aiko Kikkawa Takenaka", "Aiko Kikkawa Takenakas", "Aiko Kikkawa Takenakas"),
        ("Cécile Riallant", "Cecile Riallant", "Name withheld"),
        ("Cécile Riallant", unicodedata.normalize("NFD", "(Cécile Riallanté)"), None),
        ("Cécile Riallanté", unicodedata.normalize("NFD", "(Cécile Riallanté)"), "(Name withheld)"),
        ("Jean-Pierre Doe", "Jean Pierre Doe; Jean‑Pierre\u00adDoe", "Name withheld; Jean‑Pierre\u00adDoe"),
        ("J. R. Smith", "J.R. Smith", "Name withheld"),
        ("Nguyễn Văn Đức", "ông Nguyễn Văn Đức và", "ông Name withheld và"),
        ("Nguyễn Văn Đức", "Mr. Nguyen Van Duc", "Name withheld"),
        ("Michael Jones", "โดยMichael Jonesและ", "โดยName withheldและ"),
        ("สมชาย ใจดี", "คุณสมชาย ใจดีกล่าว", "คุณName withheldกล่าว"),
        ("สมชาย ใจดก", "สมชาย ใจดกี", "สมชาย ใจดกี"),
        ("ហេង សុខា", "លោក\u200bហេង\u200b សុខា\u200bនិង", "លោក\u200bName withheldនិង"),
        ("高橋 愛子", "高橋愛子先生", "Name withheld先生"),
        ("김민수", "김민수는", "Name withheld는"),
        ("김민수", "김민숙", "김민숙"),
        ("Иван Петров", "г-н Иван Петров.", "г-н Name withheld."),
        ("عائشة حسن", "وعائشة حسن", "وName withheld"),
        ("Ng", "Ng and Ng", "Ng and Ng"),
        ("李明", "李明说", "Name withheld说"),
        ("Hope", "Hope said: hope, HOPE, Hopeful", "Name withheld said: hope, Name withheld, Hopeful"),
        ("Li Na", "Li Nardo and Li Na", "Li Nardo and Name withheld"),
        ("", "text", "text"),
        (" - ", "a - b", "a - b"),
        (WITHHELD, f"{WITHHELD} said", f"{WITHHELD} said"),
    ],
)
def test_a_name_in_a_text(name: str, text: str, left: str | None) -> None:
    assert Wording([name])(text) == (text if left is None else left)


def test_the_longest_form_of_a_name_goes_first() -> None:
    wording = Wording(["Aiko Kikkawa", "Aiko Kikkawa Takenaka"])
    assert wording("Aiko Kikkawa Takenaka, once Aiko Kikkawa") == "Name withheld, once Name withheld"


@pytest.mark.parametrize(
    ("honorific", "text", "left"),
    [
        ("Datuk Seri", "Datuk Seri Anna Olsen", "Name withheld"),
        ("นาง", "และนาง Anna Olsen", "และName withheld"),
        ("Mme.", "mme Anna Olsen", "Name withheld"),
        ("Mr.", "adr. Anna Olsen", "adr. Name withheld"),
    ],
)
def test_the_title_goes_with_the_name(honorific: str, text: str, left: str) -> None:
    assert Wording(["Anna Olsen"], [honorific])(text) == left


@pytest.mark.parametrize(
    ("token", "text", "left"),
    [
        ("olsen-a", "[her](/d/speakers/olsen-a/), id olsen-a.", "[her](/d/speakers/w-1/), id w-1."),
        ("olsen-a", "olsen-ab, x-olsen-a, olsen-a.b", "olsen-ab, x-olsen-a, olsen-a.b"),
        ("anna-olsen", "/speakers/anna-olsen/, anna-olsen", "/speakers/w-1/, Name withheld"),
        ("director", "the director: /d/speakers/director/", "the director: /d/speakers/w-1/"),
    ],
)
def test_identifiers_and_slugs(token: str, text: str, left: str) -> None:
    assert Wording(["Anna Olsen"], tokens={token: "w-1"})(text) == left


def test_mailboxes() -> None:
    wording = Wording([], mailboxes=["a.b@x.org"])
    assert wording("A.B@X.org, <a.b@x.org>.") == "address withheld, <address withheld>."
    others = "aa.b@x.org, c.a.b@x.org, a.b@x.org.ph, a.b@x.orgs"
    assert wording(others) == others


def test_slugs_of_sessions() -> None:
    wording = Wording(["Anna Olsen", "Hope"])
    asked = ["talk-by-anna-olsen", "anna-olsen", "joanna-olsen", "on-hope"]
    assert [wording.slug(one) for one in asked] == [
        "talk-by-name-withheld", "name-withheld", "joanna-olsen", "on-hope",
    ]  # fmt: skip


@given(st.text(), st.text())
def test_whatever_stands_around_it_stays(before: str, after: str) -> None:
    """Between signs that are no letters; and rewording twice changes nothing more."""
    wording = Wording(["Quillermo Xanthippe"])
    left = wording(f"{before}\n(Quillermo Xanthippe)\n{after}")
    assert left == f"{before}\n(Name withheld)\n{after}"
    assert wording(left) == left
