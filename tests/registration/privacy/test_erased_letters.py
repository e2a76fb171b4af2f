"""The last letter keeps an address until it is sent; answers by mail lose their sender."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from registration import privacy
from registration.audit import Actor
from registration.letters import to_participants
from registration.models import MailedReply, Message, Participant
from registration.privacy import erased_letters
from registration.privacy.traces import traces_of
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db

STAFF = Actor("clerk", capacity="staff")


@pytest.fixture
def person() -> Participant:
    return factories.participant(factories.event(), cc=["office@molisa.example"])


def test_the_last_letter(person: Participant) -> None:
    factories.desk(person.event, contact="desk@host.example")
    privacy.erase(person, STAFF, MOMENT)
    letter = Message.objects.get()
    assert (letter.kind, letter.to, letter.cc, letter.purpose) == ("erased", ["huong@molisa.example"], [], "")
    assert letter.subject == "Your data are erased: The dialogue-2026"
    assert letter.text == (
        "Dear Ms. Nguyễn Thị Hương,\n\nyour data for “The dialogue-2026” are erased, as was asked. Your registration "
        "has ended and your private links no longer work. We keep only figures without your name. Entries that we put "
        "into your calendar are taken out by letters of their own. Once this letter is sent, your address is erased "
        "too; nothing more will come.\n\nQuestions: desk@host.example\nThe secretariat\n\n"
    )


@pytest.mark.parametrize(
    ("state", "left"), [("queued", 1), ("sending", 1), ("sent", 0), ("failed", 0), ("draft", 0)]
)
def test_it_goes_once_it_is_sent_or_has_failed(person: Participant, state: str, left: int) -> None:
    privacy.erase(person, STAFF, MOMENT)
    fields = {
        "sent": MOMENT if state == "sent" else None,
        "lease_until": MOMENT if state == "sending" else None,
    }
    Message.objects.update(state=state, **fields)
    assert privacy.forget_sent() == 1 - left
    assert Message.objects.count() == left


def test_what_others_write_to_the_empty_address_goes_too(person: Participant) -> None:
    privacy.erase(person, STAFF, MOMENT)
    to_participants.joining_details(Participant.objects.get(), MOMENT)
    other = factories.participant(person.event, name="Bo Stays", email="b@x.example")
    kept = to_participants.joining_details(other, MOMENT)
    privacy.forget_sent()
    assert set(Message.objects.values_list("kind", "participant")) == {
        ("erased", person.pk), ("joining_details", other.pk),
    }  # fmt: skip
    assert Message.objects.get(pk=kept.pk).text == kept.text


def test_answers_lose_their_sender_and_keep_their_outcome(person: Participant) -> None:
    rows: list[tuple[Any, Any, str]] = [
        (person, person.event, "x@y.example"),
        (None, None, "Huong <HUONG@molisa.example>"),
        (None, None, "xhuong@molisa.example"),
    ]
    for number, (whom, event, sender) in enumerate(rows):
        MailedReply.objects.create(
            message_id=f"<{number}>",
            received=MOMENT,
            sender=sender,
            outcome="forged",
            participant=whom,
            event=event,
        )
    keys = [row.pk for row in MailedReply.objects.order_by("pk")]
    erased_letters.forget_replies(
        erased_letters.replies_of(person.event_id, [person.pk], traces_of([person]))
    )
    assert list(
        MailedReply.objects.order_by("pk").values_list("message_id", "sender", "outcome", "participant")
    ) == [
        (f"erased:{keys[0]}", "", "forged", None),
        (f"erased:{keys[1]}", "", "forged", None),
        ("<2>", "xhuong@molisa.example", "forged", None),
    ]


def test_files_of_letters_go_and_others_stay(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = (
        "registration.letters.eml_backend.EmailBackend",
        str(tmp_path),
    )
    for name in ("gone", "stays"):
        EmailMessage("s", "b", to=["a@x.example"], headers={"Message-ID": f"<{name}@host>"}).send()
    with django_capture_on_commit_callbacks(execute=True):
        erased_letters.forget_mailed(["gone"])
        assert len(list(tmp_path.glob("*.eml"))) == 2
    (left,) = tmp_path.glob("*.eml")
    assert b"<stays@host>" in left.read_bytes()


def test_a_letter_on_its_way_is_not_sent_a_second_time(person: Participant) -> None:
    """A worker that holds a deleted letter finds no row when it is done."""
    letter = to_participants.registration_received(person, MOMENT)
    Message.objects.update(state="sending", lease_until=MOMENT + timedelta(minutes=5))
    privacy.erase(person, STAFF, MOMENT)
    assert not Message.objects.filter(pk=letter.pk).exists()
