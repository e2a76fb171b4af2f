"""Who sees what: a private event and a session for participants are in no byte that a stranger can get.

From the version on in which a session is for participants, no public byte says anything new of it. What an earlier version
made public stays where that version is told: at its address under `/v/<n>/`, and on the page of changes, by the title of
then. To take that back too, an event is made private: then no version is public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import Appearance, Event, EventRole, Person, Session
from agenda.outputs import OUTPUTS
from agenda.versions import publishing
from registration import invitations
from registration.audit import Actor
from registration.links import tokens
from registration.models import Participant
from registration.pages import programme
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.privacy.test_canaries import words_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CLERK = Actor("clerk")
SLUG = "dialogue-2026"
VISIBILITIES = ("public", "unlisted", "private")
WHO = ("stranger", "nominated", "confirmed", "withdrawn", "staff", "staff of another event")
OPEN = {"canary-event", "canary-open"}
SHUT = {"canary-shut", "canary-summary", "canary-hidden"}
SLUGS = {"session": ("s1", "s2"), "session-ics": ("s1", "s2"), "speaker": ("hid",)}


class World:
    """A published event with a session for everybody and one for participants, in which somebody speaks who else does not."""

    def __init__(self, visibility: str) -> None:
        self.event = factories.event(published=False, visibility=visibility)
        Event.objects.filter(pk=self.event.pk).update(title="canary-event")
        Session.objects.filter(event=self.event).update(title="canary-open")
        shut = Session.objects.create(
            event=self.event, identifier="s2", slug="s2", title="canary-shut", summary="canary-summary",
            day=date(2026, 12, 1), start=time(16), minutes=30, audience="participants",
        )  # fmt: skip
        hidden = Person.objects.create(event=self.event, identifier="hid", slug="hid", name="canary-hidden")
        Appearance.objects.create(session=shut, person=hidden, role="speaker")
        publishing.publish(SLUG, MOMENT)
        self.other = factories.event("another")
        self.people = {name: self._person(name) for name in ("nominated", "confirmed", "withdrawn")}
        for name in ("confirmed", "withdrawn"):
            self.people[name] = invitations.confirm(self.people[name], CLERK, MOMENT)
        self.links = {name: (one.link_version, one.feed_version) for name, one in self.people.items()}
        invitations.withdraw(self.people["withdrawn"], CLERK, MOMENT + HOUR)

    def _person(self, name: str) -> Participant:
        return factories.participant(self.event, name=name, email=f"{name}@x.example")

    def token(self, purpose: Any, who: str) -> str:
        """As the person was last sent it; somebody who is no participant makes one up."""
        if who not in self.people:
            return f"{purpose}-{self.people['confirmed'].pk}-0.made-up"
        return tokens.make(purpose, self.people[who].pk, self.links[who][purpose == "feed"])

    def client(self, who: str) -> Client:
        client = Client()
        if who.startswith("staff"):
            user = User.objects.create_user(who, f"{who[:5]}@x.example", "a long password", is_staff=True)
            event = self.event if who == "staff" else self.other
            EventRole.objects.create(user=user, event=event, role="viewer")
            client.force_login(user)
        return client

    def turn(self, step: int, **fields: Any) -> None:
        """Publish the event with these fields, so many hours later."""
        Event.objects.filter(pk=self.event.pk).update(**fields)
        publishing.publish(SLUG, MOMENT + step * HOUR)


def paths(outputs: Any = OUTPUTS) -> Iterator[tuple[str, str]]:
    """Name and path of each output, with every slug there is."""
    for output in outputs:
        for slug in SLUGS.get(output.name, ("",)):
            yield output.name, output.path.replace("<slug>", slug)


def is_hidden(path: str) -> bool:
    """Whether the path is one of something that only participants see."""
    return path.startswith(("sessions/s2", "speakers/hid"))


def seen(response: Any) -> set[str]:
    """The canaries in body and headers."""
    text = words_of(response.content, response.headers.get("Content-Type", ""))
    return set(re.findall(r"canary-[a-z]+", f"{text} {response.headers} {response.cookies}"))


def asked(client: Client, address: str, **headers: Any) -> tuple[int, set[str]]:
    response = client.get(address, **headers)
    return response.status_code, seen(response)


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("who", WHO)
def test_public_addresses_are_the_same_for_everybody(visibility: str, who: str) -> None:
    world = World(visibility)
    client = world.client(who)
    for home in (f"/{SLUG}/", f"/{SLUG}/v/1/"):
        for name, path in paths():
            status, found = asked(client, home + path)
            if visibility == "private" or is_hidden(path):
                assert (status, found, path) == (404, set(), path)
            else:
                assert (status, found & SHUT, path) == (200, set(), path)
                assert "canary-event" in found or name == "session-ics", path
            assert (client.head(home + path).status_code, client.head(home + path).content) == (status, b"")
    assert ("canary-event" in asked(client, "/")[1]) == (visibility == "public")


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("who", WHO)
def test_the_programme_behind_the_private_link(visibility: str, who: str) -> None:
    world = World(visibility)
    client, base = world.client(who), f"/my/{world.token('my', who)}/programme/"
    together: set[str] = set()
    for _name, path in paths(programme.MINE):
        response = client.get(base + path)
        found = seen(response)
        together |= found
        expected = 404
        if who == "confirmed":
            expected = 200
        elif who == "nominated":
            expected = 403 if visibility == "private" else 404 if is_hidden(path) else 200
        assert (response.status_code, path) == (expected, path)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers
        assert client.head(base + path).status_code == expected
        assert not response.cookies
    nominated = OPEN if who == "nominated" and visibility != "private" else set()
    assert together == (OPEN | SHUT if who == "confirmed" else nominated)


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("who", WHO)
def test_the_personal_calendar(visibility: str, who: str) -> None:
    """Who was confirmed and went keeps what they had, cancelled and bare."""
    world = World(visibility)
    client = world.client(who)
    response = client.get(f"/cal/{world.token('feed', who)}.ics")
    status, found = response.status_code, seen(response)
    if who == "confirmed":
        assert (status, found) == (200, OPEN | SHUT)
    elif who == "withdrawn":
        assert (status, found) == (200, {*OPEN, "canary-shut"})
        assert re.findall(rb"STATUS:(.*)\r\n", response.content) == [b"CANCELLED", b"CANCELLED"]
    elif who == "nominated" and visibility != "private":
        assert (status, found) == (200, OPEN)
    else:
        assert (status, found) == (404, set())
    if visibility == "private":
        assert f"/{SLUG}/" not in words_of(response.content, "text/calendar")


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_the_own_page(visibility: str) -> None:
    """It leads to the programme; who is not confirmed reads of a private event no more than its title."""
    world = World(visibility)
    client = Client()
    pages = {who: client.get(f"/my/{world.token('my', who)}/") for who in WHO}
    assert {who: page.status_code for who, page in pages.items()} == {
        "stranger": 404, "nominated": 200, "confirmed": 200, "withdrawn": 404, "staff": 404,
        "staff of another event": 404,
    }  # fmt: skip
    mine = f'href="/my/{world.token("my", "confirmed")}/programme/"'
    assert mine in pages["confirmed"].content.decode()
    nominated = pages["nominated"].content.decode()
    assert "/programme/" not in nominated
    assert seen(pages["nominated"]) == {"canary-event"}
    for text in (nominated, pages["confirmed"].content.decode()):
        assert (f'href="/{SLUG}/' in text) == (visibility != "private")
    assert ("2:00–3:30 pm" in nominated) == (visibility != "private")
    assert ("/cal/" in nominated) == (visibility != "private")


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("who", WHO)
def test_the_draft_is_for_staff_of_the_event(visibility: str, who: str) -> None:
    """As the public will see it."""
    world = World(visibility)
    client = world.client(who)
    for path in ("", "agenda/", "agenda.json", "sessions/s2/"):
        status, found = asked(client, f"/{SLUG}/v/0/{path}")
        if who == "staff" and not is_hidden(path):
            assert (status, found & SHUT) == (200, set())
        else:
            assert (status, found) == (404, set())


@pytest.mark.parametrize("page", ["", "sent/", "withdrawn/"])
def test_a_private_event_takes_nobody_by_the_public_form(client: Client, page: str) -> None:
    """Who takes part there is invited: the form answers as for an event that is not there, whatever the policy."""
    world = World("private")
    factories.desk(world.event, policy="open")
    unknown = client.get(f"/nothing/register/{page}")
    for answer in (client.get, client.head):
        assert (answer(f"/{SLUG}/register/{page}").status_code, unknown.status_code) == (404, 404)
    assert client.get(f"/{SLUG}/register/{page}").content == unknown.content
    before = Participant.objects.count()
    sent = client.post(f"/{SLUG}/register/{page}", factories.said())
    assert (sent.status_code, Participant.objects.count()) == (405 if page else 404, before)


def test_who_withdraws_from_a_private_event_is_told_so(client: Client) -> None:
    world = World("private")
    link = f"/my/{world.token('my', 'confirmed')}/"
    done = client.post(link, {"action": "withdraw", "sure": "yes"})
    assert (done.status_code, done.headers["Cache-Control"]) == (200, "private, no-store")
    assert "<h1>Registration withdrawn</h1>" in done.content.decode()
    assert client.get(link).status_code == 404
    assert client.get(f"{link}programme/").status_code == 404


def test_an_event_turns_private_and_back(client: Client) -> None:
    """No tag that a reader kept brings back what is closed; those confirmed go on; everything returns with the event."""
    world = World("public")
    homes = (f"/{SLUG}/", f"/{SLUG}/v/1/")
    addresses = [home + path for home in homes for _name, path in paths() if not is_hidden(path)]
    first = {address: client.get(address) for address in addresses}
    mine = f"/my/{world.token('my', 'confirmed')}/programme/agenda/"
    for address, answer in first.items():
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    world.turn(2, visibility="private")
    for address, answer in first.items():
        kept = {"If-None-Match": answer["ETag"]}
        for closed in (client.get(address), client.get(address, headers=kept), client.head(address)):
            assert (closed.status_code, seen(closed), "ETag" in closed) == (404, set(), False), address
    assert asked(client, f"/{SLUG}/v/2/")[0] == 404
    assert asked(client, mine) == (200, OPEN | SHUT)
    assert asked(client, f"/cal/{world.token('feed', 'nominated')}.ics") == (404, set())
    assert asked(client, f"/cal/{world.token('feed', 'confirmed')}.ics") == (200, OPEN | SHUT)
    world.turn(3, visibility="public")
    for address, answer in first.items():
        back = client.get(address)
        assert (back.status_code, seen(back) & SHUT) == (200, set())
        if "/v/1/" in address:
            assert (back.content, back["ETag"]) == (answer.content, answer["ETag"])
    assert asked(client, f"/{SLUG}/v/2/")[0] == 200, "its versions are closed and opened together"


def test_a_session_turns_to_one_for_participants(client: Client) -> None:
    """With a new title: that one is never public. The old one is told by the version that made it public."""
    world = World("public")
    tags = {path: client.get(f"/{SLUG}/{path}").get("ETag", "") for _name, path in paths()}
    Session.objects.filter(identifier="s1").update(audience="participants", title="canary-renamed")
    world.turn(2)
    for _name, path in paths():
        first = asked(client, f"/{SLUG}/v/1/{path}")
        assert (first[1] & {"canary-renamed", *SHUT}, path) == (set(), path)
        for home in (f"/{SLUG}/", f"/{SLUG}/v/2/"):
            status, found = asked(client, home + path, headers={"If-None-Match": tags[path]})
            told = {"canary-open"} if path == "changes/" else set()
            assert (found - {"canary-event"}, path) == (told, path)
            assert (status, path) == (404 if is_hidden(path) or path.startswith("sessions/") else 200, path)
    assert asked(client, f"/{SLUG}/v/1/sessions/s1/") == (200, OPEN)
    assert asked(client, f"/cal/{world.token('feed', 'nominated')}.ics") == (200, {"canary-event"})
    mine = f"/my/{world.token('my', 'confirmed')}/programme/"
    assert asked(client, f"{mine}sessions/s1/")[1] >= {"canary-event", "canary-renamed"}
    Session.objects.filter(identifier="s1").update(audience="public")
    world.turn(3)
    assert asked(client, f"/{SLUG}/sessions/s1/") == (200, {"canary-event", "canary-renamed"})
    assert asked(client, f"/{SLUG}/v/2/agenda/") == (200, {"canary-event"})


def test_nothing_of_a_participant_s_page_is_kept_for_others(client: Client) -> None:
    """Whoever asks first: the public bytes afterwards, and those before, are the same."""
    world = World("public")
    mine = f"/my/{world.token('my', 'confirmed')}/programme/"
    for _name, path in paths(programme.MINE):
        assert client.get(mine + path).status_code == 200
        public = client.get(f"/{SLUG}/{path}")
        assert seen(public) & SHUT == set()
        assert world.token("my", "confirmed") not in words_of(public.content, public.headers["Content-Type"])
