"""What who signed in finds under `/my/`: all that belongs to their address, and what they answer for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from registration.links import tokens
from registration.links.rate_limits import LIMITS
from registration.models import AuditEntry, InvitedOrganisation, Message, Participant
from tests.registration import factories

pytestmark = pytest.mark.django_db
FOCAL = "focal@molisa.example"


def signed_in(address: str, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    client.force_login(User.objects.create(username=address, email=address))
    return client


def words(response: Any) -> str:
    return " ".join(lxml.html.fromstring(response.content.decode()).find(".//main").text_content().split())


def links(response: Any) -> list[tuple[str, str]]:
    page = lxml.html.fromstring(response.content.decode())
    return [(one.text_content(), one.get("href")) for one in page.xpath("//ul[@class='events']//a")]


def test_who_is_not_signed_in_is_led_to_ask_for_a_code() -> None:
    for path in ("/my/", "/my/institutions/7/"):
        response = Client().get(path)
        expected = (303, f"/accounts/login/code/?next={path.replace('/', '%2F')}", "private, no-store")
        assert (response.status_code, response["Location"], response["Cache-Control"]) == expected


def test_several_people_with_one_mailbox_and_an_institution_over_all_events() -> None:
    first, second = factories.event(), factories.event("later-2027")
    office = {"email": "Focal@Molisa.example"}
    one = factories.participant(first, name="Nguyễn Thị Hương", state="confirmed", **office)
    two = factories.participant(first, name="Trần Văn Minh", state="invited", link_version=4, **office)
    gone = factories.participant(second, name="Lê Thị Mai", state="withdrawn", **office)
    factories.participant(first, name="Somebody Else", email="else@molisa.example")
    factories.participant(second, name="Erased Person", erased=timezone.now(), **office)
    invited = factories.invited(second)
    response = signed_in(FOCAL).get("/my/")
    headers = {name: response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert headers == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    assert sorted(links(response)) == sorted(
        [
            ("Ministry of Labour", f"/my/institutions/{invited.pk}/"),
            ("Ms. Nguyễn Thị Hương", tokens.path("my", tokens.make("my", one.pk, 0))),
            ("Ms. Trần Văn Minh", tokens.path("person", tokens.make("person", two.pk, 4))),
        ]
    )
    text = words(response)
    assert f"Ms. {gone.name} Ministry of Labour withdrawn" in text
    assert "The dialogue-2026 1 December 2026" in text
    assert "Somebody Else" not in text
    assert "Erased Person" not in text


def test_the_dates_of_a_private_event_are_for_those_confirmed_there() -> None:
    event = factories.event(visibility="private")
    person = factories.participant(event, email=FOCAL)
    client = signed_in(FOCAL)
    assert "1 December 2026" not in words(client.get("/my/"))
    Participant.objects.filter(pk=person.pk).update(state="confirmed")
    assert "1 December 2026" in words(client.get("/my/"))


def test_an_account_without_address_owns_nothing() -> None:
    factories.invited(factories.event(), focal_email="")
    client = Client()
    client.force_login(User.objects.create(username="nobody", email=""))
    assert "Nothing belongs to this address." in words(client.get("/my/"))


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        (FOCAL, {}, 200),
        (FOCAL, {"focal_email": "FOCAL@MOLISA.EXAMPLE"}, 200),
        ("copy@molisa.example", {"cc": ["copy@molisa.example"]}, 303),
        (FOCAL, {"reply": "listed"}, 303),
        (FOCAL, {"reply": "withdrawn"}, 303),
        (FOCAL, {"reply": "declined"}, 200),
    ],
)
def test_the_institution_is_its_focal_points_only(address: str, fields: dict[str, Any], status: int) -> None:
    invited = factories.invited(factories.event(), **fields)
    client = signed_in(address)
    response = client.get(f"/my/institutions/{invited.pk}/")
    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store")
    other = client.get(f"/my/institutions/{10**30}/")
    assert (other.status_code, other["Location"]) == (303, "/my/")
    assert response.headers.get("Location", "/my/") == "/my/"
    answer = client.post(f"/my/institutions/{invited.pk}/", {"action": "accept"})
    assert answer.status_code == {303: 404, 200: 303}[status]


def test_the_focal_point_sees_addresses_in_full_and_decides() -> None:
    invited = factories.invited(factories.event(), places=1)
    event = invited.event
    one = factories.participant(event, invited=invited, name="Person A", email="a@molisa.example")
    two = factories.participant(event, invited=invited, name="Person B", email="b@molisa.example")
    client = signed_in(FOCAL)
    path = f"/my/institutions/{invited.pk}/"
    text = words(client.get(path))
    assert ("a@molisa.example" in text, "…@" in text, "Are you the focal point?" in text) == (
        True,
        False,
        False,
    )
    said = [client.post(path, {"action": "confirm", "person": key})["Location"] for key in (one.pk, two.pk)]
    assert said == [f"{path}?said=confirmed", f"{path}?said=waiting&who={two.pk}"]
    assert "on the waiting list, and was told. No place is free for them now." in words(client.get(said[1]))
    sure = {"action": "withdraw", "person": one.pk, "sure": "yes"}
    assert client.post(path, sure)["Location"] == f"{path}?said=withdrawn"
    assert client.post(path, {"action": "confirm", "person": two.pk})["Location"] == f"{path}?said=confirmed"
    assert client.post(path, {"action": "reopen", "person": one.pk})["Location"] == f"{path}?said=reopened"
    states = list(Participant.objects.order_by("pk").values_list("name", "state"))
    assert states == [("Person A", "nominated"), ("Person B", "confirmed")]
    user = User.objects.get()
    assert set(AuditEntry.objects.values_list("actor", "user")) == {("focal point, signed in", user.pk)}


def test_the_waiting_list_is_taken_in_order() -> None:
    """With a place free and people waiting: a newcomer goes behind them, and nobody is skipped."""
    invited = factories.invited(factories.event(), places=1)
    names = {"Person A": "waiting", "Person B": "waiting", "Person C": "nominated"}
    one, two, new = (
        factories.participant(invited.event, invited=invited, name=name, state=state)
        for name, state in names.items()
    )
    client, path = signed_in(FOCAL), f"/my/institutions/{invited.pk}/"
    said = client.post(path, {"action": "confirm", "person": new.pk})["Location"]
    expected = "is on the waiting list, and was told. Others wait before them: Ms. Person A is next."
    assert expected in words(client.get(said))
    letter = Message.objects.get(kind="registration_waiting")
    assert (
        "you are on the waiting list of Ministry of Labour for “The dialogue-2026”, number 3." in letter.text
    )
    assert "taken" not in letter.text
    page = lxml.html.fromstring(client.get(path).content.decode())
    confirms = "//form[input[@name='action' and @value='confirm']]/input[@name='person']/@value"
    assert page.xpath(confirms) == [str(one.pk)]
    cards = [" ".join(card.text_content().split()) for card in page.xpath("//li[@class='named-person']")]
    before = "Others wait before them: Ms. Person A is next."
    assert [before in card for card in cards] == [False, True, True]
    skipped = client.post(path, {"action": "confirm", "person": two.pk})
    sentence = "Ms. Person A waits before Ms. Person B, and is next. The secretariat may decide otherwise."
    assert (skipped.status_code, sentence in words(skipped)) == (422, True)
    assert client.post(path, {"action": "confirm", "person": one.pk})["Location"] == f"{path}?said=confirmed"


def test_who_has_the_link_does_not_shut_the_focal_point_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "link", LIMITS["link"]._replace(most=0))
    invited = factories.invited(factories.event())
    link = tokens.path("institution", tokens.make("institution", invited.pk, 0))
    client, path = signed_in(FOCAL), f"/my/institutions/{invited.pk}/"
    assert Client().post(link, {"action": "accept"}).status_code == 429
    assert client.post(path, {"action": "accept"}).status_code == 303
    assert LIMITS["account"] == (300, timedelta(hours=1))
    monkeypatch.setitem(LIMITS, "account", LIMITS["account"]._replace(most=1))
    assert client.post(path, {"action": "accept"}).status_code == 429


def test_whom_the_focal_point_names_or_sends_a_link_is_vouched_for() -> None:
    invited = factories.invited(factories.event())
    client = signed_in(FOCAL)
    path = f"/my/institutions/{invited.pk}/"
    row = {"people-0-name": "Lê Thị Mai", "people-0-email": FOCAL, "people-0-delegation_role": "member"}
    assert client.post(path, {"action": "name", **row}).status_code == 303
    assert Participant.objects.values_list("state", "endorsed").get() == ("nominated", True)


def test_who_was_not_accepted_stays_so() -> None:
    invited = factories.invited(factories.event())
    person = factories.participant(invited.event, invited=invited, state="refused")
    client = signed_in(FOCAL)
    for action in ("confirm", "reopen"):
        response = client.post(f"/my/institutions/{invited.pk}/", {"action": action, "person": person.pk})
        assert (response.status_code, "The secretariat did not accept this person." in words(response)) == (
            422,
            True,
        )
    person.refresh_from_db()
    assert person.state == "refused"


def test_forms_need_the_token_of_the_session() -> None:
    invited = factories.invited(factories.event())
    client = signed_in(FOCAL, strict=True)
    path = f"/my/institutions/{invited.pk}/"
    page = client.get(path).content.decode()
    proofs = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert len(proofs) == page.count('<form method="post"') == 4
    assert client.post(path, {"action": "accept"}).status_code == 403
    sent = {"action": "accept", "csrfmiddlewaretoken": proofs[0]}
    assert client.post(path, sent)["Location"] == f"{path}?said=accepted"
    assert InvitedOrganisation.objects.get().reply == "accepted"


def test_a_deadline_stands_in_the_list() -> None:
    moment = factories.MOMENT + timedelta(days=3)
    factories.invited(factories.event(), deadline=moment)
    assert "please answer by 5 November 2026, 10:04 am (Ho Chi Minh time, UTC+7)" in words(
        signed_in(FOCAL).get("/my/")
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count: int, django_assert_num_queries) -> None:
    event = factories.event()
    for number in range(count):
        factories.participant(event, name=f"Person {'ABC'[number]}", email=FOCAL)
        factories.invited(event, factories.organisation(f"Ministry {'ABC'[number]}"))
    client = signed_in(FOCAL)
    client.get("/my/")
    with django_assert_num_queries(5):
        client.get("/my/")
