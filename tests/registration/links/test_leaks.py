"""No token where it does not belong: a whole meeting is walked through, and everything it left is searched."""

from __future__ import annotations

import io
import logging
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session as BrowserSession
from django.core.cache import cache
from django.urls import Resolver404, resolve, reverse

from dialogue.web import web_flags
from registration import calendars
from registration.admin.desk.confirm_page import PRIVATE
from registration.models import InvitedOrganisation, Participant
from registration.pages import register
from tests.registration.kept import everything
from tests.registration.links.whole_life import SLUG, TOKEN, Life, Watched, holder, letters_as_files, of
from tests.registration.privacy.test_canaries import words_of

pytestmark = pytest.mark.django_db
BELOW = ["data/", "participants/", "speaker/", "programme/", "programme/agenda/", "programme/agenda.ics",
         "programme/agenda.json", "programme/agenda.xlsx", "programme/speakers/"]  # fmt: skip

QUIET = ("fontTools", "weasyprint", "django.template")
"""What stays at INFO: two drawing libraries, and what would write out whole contexts (the last test says that it is so)."""


class Lines(logging.Handler):
    """Every line of every logger, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        line = django_settings.LOGGING["formatters"]["line"]
        self.setFormatter(logging.Formatter(line["format"], style=line["style"]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    """All loggers there are, made to say everything."""
    handler, root = Lines(), logging.getLogger()
    names = [name for name in logging.root.manager.loggerDict if not name.startswith(QUIET)]
    loud = [root, *(logging.getLogger(name) for name in [*names, *QUIET])]
    before = [(logger, logger.level) for logger in loud]
    for logger in loud:
        logger.setLevel(logging.INFO if logger.name in QUIET else logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


@pytest.fixture
def mail(tmp_path, settings, monkeypatch) -> Path:
    return letters_as_files(tmp_path / "mail", settings, monkeypatch)


def found(*parts: Any) -> set[str]:
    """The tokens in these texts, also where they are written as an address writes them."""
    text = "\n".join(str(part) for part in parts)
    return set(TOKEN.findall(text)) | set(TOKEN.findall(unquote(text)))


def of_answer(response: Any) -> set[str]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if "zip" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            text = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    else:
        text = words_of(body, kind) if body else ""
    return found(text, response.headers, response.cookies)


def visit_all(browser: Watched, life: Life) -> None:
    """Every page there is behind a token, alive or dead, and its public neighbours."""
    for row in [*Participant.objects.all(), *InvitedOrganisation.objects.all()]:
        paths = of(row)
        for path in [*paths.values(), *(paths.get("my", "/my/x/") + below for below in BELOW)]:
            browser.get(path)
            browser.head(path)
    for path in (
        "",
        "agenda/",
        "participants/",
        "register/",
        "register/sent/",
        "register/withdrawn/",
        "agenda.ics",
    ):
        browser.get(f"/{SLUG}/{path}")


def provoke(browser: Watched, life: Life, monkeypatch) -> None:
    """Faults of our own, and too many guesses."""
    cy = of(life.person("Cy"))
    with monkeypatch.context() as broken:
        broken.setattr(calendars, "calendar_of", lambda *_any: 1 / 0)
        broken.setattr(register, "correction_form", lambda *_any: {}["nothing"])
        assert [browser.get(cy[purpose]).status_code for purpose in ("feed", "my")] == [500, 500]
    for path in (f"{cy['my'][:-1]}x/", f"{cy['feed']}x", f"/cal/x{cy['feed'][5:]}"):
        browser.get(path)
    for _ in range(130):
        browser.get(cy["person"].replace("/i/", "/my/"))
    assert browser.seen[-1][1].status_code == 429


def test_no_token_leaves_its_own_page(mail, log, monkeypatch) -> None:
    """Neither into a log line, a table, the cache, a letter or page of another, nor an address one is sent to."""
    life = Life(mail)
    visit_all(life.browser, life)
    provoke(life.browser, life, monkeypatch)
    statuses = {response.status_code for _path, response in life.browser.seen}
    assert statuses >= {200, 204, 301, 303, 403, 404, 405, 422, 429, 500}
    for path, response in life.browser.seen:
        mine = {holder(token) for token in found(path)}
        others = {token for token in of_answer(response) if holder(token) not in mine}
        assert (path, others) == (path, set())
    logging.getLogger("granian.access").info('"GET %s HTTP/1.1" 200', of(life.person("Cy"))["my"])
    assert any("/my/•••/" in line for line in log.lines)
    assert [line for line in log.lines if TOKEN.search(line)] == []
    assert {table: found(*rows) for table, rows in everything().items() if found(*rows)} == {}
    kept = [(key, pickle.loads(value)) for key, value in cache._cache.items()]
    assert found(*kept) == set()
    assert [one.get_decoded() for one in BrowserSession.objects.all()] == []


def test_a_letter_holds_the_link_of_its_reader_only(mail) -> None:
    letters = Life(mail).letters()
    kinds = set()
    for row, letter in letters:
        parts = [part.get_content() for part in letter.walk() if not part.is_multipart()]
        whose = ("institution", str(row.invited_id)) if row.purpose == "institution" else None
        whose = whose or (("person", str(row.participant_id)) if row.purpose else None)
        holders = {holder(token) for token in found(*parts, *letter.values())}
        assert holders == ({whose} if whose else set()), row.kind
        kinds.add((row.kind, row.purpose))
    assert kinds >= {
        ("invitation", "institution"), ("invitation_reminder", "institution"), ("names_proposed", "institution"),
        ("nominated", "my"), ("personal_invitation", "person"), ("registration_confirmed", "my"),
        ("registration_replaced", ""), ("registration_received", "my"), ("registration_known", "my"),
        ("registration_withdrawn", ""), ("joining_details", "my"),
    }  # fmt: skip


def is_ours(path: str) -> bool:
    """Whether a page of ours stands at this address behind a token."""
    try:
        return bool(TOKEN.search(path) and resolve(path))
    except Resolver404:
        return False


def header_faults(path: str, response: Any) -> dict[str, Any]:
    """What is missing in the answer of a token's page."""
    wanted = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Set-Cookie": None}
    kept = response.headers.get("Cache-Control", "")
    if not path.startswith("/cal/"):
        wanted["Cache-Control"] = "private, no-store"
    elif kept not in ("private, no-cache", "no-store"):
        wanted["Cache-Control"] = "private, no-cache"
    return {
        name: response.headers.get(name)
        for name, value in wanted.items()
        if response.headers.get(name) != value
    }


def test_every_answer_behind_a_token_is_private(mail) -> None:
    """Redirects to the slash and addresses that are no page of ours come before the view, and are none of its answers."""
    life = Life(mail)
    visit_all(life.browser, life)
    asked = [(path, response) for path, response in life.browser.seen if is_ours(path)]
    assert len(asked) > 100
    faults = [(path, status.status_code, header_faults(path, status)) for path, status in asked]
    assert [fault for fault in faults if fault[2]] == []


def test_pages_load_nothing_from_elsewhere_and_lead_there_without_a_referrer(mail) -> None:
    life = Life(mail)
    visit_all(life.browser, life)
    leads = set()
    for path, response in life.browser.seen:
        if not response.content or not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for element, name, address, _place in lxml.html.fromstring(response.content.decode()).iterlinks():
            parts = urlsplit(address)
            if not parts.netloc or address.startswith(f"{django_settings.BASE_URL}/"):
                continue
            leads.add(parts.hostname)
            assert (element.tag, name) == ("a", "href"), (path, address)
            assert parts.scheme == "webcal" or "noreferrer" in element.get("rel", ""), (path, address)
    assert "join.example" in leads


def test_the_desk_shows_none(mail, admin_user) -> None:
    """Every list and every first row of the admin; a link is shown by POST alone, on a page that is not kept."""
    life = Life(mail)
    staff = Watched()
    staff.force_login(admin_user)
    for address in desk_addresses(life):
        assert staff.get(address).status_code in (200, 302, 403, 405), address
    shown = [(path, of_answer(response)) for path, response in staff.seen]
    assert [one for one in shown if one[1]] == []
    cy, invited = life.person("Cy"), life.invited
    for address, row in (("participant", cy), ("invitedorganisation", invited)):
        page = staff.post(f"/admin/registration/{address}/{row.pk}/link/")
        assert {holder(token) for token in of_answer(page)} == {holder(next(iter(found(of(row)))))}
        assert {name: page.headers[name][: len(value)] for name, value in PRIVATE.items()} == PRIVATE
    assert {table: found(*rows) for table, rows in everything().items() if found(*rows)} == {}


def desk_addresses(life: Life) -> list[str]:
    """The lists, and the pages of their rows, of all that registration and agenda keep; the desk's pages of the event."""
    from django.contrib import admin

    addresses = [reverse("admin:index")]
    for model in admin.site._registry:
        if model._meta.app_label not in ("registration", "agenda"):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"{name}_changelist"))
        keys = model._default_manager.values_list("pk", flat=True)[:40]
        addresses += [reverse(f"{name}_change", args=[key]) for key in keys]
    desk = reverse("admin:agenda_event_change", args=[life.event.pk]).removesuffix("change/")
    return [*addresses, f"{desk}board/", f"{desk}history/", f"{desk}versions/"]


def test_no_access_log() -> None:
    """Granian's names addresses; it is off unless a flag asks for it."""
    assert [flag for flag in web_flags("127.0.0.1", 8000, 1) if "access" in flag] == []


def test_templates_do_not_write_out_what_they_draw() -> None:
    """At DEBUG, Django's templates log whole contexts for each variable that is missing: tokens, names, addresses."""
    assert django_settings.LOGGING["loggers"].get("django.template") == {"level": "INFO"}
