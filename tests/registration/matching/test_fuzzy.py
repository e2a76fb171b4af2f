"""Names that are the same but for the country's words, and searches with typing errors."""

from __future__ import annotations

import random
import time

import pytest

from registration.matching.fuzzy import core, nearest
from registration.matching.organisation_names import search_text

REGISTER = [
    (1, search_text(["Ministry of Labour, Invalids and Social Affairs"], ["MOLISA"], ["Viet Nam"])),
    (2, search_text(["Ministry of Labour and Social Welfare"], ["MoLSW"], ["Lao PDR"])),
    (3, search_text(["Chamber of Commerce"], ["VCCI"], ["Viet Nam"])),
]


@pytest.mark.parametrize(("name", "country", "rest"), [
    ("Ministry of Foreign Affairs of Vietnam", "Viet Nam", {"ministry", "foreign", "affair"}),
    ("Ministry of Foreign Affairs, Socialist Republic of Viet Nam", "Viet Nam", {"ministry", "foreign", "affair"}),
    ("Lao PDR Ministry of Labour", "Lao PDR", {"ministry", "labour"}),
    ("Ministry of Labour", "Viet Nam", {"ministry", "labour"}), ("Labour Office of Laos", "", {"labour", "office", "laos"}),
    ("Government of Viet Nam", "Viet Nam", set()), ("", "", set()),
])  # fmt: skip
def test_a_name_without_the_words_of_its_country(name: str, country: str, rest: set[str]) -> None:
    assert core(name, country) == rest


@pytest.mark.parametrize(("asked", "keys"), [
    ("Minstry of Labour Invalids", [1]), ("labuor social", [1, 2]), ("Minister of Labour Welfair", [2]),
    ("ministry of labour and trade", [1, 2]), ("Comerce chamber Hanoi", [3]), ("molias", [1]), ("zebra", []),
    ("zebra crossing commerce", []), ("", []), ("of", []), ("nam x", [1, 3]),
])  # fmt: skip
def test_what_is_near_a_search(asked: str, keys: list[int]) -> None:
    """The rows with the most words; less than half of them is not near."""
    assert nearest(REGISTER, asked) == keys


def test_two_thousand_rows_take_less_than_a_second() -> None:
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = [
        (
            key,
            search_text(
                [" ".join("".join(chance.choices(letters, k=9)) for _ in range(4))], [], ["Viet Nam"]
            ),
        )
        for key in range(2_000)
    ]
    started = time.process_time()
    found = nearest(rows, " ".join("".join(chance.choices(letters, k=9)) for _ in range(20)) + " viet nam")
    assert time.process_time() - started < 1.0
    assert len(found) <= 20
