"""The letters: what stands in them, and what must not."""

import re
from email import message_from_bytes, policy

import pytest

from registration import messages, tokens
from registration.delivery import mail_of
from registration.models import Message
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
WITH_LINK = ["registration_received", "registration_confirmed", "registration_known"]
WITHOUT_LINK = ["registration_refused", "registration_withdrawn"]


@pytest.fixture
def person(settings):
    settings.BASE_URL = "https://dialogue.example.org"
    return factories.participant(factories.event(), name="O'Neil <b>&")


@pytest.mark.parametrize("kind", WITH_LINK + WITHOUT_LINK)
def test_every_letter(kind: str, person) -> None:
    message = getattr(messages, kind)(person, MOMENT)
    assert "The dialogue-2026" in message.subject
    assert "\n" not in message.subject
    assert message.text.startswith("Dear Ms. O'Neil <b>&,\n")
    assert "O&#x27;Neil &lt;b&gt;&amp;" in message.html
    assert "2:00–3:30 pm Manila time\n" in message.text
    assert "1:00–2:30 pm Bangkok time\n" in message.text
    assert "https://dialogue.example.org/dialogue-2026/agenda/" in message.text
    assert not re.search(r"src=|url\(|<link|@import", message.html)
    assert "\n\n\n" not in message.text
    assert (message.state, message.to, message.due) == ("queued", ["huong@molisa.example"], MOMENT)


@pytest.mark.parametrize("kind", WITH_LINK)
def test_the_link_enters_at_sending(kind: str, person) -> None:
    message = getattr(messages, kind)(person, MOMENT)
    token = tokens.make("my", person.pk, 0)
    for stored in (message.text, message.html):
        assert "https://dialogue.example.org/my/•••/" in stored
        assert token not in stored
    mail = message_from_bytes(mail_of(message, MOMENT).message().as_bytes(), policy=policy.default)
    for part in ("plain", "html"):
        sent = mail.get_body((part,)).get_content()
        assert f"https://dialogue.example.org/my/{token}/" in sent
        assert "•••" not in sent


@pytest.mark.parametrize("kind", WITHOUT_LINK)
def test_letters_without_a_link(kind: str, person) -> None:
    message = getattr(messages, kind)(person, MOMENT)
    assert "/my/" not in message.text + message.html + mail_of(message, MOMENT).body


def test_headers(person, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Secretariat <office@dialogue.example.org>"
    factories.desk(person.event, reply_to="desk@adb.example", contact="Ms. Cruz, +63 2 1234")
    message = messages.registration_received(person, MOMENT)
    mail = message_from_bytes(mail_of(message, MOMENT).message().as_bytes(), policy=policy.default)
    assert {
        name: mail[name] for name in ("From", "To", "Reply-To", "Date", "Auto-Submitted", "Message-ID")
    } == {
        "From": "Secretariat <office@dialogue.example.org>",
        "To": "huong@molisa.example",
        "Reply-To": "desk@adb.example",
        "Date": "Mon, 02 Nov 2026 03:04:05 +0000",
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{message.message_id}@dialogue.example.org>",
    }
    assert "Questions: Ms. Cruz, +63 2 1234\n" in message.text
    assert mail.get_content_type() == "multipart/alternative"


def test_the_participants_only_hours_are_not_told() -> None:
    event = factories.event(published=False)
    event.sessions.update(audience="participants")
    factories.publishing.publish(event.slug, MOMENT)
    assert "Manila time" not in messages.registration_received(factories.participant(event), MOMENT).text


def test_queueing_tells_a_worker_after_the_commit(person, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True) as told:
        message = messages.registration_received(person, MOMENT)
        assert Message.objects.get().state == "queued"
    assert len(told) == 1
    message.refresh_from_db()
    assert message.state == "sent"
