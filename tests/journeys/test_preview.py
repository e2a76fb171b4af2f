"""The evening before: a co-organiser without an account looks at the draft on a phone, and speaks of it; staff see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agenda.models import Event, Remark, Session
from tests.journeys.conftest import EVENT, NARROW, WIDE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def link(site: str, open_page: Callable[..., Any], sign_in: Callable[..., None]) -> str:
    """Made by the organiser on the preview page, and read from its field."""
    page = open_page(viewport=WIDE)
    sign_in(page, "organiser")
    page.goto(f"{site}/admin/agenda/event/{Event.objects.get().pk}/preview/")
    page.fill("#id_name", "Ana, ILO")
    page.click("text=Make a link")
    page.wait_for_selector("#fresh")
    assert page.is_visible("[data-copies=fresh]")
    return str(page.input_value("#fresh"))


def test_a_co_organiser_comments_and_clears_on_a_phone_without_script(
    site: str, link: str, open_page: Callable[..., Any], sign_in: Callable[..., None]
) -> None:
    phone = open_page(viewport=NARROW, java_script_enabled=False)
    phone.goto(link)
    place = phone.locator(".review-place", has_text="Session 2:")
    place.locator("text=Comment").first.click()
    place.locator("textarea").fill("Fifteen minutes less, please.")
    place.locator("text=Send the comment").click()
    assert "Thank you. The secretariat sees your comment." in place.inner_text()
    place.locator("button:has-text('This is right')").click()
    assert "Cleared by Ana, ILO" in place.inner_text()
    phone.locator("nav >> text=Agenda").click()
    assert phone.url == link.replace("review/", "agenda/")
    assert "Draft — not published." in phone.inner_text(".draft-banner")

    Session.objects.filter(identifier="session-2").update(status="tentative")
    desk = open_page(viewport=WIDE)
    sign_in(desk, "organiser")
    desk.goto(f"{site}/admin/agenda/event/{Event.objects.get().pk}/preview/")
    row = desk.locator(".places > li", has_text="Session 2:")
    assert "Cleared by Ana, ILO, changed since" in row.inner_text()
    assert "Fifteen minutes less, please." in row.inner_text()
    row.locator("text=Settle").click()
    assert Remark.objects.get().settled_by
    assert "settled by" in desk.locator(".places > li", has_text="Session 2:").inner_text()

    phone.goto(link)
    assert "changed since" in phone.locator(".review-place", has_text="Session 2:").inner_text()
    assert "settled" in phone.locator(".review-place", has_text="Session 2:").inner_text()


def test_what_is_on_as_on_a_moment(
    site: str, open_page: Callable[..., Any], sign_in: Callable[..., None]
) -> None:
    page = open_page(viewport=WIDE)
    sign_in(page, "organiser")
    page.goto(f"{site}/admin/agenda/event/{Event.objects.get().pk}/preview/")
    page.select_option("#id_output", "agenda")
    page.select_option("#id_tz", "ha-noi")
    page.fill("#id_day", "2020-09-08")
    page.fill("#id_time", "14:20")
    page.click("form.look button")
    page.wait_for_url(f"{site}/{EVENT}/v/0/agenda/?tz=ha-noi&at=2020-09-08T14:20")
    now, following = page.locator(".badge-now"), page.locator(".now-mark .badge:not(.badge-now)")
    assert (now.count(), following.count()) == (1, 1)
    assert page.locator(".is-now").get_attribute("id") == "session-session-1"
    page.click("text=Show another zone")
    page.click(".chips >> text=Vientiane")
    assert page.url.endswith("?tz=Asia/Vientiane&at=2020-09-08T14:20")
    assert page.locator(".is-now").get_attribute("id") == "session-session-1"
    page.goto(f"{site}/{EVENT}/agenda/?at=2020-09-08T14:20")
    assert page.locator(".now-mark").count() == 0


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["390", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_draft_is_accessible(
    site: str, link: str, open_page: Callable[..., Any], sign_in: Callable[..., None],
    faults_of: Callable[[Any], list[str]], viewport: dict[str, int], scheme: str,
) -> None:  # fmt: skip
    Session.objects.filter(identifier="closing").update(start="16:00", minutes=1)
    page = open_page(viewport=viewport, color_scheme=scheme)
    draft = link.replace("review/", "")
    for path in (
        "review/",
        "",
        "agenda/?at=2020-09-08T14:20",
        "sessions/session-1/",
        "speakers/",
        "changes/",
    ):
        page.goto(draft + path)
        assert (path, faults_of(page)) == (path, [])
    page.goto(link)
    page.locator("summary", has_text="Comment").nth(3).click()
    page.locator("text=Send the comment").nth(3).click()
    page.wait_for_selector(".alert-error")
    assert faults_of(page) == []
    sign_in(page, "organiser")
    page.goto(f"{site}/admin/agenda/event/{Event.objects.get().pk}/preview/")
    assert faults_of(page) == []
