"""The published addresses: status codes, headers, what decides a byte, and what a page costs."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from agenda import versions
from agenda.models import Event, Session
from agenda.outputs import OUTPUTS
from agenda.versions import publishing
from agenda.versions.importing import import_programme
from dialogue import preparing

pytestmark = pytest.mark.django_db

EVENT = "gms-labour-migration-2020"
MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
PATHS = [
    output.path.replace("<slug>", "session-1") for output in OUTPUTS if "speakers/<" not in output.path
] + ["speakers/kikkawa-takenaka/"]


@pytest.fixture
def seed() -> str:
    programme = preparing.json.parse(preparing.DEMO_FILE.read_bytes())
    import_programme(programme)
    publishing.publish(EVENT, MOMENT)
    return f"/{EVENT}/"


@pytest.mark.parametrize("path", PATHS)
def test_every_output_answers_with_the_same_bytes_to_everyone(client: Client, seed: str, path: str) -> None:
    plain = client.get(seed + path)
    assert plain.status_code == 200
    client.cookies["sessionid"] = "someone"
    other = client.get(
        seed + path,
        headers={
            "Accept-Language": "th",
            "Host": "evil.example",
            "User-Agent": "x",
            "Cookie": "lang=th; tz=UTC",
        },
    )
    assert other.content == plain.content
    for response in (plain, other):
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"
        assert response["Cache-Control"] == "public, no-cache"
        assert re.fullmatch(r'W/"[0-9a-f]{32}"', response["ETag"])
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "nonce" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PATHS)
def test_not_modified(client: Client, seed: str, path: str) -> None:
    first = client.get(seed + path)
    for tag in (first["ETag"], first["ETag"].removeprefix("W/"), f'"other", {first["ETag"]}', "*"):
        again = client.get(seed + path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert client.get(seed + path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_compressed_is_the_same(client: Client, seed: str, path: str) -> None:
    plain = client.get(seed + path)
    packed = client.get(seed + path, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed["ETag"] == plain["ETag"]
    if path.endswith(".pdf"):
        assert "Content-Encoding" not in packed
    else:
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in client.get(seed + path, headers={"Accept-Encoding": "gzip;q=0"})


@pytest.mark.parametrize("path", PATHS)
def test_pinned_version_answers_and_stays(client: Client, seed: str, path: str) -> None:
    before = client.get(f"{seed}v/1/{path}")
    assert before.status_code == 200
    Session.objects.filter(identifier="session-2").update(minutes=45)
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    assert client.get(f"{seed}v/1/{path}").content == before.content
    assert client.get(f"{seed}v/3/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_other_methods_are_refused(client: Client, seed: str, path: str, method: str) -> None:
    response = getattr(client, method)(seed + path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_head_is_like_get(client: Client, seed: str) -> None:
    get, head = client.get(seed + "agenda/"), client.head(seed + "agenda/")
    assert (head.status_code, head["ETag"], head["Content-Length"]) == (
        200,
        get["ETag"],
        str(len(get.content)),
    )
    assert head.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/nothing/agenda/",
        "/nothing/agenda.ics",
        f"/{EVENT}/sessions/nothing/",
        f"/{EVENT}/sessions/nothing.ics",
        f"/{EVENT}/speakers/nothing/",
        f"/{EVENT}/v/2/agenda/",
        f"/{EVENT}/v/0/",
        f"/{EVENT}/v/01/",
        f"/{EVENT}/v/99999999999999999999/",
        f"/{EVENT}/nothing/",
        "/nothing.php",
        "/%00/",
        f"/{EVENT}/sessions/%00/",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_unknown_is_not_found(client: Client, seed: str, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert b"<h1" in response.content


def test_never_published_is_not_found(client: Client) -> None:
    import_programme(preparing.json.parse(preparing.DEMO_FILE.read_bytes()))
    for path in PATHS:
        assert client.get(f"/{EVENT}/{path}").status_code == 404


def test_dropped_session_is_gone(client: Client, seed: str) -> None:
    Session.objects.filter(identifier="session-2").delete()
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    for path in ("sessions/session-2/", "sessions/session-2.ics"):
        response = client.get(seed + path)
        assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
    assert client.get(seed + "v/1/sessions/session-2/").status_code == 200


def test_missing_slash_is_added_with_the_query(client: Client, seed: str) -> None:
    response = client.get(f"/{EVENT}/agenda", {"tz": "Asia/Yangon"})
    assert (response.status_code, response["Location"]) == (301, f"/{EVENT}/agenda/?tz=Asia%2FYangon")
    assert client.get(f"/{EVENT}")["Location"] == f"/{EVENT}/"


@pytest.mark.parametrize(
    "query",
    [
        "tz=",
        "tz=Mars/Base",
        "tz=../../etc/passwd",
        "tz=%00",
        "tz=asia/manila",
        "tz=localtime",
        "tz=Factory",
        "tz=posixrules",
        "tz=Asia/Manila&tz=Asia/Manila",
        "tz=" + "x" * 10_000,
        "tz=%ff%fe",
        "lang=",
        "lang=th",
        "lang=en&lang=en",
        "lang=%00",
    ],
)
def test_bad_parameters_are_refused_on_every_output(client: Client, seed: str, query: str) -> None:
    for path in PATHS:
        response = client.get(f"{seed}{path}?{query}")
        assert (response.status_code, response["Cache-Control"]) == (400, "no-store")
        if query.startswith("tz"):
            assert b"nay-pyi-taw" in response.content


def test_too_long_an_address(client: Client, seed: str) -> None:
    assert client.get(seed + "agenda/?x=" + "y" * 20_000).status_code == 414
    assert client.get("/" + "y" * 20_000 + "/").status_code == 414


def test_the_front_page_and_the_form_refuse_bad_parameters_too(client: Client, seed: str) -> None:
    for path in ("/", f"{seed}register/"):
        for query in ("tz=", "tz=Mars/Base", "lang=zz", "tz=UTC&tz=UTC"):
            assert client.get(f"{path}?{query}").status_code == 400
    assert client.get("/?tz=Asia/Yangon")["Location"] == f"{seed}?tz=Asia/Yangon"
    assert client.get(f"{seed}register/?tz=nay-pyi-taw&lang=en").status_code == 200


def test_other_parameters_are_ignored(client: Client, seed: str) -> None:
    assert client.get(seed + "agenda/?utm=1&TZ=x").content == client.get(seed + "agenda/").content


def test_a_city_answers_with_the_bytes_of_its_zone(client: Client, seed: str) -> None:
    for city, zone in [
        ("nay-pyi-taw", "Asia/Yangon"),
        ("HA-NOI", "Asia/Ho_Chi_Minh"),
        ("Manila", "Asia/Manila"),
    ]:
        assert (
            client.get(f"{seed}agenda/?tz={city}").content == client.get(f"{seed}agenda/?tz={zone}").content
        )
    assert client.get(f"{seed}agenda/?tz=manila").content == client.get(f"{seed}agenda/").content


def test_paper_takes_only_zones_of_the_event(client: Client, seed: str) -> None:
    assert client.get(f"{seed}programme.pdf?tz=Asia/Yangon").status_code == 200
    assert client.get(f"{seed}programme.pdf?tz=Europe/Zurich").status_code == 400


@pytest.mark.parametrize("path", ["agenda.ics", "agenda.json", "sessions/session-1.ics"])
def test_tz_changes_nothing_in_files(client: Client, seed: str, path: str) -> None:
    assert client.get(f"{seed}{path}?tz=Europe/Zurich").content == client.get(f"{seed}{path}").content


def test_quarter_past_three_in_every_city(client: Client, seed: str) -> None:
    for tz, start in [
        ("manila", "2020-09-08T15:15:00+08:00"),
        ("bangkok", "2020-09-08T14:15:00+07:00"),
        ("nay-pyi-taw", "2020-09-08T13:45:00+06:30"),
    ]:
        page = client.get(f"{seed}agenda/?tz={tz}").content.decode()
        session = page[page.index('id="session-session-2"') :]
        assert re.search(r'<time datetime="([^"]+)"', session).group(1) == start  # type: ignore[union-attr]
    found = {one["id"]: one for one in json.loads(client.get(f"{seed}agenda.json").content)["sessions"]}
    assert found["session-2"]["start"] == "2020-09-08T15:15:00+08:00"


def test_draft_rows_are_never_read(client: Client, seed: str, django_assert_max_num_queries: Any) -> None:
    before = {path: client.get(seed + path).content for path in PATHS}
    Session.objects.filter(identifier="session-2").update(minutes=1)
    Event.objects.update(slug="elsewhere")
    assert client.get("/elsewhere/agenda/").content  # the publication moved with its event row
    Event.objects.update(slug=EVENT)
    for path in PATHS:
        with django_assert_max_num_queries(1):
            assert client.get(seed + path).content == before[path]


def test_one_query_whatever_the_size(client: Client, seed: str, django_assert_max_num_queries: Any) -> None:
    programme = preparing.json.parse(preparing.DEMO_FILE.read_bytes())
    many = tuple(
        replace(programme.sessions[3], id=f"more-{number}", slug="", questions=()) for number in range(60)
    )
    import_programme(replace(programme, sessions=programme.sessions + many))
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    for path in PATHS:
        client.get(seed + path)
        with django_assert_max_num_queries(1):
            assert client.get(seed + path).status_code == 200


def test_unlisted_and_private(client: Client, seed: str) -> None:
    Event.objects.update(visibility="unlisted")
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    assert b"noindex" in client.get(seed).content
    assert all(client.get(seed + path)["X-Robots-Tag"] == "noindex" for path in PATHS)
    assert client.get("/").status_code == 200
    assert EVENT.encode() not in client.get("/").content
    Event.objects.update(visibility="private")
    publishing.publish(EVENT, MOMENT + timedelta(hours=2))
    for path in (*PATHS, "v/1/agenda/", "v/3/agenda.json", "register/"):
        assert client.get(seed + path).status_code == 404
    Event.objects.update(visibility="public")
    publishing.publish(EVENT, MOMENT + timedelta(hours=3))
    assert client.get(seed + "v/1/agenda/").status_code == 200
    assert "X-Robots-Tag" not in client.get(seed + "agenda.json")


def test_sessions_for_participants_are_in_no_public_byte(client: Client, seed: str) -> None:
    Session.objects.filter(identifier="session-2").update(
        audience="participants", title='{"en": "Xylophone"}'
    )
    publishing.publish(EVENT, MOMENT + timedelta(hours=1))
    for path in PATHS:
        body = client.get(seed + path).content
        assert b"Xylophone" not in body
    assert client.get(seed + "sessions/session-2/").status_code == 404
    assert client.get(seed + "speakers/olsen/").status_code == 404


def test_front_page(client: Client, seed: str) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, seed)
    programme = preparing.json.parse(preparing.DEMO_FILE.read_bytes())
    later = replace(programme.event, slug="later", title=(("en", "A later dialogue"),))
    import_programme(replace(programme, event=later, sessions=()))
    publishing.publish("later", MOMENT)
    page = client.get("/")
    assert page.status_code == 200
    assert page.content.index(b"A later dialogue") < page.content.index(b"Greater Mekong")


def test_an_error_of_ours_is_logged_and_is_a_page(
    client: Client, seed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr(versions, "public_pointer", lambda *args: 1 / 0)
    response = client.get(seed + "agenda/")
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "ZeroDivisionError" in caplog.text


def test_front_page_without_events_helps(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert b"<h1" in response.content


@pytest.mark.parametrize("events", [2, 10])
def test_the_front_page_asks_as_much_for_many_events(
    client: Client, seed: str, events: int, django_assert_num_queries: Any
) -> None:
    programme = preparing.json.parse(preparing.DEMO_FILE.read_bytes())
    for number in range(events):
        event = replace(programme.event, slug=f"another-{number}")
        import_programme(replace(programme, event=event))
        publishing.publish(f"another-{number}", MOMENT)
    client.get("/")
    with django_assert_num_queries(2):  # the programmes, and the shared cache
        page = client.get("/").content.decode()
    assert all(f'href="/another-{number}/"' in page for number in range(events))
