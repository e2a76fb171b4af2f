"""Invitations: by phone, from the waiting list, declined, chased; and the figures of who takes part."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.journeys.conftest import NARROW
from tests.journeys.ministries import (
    ANSWERED,
    BY_KEY,
    DECLINED,
    INVITED,
    MINISTRIES,
    SUMS_AT_FIRST,
    Row,
    shown_on,
)
from tests.journeys.secretariat import (
    Post,
    board_on,
    clerk_at_the_board,
    follow,
    invite_all,
    press,
    said,
    to_board,
    to_figures,
    to_institution,
)

CONFIRMED = "%s is confirmed; the letter is in the outbox."
pytestmark = pytest.mark.journey


@pytest.fixture
def post(letters: Callable[[], list[Any]], site: str) -> Post:
    """The letters that left."""
    return Post(letters, site)


@pytest.fixture
def clerk(site: str, open_page: Callable[..., Any], sign_in: Callable[..., None]) -> Any:
    """The registration clerk's page, at the board."""
    return clerk_at_the_board(open_page, sign_in)


def name_by_phone(page: Any, name: str, email: str, button: str) -> None:
    """From an institution's page: name somebody who was heard of by phone on 3 September 2020."""
    follow(page, page.get_by_role("link", name="Name somebody, or send a personal link"))
    page.get_by_label("Full name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("How you were told").select_option(label="by phone")
    page.get_by_label("On the day").fill("2020-09-03")
    press(page, button)


def enter(page: Any, key: str, name: str, email: str, sex: str) -> list[str]:
    """Enter somebody for a place of the institution, and confirm them; what is said."""
    follow(page, page.locator("#nav-sidebar").get_by_role("link", name="Participants", exact=True))
    follow(page, page.get_by_role("link", name="Enter somebody"))
    institution = page.locator("#id_institution option", has_text=BY_KEY[key].name)
    page.get_by_label("For a place of").select_option(institution.first.get_attribute("value"))
    page.get_by_label("Full name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Sex").select_option(label=sex)
    press(page, "Enter and confirm")
    return said(page)


def test_by_phone_waiting_declining_chasing_and_figures(
    clerk: Any,
    open_page: Callable[..., Any],
    post: Post,
    faults_of: Callable[[Any], list[str]],
) -> None:
    page, phone = clerk, open_page(viewport=NARROW, java_script_enabled=False)
    invite_all(page)
    to_institution(page, "th-labour")
    name_by_phone(page, "Somchai Jaidee", "somchai@th.example", "Name and confirm")
    assert said(page) == ["Somchai Jaidee is confirmed; the letter is in the outbox."]
    assert faults_of(page) == []
    follow(page, page.get_by_role("link", name="Somchai Jaidee").first)
    assert faults_of(page) == []
    lines = page.get_by_role("region", name="What was done").locator("li").all_inner_texts()
    done = [line.removeprefix("Somchai Jaidee: ") for line in lines]
    heard = "clerk@demo.invalid · by phone, 3 September 2020"
    assert [words.rpartition(" 2026,")[0].rpartition(" ")[0].rpartition(" ")[0] for words in done] == [
        "calendar entry mailed: clerk@demo.invalid",
        f"place given: {heard} · awaiting confirmation → confirmed",
        f"named: {heard} · awaiting confirmation",
    ]
    board = board_on(page)
    assert board.summary == "24 invited · 1 answered · 1 of 68 places filled · 0 waiting"
    assert board.rows["th-labour"] == Row(5, 1, 1, 0, 0, ANSWERED)
    assert board.others("th-labour") == {Row(0, 0, 0, 0, 0, INVITED)}
    assert board.sums["Thailand"] == (4, 15, 1, 1, 0, 0)

    _a_fourth_for_three_places(page, phone, post)
    _declines(page, phone, post)
    _chased(page, post, faults_of)
    _counted(page, phone, post, faults_of)


def _a_fourth_for_three_places(page: Any, phone: Any, post: Post) -> None:
    for name, box, sex in (
        ("Malee", "malee", "female"),
        ("Anong", "anong", "female"),
        ("Chai", "chai", "male"),
        ("Wit", "wit", "male"),
    ):
        assert enter(page, "th-labour", name, f"{box}@th.example", sex) == [CONFIRMED % name]
    for name, box, sex in (
        ("Keo", "keo", "female"),
        ("Khamla", "khamla", "female"),
        ("Souk", "souk", "male"),
    ):
        assert enter(page, "la-labour", name, f"{box}@la.example", sex) == [CONFIRMED % name]
    waits = ["Vone is on the waiting list, number 1; the letter is in the outbox."]
    assert enter(page, "la-labour", "Vone", "vone@la.example", "female") == waits
    board = board_on(page)
    assert board.summary == "24 invited · 2 answered · 8 of 68 places filled · 1 waiting"
    assert board.rows["la-labour"] == Row(3, 4, 3, 1, 0, ANSWERED)
    assert board.rows["th-labour"] == Row(5, 5, 5, 0, 0, ANSWERED)
    assert board.others("la-labour", "th-labour") == {Row(0, 0, 0, 0, 0, INVITED)}
    assert board.sums == SUMS_AT_FIRST | {
        "Lao PDR": (4, 10, 4, 3, 1, 0),
        "Thailand": (4, 15, 5, 5, 0, 0),
        "All shown": (24, 68, 9, 8, 1, 0),
    }
    assert board.proposed == []

    phone.goto(post.link("keo@la.example"))
    phone.locator("summary", has_text="Withdraw my registration").click()
    press(phone, "Yes, withdraw")
    board = board_on(page)
    assert board.summary == "24 invited · 2 answered · 7 of 68 places filled · 1 waiting"
    assert board.rows["la-labour"] == Row(3, 3, 2, 1, 0, ANSWERED)
    assert board.proposed == ["Ministry of Labour and Social Welfare (MOLSW), Lao PDR: 1 place is free"]
    press(page, "Give the place to Vone…")
    press(page, "Yes, give the place to Vone")
    assert said(page) == [CONFIRMED % "Vone"]
    board = shown_on(page)
    assert board.summary == "24 invited · 2 answered · 8 of 68 places filled · 0 waiting"
    assert board.rows["la-labour"] == Row(3, 3, 3, 0, 0, ANSWERED)
    assert board.proposed == []
    assert [subject.partition(":")[0] for subject, _text in post.written("vone@la.example")] == [
        "You are on the waiting list",
        "Your registration is confirmed",
        "Calendar",
    ]


def _declines(page: Any, phone: Any, post: Post) -> None:
    phone.goto(post.link(BY_KEY["kh-labour"].email))
    phone.locator("summary", has_text="We do not take part").click()
    phone.get_by_label("Reason").fill("National elections")
    press(phone, "Decline …")
    press(phone, "Yes, decline")
    assert phone.locator("[role=status]").inner_text().startswith("It is noted that you do not take part.")
    board = board_on(page)
    assert (
        board.summary
        == "24 invited · 3 answered · 1 institution declined · 8 of 65 places filled · 0 waiting"
    )
    assert board.rows["kh-labour"] == Row(0, 0, 0, 0, 0, DECLINED)
    assert board.others("kh-labour", "la-labour", "th-labour") == {Row(0, 0, 0, 0, 0, INVITED)}
    to_institution(page, "kh-labour")
    assert page.locator(".field-reply_words .readonly").inner_text() == "declined · National elections"


def _chased(page: Any, post: Post, faults_of: Any) -> None:
    silent = {one.email for one in MINISTRIES if one.key not in ("kh-labour", "la-labour", "th-labour")}
    to_board(page)
    press(page, "Chase those who have not answered")
    assert said(page) == ["21 reminders are written as drafts."]
    follow(page, page.get_by_role("link", name="Read the drafts and send them"))
    assert set(page.locator("#result_list .field-addressed").all_inner_texts()) == silent
    assert faults_of(page) == []
    assert post.reminded() == []
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(label="Let the selected drafts go")
    press(page, "Go")
    assert said(page) == ["21 letters are sent."]
    assert post.reminded() == sorted(silent)
    assert (
        board_on(page).summary
        == "24 invited · 3 answered · 1 institution declined · 8 of 65 places filled · 0 waiting"
    )


def _counted(page: Any, phone: Any, post: Post, faults_of: Any) -> None:
    lao = ["Lao PDR", "2", "1", "0", "3", "67 % (2 of 3 who said)"]
    assert to_figures(page) == [
        lao,
        ["Thailand", "2", "2", "1", "5", "50 % (2 of 4 who said)"],
        ["All", "4", "3", "1", "8", "57 % (4 of 7 who said)"],
    ]
    assert faults_of(page) == []
    phone.goto(post.link("somchai@th.example"))
    phone.get_by_label("Position", exact=True).fill("Director")
    phone.get_by_label("Sex").select_option(label="male")
    press(phone, "Save")
    assert phone.locator("[role=status]").inner_text() == "Your registration is corrected."
    assert to_figures(page) == [
        lao,
        ["Thailand", "2", "3", "0", "5", "40 % (2 of 5 who said)"],
        ["All", "4", "4", "0", "8", "50 % (4 of 8 who said)"],
    ]
    with page.expect_download() as caught:
        page.get_by_role("link", name="Tables, masked (XLSX)").click()
    book = load_workbook(BytesIO(caught.value.path().read_bytes()))
    # Women and men are four each: “<5” in both places would say so, since together they are eight.
    assert _cells(book["Country by sex"]) == [
        ["Lao PDR", "<5", "<5", 0, "<5", None],
        ["Thailand", "<5", "<5", 0, "…", None],
        ["All", "…", "<5", 0, 8, None],
    ]
    numbers = {cell for sheet in book for row in _cells(sheet) for cell in row if isinstance(cell, int)}
    assert numbers == {0, 8}


def _cells(sheet: Any) -> list[list[Any]]:
    """The rows of a table, without its headings and what stands below it."""
    rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return rows[: next(number for number, row in enumerate(rows) if row[0] is None)]
