"""Addresses of copies as a field: however they are parted, each once, as they were written."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from registration.admin.institutions.forms import AddressesField, zone_words


@pytest.mark.parametrize(("written", "kept"), [
    ("", []),
    (" \r\n ; ,", []),
    ("a@x.example", ["a@x.example"]),
    ("b@x.example; a@x.example\r\nc@x.example,B@X.example", ["b@x.example", "a@x.example", "c@x.example"]),
    ("a@bücher.example", ["a@bücher.example"]),
])  # fmt: skip
def test_addresses(written: str, kept: list[str]) -> None:
    field = AddressesField(required=False)
    assert field.clean(written) == kept
    assert field.has_changed(kept, written) is False
    assert field.has_changed([*kept, "more@x.example"], written) is True
    assert field.prepare_value(kept) == "\n".join(kept)


@pytest.mark.parametrize(
    "written", ["a", "a@x.example b@x.example", "a@x.example\x00", "a@" + "x" * 70 + ".example"]
)
def test_what_is_no_address(written: str) -> None:
    with pytest.raises(ValidationError):
        AddressesField().clean(written)


def test_a_zone_by_its_city() -> None:
    assert zone_words("Asia/Ho_Chi_Minh") == "Ho Chi Minh (Asia/Ho_Chi_Minh)"
    assert zone_words("UTC") == "UTC (UTC)"
