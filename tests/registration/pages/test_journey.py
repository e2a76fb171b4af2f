"""Registering in a real browser with JavaScript off, on a narrow screen; correcting; withdrawing."""

import pytest

from registration.links import tokens
from registration.models import MailedReply, Message, Participant
from tests.registration import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def narrow(browser):
    """A page of 390 px without JavaScript."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def fits(page) -> bool:
    """Whether nothing sticks out at the side."""
    return page.locator("main").bounding_box()["width"] <= 390


def test_register_correct_withdraw(narrow, live_server) -> None:
    factories.event()
    page = narrow
    page.goto(f"{live_server.url}/dialogue-2026/register/")
    assert fits(page)
    page.fill("#id_name", "Nguyễn Thị Hương")
    page.fill("#id_email", "nobody")
    page.click("main button[type=submit]")
    assert page.locator(".alert-error a").count() == 5
    assert page.input_value("#id_name") == "Nguyễn Thị Hương"
    page.fill("#id_email", "huong@molisa.example")
    page.fill("#id_position", "Director")
    page.fill("#id_organisation", "Ministry of Labour")
    page.select_option("#id_country", label="Viet Nam")
    page.select_option("#id_sex", "prefer-not-to-say")
    page.select_option("#id_consent_list", "participants")
    page.check("#id_consent_photos")
    page.click("main button[type=submit]")
    assert page.url == f"{live_server.url}/dialogue-2026/register/sent/"
    person = Participant.objects.get()
    assert (person.sex, person.consent_list, person.consent_photos) == (
        "prefer-not-to-say",
        "participants",
        True,
    )
    assert Message.objects.get().state == "sent"

    page.goto(f"{live_server.url}/my/{tokens.make('my', person.pk, 0)}/")
    assert fits(page)
    assert page.is_checked("#id_consent_photos")
    page.fill("#id_position", "Minister")
    page.click("text=Save")
    assert page.locator("[role=status]").inner_text() == "Your registration is corrected."
    person.refresh_from_db()
    assert (person.position, person.consent_photos) == ("Minister", True)
    page.uncheck("#id_consent_photos")
    page.click("text=Change my consent")
    assert page.locator("[role=status]").inner_text() == "Your consent stands as you see it here."
    person.refresh_from_db()
    assert (person.consent_list, person.consent_photos) == ("participants", False)

    page.click("summary >> text=Withdraw my registration")
    assert fits(page)
    page.click("text=Yes, withdraw")
    assert page.url == f"{live_server.url}/dialogue-2026/register/withdrawn/"
    person.refresh_from_db()
    assert person.state == "withdrawn"


def test_accessible(page, axe, live_server) -> None:
    person = factories.participant(factories.event())
    page.goto(f"{live_server.url}/dialogue-2026/register/")
    axe(page)
    page.click("main button[type=submit]")
    assert page.locator("[aria-invalid=true]").count() == 6
    axe(page)
    for fields in ({}, {"position": "", "sex": ""}, {"state": "confirmed"}):
        Participant.objects.update(**fields)
        page.goto(f"{live_server.url}/my/{tokens.make('my', person.pk, 0)}/")
        axe(page)


@pytest.mark.parametrize("path", ["", "{pk}/change/"])
def test_the_admin_under_the_policy(page, live_server, client, admin_user, path: str) -> None:
    """The fixture fails the test on any violation of the Content-Security-Policy."""
    person = factories.participant(factories.event())
    client.force_login(admin_user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/admin/registration/participant/{path.format(pk=person.pk)}")
    assert page.locator("#content").count() == 1


def signed_in(page, live_server, client, user) -> None:
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def test_words_of_answers_stay_whole_on_a_telephone(page, live_server, client, admin_user, tmp_path) -> None:
    event = factories.event()
    person = factories.participant(event)
    for number, answer in enumerate(("accepted", "declined", "tentative", "needs-action")):
        MailedReply.objects.create(
            message_id=f"<{number}@x>", received=factories.MOMENT, sender=f"a.very.long.name{number}@molisa.example",
            event=event, participant=person, answer=answer, outcome="forged", uid="x",
            reason="The sender is not the person who is said to answer.",
        )  # fmt: skip
    signed_in(page, live_server, client, admin_user)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/admin/registration/mailedreply/")
    page.screenshot(path=str(tmp_path / "replies.png"), full_page=True)
    broken = page.evaluate("""() => [...document.querySelectorAll('.results td, .results th')].flatMap((cell) => {
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
        while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/[a-z]+/gi)) {
            const range = document.createRange();
            range.setStart(walk.currentNode, word.index);
            range.setEnd(walk.currentNode, word.index + word[0].length);
            const tops = [...range.getClientRects()].map((one) => Math.round(one.top));
            if (new Set(tops).size > 1 && !cell.matches('.field-sender')) found.push(word[0]);
        }
        return found;
    })""")
    assert broken == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_desk_asks_before_it_withdraws(page, axe, live_server, client, admin_user, tmp_path) -> None:
    person = factories.participant(factories.event())
    signed_in(page, live_server, client, admin_user)
    page.set_viewport_size({"width": 390, "height": 844})
    address = f"{live_server.url}/admin/registration/participant/{person.pk}/change/"
    page.goto(address)
    page.get_by_role("button", name="Withdraw").click()
    page.screenshot(path=str(tmp_path / "sure.png"), full_page=True)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="No, go back").click()
    assert page.url == address
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Yes, withdraw").click()
    assert page.url == address
    person.refresh_from_db()
    assert person.state == "withdrawn"


def test_the_question_on_the_own_page(page, axe, live_server, tmp_path) -> None:
    person = factories.participant(factories.event())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/my/{tokens.make('my', person.pk, 0)}/")
    page.locator("summary", has_text="Withdraw my registration").click()
    axe(page)
    page.screenshot(path=str(tmp_path / "asked.png"), full_page=True)
    page.locator("[name=sure]").evaluate("one => one.remove()")
    page.get_by_role("button", name="Yes, withdraw").click()
    assert page.get_by_role("heading", name="Withdraw my registration?").is_visible()
    axe(page)
    page.screenshot(path=str(tmp_path / "question.png"), full_page=True)
