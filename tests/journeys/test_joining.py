"""A participant opens their own page on a telephone, without scripts: how to join, the calendar, a reminder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from agenda.models import Event
from registration.links import tokens
from registration.models import JoiningDetail
from tests.journeys.conftest import EVENT, NARROW
from tests.registration import factories

pytestmark = pytest.mark.journey

LONG = "https://meeting.example.org/j/98765432101?pwd=" + "aVeryLongPasscode" * 6


@pytest.fixture
def own_page(site: str) -> str:
    event = Event.objects.get(slug=EVENT)
    person = factories.participant(event, state="confirmed", programme_person_id="gomez")
    for fields in (
        {"kind": "link", "value": LONG, "note": "Please come ten minutes early"},
        {"kind": "passcode", "value": "24680", "session": "session-1"},
        {"kind": "dial-in", "value": "+63 2 8632 4444, 123#", "session": "session-1"},
        {"kind": "interpretation", "language": "th", "value": "Channel 2"},
        {"kind": "link", "value": "https://later.example.org", "visible_from": datetime(2100, 1, 1, tzinfo=UTC)},
    ):  # fmt: skip
        JoiningDetail.objects.create(event=event, **fields)
    return tokens.link(person)


def test_on_a_telephone_without_scripts(own_page: str, browser: Any, axe: Any, tmp_path: Any) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    page = context.new_page()
    page.goto(own_page)
    page.screenshot(path=str(tmp_path / "my.png"), full_page=True)
    assert page.get_by_role("heading", name="How to join").is_visible()
    assert page.get_by_role("link", name=LONG).get_attribute("href") == LONG
    assert "Session 1" in page.locator('[aria-labelledby="joining"]').inner_text()
    page.get_by_label("Remind me").select_option("30")
    page.get_by_role("button", name="Keep the reminder").click()
    assert page.get_by_role("status").inner_text().startswith("The reminder is kept.")
    assert page.get_by_label("Remind me").input_value() == "30"
    before = page.get_by_label("Address, to subscribe by hand").input_value()
    answer = page.request.get(before)
    alarms = [one["TRIGGER"].dt for one in Calendar.from_ical(answer.text()).walk("VALARM")]
    assert set(alarms) == {-timedelta(minutes=30)}
    page.get_by_role("button", name="Make a new calendar address").click()
    after = page.get_by_label("Address, to subscribe by hand").input_value()
    assert [page.request.get(one).status for one in (before, after)] == [404, 200]
    assert context.cookies() == []
    context.close()


def test_it_fits_and_is_accessible(own_page: str, page: Any, axe: Any) -> None:
    page.set_viewport_size(NARROW)
    page.goto(own_page)
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
    small = page.evaluate(
        "[...document.querySelectorAll('main a.button, main button, main select')]"
        ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
    )
    assert small == []
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".ics")
