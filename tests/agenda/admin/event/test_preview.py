"""The preview page of the desk: what to look at, what is said and cleared, and who gets a link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.drafts import freezing, reviews
from agenda.models import Clearance, Event, EventRole, Remark, ReviewLink, Session
from agenda.outputs import OUTPUTS
from tests.layout import tight

pytestmark = pytest.mark.django_db

PLACE = "session:session-2"


@pytest.fixture
def address(event: Event) -> str:
    return reverse("admin:agenda_event_preview", args=[event.pk])


def signed_in(event: Event, role: str) -> Client:
    user = User.objects.create_user(role, f"{role}@example.org", "a long password", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client = Client()
    client.force_login(user)
    return client


def digest(event: Event, place: str = PLACE) -> str:
    return reviews.standing(event, freezing.draft_as_is(event))[place].digest


def test_it_leads_to_every_output_of_the_draft(
    staff: Client, event: Event, address: str, inline_of: Any
) -> None:
    html = staff.get(address).content.decode()
    for output in OUTPUTS:
        if "<slug>" not in output.path:
            found = f"/{event.slug}/v/0/{output.path}"
            assert f'href="{found}"' in html
            assert staff.get(found).status_code == 200
    assert inline_of(html) == []
    assert 'aria-current="page">Preview</a>' in html


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ({"output": "agenda"}, "agenda/"),
        ({"output": "agenda", "tz": "", "day": "", "time": ""}, "agenda/"),
        ({"output": "programme-pdf", "tz": "nay-pyi-taw"}, "programme.pdf?tz=nay-pyi-taw"),
        (
            {"output": "agenda", "tz": "ha-noi", "day": "2020-09-08", "time": "14:20"},
            "agenda/?tz=ha-noi&at=2020-09-08T14:20",
        ),
        ({"output": "home", "lang": "fr"}, "?lang=fr"),
        ({"output": "home", "lang": "en"}, ""),
    ],
)
def test_what_is_picked_is_where_it_leads(
    staff: Client, event: Event, address: str, asked: dict[str, str], leads: str
) -> None:
    Event.objects.update(languages=["en", "fr"])
    answer = staff.get(address, asked)
    assert (answer.status_code, answer["Location"]) == (302, f"/{event.slug}/v/0/{leads}")
    assert staff.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"output": "nothing"}, "Select a valid choice."),
        ({"output": "agenda", "tz": "mars"}, "Select a valid choice."),
        ({"output": "agenda", "day": "2020-09-08"}, "Give both the day and the time, or neither."),
        ({"output": "agenda", "time": "14:20"}, "Give both the day and the time, or neither."),
        ({"output": "agenda", "day": "2021-03-28", "time": "02:30"}, "02:30 does not exist on 28 March 2021"),
        ({"output": "agenda", "day": "1900-01-01", "time": "02:30"}, "Choose a date between"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(
    staff: Client, address: str, asked: dict[str, str], said: str
) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    answer = staff.get(address, asked)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_staff_comment_clear_and_settle(staff: Client, event: Event, address: str) -> None:
    said = staff.post(address, {"do": "say", "place": PLACE, "text": "Too long"}, follow=True)
    assert "Your comment on “Session 2" in said.content.decode()
    remark = Remark.objects.get()
    assert (remark.author, remark.user, remark.link) == ("organiser@example.org", User.objects.get(), None)
    cleared = staff.post(address, {"do": "clear", "place": PLACE, "seen": digest(event)})
    assert re.fullmatch(rf"{address}#place-\d+", cleared["Location"])
    html = staff.get(address).content.decode()
    assert "Cleared by organiser@example.org" in html
    assert "1 comment is open." in html
    assert "1 of " in html
    staff.post(address, {"do": "settle", "remark": str(remark.pk)})
    assert "settled by organiser@example.org" in staff.get(address).content.decode()
    staff.post(address, {"do": "unclear", "place": PLACE})
    assert not Clearance.objects.exists()


def test_what_changed_meanwhile_is_not_cleared_unseen(staff: Client, event: Event, address: str) -> None:
    before = digest(event)
    Session.objects.filter(identifier="session-2").update(minutes=50)
    refused = staff.post(address, {"do": "clear", "place": PLACE, "seen": before})
    assert refused.status_code == 409
    assert "has changed since this page was made" in refused.content.decode()
    assert not Clearance.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "say", "place": PLACE, "text": ""}, "This field is required."),
        ({"do": "say", "place": PLACE, "text": "x" * 2001}, "at most 2000 characters"),
        ({"do": "say", "place": "session:gone", "text": "x"}, "This place is no longer in the draft."),
        ({"do": "clear", "place": "session:gone"}, "This place is no longer in the draft."),
        ({"do": "unclear"}, "This place is no longer in the draft."),
        ({"do": "invite", "name": "", "days": "7"}, "Reader: This field is required."),
        ({"do": "invite", "name": "Ana", "days": "61"}, "less than or equal to 60"),
        ({"do": "invite", "name": "Ana", "days": "0"}, "greater than or equal to 1"),
        ({"do": "explode"}, "Please use one of the buttons of the page."),
        ({}, "Please use one of the buttons of the page."),
    ],
)
def test_what_is_refused_changes_nothing(
    staff: Client, address: str, fields: dict[str, str], said: str, inline_of: Any
) -> None:
    refused = staff.post(address, fields)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert said in html
    assert inline_of(html) == []
    assert not (Remark.objects.exists() or Clearance.objects.exists() or ReviewLink.objects.exists())


def test_a_link_is_shown_once_right_after_it_is_made(
    staff: Client, client: Client, event: Event, address: str
) -> None:
    made = staff.post(address, {"do": "invite", "name": "Ana, ILO", "days": "3"})
    link = ReviewLink.objects.get()
    assert made["Location"] == f"{address}?made={link.pk}#links"
    assert timedelta(days=2, hours=23) < link.expires - timezone.now() <= timedelta(days=3)
    token = reviews.token_of(link)
    shown = staff.get(made["Location"])
    assert f'value="http://127.0.0.1:8000/{event.slug}/draft/{token}/review/"' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Client().get(f"/{event.slug}/draft/{token}/review/").status_code == 200
    assert token not in staff.get(address).content.decode()
    another = signed_in(event, "publisher")
    assert token not in another.get(made["Location"]).content.decode()
    ReviewLink.objects.update(created=timezone.now() - timedelta(minutes=11))
    assert "/draft/" not in staff.get(made["Location"]).content.decode()


def test_a_revoked_link_ends_at_once(staff: Client, event: Event, address: str) -> None:
    link = reviews.invite(event, "Ana, ILO", 7, User.objects.get(), timezone.now())
    page = f"/{event.slug}/draft/{reviews.token_of(link)}/"
    assert Client().get(page).status_code == 200
    done = staff.post(address, {"do": "revoke", "link": str(link.pk)}, follow=True)
    assert "The link of Ana, ILO no longer works." in done.content.decode()
    assert "<td>revoked</td>" in tight(done.content.decode())
    assert Client().get(page).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "0", "²", "99999", "9" * 30, "-1"])
def test_rows_of_elsewhere_are_not_found(staff: Client, event: Event, address: str, key: str) -> None:
    other = Event.objects.create(slug="other", title="Other", timezone="UTC")
    link = reviews.invite(other, "Bo", 7, None, timezone.now())
    remark = reviews.say(other, "", "x", reviews.voice_of_link(link), timezone.now())
    for do, name, row in (("revoke", "link", link.pk), ("settle", "remark", remark.pk)):
        assert staff.post(address, {"do": do, name: key}).status_code == 404
        assert staff.post(address, {"do": do, name: str(row)}).status_code == 404
    assert (ReviewLink.objects.get().revoked, Remark.objects.get().settled) == (None, None)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("viewer", (200, 403, 403, 403)),
        ("registration-clerk", (200, 403, 403, 403)),
        ("programme-editor", (200, 302, 403, 403)),
        ("publisher", (200, 302, 302, 302)),
        ("administrator", (200, 302, 302, 302)),
    ],
)
def test_who_may_look_speak_and_give_links(
    event: Event, address: str, role: str, statuses: tuple[int, ...]
) -> None:
    link = reviews.invite(event, "Bo", 7, None, timezone.now())
    client = signed_in(event, role)
    page = client.get(address)
    found = (
        page.status_code,
        client.post(address, {"do": "say", "place": PLACE, "text": "x"}).status_code,
        client.post(address, {"do": "invite", "name": "Ana", "days": "7"}).status_code,
        client.post(address, {"do": "revoke", "link": link.pk}).status_code,
    )
    assert found == statuses
    html = page.content.decode()
    assert ("Keep the comment" in html, "Make a link" in html) == (statuses[1] == 302, statuses[2] == 302)


def test_who_has_no_role_at_the_event_does_not_look(event: Event, address: str) -> None:
    other = Event.objects.create(slug="other", title="Other", timezone="UTC")
    assert signed_in(other, "administrator").get(address).status_code == 403


def test_a_draft_that_cannot_be_frozen_says_so(staff: Client, event: Event, address: str) -> None:
    Session.objects.filter(identifier="closing").update(day="1900-01-01")
    html = staff.get(address).content.decode()
    assert "closing: 1900-01-01 is not between" in html


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_what_is_said(
    staff: Client, event: Event, address: str, django_assert_num_queries: Any, count: int
) -> None:
    moment = timezone.now()
    for number in range(count):
        link = reviews.invite(event, f"Voice {number}", 7, User.objects.get(), moment)
        voice = reviews.voice_of_link(link)
        reviews.say(event, PLACE, "x", voice, moment)
        reviews.clear(event, PLACE, "x", voice, moment)
    with django_assert_num_queries(18):
        assert staff.get(address).status_code == 200
