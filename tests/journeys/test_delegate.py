"""A delegate on a telephone, without JavaScript: reads, registers, corrects, withdraws."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from registration.models import Message, Participant
from tests.journeys.conftest import EVENT, NARROW, overflow

pytestmark = pytest.mark.journey

TIME_LINES = [
    "1:30–4:30 pm Manila/Beijing time",
    "12:30–3:30 pm Bangkok/Ha Noi/Phnom Penh/Vientiane time",
    "12:00–3:00 pm Nay Pyi Taw time",
]
NAME = "Nguyễn Thị Hương"


@pytest.fixture
def phone(open_page: Callable[..., Any]) -> Any:
    """A page of 390 px without JavaScript."""
    return open_page(viewport=NARROW, java_script_enabled=False)


def send(page: Any, button: str) -> Any:
    """Press the button; the answer to the POST."""
    with page.expect_response(lambda response: response.request.method == "POST") as caught:
        page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()
    return caught.value


def fill_in(page: Any, name: str = NAME, email: str = "huong@molisa.example") -> None:
    """Fill in the form of registration as it should be."""
    page.get_by_label("Title").fill("Ms.")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Position", exact=True).fill("Director")
    page.get_by_label("Organisation", exact=True).fill("Ministry of Labour, Invalids and Social Affairs")
    page.get_by_label("Country", exact=True).select_option(label="Viet Nam")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Sex").select_option(label="prefer not to say")
    page.get_by_label("You take part as").select_option(label="observer")


def rows() -> list[Any]:
    """All that registration has in the database of people and letters."""
    return [list(Participant.objects.order_by("pk").values()), list(Message.objects.order_by("pk").values())]


def test_reads_the_programme_in_the_time_of_nay_pyi_taw(site: str, phone: Any) -> None:
    phone.goto(f"{site}/")
    assert phone.url == f"{site}/{EVENT}/"
    assert phone.locator(".time-lines li").all_inner_texts() == TIME_LINES
    assert overflow(phone) == []

    phone.get_by_role("link", name="See the agenda").first.click()
    assert phone.url == f"{site}/{EVENT}/agenda/"
    hours = phone.locator("#session-session-2 .session-hours")
    assert hours.inner_text() == "3:15–4:15 pm"

    phone.get_by_text("Show another zone").click()
    phone.get_by_label("Any city or zone").select_option(label="Nay Pyi Taw")
    phone.get_by_role("button", name="Show", exact=True).click()
    assert "tz=Asia" in phone.url
    assert hours.inner_text() == "1:45–2:45 pm"
    assert hours.locator("time").first.get_attribute("datetime") == "2020-09-08T13:45:00+06:30"
    assert phone.get_by_text("All hours are Nay Pyi Taw time (UTC+6:30).").is_visible()
    assert phone.locator(".time-lines li").all_inner_texts() == TIME_LINES
    assert overflow(phone) == []

    carried = phone.locator(".nav a, .session h3 a, .run-people a, .masthead-name, .foot-links a, .actions a")
    addresses = [link.get_attribute("href") for link in carried.all()]
    assert len(addresses) > 30
    elsewhere = [one for one in addresses if not one.startswith("#")]
    assert [one for one in elsewhere if not one.endswith("?tz=Asia/Yangon")] == []

    phone.get_by_role("link", name="Session 2: Opportunities").click()
    assert phone.locator(".session-hours").inner_text() == "1:45–2:45 pm"
    phone.get_by_role("link", name="Mr. William Gois").click()
    assert phone.locator(".session-hours").inner_text() == "1:45–2:45 pm"
    phone.get_by_role("link", name="Show Manila time, the event’s own").click()
    assert phone.locator(".session-hours").inner_text() == "3:15–4:15 pm"


def test_registers_corrects_and_withdraws(
    site: str, phone: Any, letters: Callable[[], list[Any]], private_link: Callable[[], str]
) -> None:
    phone.goto(f"{site}/{EVENT}/")
    phone.get_by_role("link", name="Register").click()
    assert overflow(phone) == []

    # Refused: nothing filled in but an address that is none.
    phone.get_by_label("E-mail address").fill("nobody")
    assert send(phone, "Register").status == 422
    refused = ["name", "position", "organisation", "country", "email", "sex"]
    invalid = phone.locator("[aria-invalid=true]").all()
    assert [one.get_attribute("name") for one in invalid] == refused
    for one in invalid:
        described = one.get_attribute("aria-describedby").split()
        assert phone.locator(f"#{described[-1]}").inner_text() != ""
    links = phone.locator(".alert-error a")
    assert [one.get_attribute("href") for one in links.all()] == [f"#id_{name}" for name in refused]
    for number, name in enumerate(refused):
        links.nth(number).click()
        assert phone.evaluate("document.activeElement.id") == f"id_{name}"
    assert phone.get_by_label("E-mail address").input_value() == "nobody"
    assert overflow(phone) == []
    assert rows() == [[], []]

    # Accepted.
    fill_in(phone)
    assert send(phone, "Register").status == 303
    assert phone.url == f"{site}/{EVENT}/register/sent/"
    sent_page = phone.locator("main").inner_text()
    person = Participant.objects.get()
    assert (person.name, person.email, person.state) == (NAME, "huong@molisa.example", "nominated")
    assert (person.country, person.sex, person.role) == ("VN", "prefer-not-to-say", "observer")

    # The letter: kept without the token, sent with it.
    (message,) = Message.objects.all()
    link = private_link()
    token = link.removeprefix(f"{site}/my/").rstrip("/")
    assert message.state == "sent"
    assert letters()[0]["To"] == "huong@molisa.example"
    assert f"{site}/my/•••/" in message.text
    for kept in (message.text, message.html, message.subject):
        assert token not in kept
    out = StringIO()
    call_command("outbox", "--json", stdout=out)
    (shown,) = json.loads(out.getvalue())
    assert token not in out.getvalue()
    assert "/my/•••/" in shown["text"]
    assert (shown["to"], shown["state"], shown["calendar"]) == (["huong@molisa.example"], "sent", False)

    # The same address again: the same page, no second row, the same link once more.
    phone.goto(f"{site}/{EVENT}/register/")
    fill_in(phone, name=f"  {NAME.upper()} ", email="Huong@MOLISA.example")
    assert send(phone, "Register").status == 303
    assert (phone.url, phone.locator("main").inner_text()) == (f"{site}/{EVENT}/register/sent/", sent_page)
    assert Participant.objects.count() == 1
    assert len(letters()) == 2
    assert private_link() == link

    # Looking changes nothing.
    before = rows()
    for _time in range(2):
        assert phone.goto(link).status == 200
    assert phone.request.head(link).status == 200
    assert rows() == before
    assert phone.locator("dl.facts").inner_text().split("\n")[1] == "awaiting confirmation"
    assert overflow(phone) == []

    # Corrected; a correction that cannot be is refused.
    phone.get_by_label("Full name").fill("")
    assert send(phone, "Save").status == 422
    assert phone.locator("[aria-invalid=true]").get_attribute("name") == "name"
    phone.get_by_label("Full name").fill(NAME)
    phone.get_by_label("Position", exact=True).fill("Deputy Minister")
    assert send(phone, "Save").status == 303
    assert phone.get_by_role("status").inner_text() == "Your registration is corrected."
    assert "Deputy Minister" in phone.locator("dl.facts").inner_text()
    person.refresh_from_db()
    assert person.position == "Deputy Minister"

    # Withdrawn: the link is dead, and the row says so.
    phone.locator("summary", has_text="Withdraw my registration").click()
    assert phone.get_by_text("Your private link ends").is_visible()
    assert overflow(phone) == []
    assert send(phone, "Yes, withdraw").status == 303
    assert phone.url == f"{site}/{EVENT}/register/withdrawn/"
    person.refresh_from_db()
    assert person.state == "withdrawn"
    gone = phone.goto(link)
    assert gone.status == 404
    assert gone.headers["cache-control"] in ("no-store", "private, no-store")
    assert phone.request.post(link, form={"action": "correct", "name": "Mallory"}).status == 404
    assert NAME not in phone.content()

    # And back again, with a new link.
    phone.goto(f"{site}/{EVENT}/register/")
    fill_in(phone)
    assert send(phone, "Register").status == 303
    assert private_link() != link
    assert phone.goto(private_link()).status == 200
    assert phone.goto(link).status == 404
