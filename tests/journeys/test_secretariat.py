"""The secretariat: an organiser moves a session and publishes, a clerk confirms a participant and takes the list away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from openpyxl import load_workbook

from registration.models import Participant
from tests.journeys.conftest import EVENT, WIDE
from tests.registration import factories

pytestmark = pytest.mark.journey


def test_an_organiser_moves_a_session_and_publishes(
    site: str, open_page: Callable[..., Any], sign_in: Callable[..., None]
) -> None:
    page, reader = open_page(viewport=WIDE), open_page(viewport=WIDE)
    sign_in(page, "organiser")
    page.locator("#content-main").get_by_role("link", name="Sessions", exact=True).click()
    page.get_by_role("link", name="Session 2: Opportunities").click()
    assert page.locator("#id_start").input_value() == "15:15"
    page.fill("#id_start", "15:30")
    page.get_by_role("button", name="Save", exact=True).click()
    assert "was changed successfully" in page.locator(".messagelist").inner_text()

    reader.goto(f"{site}/{EVENT}/agenda/")
    hours = reader.locator("#session-session-2 .session-hours")
    assert hours.inner_text() == "3:15–4:15 pm"  # a draft is seen by nobody else

    page.goto(f"{site}/admin/agenda/event/")
    page.get_by_role("link", name="Dialogue on Labor Migration in the Greater Mekong Subregion").click()
    page.get_by_role("link", name="Publish").click()
    changes = page.locator(".changes").inner_text()
    assert "Session 2" in changes
    assert "3:30" in changes
    assert "at the same time" in page.locator(".warnings").inner_text()  # the wrap-up was not moved along
    page.fill("#id_note", "Session 2 a quarter of an hour later.")
    page.check("[name=looked]")
    page.get_by_role("button", name="Publish", exact=True).click()
    assert "Version 2 (provisional) is published." in page.locator(".messagelist").inner_text()

    reader.reload()
    assert hours.inner_text() == "3:30–4:30 pm"
    segments = reader.locator("#session-session-2 .segment-hours").all_inner_texts()
    assert segments == ["3:30–3:55 pm", "3:55–4:05 pm"]
    reader.goto(f"{site}/{EVENT}/v/1/agenda/")
    assert hours.inner_text() == "3:15–4:15 pm"
    ics = reader.request.get(f"{site}/{EVENT}/agenda.ics").body()
    sequences = {str(one["UID"]): one["SEQUENCE"] for one in Calendar.from_ical(ics).walk("VEVENT")}
    moved = f"session-2@{EVENT}.dialogue"
    assert sequences == {**dict.fromkeys(sequences, 0), moved: 1}


def test_a_clerk_confirms_a_participant_and_exports_the_list(
    site: str,
    client: Client,
    open_page: Callable[..., Any],
    sign_in: Callable[..., None],
    letters: Callable[[], list[Any]],
    tmp_path: Path,
) -> None:
    for name, email in (("Nguyễn Thị Hương", "huong@molisa.example"), ("=1+1 Mallory", "mallory@x.example")):
        said = factories.said(name=name, email=email)
        assert client.post(f"/{EVENT}/register/", said).status_code == 303
    page = open_page(viewport=WIDE, accept_downloads=True)
    sign_in(page, "registration clerk")
    page.locator("#content-main").get_by_role("link", name="Participants", exact=True).click()
    page.get_by_role("link", name="Nguyễn Thị Hương").click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    assert "the letter is in the outbox" in page.locator(".messagelist").inner_text()
    assert Participant.objects.get(email="huong@molisa.example").state == "confirmed"
    confirmed, entry = letters()[-2:]
    assert (confirmed["To"], entry["To"]) == ("huong@molisa.example", "huong@molisa.example")
    assert [part.get_content_type() for part in entry.walk()].count("text/calendar") >= 1
    assert len(letters()) == 4

    page.goto(f"{site}/admin/registration/participant/?state=confirmed")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Export this list (XLSX)").click()
    caught.value.save_as(tmp_path / "confirmed.xlsx")
    heads, *rows = load_workbook(tmp_path / "confirmed.xlsx").active.iter_rows(values_only=True)
    assert len(rows) == 1
    assert {"Nguyễn Thị Hương", "confirmed", "Viet Nam", "Ministry of Labour"} <= set(rows[0])
    assert len(heads) == len(rows[0])

    page.goto(f"{site}/admin/registration/participant/")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Export this list (XLSX)").click()
    caught.value.save_as(tmp_path / "all.xlsx")
    cells = [cell for row in load_workbook(tmp_path / "all.xlsx").active.iter_rows() for cell in row]
    assert [
        cell.value for cell in cells if cell.data_type == "f"
    ] == []  # nothing that a spreadsheet would run

    assert page.goto(f"{site}/admin/agenda/session/").status == 200  # a clerk reads the programme,
    assert page.goto(f"{site}/admin/agenda/session/add/").status == 403  # and changes nothing in it
