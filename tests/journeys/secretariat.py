"""What people of the secretariat do on its pages, over and over, and the letters that left: for the journeys."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tests.journeys.conftest import WIDE
from tests.journeys.ministries import BY_KEY, MINISTRIES, Ministry, Shown, shown_on, workbook


class Post(NamedTuple):
    """The letters that left: `letters()` are all of them, oldest first, with links to `site`."""

    letters: Callable[[], list[Any]]
    site: str

    def written(self, to: str) -> list[tuple[str, str]]:
        """Subject and text of those to the address."""
        found = [one for one in self.letters() if to in str(one["To"])]
        return [(str(one["Subject"]), one.get_body(("plain",)).get_content()) for one in found]

    def links(self, text: str) -> list[str]:
        """The private links in a text."""
        return re.findall(rf"{re.escape(self.site)}/(?:i|my)/\S+", text)

    def link(self, to: str) -> str:
        """The private link of the last letter to the address that has one."""
        return [links for _subject, text in self.written(to) if (links := self.links(text))][-1][0]

    def code(self, to: str) -> str:
        """The code to sign in of the last letter to the address."""
        subject, text = self.written(to)[-1]
        assert subject == "[Dialogue] Your code to sign in"
        return str(re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text)[0])

    def entries(self, to: str) -> list[str]:
        """The methods (RFC 5546) of the calendar entries mailed to the address."""
        parts = [part for one in self.letters() if to in str(one["To"]) for part in one.walk()]
        return [str(part.get_param("method")) for part in parts if part.get_content_type() == "text/calendar"]

    def reminded(self) -> list[str]:
        """The addresses that a reminder reached, once for each."""
        found = [
            one for one in self.letters() if str(one["Subject"]).startswith("We have not heard from you yet")
        ]
        return sorted(str(one["To"]) for one in found)


def clerk_at_the_board(open_page: Callable[..., Any], sign_in: Callable[..., None]) -> Any:
    """A page of the registration clerk, who signs in and goes to the board of the event."""
    page = open_page(viewport=WIDE)
    sign_in(page, "registration clerk")
    to_board(page)
    return page


def invite_all(page: Any) -> None:
    """From the empty board: import the 24 ministries and invite them."""
    page.get_by_role("link", name="Import a list").click()
    upload(page, MINISTRIES)
    press(page, "Import", page.locator(".desk-form").first)
    to_board(page)
    press(page, "Invite those not yet invited…")
    press(page, "Yes, invite 24 institutions")


def upload(page: Any, ministries: Sequence[Ministry]) -> None:
    """Choose the list, and look at what it would do."""
    page.get_by_label("List").set_input_files(workbook(ministries))
    press(page, "Show what it would do")


def press(page: Any, button: str, within: Any = None) -> None:
    """Press the button; the next page is there."""
    with page.expect_navigation():
        (within or page).get_by_role("button", name=button, exact=True).click()


def follow(page: Any, link: Any) -> None:
    """Follow the link; its page is there."""
    with page.expect_navigation():
        link.click()


def said(page: Any) -> list[str]:
    """What the admin says after an act."""
    return list(page.locator(".messagelist li").all_inner_texts())


def to_board(page: Any) -> None:
    """Go to the board by its tab, by the link of an institution's page, or from elsewhere by the event's page."""
    tab = page.locator("nav.tabs").get_by_role("link", name="Invitations", exact=True)
    tab = tab.or_(page.get_by_role("link", name="Invitations of the event"))
    if not tab.count():
        page.get_by_role("link", name="Events", exact=True).first.click()
        page.get_by_role("link", name="Dialogue on Labor Migration").click()
        tab = page.locator(".object-tools").get_by_role("link", name="Invitations", exact=True)
    follow(page, tab)


def board_on(page: Any) -> Shown:
    """Go to the board; what it says."""
    to_board(page)
    return shown_on(page)


def to_institution(page: Any, key: str) -> None:
    """From the board to the page of an institution."""
    to_board(page)
    group = page.locator("tbody", has=page.locator(".group", has_text=BY_KEY[key].country))
    follow(page, group.get_by_role("link", name=BY_KEY[key].name))


def to_figures(page: Any) -> list[list[str]]:
    """Go to the figures; the table beside the plot, a list of cells a row."""
    to_board(page)
    follow(page, page.locator("nav.tabs").get_by_role("link", name="Figures"))
    rows = page.locator(".figures-plot tbody tr, .figures-plot tfoot tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]
