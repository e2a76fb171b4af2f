"""A delegate takes the programme along: from the agenda to the page that explains, and a text into a chat."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import EVENT

pytestmark = pytest.mark.journey


def test_from_the_agenda_to_a_text_for_a_chat(site: str, page: Any) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(f"{site}/{EVENT}/agenda/?tz=Asia/Yangon")
    page.get_by_role("link", name="Add to calendar").click()
    assert page.url.endswith("#calendar")
    page.get_by_role("link", name="How to subscribe").click()
    assert urlsplit(page.url).path == f"/{EVENT}/calendar/"
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_role("button", name="Copied").wait_for()
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert pasted == page.get_by_label("A text for WhatsApp").input_value()
    assert "1:30–4:30 pm Manila/Beijing time\n" in pasted
    assert f"{site}/{EVENT}/agenda/" in pasted
    assert page.get_by_role("img", name="QR code").bounding_box()["width"] > 150
    assert hosts == {urlsplit(site).netloc}


def test_without_script_the_text_is_there_to_select(site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{EVENT}/calendar/")
    assert page.get_by_label("A text for WhatsApp").is_visible()
    assert page.get_by_role("button", name="Copy").count() == 0
    context.close()


def test_the_file_of_a_block_a_day_is_served(site: str, client: Any) -> None:
    for path in ("event.ics", "v/1/event.ics"):
        answer = client.get(f"/{EVENT}/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert answer["Cache-Control"] == "public, no-cache"
        assert f"UID:{EVENT}.1@{EVENT}.dialogue" in answer.content.decode()
