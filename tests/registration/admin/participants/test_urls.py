"""What stands behind the addresses of a participant's page: the right address, consents heard, answers, files, erasing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from agenda.files.storage import ANSWER, checked
from agenda.models import EventRole
from registration.audit import LINK_HOLDER
from registration.models import AuditEntry, Consent, FormQuestion, GivenAnswer, Message, Participant
from registration.questions import answers
from tests.registration import factories, handed_in
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/participant/"


@pytest.fixture
def event() -> Any:
    return factories.event()


@pytest.fixture
def person(event) -> Participant:
    return factories.participant(event, state="confirmed")


@pytest.fixture
def staff(client, event) -> User:
    return signed_in(client, event, "registration-clerk")


def signed_in(client: Any, event: Any, role: str) -> User:
    user = User.objects.create_user(f"{role}@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    return user


def page(client: Any, person: Participant) -> str:
    return str(client.get(f"{LIST}{person.pk}/change/").content.decode())


def faults(response: Any) -> dict[str, list[str]]:
    return {name: list(found) for form in response.context["forms"] for name, found in form.errors.items()}


def question(event: Any, key: str = "arrival", **fields: Any) -> FormQuestion:
    return FormQuestion.objects.create(
        event=event, key=key, label_text={"en": f"Your {key}?"}, **{"kind": "text", **fields}
    )


def entries() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.exclude(verb="mail_entry").order_by("pk")
    return [(one.verb, one.details) for one in rows]


def test_a_wrong_address_is_corrected(client, event, staff, person) -> None:
    address = f"{LIST}{person.pk}/readdress/"
    assert f'href="{address}"' in page(client, person)
    shown = client.get(address).content.decode()
    assert "Letters went to huong@molisa.example until now." in shown
    assert faults(client.post(address, {"email": "nobody"})) == {"email": ["Enter a valid email address."]}
    sent = {"email": "right@molisa.example", "channel": "phone", "said": "2026-09-03"}
    after = client.post(address, sent, follow=True).content.decode()
    assert "is written to at the new address; the letter with the link is in the outbox." in after
    assert Participant.objects.get().email == "right@molisa.example"
    assert entries() == [("readdress", {"by": "phone", "on": "2026-09-03"})]
    assert Message.objects.get(kind="registration_confirmed").to == ["right@molisa.example"]
    assert faults(client.post(address, sent)) == {
        "__all__": ["This is the address that is written to already."]
    }


def test_what_was_agreed_to_stands_with_the_text_that_was_read(client, event, staff, person) -> None:
    assert "Not asked." in page(client, person)
    Consent.objects.create(
        participant=person, about="list", choice="public", wording="2026-11", moment=MOMENT
    )
    Consent.objects.create(participant=person, about="photos", choice="no", wording="own-1", moment=MOMENT)
    shown = page(client, person)
    for words in (
        "List of participants: <strong>everybody: the list may be published</strong>",
        "Text read: “Who may see your name, position, organisation and country in the list of participants?” "
        "(version 2026-11)",
        "Photographs and recordings: <strong>no</strong>",
        "Text read: version own-1",
    ):
        assert words in shown


def test_consents_are_noted_by_phone(client, event, staff, person) -> None:
    address = f"{LIST}{person.pk}/consents/"
    assert f'action="{address}"' in page(client, person)
    assert client.get(address).status_code == 405
    assert faults(client.post(address, {"consent_list": "public"})) == {
        "channel": ["This field is required."]
    }
    said = {"channel": "phone", "said": "2026-09-03"}
    assert faults(client.post(address, said)) == {
        "__all__": ["Choose what the person said, of the list or of photographs."]
    }
    after = client.post(address, {"consent_list": "public", **said}, follow=True).content.decode()
    assert "What the person said is noted." in after
    kept = Consent.objects.values_list("about", "choice", "wording").get()
    assert kept == ("list", "public", "2026-11")
    assert entries() == [("agree", {"fields": ["consent_list"], "by": "phone", "on": "2026-09-03"})]


def test_answers_are_shown_and_entered(client, event, staff, person) -> None:
    assert "Answers to the event’s questions" not in page(client, person)
    question(event, required=True)
    question(event, "visa", kind="yes-no", rank=1)
    question(event, "camera", roles=["media"], rank=2)
    shown = page(client, person)
    assert shown.count('<span class="quiet">no answer yet</span>') == 2
    assert "Your camera?" not in shown
    address = f"{LIST}{person.pk}/answers/"
    assert f'href="{address}"' in shown
    form = client.get(address).context["forms"][0]
    assert list(form.fields) == ["question_arrival", "question_visa"]
    sent = {"question_arrival": "", "question_visa": "yes", "channel": "phone"}
    after = client.post(address, sent, follow=True).content.decode()
    assert "The answers are kept." in after
    assert "<strong>Yes</strong>" in after
    assert "answers to: Your visa?" in after
    assert list(GivenAnswer.objects.values_list("question__key", "value")) == [("visa", True)]
    assert entries() == [("answer questions", {"keys": ["visa"], "by": "phone"})]
    Participant.objects.update(state="withdrawn")
    after = client.post(address, sent, follow=True).content.decode()
    assert "not possible, since the registration is withdrawn" in after


def test_a_file_is_answered_to_those_who_may_see_the_person(
    client, event, staff, person, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    question(event, "ticket", kind="file")
    given = checked(handed_in.upload("T.pdf", handed_in.pdf()), ANSWER)
    answers.save(person, {"question_ticket": given}, LINK_HOLDER, MOMENT)
    address = f"{LIST}{person.pk}/answers/{GivenAnswer.objects.get().pk}/save/"
    assert f'<a href="{address}"><bdi>T.pdf</bdi></a>' in page(client, person)
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="T.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    other = factories.participant(event, name="Other")
    assert client.get(f"{LIST}{other.pk}/answers/{GivenAnswer.objects.get().pk}/save/").status_code == 404
    assert client.post(address).status_code == 405
    stranger = User.objects.create_user("elsewhere@x.example", is_staff=True)
    elsewhere = factories.event("elsewhere")
    EventRole.objects.create(user=stranger, event=elsewhere, role="registration-clerk")
    client.force_login(stranger)
    assert client.get(address).status_code == 403


def test_erasing_is_offered_to_who_may_and_nothing_else_afterwards(client, event, person) -> None:
    signed_in(client, event, "registration-clerk")
    forget = f"/admin/agenda/event/{event.pk}/forgetting/{person.pk}/"
    assert forget not in page(client, person)
    signed_in(client, event, "administrator")
    assert forget in page(client, person)
    Participant.objects.update(erased=MOMENT, state="withdrawn")
    shown = page(client, person)
    for address in (forget, "/link/", "/replace/", "/readdress/", "/consents/", "/do/"):
        assert address not in shown, address
    for address in ("link", "replace", "readdress", "consents", "answers"):
        after = client.post(f"{LIST}{person.pk}/{address}/", follow=True).content.decode()
        assert "The data of this person are erased; nothing more can be done with them." in after
    assert AuditEntry.objects.count() == 0


def test_what_nobody_asked_is_said_so(client, event, staff, person) -> None:
    Participant.objects.update(sex="", consent_moment=None)
    shown = client.get(f"{LIST}{person.pk}/change/")
    assert '<div class="readonly">not asked</div>' in shown.content.decode()
    assert shown.context["adminform"].form.fields["sex"].choices[0] == ("", "not asked")


def test_the_board_is_one_step_away(client, event, staff, person) -> None:
    board = f'href="/admin/agenda/event/{event.pk}/invitations/"'
    client.post(f"{LIST}{person.pk}/do/withdraw/", {"sure": "yes"})
    letter = Message.objects.get(kind="registration_withdrawn")
    assert board in page(client, person)
    assert board in client.get(f"/admin/registration/message/{letter.pk}/change/").content.decode()


def test_the_new_person_s_page_says_whose_place_they_took(client, event, staff) -> None:
    invited = factories.invited(event, reply="accepted")
    old = factories.participant(event, invited=invited, state="confirmed")
    client.post(
        f"{LIST}{old.pk}/replace/", {"name": "Bo", "email": "bo@x.example", "delegation_role": "member"}
    )
    assert "took the place of Ms. Nguyễn Thị Hương" in page(client, Participant.objects.get(name="Bo"))
