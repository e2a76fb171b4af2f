"""The draft's addresses: who sees it, that it says that it is one, and that nothing of it is kept or leaks."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from agenda.drafts import reviews
from agenda.exchange import json as interchange
from agenda.models import Event, EventRole, ReviewLink, Session
from agenda.outputs import OUTPUTS
from agenda.versions import publishing
from agenda.versions.importing import import_programme
from agenda.web.response_cache import local_cache
from dialogue.preparing import DEMO_FILE

pytestmark = pytest.mark.django_db

EVENT = "gms-labour-migration-2020"
MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
STAFF = f"/{EVENT}/v/0/"
PATHS = [
    output.path.replace("<slug>", "kikkawa-takenaka" if output.name == "speaker" else "session-1")
    for output in OUTPUTS
]
PAGES = [path for path in PATHS if path.endswith("/") or not path]
CANARY = "Nightingale of the draft"


@pytest.fixture(autouse=True)
def _plain(settings: Any) -> None:
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **storages}


@pytest.fixture
def event() -> Event:
    """Published once, then changed."""
    import_programme(interchange.parse(DEMO_FILE.read_bytes()))
    publishing.publish(EVENT, MOMENT)
    row = Session.objects.get(identifier="session-1")
    row.title = CANARY
    row.save()
    return Event.objects.get()


def account(name: str, event: Event | None = None, role: str = "") -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "a long password", is_staff=True)
    if role:
        EventRole.objects.create(user=user, event=event, role=role)
    return user


@pytest.fixture
def staff(event: Event) -> Client:
    client = Client()
    client.force_login(account("viewer", event, "viewer"))
    return client


@pytest.fixture
def link(event: Event) -> ReviewLink:
    return reviews.invite(event, "Ana", 7, None, timezone.now())


@pytest.fixture
def base(link: ReviewLink) -> str:
    return f"/{EVENT}/draft/{reviews.token_of(link)}/"


def token_in(base: str) -> str:
    return base.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("path", PATHS)
def test_staff_and_co_organisers_get_every_output_kept_by_nobody(
    client: Client, staff: Client, base: str, path: str
) -> None:
    for who, address in ((staff, STAFF), (client, base)):
        response = who.get(f"{address}{path}")
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response
        assert who.head(f"{address}{path}").status_code == 200
        refused = who.post(f"{address}{path}")
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert not client.cookies


def test_nothing_of_a_draft_is_put_into_a_cache(
    staff: Client, client: Client, base: str, monkeypatch: Any
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(local_cache, "put", refuse)
    monkeypatch.setattr(type(cache), "set", refuse, raising=False)
    for path in PATHS:
        assert (staff.get(STAFF + path).status_code, client.get(base + path).status_code) == (200, 200)


@pytest.mark.parametrize("path", PATHS)
def test_for_everyone_else_it_is_an_unknown_version(client: Client, event: Event, path: str) -> None:
    Event.objects.create(slug="other", title="Other", timezone="UTC")
    of_another = account("another", Event.objects.get(slug="other"), "administrator")
    guest = User.objects.create_user("guest", "guest@example.org", "a long password")
    EventRole.objects.create(user=guest, role="administrator")
    for user in (None, guest, account("nobody"), of_another):
        who = Client()
        if user:
            who.force_login(user)
        unknown = client.get(f"/{EVENT}/v/99/{path}")
        for address in (STAFF, "/no-such-event/v/0/"):
            answer = who.get(f"{address}{path}")
            assert (answer.status_code, answer.content) == (404, unknown.content), user
            assert answer["Cache-Control"] == unknown["Cache-Control"] == "no-store"
            assert who.post(f"{address}{path}").status_code == 405


def test_staff_without_their_second_factor_see_nothing(staff: Client, settings: Any) -> None:
    settings.REQUIRE_STAFF_MFA = True
    assert staff.get(STAFF).status_code == 404


@pytest.mark.parametrize("path", [*PATHS, "review/"])
def test_a_link_that_ended_and_one_that_never_was_get_the_same(
    client: Client, base: str, link: ReviewLink, path: str
) -> None:
    assert client.get(base + path).status_code == 200
    never = client.get(f"/{EVENT}/draft/nonsense/{path}")
    assert never.status_code == 404
    assert "the secretariat can send you a new one" in never.content.decode()
    other = client.get(base.replace(EVENT, "no-such-event") + path)
    ReviewLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    expired = client.get(base + path)
    ReviewLink.objects.update(expires=timezone.now() + timedelta(days=1), revoked=timezone.now())
    revoked = client.get(base + path)
    for answer in (other, expired, revoked):
        assert (answer.status_code, answer.content) == (404, never.content)
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_that_it_is_a_draft_and_its_links_stay_inside(
    client: Client, staff: Client, base: str, path: str
) -> None:
    for who, address in ((staff, STAFF), (client, base)):
        html = who.get(f"{address}{path}?tz=ha-noi&at=2020-09-08T14:20").content.decode()
        html = " ".join(html.split())
        assert 'class="watermark"' in html
        assert "Draft — not published.</strong> Seen by staff and co-organisers only." in html
        assert '<meta name="robots" content="noindex">' in html
        inside = [
            link
            for link in re.findall(r'(?:href|action)="(/[^"]*)"', html)
            if not link.startswith("/static/")
        ]
        desk = "/admin/agenda/event/" if who is staff else f"{base}review/"
        others = [link for link in inside if not link.startswith(address)]
        public = {f"/{EVENT}/register/?tz=Asia/Ho_Chi_Minh", f"/{EVENT}/v/1/?tz=Asia/Ho_Chi_Minh"}
        assert {link for link in others if not link.startswith(desk)} <= public
        assert f'href="{address}agenda/?tz=Asia/Ho_Chi_Minh&amp;at=2020-09-08T14:20"' in html
        assert f'rel="canonical" href="http://127.0.0.1:8000/{EVENT}/{path}"' in html


def test_a_calendar_says_that_it_is_a_draft(client: Client, base: str) -> None:
    for path in ("agenda.ics", "sessions/session-1.ics"):
        text = client.get(base + path).content.decode().replace("\r\n ", "")
        assert re.findall(r"^(?:NAME|X-WR-CALNAME):(?!DRAFT: )", text, re.MULTILINE) == []
        assert re.findall(r"^SUMMARY:(?!DRAFT: )", text, re.MULTILINE) == []
        assert f"SUMMARY:DRAFT: {CANARY}" in text
        assert "STATUS:CONFIRMED" in text
        assert f"URL:http://127.0.0.1:8000/{EVENT}/sessions/session-1/" in text


def test_machines_read_version_0(client: Client, base: str) -> None:
    found = json.loads(client.get(f"{base}agenda.json").content)
    assert (found["version"], found["published_at"]) == (0, None)
    assert next(one["sequence"] for one in found["sessions"] if one["id"] == "session-1") == 0


def test_paper_says_that_it_is_a_draft_and_names_the_live_address(client: Client, base: str) -> None:
    body = client.get(f"{base}programme.pdf").content
    pages = PdfReader(io.BytesIO(body)).pages
    texts = [one.extract_text() for one in pages]
    assert [text for text in texts if "DRAFT" not in text] == []
    assert token_in(base) not in "".join(texts)
    links = [
        str(one.get_object().get("/A", {}).get("/URI", ""))
        for page in pages
        for one in page.get("/Annots", [])
    ]
    assert [one for one in links if "/draft/" in one or "/v/0/" in one] == []


@pytest.mark.parametrize("path", [path for path in PATHS if path not in PAGES])
def test_no_token_in_a_file(client: Client, base: str, path: str) -> None:
    assert token_in(base).encode() not in client.get(base + path).content


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_draft_in_what_is_public(
    client: Client, staff: Client, base: str, link: ReviewLink, path: str
) -> None:
    reviews.say(
        link.event, "session:session-1", "Nightingale of a remark", reviews.voice_of_link(link), MOMENT
    )
    reviews.clear(link.event, "", "x", reviews.voice_of_link(link), MOMENT)
    before = client.get(f"/{EVENT}/{path}").content
    staff.get(STAFF + path)
    client.get(base + path)
    live = client.get(f"/{EVENT}/{path}").content
    pinned = client.get(f"/{EVENT}/v/1/{path}").content
    assert live == before == client.get(f"/{EVENT}/{path}?at=2020-09-08T14:20").content
    for body in (live, pinned):
        assert [
            one for one in (token_in(base), "Nightingale", "DRAFT", "data-at") if one.encode() in body
        ] == []


def test_as_on_a_moment_of_the_hosts_clock(staff: Client) -> None:
    html = staff.get(f"{STAFF}agenda/?at=2020-09-08T14:20&tz=Asia/Yangon").content.decode()
    assert 'data-at="2020-09-08T14:20:00+08:00"' in html
    assert "Shown as on 8 September 2020, 2:20 pm Manila time." in html
    for path in PAGES:
        assert staff.get(f"{STAFF}{path}?at=2020-09-08T14:20").status_code == 200


@pytest.mark.parametrize(
    "asked",
    ["at=", "at=now", "at=2020-09-08", "at=2020-09-08T14:20:00", "at=2020-13-08T14:20", "at=1900-01-01T00:00",
     "at=2020-09-08T14:20&at=2020-09-08T14:20", "at=２020-09-08T14:20", "tz=Mars", "lang=xx"],
)  # fmt: skip
def test_what_cannot_be_asked(staff: Client, asked: str) -> None:
    answer = staff.get(f"{STAFF}agenda/?{asked}")
    assert (answer.status_code, answer["Cache-Control"]) == (400, "private, no-store")


def test_a_moment_that_no_clock_shows_is_refused(staff: Client) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    assert staff.get(f"{STAFF}?at=2021-03-28T02:30").status_code == 400
    assert staff.get(f"{STAFF}?at=2021-03-28T03:00").status_code == 200


def test_what_is_not_there(staff: Client, base: str, client: Client) -> None:
    Session.objects.filter(identifier="closing").delete()
    assert staff.get(f"{STAFF}sessions/closing/").status_code == 410
    assert staff.get(f"{STAFF}sessions/nothing/").status_code == 404
    assert client.get(f"{base}speakers/nobody/").status_code == 404


def test_hours_that_no_clock_shows_are_drawn_with_the_fault_named(staff: Client) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    Session.objects.filter(identifier="closing").update(day="2021-03-28", start="02:30")
    html = staff.get(f"{STAFF}agenda/").content.decode()
    assert 'id="session-closing"' in html
    banner = html.partition("draft-banner")[2].partition("</div>")[0]
    assert "Correct this before you publish:" in banner
    assert "does not exist" in banner


def test_a_draft_that_cannot_be_frozen_says_so(staff: Client) -> None:
    Session.objects.filter(identifier="closing").update(day="1900-01-01")
    answer = staff.get(STAFF)
    assert (answer.status_code, answer["Cache-Control"]) == (409, "private, no-store")
    assert "closing: 1900-01-01 is not between" in answer.content.decode()


def test_an_event_never_published_has_a_draft_too(client: Client) -> None:
    import_programme(interchange.parse(DEMO_FILE.read_bytes()))
    staff = Client()
    staff.force_login(account("viewer", None, "viewer"))
    assert {path: staff.get(STAFF + path).status_code for path in PATHS} == dict.fromkeys(PATHS, 200)
    assert client.get(f"/{EVENT}/").status_code == 404


def test_what_only_participants_may_see_stays_out(staff: Client, client: Client, base: str) -> None:
    Session.objects.filter(identifier="session-1").update(audience="participants")
    for body in [
        staff.get(STAFF + "agenda/").content,
        *(client.get(base + one).content for one in ("agenda/", "review/")),
    ]:
        assert CANARY.encode() not in body


def test_queries_of_a_draft(
    staff: Client, base: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(18):
        client.get(f"{base}agenda/")
    with django_assert_max_num_queries(22):
        staff.get(f"{STAFF}agenda/")
