"""Calendar letters as they leave: parts in order, headers, one METHOD, the same bytes twice (RFC 6047)."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.mail import get_connection
from icalendar import Calendar

from registration import invitations
from registration.audit import Actor
from registration.letters import delivery
from registration.letters.delivery import mail_of
from registration.models import Message
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["Asia/Manila", "UTC"])
def person(request, settings):
    settings.BASE_URL = "https://dialogue.example.org"
    settings.DEFAULT_FROM_EMAIL = "Secretariat ĐỐI THOẠI <office@dialogue.example.org>"
    event = factories.event(published=False)
    event.title = "Dialogue “ก” 🧑‍🤝‍🧑; one, two " + "ไทยภาษา " * 30
    event.timezone = request.param
    event.save()
    factories.publishing.publish(event.slug, MOMENT)
    factories.desk(event, reply_to="desk@adb.example", contact="Ms. Cruz")
    return factories.participant(event, name='O"Neil; <b>&, Hương', honorific="")


def letter(person, kind: str) -> Message:
    person = invitations.confirm(person, Actor("clerk"), MOMENT)
    if kind == "CANCEL":
        invitations.withdraw(person, Actor("clerk"), MOMENT)
    return Message.objects.get(method=kind)


def parsed(message: Message) -> EmailMessage:
    return message_from_bytes(mail_of(message, MOMENT).message().as_bytes(), policy=policy.default)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_shape(person, method: str) -> None:
    message = letter(person, method)
    mail = parsed(message)
    assert mail.get_content_type() == "multipart/mixed"
    alternative, attached = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    parts = list(alternative.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    plain, html, calendar = parts
    assert dict(calendar["Content-Type"].params) == {"method": method, "charset": "UTF-8"}
    assert not calendar.is_attachment()
    assert attached.get_content_type() == "application/ics"
    assert (attached.get_filename(), attached.get_content_disposition()) == ("invite.ics", "attachment")
    content = calendar.get_payload(decode=True)
    assert content == attached.get_payload(decode=True) == message.ics.encode()
    assert content.count(b"\r\n") == content.count(b"\n") > 20
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert Calendar.from_ical(content)["METHOD"] == method
    assert plain.get_content() == message.text
    assert html.get_content().strip() == message.html.strip()
    assert mail["Content-Type"].params.keys() == {"boundary"}


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_organiser_is_the_sender_and_attendee_the_recipient(person, method: str) -> None:
    mail = parsed(letter(person, method))
    (sender,) = mail["From"].addresses
    (event,) = Calendar.from_ical(_calendar(mail).get_payload(decode=True)).walk("VEVENT")
    assert event["ORGANIZER"] == f"mailto:{sender.addr_spec}" == "mailto:desk@adb.example"
    assert event["ORGANIZER"].params["CN"] == sender.display_name == "Secretariat ĐỐI THOẠI"
    assert event["ATTENDEE"] == f"mailto:{mail['To']}" == "mailto:huong@molisa.example"
    assert event["ATTENDEE"].params["CN"] == "O’Neil; <b>&, Hương"
    assert mail["Reply-To"] == "desk@adb.example"


def _calendar(mail: EmailMessage) -> EmailMessage:
    return next(part for part in mail.walk() if part.get_content_type() == "text/calendar")


def test_without_an_address_for_answers_the_server_s_sender_organises(settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "dialogue@example.org"
    mail = parsed(letter(factories.participant(factories.event()), "REQUEST"))
    (event,) = Calendar.from_ical(_calendar(mail).get_payload(decode=True)).walk("VEVENT")
    assert (mail["From"], event["ORGANIZER"]) == ("dialogue@example.org", "mailto:dialogue@example.org")
    assert "CN" not in event["ORGANIZER"].params


def test_the_same_through_the_folder_and_the_server(person, tmp_path: Path, settings) -> None:
    """As bytes in a file, and as Django's own backends would send it."""
    settings.OUTBOX_ONLY = False
    message = letter(person, "REQUEST")
    get_connection("registration.letters.eml_backend.EmailBackend", file_path=str(tmp_path)).send_messages(
        [mail_of(message, MOMENT)]
    )
    (file,) = tmp_path.glob("*.eml")
    Message.objects.filter(pk=message.pk).update(state="queued", lease_until=None, sent=None)
    assert delivery.deliver(message.pk, MOMENT)
    over_the_wire = django_mail.outbox[-1].message().as_bytes(linesep="\r\n")
    for content in (file.read_bytes(), over_the_wire):
        assert b"\n" not in content.replace(b"\r\n", b"")
        mail = message_from_bytes(content, policy=policy.default)
        payloads = [
            part.get_payload(decode=True)
            for part in mail.walk()
            if part.get_content_type() in ("text/calendar", "application/ics")
        ]
        assert payloads == [message.ics.encode()] * 2


@pytest.mark.parametrize("title", ["The dialogue", "Dialogue “ก” " + "ไทยภาษา " * 8, "Đối thoại " * 12])
def test_the_subject_begins_on_its_line(title: str, tmp_path: Path) -> None:
    """In the file and over the wire, and no word of it is longer than a line may be (RFC 2047 §2)."""
    event = factories.event(published=False)
    event.title = title
    event.save()
    factories.publishing.publish(event.slug, MOMENT)
    message = letter(factories.participant(event), "REQUEST")
    content = mail_of(message, MOMENT).message().as_bytes()
    first, *folded = content[content.index(b"Subject:") :].split(b"\n")
    assert len(first) > len("Subject: =?utf-8?q??=")
    assert max(len(line) for line in [first, *folded[:9]]) <= 78
    assert parsed(message)["Subject"] == message.subject


def test_no_link_and_no_token(person) -> None:
    message = letter(person, "REQUEST")
    assert "/my/" not in message.text + message.html + message.ics
    assert "•••" not in message.text + message.html + message.ics
    assert (message.purpose, message.calendar, message.method) == ("", True, "REQUEST")
