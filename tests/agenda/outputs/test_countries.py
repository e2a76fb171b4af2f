"""Names of countries as the UN prints them, from no zone library."""

import pytest
from django_countries.data import COUNTRIES

from agenda.outputs.countries import country_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("CN", "China"), ("KH", "Cambodia"), ("LA", "Lao PDR"), ("MM", "Myanmar"), ("PH", "Philippines"),
        ("TH", "Thailand"), ("VN", "Viet Nam"), ("KR", "Republic of Korea"), ("CI", "Côte d'Ivoire"),
        ("TR", "Türkiye"), ("US", "United States of America"), ("CH", "Switzerland"),
    ],
)  # fmt: skip
def test_un_short_names(code: str, name: str) -> None:
    assert country_name(code) == name


def test_unknown_code_is_printed_as_it_is() -> None:
    assert country_name("XX") == "XX"


def test_other_languages_have_their_own_names() -> None:
    assert country_name("DE", "fr") == "Allemagne"
    assert country_name("DE") == "Germany"


def test_no_english_name_is_inverted() -> None:
    inverted = {
        country_name(code)
        for code in COUNTRIES
        if "(the" in country_name(code) or ", the" in country_name(code)
    }
    assert inverted == set()
