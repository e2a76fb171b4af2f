"""What a request that is too large is told."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client

from dialogue.errors import bad_request
from registration.links import tokens
from tests.registration import factories

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(lxml.html.fromstring(response.content.decode()).find(".//main").text_content().split())


@pytest.fixture
def path() -> str:
    invited = factories.invited(factories.event())
    return tokens.path("institution", tokens.make("institution", invited.pk, 0))


def test_too_much_text(path: str, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2048
    response = Client().post(path, b"a=" + b"b" * 4000, content_type="application/x-www-form-urlencoded")
    text = text_of(response)
    assert (response.status_code, "This is too large" in text) == (400, True)
    assert "What was sent is larger than 2.0 KB. Nothing was changed." in text


def test_too_large_with_files(path: str, settings) -> None:
    settings.MOST_IN_A_REQUEST = 1024
    response = Client().post(path, {"action": "name", "people-0-name": "x" * 3000})
    assert (response.status_code, "larger than 1.0 KB" in text_of(response)) == (400, True)


def test_too_many_fields(path: str, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = Client().post(path, "a=1&b=2&c=3&d=4&e=5", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, "The form has more than 3 fields." in text_of(response)) == (400, True)


def test_what_cannot_be_read_is_told_so() -> None:
    assert b"The server cannot read this request." in bad_request(None, ValueError()).content  # type: ignore[arg-type]
