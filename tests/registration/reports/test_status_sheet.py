"""The status board as a workbook."""

from datetime import date, datetime, time
from io import BytesIO

from openpyxl import load_workbook

from registration.reports import status_sheet
from registration.reports.status_rows import sums_of
from tests.registration.reports.test_status_rows import row


def test_rows_sums_and_when() -> None:
    rows = [
        row(
            "=1+1", acronym="MOLSW", delegation="Lao PDR", country="LA", state="opened", named=3, confirmed=2, waiting=1,
            over=1, invited=date(2026, 9, 8), deadline=datetime.combine(date(2026, 10, 1), time(17)), clock="Vientiane", overdue=True,
        ),
        row("ASEAN", country="", kind="international-organisation", state="declined", declined=1, answered=date(2026, 9, 9),
            last_contact=date(2026, 9, 7)),
    ]  # fmt: skip
    content = status_sheet.status_workbook(
        rows, sums_of(rows), "The dialogue", "9 September 2026, 8:00 am Manila time"
    )
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert sheet.title == "Invitations"
    assert list(sheet.values) == [
        ("Institution", "Acronym", "Country", "Kind", "Delegation", "Places", "Named", "Confirmed", "Waiting",
         "People declined", "Beyond places", "Places given back", "Reply", "Invited", "Answered", "Last contact", "Deadline",
         "Clock of the deadline", "Passed"),
        ("=1+1", "MOLSW", "Lao PDR", "ministry or government agency", "Lao PDR", 3, 3, 2, 1, 0, 1, 0,
         "opened, no answer yet", datetime.combine(date(2026, 9, 8), time()), None, None, datetime.combine(date(2026, 10, 1), time(17)), "Vientiane", "yes"),
        ("ASEAN", None, "International / none", "international organisation", None, 0, 0, 0, 0, 1, 0, 3, "declined",
         None, datetime.combine(date(2026, 9, 9), time()), datetime.combine(date(2026, 9, 7), time()), None, None, None),
        ("All: 2 institutions (1 declined)", None, None, None, None, 3, 3, 2, 1, 1, 1, 3,
         *[None] * 7),
        (None,) * 19,
        ("The dialogue", *[None] * 18),
        ("9 September 2026, 8:00 am Manila time", *[None] * 18),
    ]  # fmt: skip
    assert sheet["A2"].data_type == "s"
