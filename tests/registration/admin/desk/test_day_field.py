"""Dates as staff write them: ISO, or the month in words; what could be two dates is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registration.admin.desk.confirm_page import ConfirmForm
from registration.admin.desk.day_field import DayField
from registration.admin.institutions.invitation_letters import InstrumentForm
from registration.admin.register.admin import DeskForm


@pytest.mark.parametrize(("written", "day"), [
    ("2026-04-03", date(2026, 4, 3)), (" 2026-04-03 ", date(2026, 4, 3)), ("8 Sept 2020", date(2020, 9, 8)),
    ("08 september 2020", date(2020, 9, 8)), ("1 Sep. 2020", date(2020, 9, 1)), (date(2026, 4, 3), date(2026, 4, 3)),
    ("", None),
])  # fmt: skip
def test_read(written: object, day: date | None) -> None:
    assert DayField(required=False).clean(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2026",
        "4.3.2026",
        "2026-02-30",
        "31 June 2026",
        "3 Foo 2026",
        "20260403",
        "2026-4-3",
        "April 3, 2026",
    ],
)
def test_refused(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(written)
    assert refused.value.messages == ["Write the date as 2026-04-03."]


def test_every_date_of_these_pages_is_read_so() -> None:
    named = [
        (InstrumentForm, "date"),
        (InstrumentForm, "reply_date"),
        (DeskForm, "keep_until"),
        (ConfirmForm, "said"),
    ]
    for form, name in named:
        field = form.base_fields[name]
        assert isinstance(field, DayField), name
        assert field.widget.input_type == "date"
        assert field.widget.format_value(date(2026, 4, 3)) == "2026-04-03"
