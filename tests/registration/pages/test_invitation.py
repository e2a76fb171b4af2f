"""A person's invitation at their link: read, accepted, declined, and what answers afterwards."""

from typing import Any

import lxml.html
import pytest
from django.test import Client

from registration.links import tokens
from registration.models import (
    AuditEntry,
    Consent,
    FormQuestion,
    GivenAnswer,
    InvitedOrganisation,
    Message,
    Participant,
    StoredFile,
)
from registration.models.choices import ENDED, State
from tests.registration import factories, handed_in
from tests.registration.factories import said

pytestmark = pytest.mark.django_db
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "Set-Cookie": None}


@pytest.fixture
def client() -> Client:
    """A browser that enforces what Django would of CSRF, if it did."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def event():
    return factories.event()


def invitee(event, **fields: Any) -> Participant:
    """Somebody whom their ministry invited with authority."""
    place = InvitedOrganisation.objects.first() or factories.invited(event)
    known = {
        "state": "invited",
        "invited": place,
        "endorsed": True,
        "sex": "",
        "consent_wording": "",
        "consent_moment": None,
        "position": "",
    }
    return factories.participant(event, **{**known, **fields})


def path_of(person: Participant) -> str:
    return tokens.path("person", tokens.make("person", person.pk, person.link_version))


def my_path(person: Participant) -> str:
    return tokens.path("my", tokens.make("my", person.pk, person.link_version))


def accept(client: Client, person: Participant, **fields: Any):
    return client.post(path_of(person), {"action": "accept", **said(email=None), **fields})


def private(response) -> bool:
    return {name: response.headers.get(name) for name in PRIVATE} == PRIVATE


def everything() -> list[Any]:
    rows = (Participant, Message, AuditEntry, Consent, InvitedOrganisation, GivenAnswer)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_the_page(client, event) -> None:
    person = invitee(event, delegation_role="head")
    response = client.get(path_of(person))
    page = response.content.decode()
    assert (response.status_code, private(response)) == (200, True)
    for words in ("<h1>You are invited</h1>", "Ms. Nguyễn Thị Hương", "Ministry of Labour", "head of delegation",
                  "huong@molisa.example", "It cannot be changed here.", "2:00–3:30 pm Manila time",
                  "What your data are for"):  # fmt: skip
        assert words in page
    tree = lxml.html.document_fromstring(page)
    assert [one.get("name") for one in tree.xpath("//form[.//*[@value='accept']]//*[@name]")][:10] == [
        "action", "honorific", "name", "position", "organisation", "country", "sex", "role", "consent_list",
        "consent_photos",
    ]  # fmt: skip
    assert not tree.xpath("//*[@name='email']")
    assert tree.get_element_by_id("id_name").get("value") == "Nguyễn Thị Hương"
    assert tree.xpath("//select[@id='id_sex']/option[@selected]/@value") == [""]
    assert {form.get("action") for form in tree.xpath("//main//form")} == {path_of(person)}


@pytest.mark.parametrize("visibility", ["private", None])
def test_of_a_private_event_and_of_one_not_yet_published(client, visibility: str | None) -> None:
    made = factories.event(published=visibility is not None, visibility=visibility or "public")
    person = invitee(made)
    page = client.get(path_of(person)).content.decode()
    assert ("The dialogue-2026" in page, "Manila time" in page, "/dialogue-2026/" in page) == (
        True,
        False,
        False,
    )
    assert accept(client, person).status_code == 303
    assert client.get(my_path(person)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, event, count: int, django_assert_num_queries) -> None:
    people = [invitee(event, name=f"Person {'abc'[number]}") for number in range(count)]
    for number in range(count):
        FormQuestion.objects.create(event=event, key=f"q{number}", label_text={"en": "Why?"})
    client.get(path_of(people[0]))
    with django_assert_num_queries(6):
        client.get(path_of(people[0]))


def test_a_scanner_changes_nothing(client, event) -> None:
    person = invitee(event)
    before = everything()
    for query in ("", "?action=accept", "?action=decline&sure=yes"):
        assert client.get(path_of(person) + query).status_code == 200
        assert client.head(path_of(person) + query).status_code == 200
    assert everything() == before


def test_accepting(client, event) -> None:
    other = invitee(event, name="Trần Văn Bình")
    person = invitee(event)
    response = accept(client, person, family="Nguyễn", phone="+84 1", email="thief@x.example")
    assert (response.status_code, response.headers["Location"], private(response)) == (
        303, my_path(person), True,
    )  # fmt: skip
    row = Participant.objects.get(pk=person.pk)
    assert (row.state, row.position, row.sex, row.email, row.family, row.phone, row.consent_list) == (
        "confirmed", "Director", "female", "huong@molisa.example", "Nguyễn", "+84 1", "participants",
    )  # fmt: skip
    assert Message.objects.filter(participant=person, kind="registration_confirmed").exists()
    assert not Message.objects.filter(participant=other).exists()
    assert AuditEntry.objects.get(verb="accept").actor == "participant, by private link"
    assert client.get(my_path(person)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "state"), [({"endorsed": False}, "nominated"), ({}, "waiting")], ids=["proposed", "no place"]
)
def test_accepting_without_a_place(client, event, fields, state: str) -> None:
    place = factories.invited(event, places=0 if state == "waiting" else 3)
    person = invitee(event, invited=place, **fields)
    assert accept(client, person).status_code == 303
    assert Participant.objects.get().state == state
    page = client.get(my_path(person)).content.decode()
    assert ("You are number 1 on the waiting list of Ministry of Labour" in page) == (state == "waiting")


def test_the_organisation_of_a_place_is_fixed(client, event) -> None:
    person = invitee(event)
    page = lxml.html.document_fromstring(client.get(path_of(person)).content.decode())
    assert page.xpath("//form//*[@disabled]/@name") == ["organisation"]
    assert page.xpath("//select[@id='id_sex']/option[@selected]/@value") == [""]
    refused = accept(client, person, organisation="Another")
    assert (refused.status_code, b'href="#id_organisation"' in refused.content) == (422, True)
    sent = {"action": "accept", **said(email=None, organisation=None)}
    assert client.post(path_of(person), sent).status_code == 303
    assert str(Participant.objects.get().organisation) == "Ministry of Labour"


def test_what_is_missing_is_asked_for(client, event) -> None:
    person = invitee(event)
    before = everything()
    response = accept(client, person, sex="", position="", role="organiser")
    page = response.content.decode()
    assert (response.status_code, private(response), everything() == before) == (422, True, True)
    assert page.count('aria-invalid="true"') == 3
    for name in ("sex", "position", "role"):
        assert f'<a href="#id_{name}">' in page


def test_the_name_of_another_of_the_mailbox(client, event) -> None:
    invitee(event, name="Trần Văn Bình")
    response = accept(client, invitee(event), name="tran van binh")
    assert response.status_code == 422
    assert "already registered with this e-mail address" in response.content.decode()


def test_declining_is_asked_about_first(client, event) -> None:
    person = invitee(event)
    before = everything()
    asked = client.post(path_of(person), {"action": "decline", "decline-reason": "On mission"})
    page = asked.content.decode()
    assert (asked.status_code, private(asked), everything() == before) == (422, True, True)
    for words in ("Nothing has changed yet.", 'value="On mission"', 'name="sure" value="yes"'):
        assert words in page


@pytest.mark.parametrize("event_url", ["/dialogue-2026/agenda/", ""])
def test_declining(client, event_url: str) -> None:
    person = invitee(factories.event(visibility="public" if event_url else "private"))
    other = invitee(person.event, name="Trần Văn Bình")
    sent = {"action": "decline", "sure": "yes", "decline-reason": "On mission"}
    response = client.post(path_of(person), sent)
    page = response.content.decode()
    assert (response.status_code, private(response), "<h1>Declined</h1>" in page) == (200, True, True)
    assert ("/dialogue-2026/" in page) == bool(event_url)
    row = Participant.objects.get(pk=person.pk)
    assert (row.state, row.decline_reason) == ("declined", "On mission")
    assert list(Message.objects.order_by("pk").values_list("kind", "participant")) == [
        ("registration_declined", person.pk),
        ("person_answered", None),
    ]
    for path in (path_of(person), path_of(row), my_path(person)):
        assert client.get(path).status_code == 404
    assert client.get(path_of(other)).status_code == 200


@pytest.mark.parametrize("reason", ["a\0b", "x" * 301, "see https://x.example"])
def test_an_absurd_reason(client, event, reason: str) -> None:
    sent = {"action": "decline", "sure": "yes", "decline-reason": reason}
    response = client.post(path_of(invitee(event)), sent)
    assert (response.status_code, Participant.objects.get().state) == (422, "invited")
    assert '<a href="#id_decline-reason">' in response.content.decode()


@pytest.mark.parametrize("state", sorted(ENDED))
def test_who_no_longer_takes_part_gets_the_answer_of_a_bad_token(client, event, state: str) -> None:
    person = invitee(event, state=state)
    bad = client.get("/i/x/")
    assert bad.status_code == 404
    for found in (client.get(path_of(person)), accept(client, person)):
        assert (found.status_code, found.content, private(found)) == (404, bad.content, True)


@pytest.mark.parametrize("state", [State.NOMINATED, State.CONFIRMED, State.WAITING])
def test_who_has_answered_is_led_on(client, event, state: str) -> None:
    person = invitee(event, state=state)
    before = everything()
    page = client.get(path_of(person))
    assert (page.status_code, private(page)) == (200, True)
    assert f'<a class="button" href="{my_path(person)}">' in page.content.decode()
    assert "<form" not in page.content.decode()
    again = accept(client, person)
    assert (again.status_code, again.headers["Location"], everything() == before) == (
        303,
        my_path(person),
        True,
    )


@pytest.mark.parametrize("action", [None, "", "withdraw", "correct", "x" * 1000])
def test_other_actions(client, event, action: str | None) -> None:
    person = invitee(event)
    assert client.post(path_of(person), {} if action is None else {"action": action}).status_code == 422
    assert Participant.objects.get().state == "invited"


def test_the_link_of_one_page_opens_no_other(client, event) -> None:
    person = invitee(event)
    for path in (f"/i/{tokens.make('my', person.pk, 0)}/", f"/my/{tokens.make('person', person.pk, 0)}/"):
        assert client.get(path).status_code == 404


def test_the_event_s_questions(client, event, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    FormQuestion.objects.create(event=event, key="bio", label_text={"en": "Who are you?"}, required=True)
    FormQuestion.objects.create(event=event, key="visa", kind="file", label_text={"en": "Visa"}, rank=1)
    person = invitee(event)
    page = client.get(path_of(person)).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert accept(client, person).status_code == 422
    visa = handed_in.upload("Visa.pdf", handed_in.pdf())
    assert accept(client, person, asked="yes", question_bio="I", question_visa=visa).status_code == 303
    assert [(one.question.key, one.value, str(one.file and one.file.name)) for one in GivenAnswer.objects.all()] == [
        ("bio", "I", "None"), ("visa", None, "Visa.pdf"),
    ]  # fmt: skip
    assert AuditEntry.objects.get(verb="answer questions").details == {"keys": ["bio", "visa"]}
    assert StoredFile.objects.get().event == event


def test_the_limit_of_a_link(client, event) -> None:
    person = invitee(event)
    statuses = [client.post(path_of(person), {"action": ""}).status_code for _time in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({422}, 429)
