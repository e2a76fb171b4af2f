"""An institution's page at its link: who holds it reads and proposes, and decides nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import lxml.html
import pytest
from django.test import Client

from registration.links import tokens
from registration.models import AuditEntry, InvitedOrganisation, Message, Participant, RolePlaces
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event(), factories.organisation(acronym="MOLISA"))


def path_of(invited: InvitedOrganisation) -> str:
    return tokens.path("institution", tokens.make("institution", invited.pk, invited.link_version))


def named(*people: dict[str, str]) -> dict[str, str]:
    """What a browser sends for these rows, and for a third one left empty."""
    sent = {"action": "name", "people-2-name": " ", "people-2-delegation_role": "member"}
    for number, person in enumerate(people):
        sent |= {f"people-{number}-{name}": value for name, value in person.items()}
        sent.setdefault(f"people-{number}-delegation_role", "member")
    return sent


def replaced(person: Participant, **fields: str) -> dict[str, str]:
    said = {"name": "Lê Thị Mai", "email": "mai@molisa.example", "delegation_role": "member", **fields}
    sent = {f"replace-{person.pk}-{name}": value for name, value in said.items()}
    return {"action": "replace", "person": str(person.pk), **sent}


def words(response: Any) -> str:
    return " ".join(lxml.html.fromstring(response.content.decode()).find(".//main").text_content().split())


def states() -> list[tuple[str, str, str]]:
    rows = Participant.objects.order_by("pk")
    return [(one.name, one.email, one.state) for one in rows]


HUONG = {
    "honorific": "Ms.",
    "name": "Nguyễn Thị Hương",
    "position": "Director",
    "email": "office@molisa.example",
}
MINH = {"name": "Trần Văn Minh", "email": "office@molisa.example", "delegation_role": "head"}


def test_the_page_says_what_it_is(client, invited) -> None:
    RolePlaces.objects.create(invited=invited, role="head", places=1)
    InvitedOrganisation.objects.update(deadline=datetime(2999, 12, 5, 10, tzinfo=UTC))
    factories.desk(invited.event, contact="Secretariat, desk@example.org")
    response = client.get(path_of(invited))
    assert response.status_code == 200
    assert {
        name: response.headers.get(name)
        for name in ("Cache-Control", "Referrer-Policy", "Set-Cookie", "Vary")
    } == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "Set-Cookie": None,
        "Vary": None,
    }
    text = words(response)
    for part in (
        "Ministry of Labour (MOLISA)",
        "The dialogue-2026",
        "2:00–3:30 pm",
        "3 places, 0 taken, 3 free",
        "head of delegation: at most 1, 0 taken",
        "5 December 2999, 5:00 pm (Ho Chi Minh time, UTC+7)",
        "5 December 2999, 6:00 pm (Manila time, UTC+8)",
        "Secretariat, desk@example.org",
        "Nobody yet.",
    ):
        assert part in text
    assert "has passed" not in text
    assert not InvitedOrganisation.objects.exclude(opened=None).exists()


def test_the_token_stands_in_the_forms_of_the_page_only(client, invited) -> None:
    factories.participant(invited.event, invited=invited)
    path = path_of(invited)
    page = client.get(path).content.decode()
    token = path.split("/")[2]
    assert page.count(token) == len(re.findall(rf'<form method="post" action="{re.escape(path)}"', page)) == 6
    assert "csrfmiddlewaretoken" not in page


def test_a_private_event_says_its_title_only(client) -> None:
    event = factories.event(visibility="private")
    page = client.get(path_of(factories.invited(event))).content.decode()
    assert "The dialogue-2026" in page
    assert "/dialogue-2026/" not in page
    assert "2:00" not in page


def test_several_people_with_one_mailbox_are_named_at_once(
    client, invited, django_capture_on_commit_callbacks
) -> None:
    path = path_of(invited)
    response = client.post(path, named(HUONG, MINH))
    assert (response.status_code, response["Location"]) == (303, f"{path}?said=named")
    assert states() == [
        ("Nguyễn Thị Hương", "office@molisa.example", "nominated"),
        ("Trần Văn Minh", "office@molisa.example", "nominated"),
    ]
    invited.refresh_from_db()
    assert (invited.reply, invited.opened is not None) == ("accepted", True)
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"institution, by its link"}
    text = words(client.get(f"{path}?said=named"))
    assert "Thank you. The names are noted" in text
    assert "Ms. Nguyễn Thị Hương awaiting confirmation member Director o…@molisa.example" in text
    assert "Trần Văn Minh awaiting confirmation head of delegation o…@molisa.example" in text


def test_addresses_are_masked_and_other_institutions_stay_unseen(client, invited) -> None:
    factories.participant(invited.event, invited=invited)
    other = factories.invited(invited.event, factories.organisation("Other Ministry"))
    factories.participant(invited.event, invited=other, name="Somebody Else", email="else@other.example")
    page = client.get(path_of(invited)).content.decode()
    assert "h…@molisa.example" in page
    assert "huong@" not in page
    assert "Somebody Else" not in page


def test_a_refused_row_keeps_what_was_typed(client, invited) -> None:
    response = client.post(path_of(invited), named(HUONG, {**MINH, "email": "office"}))
    assert response.status_code == 422
    page = lxml.html.fromstring(response.content.decode())
    (wrong,) = page.xpath("//input[@aria-invalid='true']")
    assert (wrong.get("name"), wrong.get("value")) == ("people-1-email", "office")
    assert page.get_element_by_id("id_people-0-name").get("value") == "Nguyễn Thị Hương"
    assert page.get_element_by_id("id_people-1-delegation_role").value == "head"
    (line,) = page.xpath("//div[@role='alert']//a")
    assert (line.get("href"), line.text_content()) == (
        "#id_people-1-email",
        "Person 2 · E-mail address: Enter a valid email address.",
    )
    assert page.find(".//title").text.startswith("Please correct the form")
    assert states() == []
    invited.refresh_from_db()
    assert invited.opened is not None


def test_the_same_person_twice_and_nobody_at_all(client, invited) -> None:
    twice = client.post(path_of(invited), named(HUONG, {**HUONG, "name": "NGUYEN THI HUONG"}))
    assert (twice.status_code, "This person stands in a row above already." in words(twice)) == (422, True)
    nobody = client.post(path_of(invited), named())
    assert (nobody.status_code, "Please write at least one name." in words(nobody)) == (422, True)
    known = factories.participant(invited.event, invited=invited, email=HUONG["email"])
    again = client.post(path_of(invited), named(MINH, HUONG))
    assert (again.status_code, f"{known.name} is at this meeting already" in words(again)) == (422, True)
    assert 'value="Trần Văn Minh"' in again.content.decode()
    assert Participant.objects.count() == 1


def test_somebody_is_sent_a_link_of_their_own(client, invited) -> None:
    path = path_of(invited)
    sent = {
        "action": "send",
        "link-name": "Lê Thị Mai",
        "link-email": "mai@molisa.example",
        "link-delegation_role": "adviser",
    }
    wrong = client.post(path, {**sent, "link-name": ""})
    assert (wrong.status_code, "A link of their own · Full name: Please fill this in." in words(wrong)) == (
        422,
        True,
    )
    assert client.post(path, sent)["Location"] == f"{path}?said=sent"
    person = Participant.objects.get()
    assert (person.name, person.state, person.delegation_role, person.endorsed) == (
        "Lê Thị Mai",
        "invited",
        "adviser",
        False,
    )
    assert Message.objects.get(participant=person).kind == "personal_invitation"


def test_taking_part_and_declining_is_asked_first(client, invited) -> None:
    path = path_of(invited)
    assert client.post(path, {"action": "accept"})["Location"] == f"{path}?said=accepted"
    asked = client.post(path, {"action": "decline", "decline-reason": "Elections"})
    assert (asked.status_code, "Nothing has changed yet." in words(asked)) == (422, True)
    assert '<input type="hidden" name="decline-reason" value="Elections">' in asked.content.decode()
    invited.refresh_from_db()
    assert invited.reply == "accepted"
    sure = {"action": "decline", "decline-reason": "Elections", "sure": "yes"}
    assert client.post(path, sure)["Location"] == f"{path}?said=declined"
    invited.refresh_from_db()
    assert (invited.reply, invited.decline_reason) == ("declined", "Elections")
    page = client.get(path)
    assert "We take part after all" in words(page)
    assert b'value="name"' not in page.content
    refused = client.post(path, named(HUONG))
    assert (
        refused.status_code,
        "Nobody can be named: the invitation stands as: declined." in words(refused),
    ) == (422, True)


def test_declining_while_people_stand_named(client, invited) -> None:
    """It is said before anything is asked, and the reason stays as it was typed."""
    for name in ("An Bo", "Cy Di"):
        factories.participant(invited.event, invited=invited, name=name)
    factories.participant(invited.event, invited=invited, name="Ed Fu", state="withdrawn")
    said = "2 people are named: withdraw them first, then decline. Ms. An Bo; Ms. Cy Di."
    assert words(client.get(path_of(invited))).count(said) == 1
    for sure in ({}, {"sure": "yes"}):
        response = client.post(path_of(invited), {"action": "decline", "decline-reason": "Elections", **sure})
        assert (response.status_code, words(response).count(said)) == (422, 2)
        page = lxml.html.fromstring(response.content.decode())
        assert page.get_element_by_id("id_decline-reason").get("value") == "Elections"
    invited.refresh_from_db()
    assert invited.reply == "invited"


def test_a_proposed_person_is_replaced_and_the_chain_stays(client, invited) -> None:
    person = factories.participant(invited.event, invited=invited)
    path = path_of(invited)
    wrong = client.post(path, replaced(person, email="mai@"))
    page = lxml.html.fromstring(wrong.content.decode())
    assert (wrong.status_code, page.xpath("//li//details/@open")) == (422, ["", ""])
    assert "Instead of Ms. Nguyễn Thị Hương · E-mail address" in words(wrong)
    assert client.post(path, replaced(person))["Location"] == f"{path}?said=replaced"
    text = words(client.get(path))
    assert (
        "Lê Thị Mai awaiting confirmation member m…@molisa.example in place of Ms. Nguyễn Thị Hương" in text
    )
    assert "Ms. Nguyễn Thị Hương replaced member Director h…@molisa.example replaced by Lê Thị Mai" in text


def test_a_proposed_person_is_withdrawn_after_a_question(client, invited) -> None:
    person = factories.participant(invited.event, invited=invited)
    path = path_of(invited)
    asked = client.post(path, {"action": "withdraw", "person": str(person.pk)})
    assert (asked.status_code, "Withdraw Ms. Nguyễn Thị Hương?" in words(asked)) == (422, True)
    assert states() == [("Nguyễn Thị Hương", "huong@molisa.example", "nominated")]
    sure = {"action": "withdraw", "person": str(person.pk), "sure": "yes"}
    assert client.post(path, sure)["Location"] == f"{path}?said=withdrawn"
    assert states() == [("Nguyễn Thị Hương", "huong@molisa.example", "withdrawn")]


def test_more_rows_than_can_be_named_at_once_are_refused_and_stay(client, invited) -> None:
    InvitedOrganisation.objects.update(places=30)
    people = [
        {"name": f"Person {chr(65 + number)}", "email": "office@molisa.example"} for number in range(22)
    ]
    response = client.post(path_of(invited), named(*people) | {"people-2-name": "Person C"})
    assert response.status_code == 422
    assert "At most 20 people can be named at a time, and 22 rows are filled." in words(response)
    page = lxml.html.fromstring(response.content.decode())
    assert page.get_element_by_id("id_people-21-name").get("value") == "Person V"
    assert states() == []


def test_the_form_stands_before_the_people_while_places_are_free(client, invited) -> None:
    person = factories.participant(invited.event, invited=invited)
    path = path_of(invited)

    def headings() -> list[str]:
        page = lxml.html.fromstring(client.get(path).content.decode())
        assert page.xpath("//main//a[starts-with(@href, '#')]/@href") == ["#name", "#people"]
        assert page.xpath("//li[@class='named-person']/details/@open") == []
        return [str(one.get("id")) for one in page.xpath("//main//h2")]

    assert headings() == ["name", "send", "people", "decline"]
    assert "2 places are free: whoever is named beyond them may have to wait." in words(client.get(path))
    Participant.objects.filter(pk=person.pk).update(state="confirmed")
    InvitedOrganisation.objects.update(places=1)
    assert headings() == ["people", "name", "send", "decline"]
    assert "All places are taken: who is named now may have to wait." in words(client.get(path))


def test_an_institution_that_is_only_listed_reads_that_it_is_invited(client, invited) -> None:
    InvitedOrganisation.objects.update(reply="listed")
    text = words(client.get(path_of(invited)))
    assert ("invited, no answer yet" in text, "listed" in text) == (True, False)


def test_the_link_bears_no_cannon(client, invited) -> None:
    people = [{"name": f"Person {chr(65 + number)}", "email": f"{number}@x.example"} for number in range(9)]
    response = client.post(path_of(invited), named(*people) | {"people-2-name": "Person C"})
    said = "By this link at most 8 people can stand named at a time. Please ask the secretariat."
    assert (response.status_code, said in words(response), states()) == (422, True, [])
    assert b'value="Person I"' in response.content


def test_the_way_to_sign_in_leads_back_here(client, invited) -> None:
    page = lxml.html.fromstring(client.get(path_of(invited)).content.decode())
    (link,) = page.xpath("//a[contains(., 'Sign in with a code')]/@href")
    assert link == f"/my/institutions/{invited.pk}/"
    assert (
        client.get(link)["Location"] == f"/accounts/login/code/?next=%2Fmy%2Finstitutions%2F{invited.pk}%2F"
    )


def test_a_touch_marks_the_page_opened_once(client, invited) -> None:
    path = path_of(invited)
    assert b"js/opened.js" in client.get(path).content
    assert client.post(path, {"action": "opened"}).status_code == 204
    invited.refresh_from_db()
    first = invited.opened
    assert first is not None
    assert client.post(path, {"action": "opened"}).status_code == 204
    invited.refresh_from_db()
    assert invited.opened == first
    assert b"js/opened.js" not in client.get(path).content


def test_after_the_deadline_names_are_still_taken(client, invited) -> None:
    InvitedOrganisation.objects.update(deadline=datetime.now(UTC) - timedelta(days=1))
    path = path_of(invited)
    assert "The date to answer has passed. You may still answer. " in words(client.get(path))
    assert client.post(path, named(HUONG)).status_code == 303


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, invited, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        factories.participant(invited.event, invited=invited, name=f"Person {'ABC'[number]}")
    path = path_of(invited)
    client.get(path)
    with django_assert_num_queries(5):
        client.get(path)


def test_a_persons_invitation_stands_at_the_same_kind_of_address(client, invited) -> None:
    person = factories.participant(invited.event, invited=invited, state="invited")
    response = client.get(tokens.path("person", tokens.make("person", person.pk, person.link_version)))
    assert (response.status_code, person.name in response.content.decode()) == (200, True)
