"""A reader at a desk, with JavaScript: the own zone is offered and kept, what is on now and next is marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import EVENT, WIDE

pytestmark = pytest.mark.journey


def marked(page: Any) -> dict[str, str]:
    """Words of the marks by the id of the session."""
    return {
        mark.locator("xpath=ancestor::li[@data-uid]").get_attribute("id"): mark.inner_text()
        for mark in page.locator(".now-mark").all()
    }


def test_the_own_zone_is_offered_and_a_chosen_one_kept(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=WIDE, timezone_id="Asia/Tokyo")
    page.goto(f"{site}/{EVENT}/agenda/")
    offer = page.locator("[data-own-zone]")
    assert offer.inner_text() == "Show my own hours: Tokyo"
    offer.click()
    assert page.url == f"{site}/{EVENT}/agenda/?tz=Asia/Tokyo"
    assert page.locator("#session-session-2 .session-hours").inner_text() == "4:15–5:15 pm"
    assert not offer.is_visible()  # these are the own hours

    page.get_by_text("Show another zone").click()
    page.get_by_role("link", name="Ha Noi", exact=True).click()
    assert page.locator("#session-session-2 .session-hours").inner_text() == "2:15–3:15 pm"
    assert page.evaluate("localStorage.getItem('dialogue.zone')") == "Asia/Ho_Chi_Minh"
    page.goto(f"{site}/{EVENT}/sessions/session-2/")
    assert page.locator(".session-hours").inner_text() == "3:15–4:15 pm"  # the address alone decides
    assert offer.inner_text() == "Show my own hours: Ha Noi"


@pytest.mark.parametrize(("zone", "city"), [("Asia/Ho_Chi_Minh", "Ha Noi"), ("Asia/Yangon", "Nay Pyi Taw")])
def test_a_reader_in_a_city_of_the_event_is_offered_that_city(
    site: str, open_page: Callable[..., Any], zone: str, city: str
) -> None:
    page = open_page(viewport=WIDE, timezone_id=zone)
    page.goto(f"{site}/{EVENT}/agenda/")
    offer = page.locator("[data-own-zone]")
    assert offer.inner_text() == f"Show my own hours: {city}"
    offer.click()
    assert page.url == f"{site}/{EVENT}/agenda/?tz={zone}"
    assert f"All hours are {city} time" in page.locator(".zone-words").inner_text()
    assert not offer.is_visible()
    page.get_by_text("Show another zone").click()
    assert page.locator(".chips [aria-current]").inner_text() == city


def test_an_old_name_in_the_address_is_the_city_too(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=WIDE, timezone_id="Asia/Yangon")
    page.goto(f"{site}/{EVENT}/agenda/?tz=Asia/Rangoon")
    assert "All hours are Nay Pyi Taw time" in page.locator(".zone-words").inner_text()
    assert not page.locator("[data-own-zone]").is_visible()


def test_nobody_at_the_host_is_offered_anything(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=WIDE, timezone_id="Asia/Shanghai")
    page.goto(f"{site}/{EVENT}/agenda/")
    assert page.locator("[data-own-zone]").count() == 1
    assert not page.locator("[data-own-zone]").is_visible()


def test_a_wrong_zone_in_the_store_breaks_nothing(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=WIDE)
    page.goto(f"{site}/{EVENT}/")
    page.evaluate("localStorage.setItem('dialogue.zone', 'Mars/Base')")
    page.clock.set_fixed_time("2020-09-08T06:30:00Z")
    page.goto(f"{site}/{EVENT}/agenda/")
    assert not page.locator("[data-own-zone]").is_visible()
    assert marked(page) == {"session-session-1": "On now", "session-session-2": "Next"}


def test_now_and_next_follow_the_clock(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport=WIDE, timezone_id="America/New_York")
    page.clock.install(time="2020-09-08T06:14:45Z")
    page.goto(f"{site}/{EVENT}/agenda/")
    assert sorted(marked(page).values()) == ["Next", "On now"]
    assert marked(page)["session-session-1"] == "Next"
    page.clock.run_for(45_000)
    assert marked(page) == {"session-session-1": "On now", "session-session-2": "Next"}
    assert page.locator(".is-now").get_attribute("id") == "session-session-1"


@pytest.mark.parametrize("moment", ["2020-09-06T06:00:00Z", "2020-09-08T08:30:00Z", "2026-01-01T00:00:00Z"])
def test_long_before_and_after_nothing_is_marked(
    site: str, open_page: Callable[..., Any], moment: str
) -> None:
    page = open_page(viewport=WIDE)
    page.clock.set_fixed_time(moment)
    page.goto(f"{site}/{EVENT}/agenda/")
    assert marked(page) == {}
