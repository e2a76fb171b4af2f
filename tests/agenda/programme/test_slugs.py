"""Slugs of titles, and free ones."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.programme.slugs import LONGEST, ascii_slug, free_slug

FORM = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Session 1: Sustainable Development Outcomes of Migration",
         "session-1-sustainable-development-outcomes-of-migration"),
        ("Cécile Riallant", "cecile-riallant"),
        ("Wrap-up of day’s discussions", "wrap-up-of-days-discussions"),
        ("  --Ha Noi / Hà Nội--  ", "ha-noi-ha-noi"),
        ("ﬁnal №5", "final-no5"),
        ("การย้ายถิ่น", ""),
        ("", ""),
        ("a" * 63 + " bc", "a" * 63),
        ("a" * 70, "a" * 64),
    ],
)  # fmt: skip
def test_a_slug_is_the_lower_case_ascii_of_the_title(title: str, slug: str) -> None:
    assert ascii_slug(title) == slug


@pytest.mark.parametrize(
    ("wanted", "taken", "slug"),
    [
        ("opening", set(), "opening"),
        ("opening", {"opening"}, "opening-2"),
        ("opening", {"opening", "opening-2", "opening-3"}, "opening-4"),
        ("opening", {"opening-2"}, "opening"),
        ("a" * 64, {"a" * 64}, "a" * 62 + "-2"),
        ("a" * 61 + "-bc", {"a" * 61 + "-bc"}, "a" * 61 + "-2"),
    ],
)
def test_a_taken_slug_gets_a_number(wanted: str, taken: set[str], slug: str) -> None:
    assert free_slug(wanted, taken) == slug


@given(st.text(), st.integers(0, 12))
def test_slugs_have_the_form_of_an_address_and_are_free(title: str, times: int) -> None:
    wanted = ascii_slug(title) or "session-1"
    taken: set[str] = set()
    for _ in range(times):
        slug = free_slug(wanted, taken)
        assert FORM.fullmatch(slug)
        assert len(slug) <= LONGEST
        assert slug not in taken
        taken.add(slug)
