"""The page that moves a draft to another zone: shown first, then done, as one step."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agenda.drafts import freezing, steps
from agenda.models import Event, EventRole, Session
from tests.layout import tight

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(event: Event) -> str:
    return reverse("admin:agenda_event_rezone", args=[event.pk])


def ask(zone: str = "Asia/Bangkok", keep: str = "local", **fields: str) -> dict[str, str]:
    return {"timezone": zone, "keep": keep, **fields}


def test_the_result_is_shown_before_it_is_applied(staff: Client, event: Event, address: str) -> None:
    before = freezing.draft_of(event)
    shown = staff.post(address, ask())
    assert shown.status_code == 200
    page = tight(shown.content.decode())
    assert (
        "<td>8 September 2020, 2:15–3:15 pm</td><td>8 September 2020, 2:15–3:15 pm</td><td>1 h 00 min later</td>"
        in page
    )
    assert freezing.draft_of(event) == before
    done = staff.post(address, ask(seen=shown.context["seen"], apply="yes"))
    assert (done.status_code, done["Location"]) == (302, address)
    event.refresh_from_db()
    assert event.timezone == "Asia/Bangkok"
    last = steps.last_done(event)
    assert last is not None
    assert last.actor_name == "organiser@example.org"


def test_kept_instants_say_that_the_moment_stays(staff: Client, address: str) -> None:
    page = tight(staff.post(address, ask(keep="instants")).content.decode())
    assert (
        "<td>8 September 2020, 2:15–3:15 pm</td><td>8 September 2020, 1:15–2:15 pm</td><td>the same moment</td>"
        in page
    )


def test_a_draft_changed_meanwhile_is_shown_again(staff: Client, event: Event, address: str) -> None:
    seen = staff.post(address, ask()).context["seen"]
    Session.objects.filter(identifier="closing").update(minutes=7)
    answer = staff.post(address, ask(seen=seen, apply="yes"))
    assert answer.status_code == 409
    assert "The draft was changed since this was shown." in answer.content.decode()
    event.refresh_from_db()
    assert event.timezone == "Asia/Manila"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (ask("Asia/Atlantis"), "is not a time zone"),
        (ask("Asia/Manila"), "This is the event’s time zone already."),
        (ask(keep=""), "Choose which of the two stays."),
        (ask(keep="both"), "both is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused(
    staff: Client, event: Event, address: str, fields: dict[str, str], said: str
) -> None:
    answer = staff.post(address, fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    event.refresh_from_db()
    assert event.timezone == "Asia/Manila"


def test_a_viewer_reads_and_moves_nothing(
    client: Client, django_user_model: Any, event: Event, address: str
) -> None:
    user = django_user_model.objects.create_user(
        "viewer", "viewer@example.org", "a long password", is_staff=True
    )
    EventRole.objects.create(user=user, event=event, role="viewer")
    client.force_login(user)
    assert "Your role does not change the programme." in client.get(address).content.decode()
    assert client.post(address, ask()).status_code == 403
