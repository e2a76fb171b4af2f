"""The board in a browser: a session moved with what follows, undone, done again; by keyboard, narrow, without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from agenda.drafts import freezing, reviews
from agenda.models import Event, EventRole, Session
from agenda.programme import clocks
from tests.journeys.conftest import EVENT, MOMENT, NARROW, WIDE

pytestmark = pytest.mark.journey


@pytest.fixture
def board(site: str) -> str:
    return f"{site}/admin/agenda/event/{Event.objects.get(slug=EVENT).pk}/board/"


@pytest.fixture
def open_board(board: str, open_page: Callable[..., Any], sign_in: Callable[..., None]) -> Callable[..., Any]:
    """`open_board(viewport=…)`: the board in a fresh browser, as the organiser."""

    def make(**options: Any) -> Any:
        page = open_page(**{"viewport": WIDE, **options})
        sign_in(page, "organiser")
        organiser = User.objects.get(email="organiser@demo.invalid")
        EventRole.objects.get_or_create(user=organiser, role="administrator")
        page.goto(board)
        return page

    return make


class Clicks:
    """Clicks that are counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def __call__(self, role: Any, name: str, **words: Any) -> None:
        self.count += 1
        self.page.get_by_role(role, name=name, **words).first.click()


def walls() -> dict[str, list[str]]:
    """Start of each session and of its timed segments, on the host's clock."""
    draft = freezing.draft_as_is(Event.objects.get(slug=EVENT))
    zone = draft.event.timezone
    return {
        one.id: [
            f"{clocks.wall_of(start, zone)[0]:%H:%M}"
            for start in (one.start, *(part.start for part in one.segments))
            if start
        ]
        for one in draft.in_order
    }


def changed(before: dict[str, list[str]]) -> dict[str, list[str]]:
    return {key: value for key, value in walls().items() if before[key] != value}


def wait_for_focus(page: Any, element: str) -> None:
    """Until the element of that id has the focus; a browser gives it a moment after the page is there."""
    page.wait_for_selector(f"#{element}:focus")


MOVED = {"session-2": ["15:30", "15:30", "15:55"], "wrap-up": ["16:30"], "closing": ["16:40"]}


def test_session_2_a_quarter_later_in_six_clicks(open_board: Callable[..., Any]) -> None:
    page = open_board()
    before, click = walls(), Clicks(page)
    click("link", "Edit Session 2")
    wait_for_focus(page, "panel")
    page.get_by_label("Start").fill("15:30")
    click("button", "Save", exact=True)
    assert walls() == before  # asked first
    assert "3:30–4:30 pm" in page.locator(".choice").first.inner_text()
    click("button", "Move what follows along (2)")
    assert changed(before) == MOVED
    wait_for_focus(page, "edit-session-2")
    assert page.locator("#session-session-2 .row-hours").inner_text() == "3:30–4:30 pm"
    assert click.count == 3
    click("link", "Publish…")
    assert "/publish/" in page.url
    assert "Session 2" in page.locator("#content").inner_text()


def test_undo_and_redo(open_board: Callable[..., Any]) -> None:
    page = open_board()
    before = walls()
    page.locator("#edit-session-2").click()
    page.get_by_label("Start").fill("15:30")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Move what follows along").click()
    assert changed(before) == MOVED
    page.get_by_role("button", name="Undo: “Session 2").click()
    assert walls() == before
    page.get_by_role("button", name="Redo: “Session 2").click()
    assert changed(before) == MOVED
    wait_for_focus(page, "undo")


def test_by_keyboard_alone(open_board: Callable[..., Any]) -> None:
    page = open_board()
    before = walls()
    page.locator("#up-session-2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#up-session-2")
    assert list(walls())[3:5] == ["session-2", "session-1"]
    wait_for_focus(page, "up-session-2")
    page.keyboard.press("Enter")  # again, without looking for the button
    page.wait_for_selector("#session-session-2:nth-child(3)")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#session-session-2:nth-child(4)")
    wait_for_focus(page, "down-session-2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#session-session-2:nth-child(5)")
    assert walls() == before
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel")
    page.keyboard.press("Tab")
    wait_for_focus(page, "id_title")
    page.keyboard.press("End")
    page.keyboard.type(" (moved)")
    page.keyboard.press("Enter")
    page.wait_for_url("**#edit-session-2")
    assert str(Session.objects.get(identifier="session-2")).endswith(" (moved)")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#session-session-2 .more").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("#session-session-2 .more").get_attribute("open") is None
    wait_for_focus(page, "more-session-2")


def test_without_javascript(open_board: Callable[..., Any]) -> None:
    page = open_board(java_script_enabled=False)
    before = walls()
    page.locator("#edit-session-2").click()
    page.locator("#id_start").fill("15:30")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Move what follows along (2)").click()
    assert changed(before) == MOVED
    page.locator("#more-closing").click()
    page.locator("#session-closing").get_by_role("link", name="Move before…").click()
    page.locator("#id_other").select_option("wrap-up")
    page.get_by_role("button", name="Move", exact=True).click()
    assert list(walls())[-2:] == ["closing", "wrap-up"]


def test_drag_with_the_mouse(open_board: Callable[..., Any]) -> None:
    page = open_board()
    page.locator("#session-session-2 .grip").drag_to(
        page.locator("#session-session-1 .row-hours"), target_position={"x": 20, "y": 2}
    )
    page.wait_for_url("**#edit-session-2")
    assert list(walls())[3:5] == ["session-2", "session-1"]
    assert walls()["session-2"][0] == "14:15"


def test_a_tool_shows_its_result(open_board: Callable[..., Any]) -> None:
    page = open_board()
    before = walls()
    page.locator("#more-wrap-up").click()
    page.locator("#session-wrap-up").get_by_role("link", name="Shift from here on…").click()
    page.get_by_label("Minutes").fill("5")
    page.get_by_role("button", name="Show the result").click()
    assert "2 sessions get other hours" in page.locator("#content").inner_text()
    assert walls() == before
    page.get_by_role("button", name="Apply").click()
    assert changed(before) == {"wrap-up": ["16:20"], "closing": ["16:30"]}


def test_a_button_of_a_menu_keeps_the_focus(open_board: Callable[..., Any]) -> None:
    page = open_board()
    page.locator("#more-session-2").click()
    page.locator("#fix-session-2").click()
    page.wait_for_url("**#fix-session-2")
    assert page.locator("#session-session-2 .badge").inner_text() == "Fixed"
    wait_for_focus(page, "fix-session-2")


def test_two_organisers(open_board: Callable[..., Any]) -> None:
    one, other = open_board(), open_board()
    one.locator("#up-session-2").click()
    other.locator("#down-session-1").click()
    assert "The hours of that day were changed" in other.locator(".errornote").inner_text()
    assert list(walls())[3:5] == ["session-2", "session-1"]


def test_what_is_typed_outlives_what_others_save(
    open_board: Callable[..., Any], faults_of: Callable[[Any], list[str]]
) -> None:
    one, other, third = open_board(), open_board(viewport=NARROW), open_board(java_script_enabled=False)
    for page, element in ((one, "edit-session-2"), (other, "edit-session-2"), (third, "edit-closing")):
        page.locator(f"#{element}").click()
        page.wait_for_selector("#panel")
    one.get_by_label("Title").fill("Theirs")
    one.get_by_role("button", name="Save", exact=True).click()
    one.wait_for_url("**#edit-session-2")
    third.locator("#id_title").fill("Farewell")  # another session: nobody is in the way
    third.get_by_role("button", name="Save", exact=True).click()
    third.wait_for_url("**#edit-closing")
    other.get_by_label("Title").fill("Mine")
    other.get_by_role("button", name="Save", exact=True).click()
    assert "what you wrote is below" in other.locator(".errornote").inner_text()
    assert "“Theirs”" in other.locator(".meanwhile").inner_text()
    assert other.get_by_label("Title").input_value() == "Mine"
    assert faults_of(other) == []
    other.get_by_role("button", name="Save", exact=True).click()
    other.wait_for_url("**#edit-session-2")
    assert [str(Session.objects.get(identifier=one)) for one in ("session-2", "closing")] == [
        "Mine",
        "Farewell",
    ]


def test_a_copy_in_the_middle(open_board: Callable[..., Any], faults_of: Callable[[Any], list[str]]) -> None:
    page = open_board()
    before = walls()
    page.locator("#more-wrap-up").click()
    page.locator("#session-wrap-up").get_by_role("button", name="Duplicate").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Move what follows along (1)").click()
    page.wait_for_selector("#undo")
    copied = {key: value for key, value in walls().items() if key not in before}
    assert list(copied.values()) == [["16:25"]]
    assert walls()["closing"] == ["16:35"]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_cut(open_board: Callable[..., Any], viewport: dict[str, int]) -> None:
    page = open_board(viewport=viewport)
    page.locator("#up-session-2").click()
    page.wait_for_selector("#undo")
    assert "by " in page.locator("#undo").inner_text()
    cut = """() => [...document.querySelectorAll(".row-hours, .row .elsewhere, .row .elsewhere li, #undo")]
      .filter((one) => one.scrollWidth > one.clientWidth || getComputedStyle(one).textOverflow === "ellipsis")
      .map((one) => one.textContent.trim())"""
    assert page.evaluate(cut) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_fault(
    open_board: Callable[..., Any],
    board: str,
    faults_of: Callable[[Any], list[str]],
    scheme: str,
    viewport: dict[str, int],
) -> None:
    Session.objects.filter(identifier="memorandum").update(status="cancelled", fixed=True)
    Session.objects.filter(identifier="wrap-up").update(status="tentative", minutes=90)
    event, voice = Event.objects.get(slug=EVENT), reviews.Reviewer("Ms. X")
    for place in reviews.review_targets(freezing.draft_as_is(event)):
        if place.key in ("session:session-1", "session:session-2"):
            reviews.say(event, place.key, "Look again", voice, MOMENT)
            reviews.clear(event, place.key, place.digest if "2" in place.key else "", voice, MOMENT)
    page = open_board(viewport=viewport, color_scheme=scheme)
    assert page.locator(".row-said .badge").count() == 4
    assert faults_of(page) == []
    page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { if (!one.name) one.open = true; })"
    )
    page.locator("#more-session-1").click()
    assert faults_of(page) == []
    for query in (
        "edit=session-2",
        "tool=stretch&on=session-1",
        "tool=add&on=2020-09-08",
        "tool=delete&on=closing",
    ):
        page.goto(f"{board}?{query}#panel")
        assert faults_of(page) == [], query
    page.goto(f"{board}?edit=session-2#panel")
    page.get_by_label("Start").fill("15:30")
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    wait_for_focus(page, "id_title")
    assert faults_of(page) == []
    page.get_by_label("Title").fill("Session 2")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator(".choice").count() == 2
    assert faults_of(page) == []
