"""Old names of zones and the names in use today."""

import pytest

from agenda.programme import clocks
from agenda.programme.zone_links import canonical


@pytest.mark.parametrize(
    ("old", "current"),
    [
        ("Asia/Rangoon", "Asia/Yangon"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("PRC", "Asia/Shanghai"),
        ("UTC", "Etc/UTC"),
    ],
)
def test_an_old_name_is_the_current_one(old: str, current: str) -> None:
    assert canonical(old) == current
    assert canonical(current) == current


@pytest.mark.parametrize(
    "name", ["Asia/Phnom_Penh", "Asia/Vientiane", "Indian/Cocos", "Asia/Manila", "Etc/GMT+5"]
)
def test_a_place_of_its_own_is_not_its_neighbour(name: str) -> None:
    assert canonical(name) == name


def test_what_is_no_zone_stays() -> None:
    assert canonical("Mars/Base") == "Mars/Base"


def test_every_name_leads_to_a_zone_that_is_its_own_canonical_name() -> None:
    for name in clocks.zone_names():
        assert clocks.is_zone(canonical(name))
        assert canonical(canonical(name)) == canonical(name)
