"""The programme at a participant's private link: whole, with links that stay there, and files without the token."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from agenda.models import Appearance, Event, Person, Session
from agenda.versions import publishing
from agenda.web.response_cache import local_cache
from registration.links import tokens
from registration.models import Participant
from registration.pages import programme
from tests.layout import tight
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.privacy.test_canaries import words_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SLUG = "dialogue-2026"
PAGES = ("", "agenda/", "sessions/s1/", "sessions/s2/", "speakers/", "speakers/ann/", "changes/")
FILES = (
    "agenda.ics",
    "event.ics",
    "sessions/s1.ics",
    "sessions/s2.ics",
    "programme.pdf",
    "agenda.json",
    "agenda.xlsx",
)


def session(event: Event, name: str, **fields: Any) -> Session:
    defaults = {"title": f"Session {name}", "day": date(2026, 12, 1), "start": time(16), "minutes": 30}
    return Session.objects.create(event=event, identifier=name, slug=name, **{**defaults, **fields})


@pytest.fixture
def event() -> Event:
    """Published twice, with a session for participants in which Ann speaks."""
    made = factories.event(languages=["en", "fr"])
    shut = session(made, "s2", audience="participants")
    ann = Person.objects.create(event=made, identifier="ann", slug="ann", name="Ann")
    Appearance.objects.create(session=shut, person=ann, role="speaker")
    publishing.publish(SLUG, MOMENT + HOUR)
    return made


@pytest.fixture
def confirmed(event: Event) -> Participant:
    return factories.participant(event, state="confirmed")


def base_of(participant: Participant) -> str:
    return programme.path_of(tokens.make("my", participant.pk, participant.link_version))


def hide(event: Event, step: int = 2) -> None:
    Event.objects.filter(pk=event.pk).update(visibility="private")
    publishing.publish(event.slug, MOMENT + step * HOUR)


def addresses(html: str) -> set[str]:
    """Where the links and forms of a page lead, without query and fragment; not what it loads."""
    found = re.findall(r'<(?:a|form)\b[^>]*? (?:href|action)="([^"]*)"', html)
    return {re.split(r"[?#]", one)[0] for one in found} - {""}


def test_what_there_is() -> None:
    names = [one.name for one in programme.MINE]
    assert names == [
        "home", "agenda", "session", "speakers", "speaker", "changes", "agenda-ics", "event-ics", "session-ics",
        "programme-pdf", "agenda-json", "agenda-xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize("visibility", ["public", "private"])
@pytest.mark.parametrize("path", PAGES)
def test_links_stay_behind_the_token(client, event, confirmed, visibility, path) -> None:
    """Each leads to a page that is there; none says that it is a draft, none asks for remarks, robots are sent away."""
    if visibility == "private":
        hide(event)
    base = base_of(confirmed)
    response = client.get(base + path)
    html = response.content.decode()
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    own = base.removesuffix("programme/")
    for address in addresses(html):
        assert address.startswith((base, own)), address
        assert client.get(address).status_code == 200, address
    assert f"{base}agenda/" in addresses(html)
    assert own in addresses(html)
    for word in ("DRAFT", "watermark", "review/", "webcal:", "calendar.google.com", "outlook."):
        assert word not in html
    assert '<meta name="robots" content="noindex">' in html
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', html) == [
        f"http://127.0.0.1:8000/{SLUG}/{path}"
    ]


@pytest.mark.parametrize("visibility", ["public", "private"])
@pytest.mark.parametrize("path", FILES)
def test_files_name_no_token(client, event, confirmed, visibility, path) -> None:
    """Nor any address of a private event, which nobody who is passed the file could open."""
    if visibility == "private":
        hide(event)
    base = base_of(confirmed)
    response = client.get(base + path)
    text = words_of(response.content, response.headers["Content-Type"])
    assert response.status_code == 200
    assert base.split("/")[2] not in text
    assert "/my/" not in text
    assert (f"8000/{SLUG}/" in text) == (
        visibility == "public" and path in ("agenda.ics", "event.ics", "sessions/s1.ics", "programme.pdf")
    )


def test_a_calendar_file_of_a_participant(client, event, confirmed) -> None:
    """It does not say where it is from: from there a program would fetch the public one, which holds less."""
    text = words_of(client.get(f"{base_of(confirmed)}agenda.ics").content, "text/calendar")
    assert re.findall(r"(?m)^(SUMMARY|URL|SOURCE)\S*?:(.*?)\r$", text) == [
        ("SUMMARY", "Opening"),
        ("URL", f"http://127.0.0.1:8000/{SLUG}/sessions/s1/"),
        ("SUMMARY", "Session s2"),
    ]


def test_changes_of_former_versions_stand_on_the_page(client, event, confirmed) -> None:
    html = tight(client.get(f"{base_of(confirmed)}changes/").content.decode())
    assert re.findall(r'<h2 id="version-\d-title"><a href="([^"]*)"', html) == ["#version-2", "#version-1"]
    assert "Session s2" in html


@pytest.mark.parametrize("state", ["nominated", "waiting", "declined", "replaced", "refused"])
def test_who_is_not_confirmed_sees_what_is_public(client, event, state) -> None:
    more = {"waiting_number": 1} if state == "waiting" and hasattr(Participant, "waiting_number") else {}
    base = base_of(factories.participant(event, state=state, **more))
    html = client.get(f"{base}agenda/").content.decode()
    assert ("Opening" in html, "Session s2" in html) == (True, False)
    assert [client.get(f"{base}{path}").status_code for path in ("sessions/s2/", "speakers/ann/")] == [
        404,
        404,
    ]
    hide(event)
    refused = client.get(f"{base}agenda/")
    text = refused.content.decode()
    assert refused.status_code == 403
    assert "The programme of this meeting can be read by its confirmed participants only." in text
    assert "The dialogue-2026" not in text
    assert f'href="{base.removesuffix("programme/")}"' in text


def test_the_languages_and_zones_of_the_address(client, event, confirmed) -> None:
    base = base_of(confirmed)
    html = client.get(f"{base}agenda/?tz=bangkok&lang=fr").content.decode()
    assert '<html lang="fr"' in html
    assert f'href="{base}sessions/s2/?tz=Asia/Bangkok&amp;lang=fr"' in html
    assert "2026-12-01T15:00:00+07:00" in html
    refused = client.get(f"{base}agenda/?tz=Nowhere")
    assert (refused.status_code, refused.headers["Cache-Control"]) == (400, "private, no-store")
    assert f'href="{base}"' in refused.content.decode()


def test_what_is_not_there(client, event, confirmed) -> None:
    base = base_of(confirmed)
    event.sessions.get(identifier="s2").delete()
    publishing.publish(SLUG, MOMENT + 2 * HOUR)
    missing = {
        path: client.get(base + path).status_code
        for path in ("sessions/s2/", "sessions/x/", "calendar/", "x/")
    }
    assert missing == {"sessions/s2/": 410, "sessions/x/": 404, "calendar/": 404, "x/": 404}
    draft = factories.participant(factories.event("draft", published=False), state="confirmed")
    assert client.get(base_of(draft)).status_code == 404
    assert client.get(f"/my/{tokens.make('feed', confirmed.pk, 0)}/programme/").status_code == 404
    Participant.objects.filter(pk=confirmed.pk).update(link_version=1)
    assert client.get(base).status_code == 404


def test_only_reading(client, event, confirmed) -> None:
    refused = client.post(f"{base_of(confirmed)}agenda/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert client.head(f"{base_of(confirmed)}agenda/").content == b""


def test_nothing_is_put_into_a_cache(client, event, confirmed, monkeypatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(local_cache, "put", refuse)
    for name in ("set", "add", "get_or_set"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, refuse)  # type: ignore[attr-defined]
    for path in (*PAGES, *FILES):
        assert client.get(base_of(confirmed) + path).status_code == 200


@pytest.mark.parametrize("path", ["agenda/", "changes/"])
def test_queries_do_not_grow(client, event, confirmed, path, django_assert_num_queries) -> None:
    """One for the participant, one for the version; what the version holds is kept in this process."""
    Session.objects.filter(event=event, identifier="s1").delete()
    publishing.publish(SLUG, MOMENT + 2 * HOUR)
    address = base_of(confirmed) + path
    client.get(address)
    with django_assert_num_queries(2):
        client.get(address)
    for name in ("s3", "s4"):
        session(event, name)
    publishing.publish(SLUG, MOMENT + 3 * HOUR)
    client.get(address)
    with django_assert_num_queries(2):
        client.get(address)


@pytest.mark.parametrize(
    ("audience", "visibility", "state", "expected"),
    [
        ("public", "public", "confirmed", False),
        ("public", "unlisted", "confirmed", False),
        ("public", "private", "confirmed", True),
        ("participants", "public", "confirmed", True),
        ("participants", "public", "nominated", False),
        ("public", "private", "nominated", False),
    ],
)
def test_the_own_page_leads_here_where_there_is_more_to_see(
    client, audience, visibility, state, expected
) -> None:
    made = factories.event(published=False, visibility=visibility)
    session(made, "s2", audience=audience)
    publishing.publish(SLUG, MOMENT)
    base = base_of(factories.participant(made, state=state))
    html = client.get(base.removesuffix("programme/")).content.decode()
    assert ("Programme for participants" in html, f'href="{base}"' in html) == (expected, expected)
