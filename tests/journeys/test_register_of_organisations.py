"""The clerk's pages of the register and of the import: no accessibility fault, nothing sticks out at 390 px."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agenda.models import Event
from tests.journeys.conftest import EVENT, NARROW, WIDE
from tests.registration import factories
from tests.registration.spreadsheets.builders import book_of

pytestmark = pytest.mark.journey
HEADINGS = ["organisation", "kind", "country", "places", "focal point", "e-mail", "language"]
LABOUR = [
    "Ministry of Labour, Invalids and Social Affairs",
    "ministry",
    "VN",
    3,
    "Trần Văn Minh",
    "focal@molisa.example",
    None,
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_register_and_the_import(
    site: str,
    open_page: Callable[..., Any],
    sign_in: Callable[..., None],
    faults_of: Callable[[Any], list[str]],
    scheme: str,
) -> None:
    event = Event.objects.get(slug=EVENT)
    first, second = factories.organisation(), factories.organisation("Ministry of Labour and Social Welfare")
    for one in (first, second):
        factories.invited(event, one, focal_name="W" * 60, cc=["x" * 40 + "@x.example"])
    page = open_page(color_scheme=scheme)
    sign_in(page, "registration clerk")

    def look() -> list[str]:
        page.set_viewport_size(WIDE)
        wide = faults_of(page)
        page.set_viewport_size(NARROW)
        return [*wide, *faults_of(page)]

    organisations = f"{site}/admin/registration/organisation/"
    page.goto(f"{organisations}?q=minstry")
    assert page.get_by_text("Nothing has all these words; these are near.").is_visible()
    assert look() == []
    page.goto(f"{organisations}duplicates/")
    assert look() == []
    page.goto(f"{organisations}{first.pk}/change/")
    page.get_by_role("link", name="Merge with …").click()
    page.get_by_label("Name, acronym or country").fill("Social Welfair")
    page.locator("main, #content-main").get_by_role("button", name="Search").click()
    assert look() == []
    page.get_by_role("link", name=str(second)).click()
    assert page.get_by_text("both are invited and become one invitation").is_visible()
    assert look() == []
    page.goto(f"{site}/admin/agenda/event/{event.pk}/invitations/import/")
    for rows, status in (([LABOUR, ["Club", "club", None, -1, None, None, None]], 422), ([LABOUR], 200)):
        page.set_input_files(
            "#id_file", {"name": "list.xlsx", "mimeType": "", "buffer": book_of(HEADINGS, *rows)}
        )
        with page.expect_response(lambda answer: "import" in answer.url) as answered:
            page.get_by_role("button", name="Show what it would do").click()
        assert answered.value.status == status
        assert look() == [], status
    page.get_by_role("button", name="Import", exact=True).first.click()
    page.locator(".messagelist").get_by_role("link", name="See the invitations").click()
    assert page.url == f"{site}/admin/agenda/event/{event.pk}/invitations/"
