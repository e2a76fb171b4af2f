"""Letters about accounts: they lead to BASE_URL, to nobody else, and are promised only where they can leave."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dialogue import preparing

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
