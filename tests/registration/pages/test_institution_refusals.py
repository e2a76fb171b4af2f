"""What an institution's page refuses: what its link gives no right to, other institutions' people, forged tokens."""

from __future__ import annotations

import re

import lxml.html
import pytest
from django.test import Client

from registration.links import tokens
from registration.links.rate_limits import LIMITS
from registration.models import AuditEntry, InvitedOrganisation
from tests.registration import factories
from tests.registration.pages.test_institution import HUONG, named, path_of, replaced, states, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event(), factories.organisation(acronym="MOLISA"))


@pytest.mark.parametrize(
    ("state", "action", "sentence"),
    [
        ("nominated", "confirm", "This can be done by the focal point, signed in, or by the secretariat."),
        ("withdrawn", "reopen", "This can be done by the focal point, signed in, or by the secretariat."),
        (
            "confirmed",
            "withdraw",
            "A confirmed place is changed by the focal point, signed in, or by the secretariat.",
        ),
        (
            "confirmed",
            "replace",
            "A confirmed place is changed by the focal point, signed in, or by the secretariat.",
        ),
        ("refused", "confirm", "The secretariat did not accept this person. Please ask it."),
    ],
)
def test_what_a_link_holder_may_not_do(client, invited, state: str, action: str, sentence: str) -> None:
    person = factories.participant(invited.event, invited=invited, state=state)
    path = path_of(invited)
    offered = re.findall(r'name="action" value="(\w+)"', client.get(path).content.decode())
    assert action not in offered
    response = client.post(path, {**replaced(person), "action": action, "sure": "yes"})
    assert (response.status_code, sentence in words(response)) == (422, True)
    assert [one[2] for one in states()] == [state]
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30, "of another"])
def test_nobody_of_another_institution_is_reached(client, invited, key: str) -> None:
    other = factories.invited(invited.event, factories.organisation("Other Ministry"))
    stranger = factories.participant(invited.event, invited=other)
    sent = {"action": "withdraw", "sure": "yes", "person": str(stranger.pk) if key == "of another" else key}
    response = client.post(path_of(invited), sent)
    assert (response.status_code, b"That cannot be done here" in response.content) == (422, True)
    assert states() == [("Nguyễn Thị Hương", "huong@molisa.example", "nominated")]


def test_other_requests_are_refused(client, invited) -> None:
    path = path_of(invited)
    assert client.put(path).status_code == 405
    assert client.post(path, {"action": "dance"}).status_code == 422
    elsewhere = client.post(path, named(HUONG), headers={"Sec-Fetch-Site": "cross-site"})
    assert (elsewhere.status_code, states()) == (403, [])


def test_forged_revoked_and_other_tokens_get_the_one_404(client, invited) -> None:
    person = factories.participant(invited.event, invited=invited)
    old = path_of(invited)
    InvitedOrganisation.objects.update(link_version=1)
    paths = [
        old,
        "/i/forged/",
        f"/i/{tokens.make('my', person.pk, 0)}/",
        f"/i/{tokens.make('institution', 10**9, 0)}/",
    ]
    answers = {(response.status_code, response.content) for response in map(client.get, paths)}
    assert [status for status, _ in answers] == [404]


def test_too_many_requests(client, invited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "link", LIMITS["link"]._replace(most=2))
    path = path_of(invited)
    answers = [client.post(path, {"action": "dance"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]
    assert client.get(path).status_code == 200
    typed = {
        "name": (named(HUONG), "people-0-name", HUONG["name"]),
        "send": ({"action": "send", "link-name": "Lê Thị Mai"}, "link-name", "Lê Thị Mai"),
        "decline": ({"action": "decline", "decline-reason": "Elections"}, "decline-reason", "Elections"),
    }
    for sent, field, value in typed.values():
        response = client.post(path, sent)
        page = lxml.html.fromstring(response.content.decode())
        assert (response.status_code, int(response["Retry-After"]) > 0) == (429, True)
        assert page.get_element_by_id(f"id_{field}").get("value") == value
        assert "This page was used very often within an hour. Nothing was changed." in words(response)
    person = factories.participant(invited.event, invited=invited)
    assert b"mai@molisa.example" in client.post(path, replaced(person)).content
    assert [one[2] for one in states()] == ["nominated"]
