"""Canaries: each private thing of an event is a string that stands nowhere else, and none comes out where it may not.

Asked are all public outputs, live and of a version, in every zone and language they take; what comes back is looked
through as text: pages, calendars (unfolded), JSON, the sheet's cells, the paper's words; and every header and log line.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pypdf import PdfReader

from agenda.models import Appearance, Event, Person, Session
from agenda.outputs import OUTPUTS, Output
from agenda.versions import publishing
from registration import calendars, invitations
from registration.audit import Actor
from registration.calendars import feeds, joining_notices
from registration.links import log_filter, tokens
from registration.models import JoiningDetail, Message, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CLERK = Actor("canary-clerk")
SLUG = "dialogue-2026"


class World:
    """A published event with two people confirmed, Ann (who speaks) and Bo; their canaries, and those of all."""

    def __init__(self) -> None:
        self.event = factories.event(published=False, languages=["en", "fr"])
        Session.objects.create(
            event=self.event, identifier="s2", slug="s2", title="canary-closed-session", day=date(2026, 12, 1),
            start=time(16), minutes=30, audience="participants", summary="canary-closed-summary",
        )  # fmt: skip
        speaker = Person.objects.create(event=self.event, identifier="ann", slug="ann", name="Ann Speaks")
        hidden = Person.objects.create(
            event=self.event, identifier="hid", slug="hid", name="canary-closed-speaker"
        )
        first, second = self.event.sessions.order_by("identifier")
        Appearance.objects.create(session=first, person=speaker, role="moderator")
        Appearance.objects.create(session=second, person=hidden, role="speaker")
        publishing.publish(SLUG, MOMENT)
        self.desk = factories.desk(
            self.event, reply_to="canary-reply@x.example", contact="canary-contact", purpose="canary-purpose"
        )
        self.people = {name: self._person(name) for name in ("ann", "bo")}
        self.people["ann"].programme_person_id = "ann"
        self.people["ann"].save()
        self._details()
        joining_notices.tell(self.event, list(JoiningDetail.objects.all()), CLERK, MOMENT + HOUR)

    def _person(self, name: str) -> Participant:
        person = factories.participant(
            self.event,
            honorific=f"canary-{name}-honorific",
            name=f"canary-{name}-name",
            position=f"canary-{name}-position",
            organisation=factories.organisation(
                f"canary-{name}-organisation", acronym=f"canary-{name}-acronym"
            ),
            email=f"canary-{name}-mail@x.example",
            consent_wording=f"canary-{name}-wording",
        )
        confirmed = invitations.confirm(person, CLERK, MOMENT)
        return feeds.set_reminder(confirmed, 10, CLERK, MOMENT)

    def _details(self) -> None:
        rows: list[dict[str, Any]] = [
            {"kind": "link", "value": "https://join.example/canary-all-link", "note": "canary-all-note"},
            {"kind": "passcode", "value": "canary-all-code", "session": "s1"},
            {"kind": "interpretation", "value": "canary-all-channel", "language": "th", "session": "s2"},
            {"kind": "link", "value": "https://join.example/canary-ann-stage", "audience": "speakers"},
            {"kind": "passcode", "value": "canary-later-code", "visible_from": datetime(2999, 1, 1, tzinfo=MOMENT.tzinfo)},
        ]  # fmt: skip
        rows += [
            {"kind": "passcode", "value": f"canary-{name}-own", "note": f"canary-{name}-own-note", "audience": "person",
             "participant": person}
            for name, person in self.people.items()
        ]  # fmt: skip
        for fields in rows:
            JoiningDetail.objects.create(event=self.event, **fields)

    def token(self, purpose: Any, name: str) -> str:
        person = self.people[name]
        return tokens.make(
            purpose, person.pk, person.feed_version if purpose == "feed" else person.link_version
        )

    def secrets(self) -> set[str]:
        """What has to stay inside: canaries are known by their first letters, tokens by themselves."""
        found = {self.token(purpose, name) for purpose in ("my", "feed") for name in self.people}
        return {"canary-", "join.example", *found}


@pytest.fixture
def world() -> World:
    return World()


def addresses() -> Iterator[tuple[Output, str]]:
    """Each output, live and of version 1, with all that `tz` and `lang` may be."""
    slugs = {"session": ["s1", "s2"], "session-ics": ["s1", "s2"], "speaker": ["ann", "hid"]}
    for output in OUTPUTS:
        zones = ["", "tz=bangkok"] + ["tz=America/New_York"] * (output.zones != "event")
        for slug in slugs.get(output.name, [""]):
            for home in (f"/{SLUG}/", f"/{SLUG}/v/1/"):
                for zone in zones:
                    for lang in ("", "lang=fr"):
                        query = "&".join(one for one in (zone, lang) if one)
                        path = home + output.path.replace("<slug>", slug)
                        yield output, f"{path}?{query}" if query else path


OTHERS = ["/", f"/{SLUG}/register/", f"/{SLUG}/register/sent/", f"/{SLUG}/register/withdrawn/", "/nothing/",
          "/my/my-1-0.x/", "/cal/feed-1-0.x.ics", "/healthz", "/readyz", "/admin/", "/accounts/login/"]  # fmt: skip


def words_of(body: bytes, media_type: str) -> str:
    """All that can be read in a body, with the metadata of files."""
    if media_type.startswith("application/pdf"):
        read = PdfReader(io.BytesIO(body))
        links = [str(link.get_object()) for page in read.pages for link in page.get("/Annots", ())]
        parts = [page.extract_text() for page in read.pages] + links + [str(read.metadata), str(read.outline)]
        return "\n".join(parts)
    if "spreadsheet" in media_type:
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            return "\n".join(sheet.read(name).decode(errors="replace") for name in sheet.namelist())
    text = body.decode()
    return text.replace("\r\n ", "") if "calendar" in media_type else text


def leaks(response: Any, secrets: set[str]) -> list[str]:
    text = words_of(response.content, response.headers.get("Content-Type", ""))
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    whole = f"{text}\n{unquote(text)}\n{headers}\n{response.cookies}".lower()
    return sorted(secret for secret in secrets if secret.lower() in whole)


class Lines(logging.Handler):
    """What the real handlers would write: the configured format, after the filters of the loggers."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        line = django_settings.LOGGING["formatters"]["line"]
        self.setFormatter(logging.Formatter(line["format"], style=line["style"]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    """Every line of every logger, the quiet ones made to speak."""
    handler = Lines()
    loud = [logging.getLogger(name) for name in ("", *django_settings.LOGGING["loggers"], "django.server")]
    before = [(logger, logger.level) for logger in loud]
    for logger in loud:
        logger.setLevel(logging.INFO)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


def test_the_canaries_are_seen_where_they_are(world, client) -> None:
    """So that silence elsewhere says something: whose page it is, the feed, and how an output is read."""
    page = client.get(f"/my/{world.token('my', 'ann')}/")
    assert "canary-" in leaks(page, world.secrets())
    feed = client.get(f"/cal/{world.token('feed', 'ann')}.ics")
    assert leaks(feed, world.secrets()) == ["canary-", "join.example"]
    Session.objects.filter(identifier="s1").update(title="canary-" + "x" * 90)
    publishing.publish(SLUG, MOMENT + HOUR)
    for name in ("agenda", "agenda-ics", "agenda-json", "agenda-xlsx", "programme-pdf"):
        output = next(one for one in OUTPUTS if one.name == name)
        assert leaks(client.get(f"/{SLUG}/{output.path}"), world.secrets()) == ["canary-"], name


def test_no_public_output_holds_one(world, client, log) -> None:
    secrets, seen = world.secrets(), set()
    for output, address in addresses():
        response = client.get(address)
        assert (leaks(response, secrets), address) == ([], address)
        seen.add((output.name, response.status_code))
    assert {name for name, status in seen if status == 200} == {output.name for output in OUTPUTS}
    assert {status for _name, status in seen} == {200, 404}, "what only participants may see is not there"
    assert not [line for line in log.lines if any(one in line for one in secrets)]


def test_no_other_page_holds_one(world, client, log) -> None:
    """The desk's contact and purpose are for those who register; they are no secret there."""
    secrets = world.secrets()
    for address in OTHERS:
        response = client.get(address)
        assert (leaks(response, secrets - {"canary-"}), address) == ([], address)
        text = response.content.decode()
        found = set(re.findall(r"canary-[a-z-]+", text)) - {"canary-contact", "canary-purpose"}
        assert (found, address) == (set(), address)
    assert not [line for line in log.lines if any(one in line for one in secrets)]


def canaries(text: str) -> set[str]:
    return set(re.findall(r"canary-[a-z-]+", text))


ALL = {"canary-all-link", "canary-all-note", "canary-all-code", "canary-all-channel", "canary-closed-session",
       "canary-closed-summary", "canary-closed-speaker"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "own"), [("ann", {"canary-ann-stage", "canary-ann-own", "canary-ann-own-note"}),
                      ("bo", {"canary-bo-own", "canary-bo-own-note"})],
)  # fmt: skip
def test_a_feed_holds_nothing_of_another_person(world, client, name, own) -> None:
    """Nor anything of the person's own data, any token, or what is not to be seen yet."""
    response = client.get(f"/cal/{world.token('feed', name)}.ics")
    text = words_of(response.content, response.headers["Content-Type"])
    assert canaries(text) == ALL | own
    for one in world.people:
        for purpose in ("my", "feed"):
            assert world.token(purpose, one) not in text
    assert "canary-" not in str(response.headers)


@pytest.mark.parametrize(("name", "other"), [("ann", "bo"), ("bo", "ann")])
def test_a_page_holds_nothing_of_another_person(world, client, name, other) -> None:
    response = client.get(f"/my/{world.token('my', name)}/")
    text = response.content.decode()
    assert f"canary-{name}-own" in text
    assert not [one for one in canaries(text) if one.startswith((f"canary-{other}", "canary-later"))]
    assert world.token("my", other) not in text
    assert world.token("feed", other) not in text
    assert response.headers["Referrer-Policy"] == "no-referrer"
    for link in re.findall(r'<a [^>]*href="https?://[^"]*"[^>]*>', text):
        if "join.example" in link:
            assert 'rel="noreferrer"' in link


def test_of_those_who_are_not_confirmed_or_went_nothing(world, client) -> None:
    nominated = factories.participant(world.event, name="Cy", email="cy@x.example")
    invitations.withdraw(world.people["bo"], CLERK, MOMENT + HOUR)
    addresses = [f"/cal/{tokens.make('feed', nominated.pk, 0)}.ics", f"/cal/{world.token('feed', 'bo')}.ics",
                 f"/my/{tokens.make('my', nominated.pk, 0)}/"]  # fmt: skip
    for address in addresses:
        text = words_of(client.get(address).content, "text/calendar")
        assert not {one for one in canaries(text) if "-all-" in one or "-own" in one or "-stage" in one}, (
            address
        )
        assert "join.example" not in text


def test_no_token_in_a_log_line(world, log) -> None:
    """Asked well, asked wrongly, refused, and when our own code fails: as the loggers are configured."""
    client = Client(raise_request_exception=False)
    feed, page = world.token("feed", "ann"), world.token("my", "ann")
    for path in (
        f"/cal/{feed}.ics",
        f"/cal/{feed}x.ics",
        f"/cal/{feed}",
        f"/my/{page}/",
        f"/my/{page}/x/",
        f"/my/{page}",
    ):
        for method in ("get", "head", "post", "delete"):
            getattr(client, method)(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "calendar_of", lambda *_any: 1 / 0)
        assert client.get(f"/cal/{feed}.ics").status_code == 500
    access = logging.getLogger("granian.access")
    access.setLevel(logging.INFO)
    access.info('"GET /cal/%s.ics HTTP/1.1" 200', feed)
    assert any("/cal/•••" in line for line in log.lines), log.lines
    assert not [line for line in log.lines if feed in line or page in line or "canary-" in line]


@pytest.mark.parametrize(
    ("line", "scrubbed"),
    [
        ('"GET /cal/feed-1-0.ab_-c.ics HTTP/1.1" 304', '"GET /cal/••• HTTP/1.1" 304'),
        ("webcal://dialogue.example.org/cal/feed-1-0.abc.ics", "webcal://dialogue.example.org/cal/•••"),
    ],
)
def test_an_address_of_a_calendar_is_scrubbed(line: str, scrubbed: str) -> None:
    assert log_filter.without_tokens(line) == scrubbed


def test_no_stored_letter_holds_a_detail_or_a_token(world) -> None:
    letters = Message.objects.all()
    assert {one.kind for one in letters} >= {"registration_confirmed", "joining_details"}
    tokens_of_all = [one for one in world.secrets() if "-" in one and one != "canary-"]
    for letter in letters:
        text = f"{letter.subject}{letter.text}{letter.html}{letter.ics}"
        assert not {one for one in canaries(text) if "-all-" in one or "-own" in one or "-stage" in one}
        assert not [one for one in ("join.example", *tokens_of_all) if one in text]


def test_the_audit_trail_holds_none(world) -> None:
    for entry in world.event.audit_entries.all():
        assert "canary" not in f"{entry.verb} {entry.details}"


def test_an_event_that_goes_private_shows_nothing_to_anyone(world, client) -> None:
    Event.objects.filter(pk=world.event.pk).update(visibility="private")
    publishing.publish(SLUG, MOMENT + HOUR)
    for _output, address in addresses():
        response = client.get(address)
        assert (response.status_code, leaks(response, world.secrets())) == (404, []), address
