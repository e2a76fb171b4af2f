"""A focal point: names people on a telephone without JavaScript, signs in with a code, confirms; a touch is noticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from agenda.models import Event
from registration.links import tokens
from registration.models import InvitedOrganisation, Participant
from tests.journeys.conftest import EVENT, NARROW, WIDE, overflow
from tests.registration import factories

pytestmark = pytest.mark.journey
FOCAL = "focal@molisa.example"
PEOPLE = ("Nguyễn Thị Hương", "Trần Văn Minh", "Phạm Thị Lan")


@pytest.fixture
def invited(site: str) -> InvitedOrganisation:
    return factories.invited(Event.objects.get(slug=EVENT), factories.organisation(acronym="MOLISA"))


def named(page: Any) -> list[str]:
    """The names in the page, in order."""
    return list(page.locator(".person-name").all_inner_texts())


def test_names_three_replaces_one_and_confirms(
    site: str, invited: Any, open_page: Callable[..., Any], letters: Callable[[], list[Any]]
) -> None:
    page = open_page(viewport=NARROW, java_script_enabled=False)
    page.goto(tokens.institution_link(invited))
    assert overflow(page) == []
    for number, name in enumerate(PEOPLE):
        page.fill(f"[name=people-{number}-name]", name)
        page.fill(f"[name=people-{number}-email]", FOCAL)
    page.get_by_role("button", name="Name these people").click()
    assert "Thank you. The names are noted" in page.locator("[role=status]").inner_text()
    assert named(page) == sorted(PEOPLE)
    card = page.locator(".named-person", has_text="Trần Văn Minh")
    card.locator("summary").first.click()
    card.locator("summary", has_text="Replace").click()
    card.get_by_label("Full name").fill("Lê Thị Mai")
    card.get_by_label("E-mail address").fill("mai@molisa.example")
    card.get_by_role("button", name="Replace", exact=True).click()
    assert overflow(page) == []

    page.get_by_role("link", name="Sign in with a code").click()
    page.get_by_label("E-mail address").fill(FOCAL)
    page.get_by_role("button", name="Send me a code").click()
    (letter,) = [one for one in letters() if one["Subject"] == "[Dialogue] Your code to sign in"]
    text = letter.get_body(("plain",)).get_content()
    page.get_by_label("Code").fill(re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text)[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.url == f"{site}/my/institutions/{invited.pk}/"
    for name in ("Nguyễn Thị Hương", "Lê Thị Mai"):
        page.locator("summary:has(.person-name)", has_text=name).click()
        page.get_by_role("button", name=f"Confirm {name}").click()
    states = dict(Participant.objects.values_list("name", "state"))
    expected = ("confirmed", "replaced", "nominated", "confirmed")
    assert states == dict(zip((*PEOPLE, "Lê Thị Mai"), expected, strict=True))


def test_a_touch_is_noticed_and_opening_is_not(
    site: str, invited: Any, open_page: Callable[..., Any], faults_of: Any
) -> None:
    page = open_page(viewport=WIDE)
    page.goto(tokens.institution_link(invited))
    assert faults_of(page) == []
    assert not InvitedOrganisation.objects.exclude(opened=None).exists()
    with page.expect_response(lambda response: response.request.method == "POST") as caught:
        page.locator("h1").click()
    assert caught.value.status == 204
    assert InvitedOrganisation.objects.exclude(opened=None).exists()
    page.fill("[name=people-0-name]", "12")
    page.get_by_role("button", name="Name these people").click()
    assert faults_of(page) == []
