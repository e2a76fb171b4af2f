"""The rows in which people are named."""

import pytest

from registration.forms.institution import DeclineForm, blank_rows, sent_rows
from registration.invitations import Named

MAI = {
    "people-4-name": " Lê  Thị Mai ",
    "people-4-email": "mai@molisa.example",
    "people-4-delegation_role": "adviser",
}


@pytest.mark.parametrize(("free", "rows"), [(0, 1), (1, 1), (3, 3), (7, 7), (500, 20)])
def test_as_many_rows_as_places_are_free(free: int, rows: int) -> None:
    assert len(blank_rows(free)) == rows


def test_filled_rows_stay_where_they_are_and_empty_ones_are_passed_over() -> None:
    rows, filled = sent_rows({**MAI, "people-0-name": "  ", "people-0-delegation_role": "head"}, 1)
    assert [row.is_bound for row in rows] == [False, False, False, False, True]
    assert [row.named for row in filled] == [
        Named(name="Lê Thị Mai", email="mai@molisa.example", delegation_role="adviser")
    ]


def test_no_row_beyond_the_most_is_dropped() -> None:
    person = {"name": "Lê Thị Mai", "email": "mai@molisa.example", "delegation_role": "member"}
    sent = {
        f"people-{number}-{name}": value for number in (0, 20, 37, 38) for name, value in person.items()
    } | {"people-38-name": " ", "people-38-email": "", "people-x-name": "y"}
    rows, filled = sent_rows(sent, 1)
    assert (len(rows), len(filled)) == (22, 3)
    assert [row.prefix for row in filled] == ["people-0", "people-20", "people-37"]


@pytest.mark.parametrize(
    "name",
    ["H.E. Ms. Nguyễn Thị Hương", "María de los Ángeles Fernández-Ordóñez y García de la Peña", "Att Ur", "At-Tahir, M."],
)  # fmt: skip
def test_long_and_unusual_names_are_taken(name: str) -> None:
    _, (row,) = sent_rows({**MAI, "people-4-name": name}, 3)
    assert dict(row.errors) == {}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Please fill this in."),
        ("name", "12", "Please write it in letters."),
        ("name", "See www.example.org", "Please leave out web addresses."),
        ("name", "huong@molisa.example", "Write the name only."),
        ("name", "Huong at molisa.example", "Write the name only."),
        ("name", "You won $1000", "Write the name only."),
        ("name", "Read http molisa", "Write the name only."),
        ("name", "You are asked to go to our new page and write what your code is", "Write the name only."),
        ("honorific", "win $9", "Write the name only."),
        ("position", "a\u202eb", "Use letters, digits and punctuation on one line only."),
        ("email", f"x@{'a' * 64}.example", "Enter a valid email address."),
        ("delegation_role", "king", "Select a valid choice. king is not one of the available choices."),
    ],
)
def test_what_is_refused_names_its_field(field: str, value: str, message: str) -> None:
    _, (row,) = sent_rows({**MAI, f"people-4-{field}": value}, 3)
    assert dict(row.errors) == {field: [message]}


def test_a_reason_is_one_line_without_addresses() -> None:
    assert dict(DeclineForm({"reason": "http://x.example"}).errors) == {
        "reason": ["Please leave out web addresses."]
    }
    assert DeclineForm({"reason": ""}).is_valid()
