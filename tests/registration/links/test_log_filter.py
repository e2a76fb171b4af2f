"""No token in a log line."""

import logging

import pytest

from registration.links.log_filter import HideTokens, without_tokens


@pytest.mark.parametrize(
    ("line", "scrubbed"),
    [
        ("Not Found: /my/my-1-0.abc_-/", "Not Found: /my/•••/"),
        ('"GET /my/my-1-0.abc HTTP/1.1" 404', '"GET /my/••• HTTP/1.1" 404'),
        ("https://x.example/cal/abc.ics?x=1", "https://x.example/cal/•••?x=1"),
        ("/i/abc/ and /i/def/", "/i/•••/ and /i/•••/"),
        ("Not Found: /dialogue/draft/review-1-2.abc_-/agenda/", "Not Found: /dialogue/draft/•••/agenda/"),
        ("/dialogue/agenda/", "/dialogue/agenda/"),
        ("/draft/agenda/", "/draft/agenda/"),
    ],
)
def test_without_tokens(line: str, scrubbed: str) -> None:
    assert without_tokens(line) == scrubbed


def test_the_filter_scrubs_arguments_too() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s: %s", ("Not Found", "/my/secret/"), None)
    assert HideTokens().filter(record)
    assert record.getMessage() == "Not Found: /my/•••/"


def test_loggers_of_addresses_have_it() -> None:
    for name in ("django.request", "granian.access"):
        assert any(isinstance(one, HideTokens) for one in logging.getLogger(name).filters)
