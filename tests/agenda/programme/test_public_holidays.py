"""Public holidays of the countries of cities."""

import subprocess
import sys
from datetime import date

import pytest

from agenda.programme.public_holidays import country_of_zone, holiday_on


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Manila", "PH"),
        ("Asia/Yangon", "MM"),
        ("Asia/Rangoon", "MM"),
        ("Asia/Vientiane", "LA"),
        ("Asia/Phnom_Penh", "KH"),
        ("Asia/Ho_Chi_Minh", "VN"),
        ("Asia/Saigon", "VN"),
        ("Asia/Bangkok", "TH"),
        ("Asia/Shanghai", "CN"),
        ("US/Pacific", "US"),
        ("Iceland", "IS"),
        ("CET", ""),
        ("EST", ""),
        ("Nowhere/At_All", ""),
        ("UTC", ""),
        ("Etc/GMT-8", ""),
    ],
)
def test_a_zone_belongs_to_the_country_of_its_table(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country


@pytest.mark.parametrize("country", ["PH", "MM", "LA", "KH", "VN", "TH", "CN"])
def test_new_year_is_a_holiday_in_all_countries_of_the_mekong(country: str) -> None:
    assert "New Year" in holiday_on(country, date(2026, 1, 1))


def test_names_are_english() -> None:
    assert holiday_on("TH", date(2020, 12, 10)) == "Constitution Day"


def test_an_ordinary_day_and_an_unknown_country_have_none() -> None:
    assert holiday_on("PH", date(2020, 9, 10)) == ""
    assert holiday_on("ZZ", date(2020, 1, 1)) == ""
    assert holiday_on("", date(2020, 1, 1)) == ""


def test_an_estimated_date_says_so() -> None:
    assert holiday_on("MM", date(2030, 4, 14)) == "Eid al-Adha (estimated); Myanmar New Year"


def test_a_language_that_the_package_does_not_have_is_no_fault() -> None:
    assert holiday_on("NZ", date(2026, 2, 6)) == "Waitangi Day"


def test_a_year_it_knows_in_part_only_gives_that_part() -> None:
    """The package warns of India before 2001 and after 2035, and a warning fails a test."""
    assert holiday_on("IN", date(2050, 1, 26)) == "Republic Day"


def test_the_package_is_loaded_only_when_a_holiday_is_asked_for() -> None:
    code = "import sys; from agenda.programme import conflicts; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
