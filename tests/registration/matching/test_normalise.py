"""When two addresses or names are the same."""

import pytest

from registration.matching.normalise import one_line, same_email, same_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nguyễn Thị  Hương", "nguyen thi huong"),
        ("NGUYEN THI HUONG", "nguyen thi huong"),
        ("Đặng, Văn-A.", "dang van a"),
        ("Than Aung", "than aung"),
        ("สมชาย", "สมชาย"),
        ("ဒေါ်အောင်", "ဒေါ်အောင်"),
        ("…", "…"),
    ],
)
def test_same_name(name: str, expected: str) -> None:
    assert same_name(name) == expected


def test_vowels_of_other_scripts_are_not_accents() -> None:
    assert same_name("มา") != same_name("มี")


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        (" Huong@MOLISA.Example ", "huong@molisa.example"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_same_email(email: str, expected: str) -> None:
    assert same_email(email) == expected


def test_a_domain_without_ascii_form() -> None:
    with pytest.raises(ValueError, match="label"):
        same_email(f"a@{'ü' * 80}.example")


def test_one_line() -> None:
    assert one_line("  a\u0301 \t b ") == "á b"
