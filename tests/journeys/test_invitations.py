"""Invitations: a list is imported and everybody invited; a focal point names people on a telephone, confirms, replaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registration.models import InvitedOrganisation
from tests.journeys.conftest import NARROW, overflow
from tests.journeys.ministries import (
    ANSWERED,
    BY_KEY,
    INVITED,
    LISTED,
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
    to_institution,
    upload,
)

pytestmark = pytest.mark.journey


@pytest.fixture
def post(letters: Callable[[], list[Any]], site: str) -> Post:
    """The letters that left."""
    return Post(letters, site)


@pytest.fixture
def clerk(site: str, open_page: Callable[..., Any], sign_in: Callable[..., None]) -> Any:
    """The registration clerk's page, at the board."""
    return clerk_at_the_board(open_page, sign_in)


def test_a_list_is_imported_and_everybody_invited(
    clerk: Any, post: Post, faults_of: Callable[[Any], list[str]]
) -> None:
    page = clerk
    assert "No institution is listed yet." in page.locator(".status-board").inner_text()
    assert faults_of(page) == []
    page.get_by_role("link", name="Import a list").click()

    upload(page, [one._replace(country="Vietnamm") if one.key == "vn-health" else one for one in MINISTRIES])
    assert page.locator("[role=alert]").inner_text().split("\n") == [
        "Nothing was changed.",
        "",
        "To invite!D25: “Vietnamm” is not a country. Write its two letters, such as PH, or its name in English.",
    ]
    assert faults_of(page) == []
    assert InvitedOrganisation.objects.count() == 0

    upload(page, MINISTRIES)
    assert page.locator("#result").inner_text() == "24 new"
    assert faults_of(page) == []
    press(page, "Import", page.locator(".desk-form").first)
    assert said(page) == [
        "Imported: 24 new, 0 changed, 0 the same. Nobody has been written to. See the invitations"
    ]
    upload(page, MINISTRIES)
    assert page.locator("#result").inner_text() == "24 the same"
    assert page.get_by_role("button", name="Import", exact=True).count() == 0

    board = board_on(page)
    assert board.summary == "0 invited · 24 not yet invited · 0 answered · 0 of 68 places filled · 0 waiting"
    assert board.rows == {one.key: Row(one.places, 0, 0, 0, 0, LISTED) for one in MINISTRIES}
    assert board.sums == SUMS_AT_FIRST
    assert set(board.days.values()) == {("", "", "")}
    assert post.letters() == []

    press(page, "Invite those not yet invited…")
    assert faults_of(page) == []
    press(page, "Yes, invite 24 institutions")
    assert said(page) == ["24 institutions are invited; the letters are in the outbox."]
    board = shown_on(page)
    assert board.summary == "24 invited · 0 answered · 0 of 68 places filled · 0 waiting"
    assert board.rows == {one.key: Row(one.places, 0, 0, 0, 0, INVITED) for one in MINISTRIES}
    assert board.sums == SUMS_AT_FIRST
    ((on, answered, contact),) = set(board.days.values())
    assert (on, answered) == (contact, "")
    assert on
    assert faults_of(page) == []

    assert sorted(str(one["To"]) for one in post.letters()) == sorted(one.email for one in MINISTRIES)
    links = [post.links(text) for one in MINISTRIES for _subject, text in post.written(one.email)]
    assert [len(found) for found in links] == [1] * 24
    assert len({found[0] for found in links}) == 24
    ((_subject, text),) = post.written(BY_KEY["vn-labour"].email)
    assert "Please answer by 30 June 2099, 5:00 pm (Ha Noi time, UTC+7). Our reference: DLG/2026/17." in text
    follow(page, page.locator("#nav-sidebar").get_by_role("link", name="Messages"))
    assert "24 messages" in page.locator(".paginator").inner_text()
    assert "Ministry of Labour, Invalids and Social Affairs" in page.locator("#result_list").inner_text()
    assert faults_of(page) == []


PEOPLE = (("Nguyễn Thị Hương", "huong"), ("Trần Văn Minh", "minh"), ("Phạm Thị Lan", "lan"))


def test_a_focal_point_names_confirms_and_replaces(
    clerk: Any,
    open_page: Callable[..., Any],
    post: Post,
    faults_of: Callable[[Any], list[str]],
) -> None:
    invite_all(clerk)
    focal, phone = BY_KEY["vn-labour"].email, open_page(viewport=NARROW, java_script_enabled=False)
    phone.goto(post.link(focal))
    assert overflow(phone) == []
    for number, (name, box) in enumerate(PEOPLE):
        phone.fill(f"[name=people-{number}-name]", name)
        phone.fill(f"[name=people-{number}-email]", f"{box}@molisa.example")
    press(phone, "Name these people")
    assert phone.locator(".person-name").all_inner_texts() == sorted(name for name, _box in PEOPLE)
    board = board_on(clerk)
    assert board.summary == "24 invited · 1 answered · 0 of 68 places filled · 0 waiting"
    assert board.rows["vn-labour"] == Row(3, 3, 0, 0, 0, ANSWERED)
    assert board.others("vn-labour") == {Row(0, 0, 0, 0, 0, INVITED)}
    assert board.sums == SUMS_AT_FIRST | {
        "Viet Nam": (4, 10, 3, 0, 0, 0),
        "All shown": (24, 68, 3, 0, 0, 0),
    }
    on, answered, contact = board.days["vn-labour"]
    assert answered == on == contact

    replace(phone, "Trần Văn Minh", "Lê Thị Mai", "mai@molisa.example")
    assert board_on(clerk).rows["vn-labour"] == Row(3, 3, 0, 0, 0, ANSWERED)

    sign_in_by_code(phone, focal, post)
    for name in ("Nguyễn Thị Hương", "Lê Thị Mai"):
        phone.locator("summary:has(.person-name)", has_text=name).click()
        press(phone, f"Confirm {name}")
    assert post.entries("huong@molisa.example") == ["REQUEST"]
    assert post.entries("mai@molisa.example") == ["REQUEST"]
    assert post.entries("minh@molisa.example") == []
    board = board_on(clerk)
    assert board.summary == "24 invited · 1 answered · 2 of 68 places filled · 0 waiting"
    assert board.rows["vn-labour"] == Row(3, 3, 2, 0, 0, ANSWERED)
    assert board.sums["Viet Nam"] == (4, 10, 3, 2, 0, 0)

    replace(phone, "Nguyễn Thị Hương", "Vũ Thị Bình", "binh@molisa.example")
    assert post.entries("huong@molisa.example") == ["REQUEST", "CANCEL"]
    assert post.entries("binh@molisa.example") == ["REQUEST"]
    assert board_on(clerk).rows["vn-labour"] == Row(3, 3, 2, 0, 0, ANSWERED)

    to_institution(clerk, "vn-labour")
    assert faults_of(clerk) == []
    people = clerk.get_by_role("region", name="People", exact=True)
    assert people.locator("p").first.inner_text() == "3 places, 2 confirmed, 1 free"
    assert people.locator(".named > li").all_inner_texts() == [
        "Vũ Thị Bình, member · confirmed\nin place of Nguyễn Thị Hương",
        "Lê Thị Mai, member · confirmed\nin place of Trần Văn Minh",
        "Phạm Thị Lan, member · awaiting confirmation",
        "Nguyễn Thị Hương, member · replaced",
        "Trần Văn Minh, member · replaced",
    ]
    follow(clerk, people.get_by_role("link", name="Nguyễn Thị Hương").last)
    assert clerk.locator(".field-chain .readonly").inner_text() == "Nguyễn Thị Hương → Vũ Thị Bình"
    assert faults_of(clerk) == []


def replace(page: Any, name: str, other: str, email: str) -> None:
    """On the institution's page, without script: somebody else instead."""
    card = page.locator(".named-person", has_text=name)
    card.locator("summary").first.click()
    card.locator("summary", has_text="Replace").click()
    card.get_by_label("Full name").fill(other)
    card.get_by_label("E-mail address").fill(email)
    press(page, "Replace", card)
    assert page.locator("[role=status]").inner_text() == "The person is replaced. Both were told."
    assert overflow(page) == []


def sign_in_by_code(page: Any, email: str, post: Post) -> None:
    """From the institution’s page back to it, as its focal point."""
    follow(page, page.get_by_role("link", name="Sign in with a code"))
    page.get_by_label("E-mail address").fill(email)
    press(page, "Send me a code")
    page.get_by_label("Code").fill(post.code(email))
    press(page, "Sign in")
