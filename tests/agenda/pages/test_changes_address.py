"""`/<event>/changes/` and `/<event>/v/<n>/changes/`: statuses, headers, what they cost, and what they agree with."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from msgspec.structs import replace

from agenda.models import Event, Session
from agenda.versions import all_versions, publishing
from agenda.versions.importing import import_programme
from agenda.web.response_cache import local_cache
from dialogue import preparing

pytestmark = pytest.mark.django_db

EVENT = "gms-labour-migration-2020"
MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
CHANGES = f"/{EVENT}/changes/"


@pytest.fixture
def publish() -> Callable[..., None]:
    """The demo event, not yet published; `publish(minutes=…)` sets the length of Session 2 and publishes."""
    import_programme(preparing.json.parse(preparing.DEMO_FILE.read_bytes()))

    def act(minutes: int = 60, **options: Any) -> None:
        latest = publishing.latest(EVENT)
        Session.objects.filter(identifier="session-2").update(minutes=minutes)
        hours = latest.version if latest else 0
        publishing.publish(EVENT, MOMENT + timedelta(hours=hours), **options)

    return act


def forget() -> None:
    """As a process just started: nothing is kept."""
    local_cache.clear()
    cache.clear()
    publishing.programme_of.cache_clear()
    all_versions.up_to.cache_clear()


def headings(response: Any) -> list[str]:
    """The versions, from the top."""
    return re.findall(r'<section class="release" id="([^"]+)"', response.content.decode())


def test_versions_by_address(client: Client, publish: Callable[..., None]) -> None:
    assert client.get(CHANGES).status_code == 404
    publish()
    assert headings(client.get(CHANGES)) == ["version-1"]
    publish(45)
    publish(50)
    assert headings(client.get(CHANGES)) == ["version-3", "version-2", "version-1"]
    assert headings(client.get(f"/{EVENT}/v/2/changes/")) == ["version-2", "version-1"]
    assert headings(client.get(f"/{EVENT}/v/1/changes/")) == ["version-1"]
    for number in ("4", "01", "99999999999999999999"):
        assert client.get(f"/{EVENT}/v/{number}/changes/").status_code == 404
    assert client.get("/nothing/changes/").status_code == 404


def test_the_sentences_are_those_of_publishing(client: Client, publish: Callable[..., None]) -> None:
    publish()
    publish(45, label="final", note="Session 2 is shorter")
    page = client.get(CHANGES).content.decode()
    plain = re.sub(r"<[^>]+>", "", page)
    first, second = publishing.version(EVENT, 1), publishing.version(EVENT, 2)
    assert second is not None
    sentences = [one.sentence for one in publishing.changes.changes(first, second) if one.code != "note"]
    assert len(sentences) == 2
    assert [one for one in sentences if one.replace("'", "&#x27;") not in plain] == []
    assert "now ends at 4:00 pm (was 4:15 pm) Manila time." in plain
    assert '<time datetime="2020-09-08T16:00:00+08:00">4:00 pm</time>' in page
    assert '<p class="release-note" dir="auto">Session 2 is shorter</p>' in page


def test_a_version_stays_as_it_is(client: Client, publish: Callable[..., None]) -> None:
    publish()
    publish(45)
    before = client.get(f"/{EVENT}/v/2/changes/").content
    publish(50)
    forget()
    assert client.get(f"/{EVENT}/v/2/changes/").content == before


def test_a_new_version_is_there_at_once(client: Client, publish: Callable[..., None]) -> None:
    publish()
    tag = client.get(CHANGES)["ETag"]
    assert client.get(CHANGES, headers={"If-None-Match": tag}).status_code == 304
    publish(45)
    response = client.get(CHANGES, headers={"If-None-Match": tag})
    assert (response.status_code, headings(response)) == (200, ["version-2", "version-1"])
    assert response["ETag"] != tag


def test_headers_and_methods(client: Client, publish: Callable[..., None]) -> None:
    publish()
    response = client.get(CHANGES)
    names = ("Content-Type", "Cache-Control", "Vary", "Content-Length")
    assert [response[name] for name in names] == [
        "text/html; charset=utf-8",
        "public, no-cache",
        "Accept-Encoding",
        str(len(response.content)),
    ]
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', response["ETag"])
    assert not response.cookies
    packed = client.get(CHANGES, headers={"Accept-Encoding": "gzip"})
    assert (packed["ETag"], gzip.decompress(packed.content)) == (response["ETag"], response.content)
    head = client.head(CHANGES)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
    refused = client.post(CHANGES)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    moved = client.get(f"/{EVENT}/changes", {"tz": "manila"})
    assert (moved.status_code, moved["Location"]) == (301, f"{CHANGES}?tz=manila")


def test_the_zone_asked_for_decides(client: Client, publish: Callable[..., None]) -> None:
    publish()
    publish(45)
    city, zone = client.get(f"{CHANGES}?tz=nay-pyi-taw"), client.get(f"{CHANGES}?tz=Asia/Yangon")
    assert city.content == zone.content
    assert '<time datetime="2020-09-08T14:30:00+06:30">2:30 pm</time>' in zone.content.decode()
    assert client.get(f"{CHANGES}?tz=Mars/Base").status_code == 400
    assert client.get(f"{CHANGES}?lang=zz").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_what_it_costs(
    client: Client, publish: Callable[..., None], django_assert_num_queries: Any, settings: Any, count: int
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for number in range(count):
        publish(60 - number)
    forget()
    with django_assert_num_queries(2):
        assert len(headings(client.get(CHANGES))) == count
    with django_assert_num_queries(1):
        client.get(CHANGES)
    with django_assert_num_queries(1):
        client.get(f"{CHANGES}?tz=Asia/Yangon")


def test_only_versions_of_that_event(client: Client, publish: Callable[..., None]) -> None:
    publish()
    programme = preparing.json.parse(preparing.DEMO_FILE.read_bytes())
    import_programme(replace(programme, event=replace(programme.event, slug="later")))
    publishing.publish("later", MOMENT)
    publish(45)
    assert headings(client.get("/later/changes/")) == ["version-1"]
    assert headings(client.get(CHANGES)) == ["version-2", "version-1"]


def test_unlisted_and_private(client: Client, publish: Callable[..., None]) -> None:
    publish()
    Event.objects.update(visibility="unlisted")
    publish()
    response = client.get(CHANGES)
    assert response["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in response.content
    Event.objects.update(visibility="private")
    publish()
    for address in (CHANGES, f"/{EVENT}/v/1/changes/", f"/{EVENT}/v/3/changes/"):
        assert client.get(address).status_code == 404


def test_sessions_for_participants_are_not_told_of(client: Client, publish: Callable[..., None]) -> None:
    publish()
    Session.objects.filter(identifier="session-2").update(audience="participants")
    publish()
    Session.objects.filter(identifier="session-2").update(title='{"en": "Xylophone"}')
    publish(45)
    page = client.get(CHANGES).content.decode()
    assert "Xylophone" not in page
    top = page[page.index('id="version-3"') : page.index('id="version-2"')]
    assert "Nothing that is shown here has changed." in top
