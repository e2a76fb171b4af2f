"""The page of a co-organiser: reading it changes nothing, its forms need no cookie, and what is refused says why."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from agenda.drafts import reviews
from agenda.exchange import json
from agenda.models import Clearance, Event, Remark, ReviewLink, Session
from agenda.pages.review import MOST_AN_HOUR
from agenda.versions.importing import import_programme
from dialogue.preparing import DEMO_FILE
from tests.layout import tight

pytestmark = pytest.mark.django_db

PLACE = "session:session-2"


@pytest.fixture(autouse=True)
def _plain(settings: Any) -> None:
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **storages}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def link() -> ReviewLink:
    import_programme(json.parse(DEMO_FILE.read_bytes()))
    return reviews.invite(Event.objects.get(), "Ana, ILO", 7, None, timezone.now())


@pytest.fixture
def address(link: ReviewLink) -> str:
    return f"/{link.event.slug}/draft/{reviews.token_of(link)}/review/"


@pytest.fixture
def browser() -> Client:
    """A client whose forms Django would check, were it asked to."""
    return Client(enforce_csrf_checks=True)


def seen(browser: Client, address: str, place: str = PLACE) -> str:
    html = tight(browser.get(address).content.decode())
    (digest,) = re.findall(
        rf'name="place" value="{re.escape(place)}"><input type="hidden" name="seen" value="(\w+)"', html
    )
    return str(digest)


def test_a_comment(browser: Client, address: str, link: ReviewLink) -> None:
    done = browser.post(address, {"do": "say", "place": PLACE, "text": " Too <b>long</b>\r\nReally "})
    assert (done.status_code, done["Cache-Control"]) == (303, "private, no-store")
    assert re.fullmatch(rf"{address}\?done=say-(\d+)#place-\1", done["Location"])
    remark = Remark.objects.get()
    assert (remark.place, remark.text, remark.author, remark.link) == (
        PLACE, "Too <b>long</b>\r\nReally", "Ana, ILO", link,
    )  # fmt: skip
    html = browser.get(done["Location"]).content.decode()
    assert "Too &lt;b&gt;long&lt;/b&gt;<br>Really" in html
    assert "Thank you. The secretariat sees your comment." in html
    assert not browser.cookies


def test_this_is_right_and_taking_it_back(browser: Client, address: str) -> None:
    done = browser.post(address, {"do": "clear", "place": PLACE, "seen": seen(browser, address)})
    assert done.status_code == 303
    assert "Cleared by Ana, ILO</li>" in browser.get(address).content.decode()
    Session.objects.filter(identifier="session-2").update(minutes=50)
    assert "Cleared by Ana, ILO, changed since</li>" in browser.get(address).content.decode()
    assert browser.post(address, {"do": "unclear", "place": PLACE}).status_code == 303
    assert "Cleared by" not in browser.get(address).content.decode()


def test_what_changed_meanwhile_is_not_cleared_unseen(browser: Client, address: str) -> None:
    digest = seen(browser, address)
    Session.objects.filter(identifier="session-2").update(minutes=50)
    refused = browser.post(address, {"do": "clear", "place": PLACE, "seen": digest})
    assert refused.status_code == 409
    assert "This has changed since you opened the page." in refused.content.decode()
    assert not Clearance.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "say", "place": PLACE, "text": ""}, "Comment: Write what should change, then send it."),
        ({"do": "say", "place": PLACE, "text": "x" * 2001}, "Comment: Ensure this value has at most 2000 characters"),
        ({"do": "say", "place": PLACE, "text": "a\0b"}, "Comment: Null characters are not allowed."),
        ({"do": "say", "place": "session:nothing", "text": "x"}, "This place is no longer in the draft."),
        ({"do": "say", "text": "x"}, "This place is no longer in the draft."),
        ({"do": "publish", "place": PLACE}, "Please use one of the buttons of the page."),
        ({"do": "settle", "place": PLACE}, "Please use one of the buttons of the page."),
        ({}, "This place is no longer in the draft."),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_field_and_changes_nothing(
    browser: Client, address: str, fields: dict[str, str], said: str
) -> None:
    refused = browser.post(address, fields)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert said in html
    assert 'role="alert"' in html
    if said.startswith("Comment"):
        (field,) = re.findall(r'<a href="#(id_text_\d+)">Comment: ', html)
        assert re.search(rf'<textarea[^>]*aria-invalid="true"[^>]*id="{field}"', html)
        assert len(re.findall(r'<details class="review-comment" open>', html)) == 1
    assert not Remark.objects.exists()


def test_reading_changes_nothing(browser: Client, address: str) -> None:
    for query in ("", "?do=clear&place=session:session-2", "?done=say-1", "?text=x"):
        assert browser.get(address + query).status_code == 200
        assert browser.head(address + query).status_code == 200
    assert not Remark.objects.exists()
    assert not Clearance.objects.exists()
    assert browser.put(address).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(
    browser: Client, address: str, headers: dict[str, str], status: int
) -> None:
    answer = browser.post(address, {"do": "say", "place": PLACE, "text": "x"}, headers=headers)
    assert (answer.status_code, Remark.objects.count()) == (status, int(status == 303))


def test_not_too_often(browser: Client, address: str, link: ReviewLink) -> None:
    fields = {"do": "unclear", "place": PLACE}
    hour = int(timezone.now().timestamp()) // 3600
    cache.set_many({f"review:{link.pk}:{hour + more}": MOST_AN_HOUR - 1 for more in (0, 1)}, 3600)
    assert browser.post(address, fields).status_code == 303
    refused = browser.post(address, fields)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert browser.get(address).status_code == 200


def test_a_link_that_has_ended_takes_nothing(browser: Client, address: str) -> None:
    ReviewLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert browser.post(address, {"do": "say", "place": PLACE, "text": "x"}).status_code == 404
    assert not Remark.objects.exists()


def test_the_hours_are_the_hosts(browser: Client, address: str) -> None:
    html = browser.get(f"{address}?tz=ha-noi").content.decode()
    assert '<time datetime="2020-09-08T14:15:00+08:00">2:15</time>' in html
    assert "All hours are Manila time (UTC+8)." in html
    assert browser.get(f"{address}?tz=Mars").status_code == 400


def test_places_are_those_the_public_will_see_each_with_its_form(
    browser: Client, address: str, link: ReviewLink
) -> None:
    Session.objects.filter(identifier="closing").update(audience="participants")
    html = browser.get(address).content.decode()
    shown = dict.fromkeys(re.findall(r'name="place" value="([^"]*)"', html))
    assert "session:closing" not in shown
    sessions = [
        f"session:{key}"
        for key in link.event.sessions.exclude(identifier="closing").values_list("identifier", flat=True)
    ]
    assert sorted(key for key in shown if key.startswith("session:")) == sorted(sessions)
    assert next(iter(shown)) == ""
    refused = browser.post(address, {"do": "say", "place": "session:closing", "text": "x"})
    assert refused.status_code == 422


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_what_is_said(
    browser: Client, address: str, link: ReviewLink, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        voice = reviews.Reviewer(f"Voice {number}")
        reviews.say(link.event, PLACE, "x", voice, timezone.now())
        reviews.clear(link.event, PLACE, "x", voice, timezone.now())
    with django_assert_num_queries(14):
        assert browser.get(address).status_code == 200
