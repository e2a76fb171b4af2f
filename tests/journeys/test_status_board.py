"""The status board and the figures in a real browser: without script, narrow and wide, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.test import Client

from registration.models import Message
from registration.models.invited import InvitedOrganisation
from tests.journeys.conftest import NARROW, WIDE
from tests.registration import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
LONG = "Ministry of Public Security, Department of Immigration Management and Border Control"


@pytest.fixture
def signed_in(live_server: Any, client: Client, django_user_model: Any, settings: Any) -> dict[str, str]:
    """The cookie of a superuser."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    client.force_login(django_user_model.objects.create_superuser("root", "root@example.org", "x"))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def here(transactional_db: None, live_server: Any, settings: Any) -> str:
    """The desk of an event with institutions in several states, a free place and somebody who waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    event = factories.event()
    factories.desk(event, mail_entries=False)
    for number, (country, reply) in enumerate((("VN", "listed"), ("LA", "invited"), ("LA", "accepted"))):
        one = factories.organisation(f"{LONG} {number}", country, acronym="MPS")
        place = factories.invited(event, one, reply=reply, deadline=datetime(2020, 1, 1, tzinfo=UTC))
    factories.participant(
        event, invited=place, organisation=one, state="confirmed", over_quota_reason="asked"
    )
    factories.participant(
        event, invited=place, organisation=one, state="waiting", name="Ann", email="a@x.example"
    )
    return f"{live_server.url}/admin/agenda/event/{event.pk}/"


def test_pages_are_accessible_and_fit(
    open_page: Callable[..., Any], signed_in: dict[str, str], here: str, faults_of: Callable[[Any], list[str]]
) -> None:
    page = open_page()
    page.context.add_cookies([signed_in])
    paths = ("invitations/", "invitations/?by=state&q=nobody", "invitations/chased/", "figures/")
    for path, scheme in product(paths, ("dark", "light")):
        page.emulate_media(color_scheme=scheme)  # before the page: links fade from one colour to the other
        page.goto(f"{here}{path}")
        if page.locator(".board-plot").count():
            page.locator(".board-plot summary").click()
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert faults_of(page) == [], (path, size, scheme)


def test_what_is_looked_at_before_letters_go_and_the_outbox(
    open_page: Callable[..., Any], signed_in: dict[str, str], here: str, faults_of: Callable[[Any], list[str]]
) -> None:
    """Tabs stand in two rows at most at the width of a desk; a date of the outbox does not break inside a word."""
    page = open_page(viewport=WIDE)
    page.context.add_cookies([signed_in])
    page.goto(f"{here}invitations/")
    tops = {round(tab.bounding_box()["y"]) for tab in page.locator(".tabs a").all()}
    assert len(tops) == 2
    page.get_by_role("button", name="Ask for the missing names").click()
    page.get_by_text("1 reminder is written as a draft.").wait_for()
    page.goto(f"{here}invitations/")
    page.get_by_role("button", name="Invite those not yet invited…").click()
    page.get_by_role("heading", name="The letter", exact=True).wait_for()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert faults_of(page) == []
    page.goto(f"{here.partition('/admin/')[0]}/admin/registration/message/")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert faults_of(page) == []
    page.set_viewport_size(WIDE)
    page.goto(page.url)
    assert page.locator("tbody .field-written").first.bounding_box()["width"] >= 110
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.results'))")


def test_inviting_chasing_and_giving_a_place_by_keyboard_without_script(
    open_page: Callable[..., Any], signed_in: dict[str, str], here: str
) -> None:
    page = open_page(java_script_enabled=False, viewport=NARROW)
    page.context.add_cookies([signed_in])

    def press(button: str) -> None:
        page.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")

    page.goto(f"{here}invitations/")
    page.get_by_role("checkbox", name=f"{LONG} 0 (MPS)").press("Space")
    press("Invite those not yet invited…")
    press("Yes, invite 1 institution")
    page.get_by_text("1 institution is invited; the letter is in the outbox.").wait_for()
    press("Give the place to Ms. Ann…")
    press("Yes, give the place to Ms. Ann")
    page.get_by_text("Ms. Ann is confirmed; the letter is in the outbox.").wait_for()
    press("Chase those who have not answered")
    page.get_by_text("2 reminders are written as drafts.").wait_for()
    page.get_by_role("link", name="Read the drafts and send them").focus()
    page.keyboard.press("Enter")
    page.get_by_text("2 messages").first.wait_for()
    assert list(InvitedOrganisation.objects.order_by("pk").values_list("reply", flat=True)) == [
        "invited", "invited", "accepted"
    ]  # fmt: skip
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "invitation", "invitation_reminder", "invitation_reminder", "registration_confirmed"
    ]  # fmt: skip
