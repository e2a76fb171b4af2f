"""Letters about accounts: they lead to BASE_URL, to nobody else, and are promised only where they can leave."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from dialogue import preparing
from registration.models import Message
from tests.registration import factories

pytestmark = pytest.mark.django_db

RESET = "/accounts/password/reset/"


@pytest.fixture
def mailbox(settings: Any, mailoutbox: list[Any]) -> list[Any]:
    settings.OUTBOX_ONLY = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.BASE_URL = "https://dialogue.example.org"
    preparing.demo_logins()
    return mailoutbox


def test_the_link_leads_to_base_url_whatever_the_host(client: Client, mailbox: list[Any]) -> None:
    response = client.post(RESET, {"email": "clerk@demo.invalid"}, headers={"Host": "localhost:9999"})
    assert response.status_code == 302
    (letter,) = mailbox
    assert "https://dialogue.example.org/accounts/password/reset/key/" in letter.body
    assert "localhost" not in letter.body + letter.subject
    assert letter.subject.startswith("[Dialogue] ")


def test_an_unknown_address_gets_no_letter_and_the_same_answer(client: Client, mailbox: list[Any]) -> None:
    known = client.post(RESET, {"email": "clerk@demo.invalid"})
    unknown = client.post(RESET, {"email": "nobody@demo.invalid"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mailbox) == 1


def test_no_letter_is_promised_where_none_leaves(client: Client, settings: Any) -> None:
    settings.OUTBOX_ONLY = True
    for response in (client.get(RESET), client.post(RESET, {"email": "clerk@demo.invalid"})):
        assert response.status_code == 404
        assert b"administrator" in response.content


CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
FOCAL = "focal@molisa.example"


@pytest.fixture
def meeting() -> Any:
    """An institution with a focal point, and two people with one mailbox."""
    cache.clear()
    event = factories.event()
    invited = factories.invited(event)
    for name in ("Nguyễn Thị Hương", "Trần Văn Minh"):
        factories.participant(event, name=name, email="office@molisa.example")
    return invited


def code_in(letter: Any) -> str:
    (code,) = re.findall(r"^[A-Z0-9-]{6,}$", letter.body, re.MULTILINE)
    return str(code)


def test_a_focal_point_signs_in_with_a_code(client: Client, mailbox: list[Any], meeting: Any) -> None:
    page = f"/my/institutions/{meeting.pk}/"
    asked = client.post(CODE, {"email": "Focal@MOLISA.example", "next": page})
    assert (asked.status_code, asked["Location"]) == (302, f"{CONFIRM}?next={page.replace('/', '%2F')}")
    (letter,) = mailbox
    assert (letter.to, letter.subject) == ([FOCAL], "[Dialogue] Your code to sign in")
    assert "dialogue.example.org" in letter.body
    assert not Message.objects.exists()
    shown = client.get(asked["Location"])
    assert code_in(letter) not in shown.content.decode()
    wrong = client.post(CONFIRM, {"code": "WRONG1", "next": page})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (200, False)
    done = client.post(CONFIRM, {"code": code_in(letter), "next": page})
    assert (done.status_code, done["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    account = User.objects.get(email=FOCAL)
    facts = (account.username, account.is_staff, account.has_usable_password())
    assert facts == (FOCAL, False, False)
    assert client.session.get_expiry_age() == 12 * 3600
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get(page).status_code == 303


def test_who_comes_without_a_wish_is_led_to_what_is_theirs(
    client: Client, mailbox: list[Any], meeting: Any
) -> None:
    client.post(CODE, {"email": "office@molisa.example"})
    assert client.post(CONFIRM, {"code": code_in(mailbox[0])})["Location"] == "/my/"
    text = client.get("/my/").content.decode()
    assert ("Nguyễn Thị Hương" in text, "Trần Văn Minh" in text) == (True, True)
    client.post("/accounts/logout/")
    client.post(CODE, {"email": "OFFICE@molisa.example"})
    assert User.objects.filter(email="office@molisa.example").count() == 1
    assert client.get("/admin/").status_code in (302, 403)


def answer_to(email: str) -> tuple[Any, ...]:
    """What somebody sees who asks for a code, without what differs each time: the address and the form's token."""
    client = Client()
    response = client.post(CODE, {"email": email})
    page = client.get(response["Location"])
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(email.lower(), "•")
    return response.status_code, response["Location"], page.status_code, text, sorted(client.cookies)


def test_unknown_addresses_staff_and_closed_accounts_get_the_same_answer_and_no_letter(
    mailbox: list[Any], meeting: Any
) -> None:
    known = answer_to(FOCAL)
    assert len(mailbox) == 1
    User.objects.create(username="closed", email="Office@molisa.example", is_active=False)
    before = User.objects.count()
    for address in (
        "nobody@demo.invalid",
        "clerk@demo.invalid",
        "CLERK@demo.invalid",
        "office@molisa.example",
    ):
        assert answer_to(address) == known
    assert (len(mailbox), User.objects.count()) == (1, before)


def test_staff_who_are_focal_points_sign_in_with_their_password_only(
    mailbox: list[Any], meeting: Any
) -> None:
    User.objects.filter(email="clerk@demo.invalid").update(email="FOCAL@molisa.example")
    answer_to(FOCAL)
    assert (mailbox, User.objects.filter(email__iexact=FOCAL).count()) == ([], 1)


def test_codes_are_asked_for_seldom(mailbox: list[Any], meeting: Any, settings: Any) -> None:
    """Ten an hour to one mailbox, 300 from one address on the net, which may be a whole ministry."""
    asked = [Client().post(CODE, {"email": (FOCAL, FOCAL.upper())[number % 2]}) for number in range(11)]
    assert ([one.status_code for one in asked], len(mailbox)) == ([302] * 10 + [200], 10)
    text = asked[-1].content.decode()
    assert "Too many codes were asked for." in text
    assert "failed login" not in text
    assert settings.ACCOUNT_RATE_LIMITS == {"request_login_code": "300/h/ip,10/h/key"}


def test_a_letter_that_cannot_leave_changes_no_answer(
    mailbox: list[Any], meeting: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(self: Any) -> None:
        raise ConnectionRefusedError

    unknown = answer_to("nobody@demo.invalid")
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refused)
    assert answer_to(FOCAL) == unknown
    assert "could not be sent" in caplog.text
    assert FOCAL not in caplog.text


def test_without_a_mail_server_no_code_is_promised(client: Client, settings: Any, meeting: Any) -> None:
    settings.OUTBOX_ONLY, settings.DEMO = True, False
    for address in (FOCAL, "nobody@demo.invalid"):
        response = client.post(CODE, {"email": address})
        assert (response.status_code, b"No letters leave this server." in response.content) == (200, True)
    assert not User.objects.exists()


def test_a_trial_says_the_code_in_the_terminal(
    client: Client, settings: Any, meeting: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.OUTBOX_ONLY, settings.DEMO = True, True
    client.post(CODE, {"email": FOCAL})
    found = re.fullmatch(rf"The code to sign in as {FOCAL}: (\S+)\n", capsys.readouterr().err)
    assert found is not None
    assert client.post(CONFIRM, {"code": found[1]})["Location"] == "/my/"
    assert not Message.objects.exists()


def test_accounts_of_a_code_get_no_password_and_no_further_address(
    client: Client, mailbox: list[Any], meeting: Any
) -> None:
    client.post(CODE, {"email": FOCAL})
    client.post(CONFIRM, {"code": code_in(mailbox[0])})
    Client().post(RESET, {"email": FOCAL})
    assert len(mailbox) == 1
    client.get("/accounts/password/set/")
    words = {"password1": "a long password of mine", "password2": "a long password of mine"}
    assert client.post("/accounts/password/set/", words).status_code == 403
    client.post("/accounts/email/", {"email": "office@molisa.example", "action_add": ""})
    account = User.objects.get(email=FOCAL)
    assert (account.has_usable_password(), EmailAddress.objects.exclude(email=FOCAL).exists()) == (
        False,
        False,
    )
