"""A sentence of an institution's page is shown where it fits: whoever sends an address claims nothing."""

from __future__ import annotations

import pytest

from registration.links import tokens
from registration.pages.institution import fits
from tests.registration import factories

pytestmark = pytest.mark.django_db
CODES = [
    "named",
    "sent",
    "accepted",
    "declined",
    "replaced",
    "withdrawn",
    "confirmed",
    "waiting",
    "reopened",
    "x",
]


@pytest.mark.parametrize(
    ("reply", "state", "true"),
    [
        ("invited", "", []),
        ("accepted", "", ["accepted"]),
        ("declined", "", ["declined"]),
        ("accepted", "invited", ["named", "sent", "accepted"]),
        ("accepted", "nominated", ["named", "accepted", "reopened"]),
        ("invited", "confirmed", ["named", "confirmed"]),
        ("invited", "waiting", ["named", "waiting"]),
        ("invited", "replaced", ["named", "replaced"]),
        ("declined", "withdrawn", ["named", "declined", "withdrawn"]),
    ],
)
def test_what_fits(reply: str, state: str, true: list[str], django_assert_max_num_queries) -> None:
    invited = factories.invited(factories.event(), reply=reply)
    if state:
        factories.participant(invited.event, invited=invited, state=state)
    with django_assert_max_num_queries(len(CODES)):
        assert [code for code in CODES if fits(code, invited)] == true


def test_the_page_claims_nothing_that_did_not_happen(client) -> None:
    path = _path(factories.invited(factories.event()))
    plain = client.get(path).content
    assert [code for code in CODES if client.get(f"{path}?said={code}").content != plain] == []


def _path(invited) -> str:
    return tokens.path("institution", tokens.institution_link(invited).rstrip("/").rpartition("/")[2])
