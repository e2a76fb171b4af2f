"""Ten thousand forged links: one answer, then one refusal, and not one question to the database."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registration import invitations
from registration.audit import Actor
from registration.calendars import feeds
from registration.links import attempts, tokens
from registration.links.rate_limits import LIMITS
from registration.models import Participant
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.kept import everything

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk")
PAGES = ["/my/{}/", "/my/{}/data/", "/my/{}/participants/", "/my/{}/speaker/", "/my/{}/speaker/files/1/",
         "/my/{}/programme/", "/my/{}/programme/agenda/", "/my/{}/programme/agenda.ics", "/i/{}/"]  # fmt: skip


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Iterator[list[Any]]:
    """The hour stands still, a quarter past; `clock[0]` moves it. What the process remembered is forgotten."""
    hour = [MOMENT.replace(minute=15, second=0)]
    monkeypatch.setattr(attempts.timezone, "now", lambda: hour[0])
    monkeypatch.setattr(attempts, "_told_to_wait", {})
    return hour


@pytest.fixture
def person() -> Participant:
    return factories.participant(factories.event(), state="confirmed")


def own(person: Participant, purpose: tokens.Purpose = "my") -> str:
    return tokens.make(purpose, person.pk, person.feed_version if purpose == "feed" else person.link_version)


def forged(person: Participant) -> Iterator[str]:
    """Without end: the person's token with a bit turned, cut, lengthened, of another purpose, person or link_version."""
    good = own(person)
    payload, signature = good.split(".")
    yield from (good[:length] for length in range(1, len(good)))
    yield from (
        good + more for more in ("A", ".", "=", "x" * 300, "x" * 9000, "%00", " ", "\n", "ü", "…", "\u202e")
    )
    yield from (own(person, "feed"), own(person, "person"), tokens.make("institution", person.pk, 0))
    yield from (
        "institutions",
        "None",
        "1",
        "…",
        "ü" * 40,
        good.upper(),
        good[::-1],
        f"{signature}.{payload}",
    )
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    for bit in range(len(raw) * 8):
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8
        yield f"{payload}.{base64.urlsafe_b64encode(turned).decode().rstrip('=')}"
    for place in range(len(payload)):
        yield from (
            f"{payload[:place]}{one}{payload[place + 1 :]}.{signature}"
            for one in "07x"
            if one != payload[place]
        )
    for number in range(1, 1_000_000):
        yield f"my-{number + person.pk}-0.{signature}"
        yield f"my-{person.pk}-{number}.{signature}"
        yield signing.Signer(key="k" * 50, salt="registration.tokens", sep=".").sign(f"my-{number}-0")


def answer(client: Client, path: str, method: str = "get") -> tuple[Any, ...]:
    response = getattr(client, method)(path)
    return response.status_code, response.content, tuple(sorted(response.headers.items()))


def at(page: str, token: str) -> str:
    return page.format(quote(token, safe=""))


def test_ten_thousand_forged_tokens(person) -> None:
    """From one sender, who opens a real page all the while."""
    client, seen, opened = Client(), list[tuple[Any, ...]](), 0
    real = at(PAGES[0], own(person))
    for number, token in enumerate(islice(forged(person), 10_000)):
        with CaptureQueriesContext(connection) as asked:
            seen.append(answer(client, at(PAGES[number % len(PAGES) if number > 1000 else 0], token)))
        assert len(asked) == 0, token
        if number % 500 == 0:
            with CaptureQueriesContext(connection) as asked:
                opened += client.get(real).status_code == 200
            assert len(asked) > 0
    first, then = seen[0], seen[-1]
    most = LIMITS["guess"].most
    assert seen == [first] * most + [then] * (10_000 - most)
    assert opened == 20
    assert (first[0], then[0]) == (404, 429)
    headers = dict(first[2])
    assert {name: headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
    }  # fmt: skip
    assert dict(then[2]) == headers | {
        "Content-Length": dict(then[2])["Content-Length"],
        "Retry-After": "2700",
    }


def test_nothing_is_written_for_a_forged_token(person) -> None:
    client, before = Client(), everything()
    for token in islice(forged(person), 150):
        client.get(at("/my/{}/", token))
        client.post(at("/my/{}/", token), {"action": "withdraw", "sure": "yes"})
    assert everything() == before


def dead_ends(person: Participant) -> dict[str, str]:
    """Addresses that lead nowhere, each for another reason."""
    gone = factories.participant(person.event, name="Gone", email="gone@x.example", state="confirmed")
    old = {purpose: own(gone, purpose) for purpose in ("my", "person", "feed")}
    institution = factories.invited(person.event)
    old_link = tokens.make("institution", institution.pk, institution.link_version)
    invitations.withdraw(gone, CLERK, MOMENT)
    invitations.withdraw_invitation(institution, CLERK, MOMENT)
    return {
        "forged": f"/my/{own(person)}x/",
        "withdrawn": f"/my/{old['my']}/",
        "data of one withdrawn": f"/my/{old['my']}/data/",
        "invitation of one withdrawn": f"/i/{old['person']}/",
        "institution withdrawn": f"/i/{old_link}/",
        "other link_version": f"/my/{tokens.make('my', person.pk, 7)}/",
        "other purpose": f"/my/{own(person, 'feed')}/",
        "no such key": f"/my/{tokens.make('my', 10**9, 0)}/",
        "no such institution": f"/i/{tokens.make('institution', 10**9, 0)}/",
        "other page": f"/i/{own(person)}/",
    }


def test_the_reason_is_not_told(person) -> None:
    """Forged, revoked, withdrawn, of another purpose: byte for byte the same, before and after."""
    client, paths = Client(), dead_ends(person)
    first = {reason: answer(client, path) for reason, path in paths.items()}
    assert first == dict.fromkeys(paths, first["forged"])
    assert first["forged"][0] == 404
    heads = {reason: answer(client, path, "head")[0] for reason, path in paths.items()}
    assert heads == dict.fromkeys(paths, 404)
    for _ in range(LIMITS["guess"].most):
        client.get("/my/x/")
    then = {reason: answer(client, path) for reason, path in paths.items()}
    assert then == dict.fromkeys(paths, then["forged"])
    assert then["forged"][0] == 429


def test_a_calendar_answers_the_same_way(person) -> None:
    client, real = Client(), f"/cal/{own(person, 'feed')}.ics"
    other = factories.participant(person.event, name="Other", email="other@x.example", state="confirmed")
    former = own(other, "feed")
    feeds.make_new_address(other, CLERK, MOMENT)
    paths = [
        f"/cal/{former}.ics",
        "/cal/x.ics",
        f"/cal/{own(person)}.ics",
        f"/cal/{own(person, 'feed')}x.ics",
    ]
    first = [answer(client, path) for path in paths]
    assert first == [first[0]] * len(paths)
    assert (first[0][0], b"There is no calendar at this address" in first[0][1]) == (404, True)
    for _ in range(LIMITS["guess"].most):
        client.get("/cal/x.ics")
    then = [answer(client, path) for path in paths]
    assert then == [then[0]] * len(paths)
    assert (then[0][0], dict(then[0][2])["Retry-After"]) == (429, "2700")
    assert client.get(real).status_code == 200


def test_another_sender_is_not_told_to_wait(person, clock) -> None:
    """And who was is heard again in the next hour."""
    client = Client()
    for _ in range(LIMITS["guess"].most + 1):
        client.get("/my/x/")
    assert client.get("/i/x/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get("/i/x/").status_code == 404
    clock[0] += timedelta(minutes=44, seconds=59)
    assert client.get("/i/x/").headers["Retry-After"] == "1"
    clock[0] += timedelta(seconds=1)
    assert client.get("/i/x/").status_code == 404
    assert attempts._told_to_wait == {}


def test_senders_are_counted_together_too(person, clock) -> None:
    """A page that is valid opens for everybody nonetheless."""
    for number in range(LIMITS["guesses"].most):
        attempts._wait(f"2001:db8::{number:x}", clock[0])
    response = Client(REMOTE_ADDR="192.0.2.7").get("/my/x/")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "300")
    assert set(attempts._told_to_wait) == {"all"}
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/my/{own(person)}/").status_code == 200


def test_who_waits_is_not_counted(person, clock) -> None:
    """A flood is answered by each process from memory."""
    client = Client()
    for _ in range(LIMITS["guess"].most + 1):
        client.get("/my/x/")
    cache.clear()
    assert client.get("/my/x/").status_code == 429
    assert len(cache._cache) == 0


def test_no_sender_is_readable_in_the_cache(person) -> None:
    Client(REMOTE_ADDR="192.0.2.7").get("/my/secret-token/")
    kept = f"{list(cache._cache.items())}"
    assert "throttle:guess" in kept
    assert ("192.0.2.7" in kept, "secret-token" in kept) == (False, False)


def test_counted_on_the_database_cache_too(person, settings) -> None:
    """Where no other cache is set: some writes, until the sender is told to wait; then none."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    }
    client = Client()
    statuses = [client.get("/my/x/").status_code for _ in range(LIMITS["guess"].most + 1)]
    assert statuses == [404] * LIMITS["guess"].most + [429]
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/my/x/").status_code == 429
    assert len(asked) == 0
