"""Publishing, versions and history in a browser: points looked at, a version brought back, at both widths without a fault."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from agenda.drafts import freezing, reviews, steps
from agenda.models import Event, EventRole, Session
from agenda.programme.changes import without_stamps
from agenda.versions import publishing
from tests.journeys.conftest import EVENT, MOMENT, NARROW, WIDE

pytestmark = pytest.mark.journey


@pytest.fixture
def look(faults_of: Callable[[Any], list[str]]) -> Callable[[Any, str], list[str]]:
    """`look(page, name)`: faults at 1280 px in the dark and at 390 px in the light; pictures where SHOTS says."""

    def both(page: Any, name: str) -> list[str]:
        found = []
        for width, scheme in ((WIDE, "dark"), (NARROW, "light"), (WIDE, "light")):
            page.set_viewport_size(width)
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # the admin's links take 0.15 s to their new colour
            found += faults_of(page)
            if folder := os.environ.get("SHOTS"):
                path = Path(folder) / f"{name}-{width['width']}-{scheme}.png"
                page.screenshot(path=str(path), full_page=True)
        return found

    return both


@pytest.fixture
def desk(site: str, open_page: Callable[..., Any], sign_in: Callable[..., None]) -> tuple[Any, str]:
    """The organiser's browser, and the address of the event's desk; session 1 is longer, and its summary another."""
    event = Event.objects.get(slug=EVENT)
    with steps.step(event, None, "Session 1 made longer", MOMENT + timedelta(hours=2)):
        Session.objects.filter(identifier="session-1").update(minutes=70, summary="Skills, pay and return.")
    with steps.step(event, None, "The closing is gone", MOMENT + timedelta(hours=3)):
        Session.objects.filter(identifier="closing").delete()
    digests = {one.place: one.digest for one in reviews.summary(event, freezing.draft_of(event))}
    iom = reviews.Reviewer("IOM")
    reviews.clear(event, "session:session-2", digests["session:session-2"], iom, MOMENT)
    reviews.say(event, "session:session-1", "Is this long enough?", iom, MOMENT)
    page = open_page(viewport=WIDE)
    sign_in(page, "organiser")
    organiser = User.objects.get(email="organiser@demo.invalid")
    EventRole.objects.get_or_create(user=organiser, event=None, role="administrator")
    return page, f"{site}/admin/agenda/event/{event.pk}/"


def test_points_are_looked_at_then_it_is_published(
    desk: tuple[Any, str], look: Callable[[Any, str], list[str]]
) -> None:
    page, address = desk
    page.goto(f"{address}publish/")
    assert look(page, "publish") == []
    page.get_by_role("button", name="Publish").click()
    assert "Please look at the points above" in page.locator(".field-looked").inner_text()
    assert look(page, "publish-asked") == []
    page.get_by_label("I have looked at").check()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="See what changed").click()
    assert page.url.endswith(f"/{EVENT}/changes/")
    assert publishing.latest(EVENT).version == 2  # type: ignore[union-attr]


def test_a_version_is_compared_and_brought_back(
    desk: tuple[Any, str], look: Callable[[Any, str], list[str]]
) -> None:
    page, address = desk
    publishing.publish(EVENT, MOMENT + timedelta(hours=4), note="The closing is left out.")
    page.goto(f"{address}versions/")
    assert look(page, "versions") == []
    page.get_by_role("link", name="Changes since version 1").click()
    assert "“Closing remarks” is no longer in the programme." in page.locator(".changes").inner_text()
    assert look(page, "compare") == []
    page.get_by_role("link", name="All versions").click()
    page.get_by_role("link", name="Bring back version 1").click()
    assert look(page, "restore") == []
    page.get_by_role("button", name="Bring back version 1").click()
    assert "The draft is as in version 1." in page.locator(".messagelist").inner_text()
    first = publishing.version(EVENT, 1)
    assert first
    assert freezing.draft_of(Event.objects.get(slug=EVENT)) == without_stamps(first)


def test_the_history_is_read_and_one_step_opened(
    desk: tuple[Any, str], look: Callable[[Any, str], list[str]]
) -> None:
    page, address = desk
    publishing.publish(EVENT, MOMENT + timedelta(hours=2, minutes=30), note="Longer.")
    steps.undo(Event.objects.get(slug=EVENT), None, MOMENT + timedelta(hours=5))
    page.goto(f"{address}history/")
    assert look(page, "history") == []
    page.get_by_label("Session").select_option("session-1")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Session 1 made longer").click()
    assert page.locator(".wording ins").count() >= 1
    assert look(page, "step") == []
