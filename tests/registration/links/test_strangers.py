"""What a stranger cannot find out, and a scanner of mail cannot do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import lxml.html
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registration.models import Organisation, Participant
from registration.models.choices import State
from tests.registration import factories
from tests.registration.kept import everything
from tests.registration.links.whole_life import SLUG, TOKEN, Life, letters_as_files

pytestmark = pytest.mark.django_db
FORM = f"/{SLUG}/register/"
CODE = "/accounts/login/code/"


@pytest.fixture(autouse=True)
def mail(tmp_path, settings, monkeypatch) -> Path:
    return letters_as_files(tmp_path / "mail", settings, monkeypatch)


@pytest.fixture
def known() -> dict[str, str]:
    """Addresses, by what the event knows of them: each state, focal points, and nobody's."""
    event = factories.event()
    factories.desk(event, policy="approval")
    invited = factories.invited(event, factories.organisation("Ministry of Labour"))
    factories.invited(
        event, factories.organisation("Elsewhere"), focal_email="listed@x.example", reply="listed"
    )
    people: dict[str, str] = {}
    for state in State.values:
        people[state] = f"{state}@x.example"
        place = invited if state in ("invited", "declined", "replaced") else None
        factories.participant(event, name=f"Of {state}", email=people[state], state=state, invited=place)
    return people | {
        "focal point": "focal@molisa.example", "listed": "listed@x.example", "nobody": "new@x.example",
    }  # fmt: skip


def sent(email: str, name: str) -> tuple[Any, ...]:
    """Everything a sender sees, with what they typed put aside, and how much work it was for us."""
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        response = client.post(FORM, factories.said(name=name, email=email))
    work = len(asked)
    after = client.get(response.headers.get("Location", FORM))
    seen = [
        (one.status_code, one.content, sorted(one.headers.items()), sorted(one.cookies))
        for one in (response, after)
    ]
    return seen, work


def test_the_form_does_not_tell_who_is_known(known) -> None:
    """By address alone nothing differs, not even the work; by name and address only the work does, and little."""
    Organisation.objects.get_or_create(name="Ministry of Labour", country="VN")
    answers = {}
    for standing, address in known.items():
        answers[standing, "same name"] = sent(address, f"Of {standing}")
        answers[standing, "other name"] = sent(address, "Somebody Else")
    first, _work = answers["nobody", "same name"]
    assert first[0][0] == 303
    assert {case: seen for case, (seen, _work) in answers.items() if seen != first} == {}
    work = {case: count for case, (_seen, count) in answers.items()}
    usual = work["nobody", "same name"]
    assert {count for (_standing, name), count in work.items() if name == "other name"} == {usual}
    assert {case: count for case, count in work.items() if not 3 / 4 < count / usual < 4 / 3} == {}


def test_the_page_for_a_code_does_not_tell_either(known, settings) -> None:
    """For each state, for the focal point, and for nobody: the same answers, and a cookie of the same name."""
    answers = {}
    for standing, address in known.items():
        client = Client(REMOTE_ADDR=f"192.0.2.{len(answers)}")
        response = client.post(CODE, {"email": address})
        page = client.get(response.headers["Location"])
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(address, "•")
        answers[standing] = (
            response.status_code,
            response.headers["Location"],
            page.status_code,
            text,
            sorted(client.cookies),
        )
    assert answers == dict.fromkeys(answers, answers["nobody"])
    assert answers["nobody"][0] == 302


def links_in(response: Any, address: str) -> set[str]:
    """Where a page leads to on this site, and what it loads."""
    if not response.headers.get("Content-Type", "").startswith("text/html") or not response.content:
        return set()
    found = lxml.html.fromstring(response.content.decode()).iterlinks()
    leads = {
        urldefrag(urljoin(address, link)).url for _element, name, link, _place in found if name != "action"
    }
    return {one for one in leads if one.startswith(f"{django_settings.BASE_URL}/") and "/static/" not in one}


def test_a_scanner_of_mail_changes_nothing(mail) -> None:
    """It asks with GET and HEAD for every address in every letter, and for what those pages lead to, two levels deep."""
    life = Life(mail)
    texts = [
        part.get_content()
        for _row, letter in life.letters()
        for part in letter.walk()
        if part.get_content_type() in ("text/plain", "text/html")
    ]
    found = {
        one
        for text in texts
        for one in re.findall(rf"{re.escape(django_settings.BASE_URL)}/[^\s\"<>]*", text)
    }
    before, scanned, level = everything(), set[str](), found
    for _depth in range(3):
        level -= scanned
        scanned |= level
        level = {lead for address in sorted(level) for lead in scan(address)}
    assert everything() == before
    purposes = {token.split("-")[0] for one in scanned for token in TOKEN.findall(one)}
    assert purposes == {"my", "person", "institution", "feed"}
    assert Participant.objects.filter(state="confirmed").count() == 3


def scan(address: str) -> set[str]:
    """Ask as a scanner does: no cookies, no scripts, no forms; redirects are followed."""
    client, path = Client(), address.removeprefix(django_settings.BASE_URL)
    client.head(path)
    response = client.get(path)
    if location := response.headers.get("Location"):
        return {one for one in [urljoin(address, location)] if one.startswith(django_settings.BASE_URL)}
    return links_in(response, address)
